#include "cli/log_flags.h"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "base/log_file.h"
#include "config/node.h"

namespace flowship::cli {

namespace {

// A selector that nothing answers to is a mistake on the command line, where Filebeat would say nothing and log nothing.
std::string JudgeSelector(const std::string& selector) {
  const auto components = LogComponents();
  if (selector == "*" || std::ranges::find(components, selector) != components.end()) return {};
  const std::vector<std::string> known(components.begin(), components.end());
  const auto nearest = config::Nearest(selector, known);
  std::string all = "*";
  for (const std::string& name : known) all += ", " + name;
  return "no part of flowship is called \"" + selector + "\"" + (nearest ? "; did you mean " + *nearest + "?" : "; there is " + all);
}

LogOptions BaseOf(const LogFlags& flags, LogLevel level, std::vector<std::string> selectors) {
  LogOptions options;
  options.level = flags.verbose ? std::min(level, LogLevel::kInfo) : level;
  options.selectors = std::move(selectors);
  if (!flags.selectors.empty()) {
    options.level = LogLevel::kDebug;
    options.selectors = flags.selectors;
  }
  return options;
}

LogFile::Options FileOf(const config::LogPolicy& policy) {
  LogFile::Options file;
  file.path = policy.files_path;
  file.name = policy.files_name;
  file.rotate_bytes = static_cast<uint64_t>(policy.rotate_bytes);
  file.rotate_millis = policy.rotate_millis;
  file.keep = static_cast<size_t>(policy.keep);
  file.permissions = policy.permissions;
  file.rotate_on_startup = policy.rotate_on_startup;
  file.format = policy.json.value_or(true) ? LogFormat::kJson : LogFormat::kText;
  return file;
}

// The one that is open, for when a policy comes again. By the thread of the command.
std::shared_ptr<LogFile>& OpenFile() {
  static auto* const file = new std::shared_ptr<LogFile>;
  return *file;
}

}  // namespace

void AddLogFlags(CLI::App& app, LogFlags* flags, bool to_files) {
  app.add_option("-d", flags->selectors, "Say what these parts do in detail, with commas between: filestream,elasticsearch; '*' for all")
      ->type_name("SELECTORS")
      ->delimiter(',')
      ->check(JudgeSelector);
  app.add_flag("-v", flags->verbose, "Say at least what is worth knowing (level info), whatever the policy says");
  if (to_files) app.add_flag("-e", flags->only_stderr, "Log to stderr, and not to files");
}

Status ApplyLog(const config::LogPolicy& policy, const LogFlags& flags) {
  LogOptions options = BaseOf(flags, ParseLogLevel(policy.level).value_or(LogLevel::kInfo), policy.selectors);
  options.format = policy.json.value_or(false) ? LogFormat::kJson : LogFormat::kText;
  options.fd = policy.to_stderr || flags.only_stderr ? 2 : -1;
  if (policy.to_files && !flags.only_stderr) {
    LogFile::Options wanted = FileOf(policy);
    options.file = OpenFile();
    if (options.file == nullptr || options.file->options() != wanted) {
      auto opened = LogFile::Open(std::move(wanted));
      if (!opened.ok()) return opened.error().Within("agent.logging.files");
      options.file = *opened;
    }
  }
  OpenFile() = options.file;
  ConfigureLog(options);
  return {};
}

void ApplyQuietLog(const LogFlags& flags) { ConfigureLog(BaseOf(flags, LogLevel::kWarning, {})); }

}  // namespace flowship::cli
