#include "input/filestream/config.h"

#include <algorithm>
#include <filesystem>

#include "config/log_input.h"
#include "input/filestream/config_parts.h"
#include "input/glob.h"

namespace flowship::filestream {

namespace {

constexpr int64_t kMinute = 60'000;  // milliseconds

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
    if (path.starts_with("~")) options.Error("paths", "\"" + path + "\": no shell reads this, and ~ is a name like others; write the folder itself, or ${env.HOME}");
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) {
      options.diagnostics().Warning(options.PlaceOf("paths"), path + " is a folder, and no file of it is meant; write " + (std::filesystem::path(path) / "*.log").string());
    }
    if (const Status status = CheckGlob(path); !status.ok()) options.Error("paths", status.error().message);
  }
  // Absolute, without . and //, so that what a watcher reports is what a pattern means.
  std::erase_if(config->paths, [](const std::string& path) { return path.empty(); });
  std::error_code nowhere;  // a working directory that is gone
  for (std::string& path : config->paths) path = std::filesystem::absolute(path, nowhere).lexically_normal().string();
  config->symlinks = options.TakeBool("prospector.scanner.symlinks", false);
  config->resend_on_touch = options.TakeBool("prospector.scanner.resend_on_touch", false);
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
  config->close_inactive_nanos = TakeNanos(options, "close.on_state_change.inactive", 5 * kMinute, 0);
  config->close_check_nanos = TakeNanos(options, "close.on_state_change.check_interval", 5'000, 100);
  config->close_renamed = options.TakeBool("close.on_state_change.renamed", false);
  config->close_removed = options.TakeBool("close.on_state_change.removed", false);
  config->close_on_eof = options.TakeBool("close.reader.on_eof", false);
  config->close_after_nanos = TakeNanos(options, "close.reader.after_interval", 0, 0);
}

void TakeReading(config::Options& options, Config* config) {
  const int64_t read_bytes = options.TakeBytes("buffer_size", static_cast<int64_t>(limits::kReadBytes));
  if (read_bytes < 1) options.Error("buffer_size", "\"buffer_size\" is at least 1");
  config->read_bytes = static_cast<size_t>(std::clamp<int64_t>(read_bytes, 4096, limits::kReadBytes));
  const int64_t most = options.TakeBytes("message_max_bytes", static_cast<int64_t>(limits::kMessageMaxBytes));
  if (most < 1 || most > static_cast<int64_t>(limits::kDocumentMaxBytes)) {
    options.Error("message_max_bytes", "\"message_max_bytes\" is from 1 to " + std::to_string(limits::kDocumentMaxBytes));
  } else {
    config->message_max_bytes = static_cast<size_t>(most);
  }
  const std::string encoding = options.TakeString("encoding", "plain"), terminator = options.TakeString("line_terminator", "auto");
  const auto format = parser::MakeLineFormat(encoding, terminator);
  if (format.ok()) {
    config->format = *format;
  } else {
    options.Error(format.error().message.find("terminator") == std::string::npos ? "encoding" : "line_terminator", format.error().message);
  }
  config->include_lines = TakeRegexes(options, "include_lines");
  config->exclude_lines = TakeRegexes(options, "exclude_lines");
  if (const auto parsers = options.TakeSequence("parsers")) {
    config->chain = parser::CompileChain(*parsers, config->message_max_bytes, options.diagnostics());
  }
  config->partial_line_timeout_nanos = TakeNanos(options, "partial_line_timeout", 0, 0);
  config->harvester_limit = static_cast<size_t>(options.TakeInt("harvester_limit", 0, 0, INT32_MAX));
  config->backoff_init_nanos = TakeNanos(options, "backoff.init", 2'000, 1);
  config->backoff_max_nanos = TakeNanos(options, "backoff.max", 10'000, 1);
  if (config->backoff_init_nanos > config->backoff_max_nanos) options.Error("backoff.init", "\"backoff.init\" is longer than \"backoff.max\"");
}

// Names of the `log` input in a stream that says that it is filestream's.
void AddRemedies(config::Options& options) {
  for (const auto& [theirs, ours] : config::kLogNames) {
    if (theirs != "backoff" && theirs != "exclude_files") options.AddRemedy(theirs, "filestream calls it \"" + std::string(ours) + "\"");
  }
  options.AddRemedy("json", "filestream has a parser for it: parsers: [{ndjson: {target: \"\"}}]");
  options.AddRemedy("multiline", "filestream has a parser for it: parsers: [{multiline: {pattern: …}}]");
  options.AddRemedy("tail_files", "use \"ignore_inactive: since_first_start\"");
  options.AddRemedy("index", "the stream's data_stream says where its events go");
}

// A compressed file is known by its first bytes; it needs no option.
void TakeCompression(config::Options& options) {
  const std::string compression = options.TakeString("compression", "auto");
  if (compression != "auto" && compression != "gzip" && !compression.empty()) {
    options.Error("compression", "\"compression\" is auto or gzip, not \"" + compression + "\"");
  }
  if (options.Has("compression") && compression.empty()) {
    options.diagnostics().Warning(options.PlaceOf("compression"), "compressed files that \"paths\" means are read in any case; exclude_files keeps them out");
  }
}

}  // namespace

Config TakeConfig(config::Options& options) {
  Config config;
  TakePaths(options, &config);
  TakeIgnored(options, &config);
  TakeReading(options, &config);
  TakeCompression(options);
  TakeClosing(options, &config);
  TakeIdentity(options, &config);
  TakeCleaning(options, &config);
  TakeWithoutEffect(options);
  TakeUnsupported(options);
  AddRemedies(options);
  return config;
}

}  // namespace flowship::filestream
