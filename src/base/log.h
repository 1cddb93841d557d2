#pragma once
// What the program says about itself: one line a message on stderr, in a file (base/log_file.h) or in both, as text or as ECS JSON. Data never goes here.
//
//   Log(LogLevel::kWarning, "elasticsearch", "{} does not answer: {}", host, why);
//   2026-11-24T03:00:00.123Z WARN  [elasticsearch] http://es1:9200 does not answer: connection refused
//
// A message is known by its component and its format text. Of one message at most limits::kLogBurst lines are written in limits::kLogWindowSeconds;
// the next one that is written says how many were left out. Debug messages are not held back; there are those of the components that were selected.
// Any thread. A line is one write(2), so lines of several threads do not mix. Control characters are escaped: nothing that a server or a log file
// sends can forge a line.
// The JSON form follows "ECS logging", the overview of its fields (ecs.version 1.6.0 of its specification).

#include <fmt/core.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowship {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
enum class LogFormat : uint8_t { kText, kJson };

class LogFile;

struct LogOptions {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;  // of what goes to `fd`
  int fd = 2;                           // -1: nowhere
  std::vector<std::string> selectors = {};  // components whose debug messages are said; none, or "*": all
  std::shared_ptr<LogFile> file = nullptr;  // there too; nullptr: there is none
};

// The components, sorted; a test holds that there are no others.
std::span<const std::string_view> LogComponents();

// May be called again; messages of other threads go to the old or the new place.
void ConfigureLog(const LogOptions& options);
bool IsLogged(LogLevel level);
// debug, info, warning, error.
std::optional<LogLevel> ParseLogLevel(std::string_view name);
// Says what is still held back, and how many of it. For the end of the program.
void FinishLog();

void LogText(LogLevel level, std::string_view component, fmt::string_view format, fmt::format_args args);
// A message that is never held back, with members of its own in the JSON form: `"monitoring":{…}`, well-formed, from ourselves. The text form has none.
void LogWithMembers(LogLevel level, std::string_view component, std::string_view message, std::string_view members);

template <typename... Args>
void Log(LogLevel level, std::string_view component, fmt::format_string<Args...> format, const Args&... args) {
  if (IsLogged(level)) LogText(level, component, format, fmt::make_format_args(args...));
}

}  // namespace flowship
