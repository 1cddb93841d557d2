#include "input/filestream/config.h"

#include <algorithm>
#include <filesystem>

#include "base/clock.h"
#include "input/glob.h"

namespace flowship::filestream {

namespace {

constexpr int64_t kHour = 3'600'000;  // milliseconds

int64_t TakeNanos(config::Options& options, std::string_view name, int64_t fallback_millis, int64_t least_millis) {
  const int64_t millis = options.TakeDurationMillis(name, fallback_millis);
  if (millis >= least_millis && millis <= INT64_MAX / kNanosPerMilli) return millis * kNanosPerMilli;
  options.Error(name, "\"" + std::string(name) + "\" is " + (least_millis > 0 ? "at least " + std::to_string(least_millis) + "ms" : "not negative"));
  return fallback_millis * kNanosPerMilli;
}

std::vector<Regex> TakeRegexes(config::Options& options, std::string_view name) {
  std::vector<Regex> regexes;
  for (const std::string& pattern : options.TakeStrings(name)) {
    auto regex = Regex::Compile(pattern);
    if (regex.ok()) {
      regexes.push_back(std::move(*regex));
    } else {
      options.Error(name, "\"" + std::string(name) + "\": " + regex.error().message);
    }
  }
  return regexes;
}

// A name of the `log` input that Fleet's integrations still write for filestream, and filestream's own.
std::vector<Regex> TakeEither(config::Options& options, std::string_view other_name, std::string_view name) {
  if (options.Has(other_name) && options.Has(name)) {
    options.diagnostics().Warning(options.PlaceOf(other_name),
                                  "\"" + std::string(other_name) + "\" and \"" + std::string(name) + "\" are one option; both lists count");
  }
  std::vector<Regex> regexes = TakeRegexes(options, other_name);
  std::vector<Regex> more = TakeRegexes(options, name);
  std::move(more.begin(), more.end(), std::back_inserter(regexes));
  return regexes;
}

void TakePaths(config::Options& options, Config* config) {
  config->paths = options.TakeStrings("paths");
  if (config->paths.empty()) options.Error("paths", "a filestream needs `paths`, a list of files or patterns such as /var/log/*.log");
  for (const std::string& path : config->paths) {
    if (path.empty()) options.Error("paths", "a path is empty");
    if (const Status status = CheckGlob(path); !status.ok()) options.Error("paths", status.error().message);
  }
  // Absolute, without . and //, so that what a watcher reports is what a pattern means.
  for (std::string& path : config->paths) path = std::filesystem::absolute(path).lexically_normal().string();
  config->recursive_glob = options.TakeBool("prospector.scanner.recursive_glob", true);
  config->include_files = TakeEither(options, "include_files", "prospector.scanner.include_files");
  config->exclude_files = TakeEither(options, "exclude_files", "prospector.scanner.exclude_files");
  config->check_interval_nanos = TakeNanos(options, "prospector.scanner.check_interval", 10'000, 100);
}

void TakeIgnored(config::Options& options, Config* config) {
  config->ignore_older_nanos = TakeNanos(options, "ignore_older", 0, 0);
  const std::string inactive = options.TakeString("ignore_inactive", "");
  if (inactive == "since_first_start") {
    config->ignore_inactive = IgnoreInactive::kSinceFirstStart;
  } else if (inactive == "since_last_start") {
    config->ignore_inactive = IgnoreInactive::kSinceLastStart;
  } else if (!inactive.empty()) {
    options.Error("ignore_inactive", "\"ignore_inactive\" is since_first_start or since_last_start, not \"" + inactive + "\"");
  }
}

void TakeClosing(config::Options& options, Config* config) {
  config->close_inactive_nanos = TakeNanos(options, "close.on_state_change.inactive", kHour / 12, 0);
  config->close_check_nanos = TakeNanos(options, "close.on_state_change.check_interval", 5'000, 100);
  config->close_renamed = options.TakeBool("close.on_state_change.renamed", false);
  config->close_removed = options.TakeBool("close.on_state_change.removed", false);
  config->close_on_eof = options.TakeBool("close.reader.on_eof", false);
  config->close_after_nanos = TakeNanos(options, "close.reader.after_interval", 0, 0);
}

}  // namespace

Config TakeConfig(config::Options& options) {
  Config config;
  TakePaths(options, &config);
  TakeIgnored(options, &config);
  TakeClosing(options, &config);
  const int64_t most = options.TakeBytes("message_max_bytes", static_cast<int64_t>(limits::kMessageMaxBytes));
  if (most < 1 || most > static_cast<int64_t>(limits::kDocumentMaxBytes)) {
    options.Error("message_max_bytes", "\"message_max_bytes\" is from 1 to " + std::to_string(limits::kDocumentMaxBytes));
  } else {
    config.message_max_bytes = static_cast<size_t>(most);
  }
  return config;
}

}  // namespace flowship::filestream
