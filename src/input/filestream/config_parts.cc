#include "input/filestream/config_parts.h"

#include <algorithm>

namespace flowship::filestream {

namespace {

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

void Warn(config::Options& options, std::string_view name, const std::string& message) {
  options.diagnostics().Warning(options.PlaceOf(name), message);
}

// `fingerprint` stands under file_identity (Fleet's packages write its settings there) or under prospector.scanner.
void TakeFingerprint(config::Options& options, const std::string& prefix) {
  const std::string enabled = prefix + ".enabled", offset = prefix + ".offset", length = prefix + ".length", growing = prefix + ".growing";
  (void)options.TakeBool(enabled, true);
  if (options.TakeInt(offset, 0, 0, INT64_MAX) != 0) Warn(options, offset, Quoted(offset) + " has no effect: a file is known by its first line");
  if (options.TakeInt(length, 1024, 64, INT64_MAX) != 1024) {
    Warn(options, length, Quoted(length) + " has no effect: a file is known by its first line, or by the first 1024 bytes of that");
  }
  (void)options.TakeBool(growing, true);
  (void)options.Take(prefix);
}

}  // namespace

int64_t TakeNanos(config::Options& options, std::string_view name, int64_t fallback_millis, int64_t least_millis) {
  const int64_t millis = options.TakeDurationMillis(name, fallback_millis);
  if (millis >= least_millis && millis <= INT64_MAX / kNanosPerMilli) return millis * kNanosPerMilli;
  options.Error(name, Quoted(name) + " is " + (least_millis > 0 ? "at least " + std::to_string(least_millis) + "ms" : "not negative"));
  return fallback_millis * kNanosPerMilli;
}

std::vector<Regex> TakeRegexes(config::Options& options, std::string_view name) {
  std::vector<Regex> regexes;
  for (const std::string& pattern : options.TakeStrings(name)) {
    auto regex = Regex::Compile(pattern);
    if (regex.ok()) {
      regexes.push_back(std::move(*regex));
    } else {
      const bool is_glob = pattern.starts_with('*') || pattern.starts_with('?');
      options.Error(name, Quoted(name) + ": " + regex.error().message + (is_glob ? "; it is no glob: *.gz is \\.gz$ here" : ""));
    }
  }
  return regexes;
}

void TakeIdentity(config::Options& options, Config* config) {
  struct Kind {
    std::string_view name;
    IdentityKind kind;
  };
  constexpr Kind kKinds[] = {{"file_identity.native", IdentityKind::kNative},
                             {"file_identity.path", IdentityKind::kPath},
                             {"file_identity.inode_marker", IdentityKind::kInodeMarker}};
  const bool by_fingerprint = options.Has("file_identity.fingerprint");
  std::string_view chosen;
  for (const auto& [name, kind] : kKinds) {
    if (!options.Has(name)) continue;
    if (!chosen.empty() || by_fingerprint) {
      options.Error(name, Quoted(name) + " and " + Quoted(chosen.empty() ? "file_identity.fingerprint" : chosen) + ": a file has one identity");
    }
    chosen = name;
    config->identity = kind;
    if (kind == IdentityKind::kInodeMarker) {
      config->inode_marker_path = options.TakeString("file_identity.inode_marker.path", "");
      if (config->inode_marker_path.empty()) options.Error(name, "\"file_identity.inode_marker\" needs a `path`, the file that holds the marker");
    }
    (void)options.Take(name);  // its value is null
  }
  TakeFingerprint(options, "file_identity.fingerprint");
  TakeFingerprint(options, "prospector.scanner.fingerprint");

  if (!options.Has("take_over")) return;
  config->take_over_from = options.TakeStrings("take_over.from_ids");
  const bool enabled = options.TakeBool("take_over.enabled", !config->take_over_from.empty());
  if (!enabled) config->take_over_from.clear();
  const auto by_itself = options.Take("take_over");  // `take_over: true`, as it was once
  if (by_itself && by_itself->is_scalar() && config::ParseBool(by_itself->text) == false) return;
  if ((enabled || by_itself) && config->take_over_from.empty()) {
    options.Error("take_over", "\"take_over\" needs `from_ids`, the ids of the streams whose state is taken over; there is no state of a `log` input here");
  }
}

void TakeCleaning(config::Options& options, Config* config) {
  const auto inactive = options.TakeString("clean_inactive");
  if (inactive && *inactive != "-1" && *inactive != "0") {
    int64_t millis = 0;
    if (!config::ParseDurationMillis(*inactive, &millis) || millis <= 0) {
      options.Error("clean_inactive", "\"clean_inactive\" is a duration such as 720h, or -1 for never, not " + Quoted(*inactive));
    } else {
      config->clean_inactive_nanos = millis * kNanosPerMilli;
      if (config->ignore_older_nanos == 0 || config->clean_inactive_nanos <= config->ignore_older_nanos + config->check_interval_nanos) {
        options.Error("clean_inactive", "\"clean_inactive\" is longer than \"ignore_older\" (which has to be set) and "
                                        "\"prospector.scanner.check_interval\" together, or files would be read again");
      }
    }
  }
  config->clean_removed = options.TakeBool("clean_removed", true);
  config->delete_when_done = options.TakeBool("delete.enabled", false);
  config->delete_grace_nanos = TakeNanos(options, "delete.grace_period", 30 * 60'000, 0);
}

void TakeWithoutEffect(config::Options& options) {
  // What it asks for is always so.
  options.TakeIdle("rotation.external.strategy.copytruncate");
  if (options.Has("gzip_experimental")) Warn(options, "gzip_experimental", "\"gzip_experimental\" has no effect: compressed files are read in any case");
  (void)options.TakeBool("gzip_experimental", true);
}

void TakeUnsupported(config::Options& options) {
  struct Option {
    std::string_view name, why;
  };
  constexpr Option kNeverTrue[] = {
      {"allow_deprecated_id_duplication", "two streams with one id would read over each other's state"},
      {"include_file_fingerprint", "an event has its file's path and offset, and its _id is made of the file's identity"},
      {"include_file_owner_group_name", "flowship does not look at who owns a file"},
      {"include_file_owner_name", "flowship does not look at who owns a file"},
      {"legacy_clean_inactive", "state of files that are still there is never thrown away"},
      {"read_until_eof.enabled", "what is not read when the agent stops is read when it starts again"},
      {"seek_to_tail", "use `ignore_inactive: since_first_start`"},
  };
  for (const auto& [name, why] : kNeverTrue) {
    if (options.TakeBool(name, false)) options.Error(name, Quoted(name) + " is not supported: " + std::string(why));
  }
  options.TakeIdle("read_until_eof.timeout");
}

}  // namespace flowship::filestream
