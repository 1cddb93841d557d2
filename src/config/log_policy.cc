#include "config/log_policy.h"

#include <algorithm>
#include <charconv>

#include "base/log.h"
#include "config/input_reader.h"

namespace flowship::config {

namespace {

// Octal, as chmod(1) has it: 0600, "0640", 640.
void TakePermissions(Options& options, uint32_t* permissions) {
  constexpr const char* kName = "agent.logging.files.permissions";
  const auto text = options.TakeString(kName);
  if (!text) return;
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value, 8);
  if (error != std::errc() || end != text->data() + text->size() || value > 0777) {
    return options.Error(kName, "\"" + std::string(kName) + "\" is an octal number as chmod takes it, such as 0600; \"" + *text + "\" is none");
  }
  *permissions = value;
}

void TakeFiles(Options& options, LogPolicy* log) {
  log->files_path = options.TakeString("agent.logging.files.path", "");
  log->files_name = options.TakeString("agent.logging.files.name", log->files_name);
  if (log->files_name.empty() || log->files_name.find('/') != std::string::npos) {
    options.Error("agent.logging.files.name", "\"agent.logging.files.name\" is how the files' names begin, without a folder");
  }
  log->rotate_bytes = options.TakeBytes("agent.logging.files.rotateeverybytes", log->rotate_bytes);
  if (log->rotate_bytes < 1024) options.Error("agent.logging.files.rotateeverybytes", "\"agent.logging.files.rotateeverybytes\" is at least 1024 bytes");
  log->rotate_millis = options.TakeDurationMillis("agent.logging.files.interval", log->rotate_millis);
  if (log->rotate_millis != 0 && log->rotate_millis < 1000) options.Error("agent.logging.files.interval", "\"agent.logging.files.interval\" is 0 or at least 1s");
  log->keep = options.TakeInt("agent.logging.files.keepfiles", log->keep, 2, 1024);
  log->rotate_on_startup = options.TakeBool("agent.logging.files.rotateonstartup", log->rotate_on_startup);
  TakePermissions(options, &log->permissions);
}

// One that is unknown is most likely Filebeat's; the policy is no worse for it.
void CheckSelectors(Options& options, const std::vector<std::string>& selectors) {
  const auto known = LogComponents();
  for (const std::string& selector : selectors) {
    if (selector == "*" || std::ranges::find(known, selector) != known.end()) continue;
    std::string all;
    for (const std::string_view component : known) all += (all.empty() ? "" : ", ") + std::string(component);
    options.diagnostics().Warning(options.PlaceOf("agent.logging.selectors"), "no part of flowship is called \"" + selector + "\"; there is " + all);
  }
}

}  // namespace

LogPolicy TakeLogPolicy(Options& options) {
  LogPolicy log;
  log.level = options.TakeString("agent.logging.level", log.level);
  CheckChoice(options, "agent.logging.level", log.level, {"debug", "info", "warning", "error"}, "logging level");
  log.selectors = options.TakeStrings("agent.logging.selectors");
  CheckSelectors(options, log.selectors);
  log.to_files = options.TakeBool("agent.logging.to_files", log.to_files);
  log.to_stderr = options.TakeBool("agent.logging.to_stderr", log.to_stderr);
  // Both names ask for the same: the JSON form is ECS.
  for (const char* name : {"agent.logging.json", "agent.logging.ecs"}) {
    const bool given = options.Has(name);
    const bool asked = options.TakeBool(name, false);
    if (given) log.json = log.json.value_or(false) || asked;
  }
  TakeFiles(options, &log);
  log.metrics = options.TakeBool("agent.logging.metrics.enabled", log.metrics);
  log.metrics_period_millis = options.TakeDurationMillis("agent.logging.metrics.period", log.metrics_period_millis);
  if (log.metrics_period_millis < 1000) options.Error("agent.logging.metrics.period", "\"agent.logging.metrics.period\" is at least 1s");
  if (!log.to_stderr && !log.to_files) {
    options.diagnostics().Warning(options.PlaceOf("agent.logging.to_stderr"), "the agent says nothing at all: neither agent.logging.to_stderr nor to_files is true");
  }
  return log;
}

}  // namespace flowship::config
