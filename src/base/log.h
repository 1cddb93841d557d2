#pragma once
// What the program says about itself: one line a message on stderr, as text or as ECS JSON. Data never goes here.
//
//   Log(LogLevel::kWarning, "elasticsearch", "{} does not answer: {}", host, why);
//   2026-11-24T03:00:00.123Z WARN  [elasticsearch] http://es1:9200 does not answer: connection refused
//
// A message is known by its component and its format text. Of one message at most limits::kLogBurst lines are written in limits::kLogWindowSeconds;
// the next one that is written says how many were left out. Debug messages are not held back.
// Any thread. A line is one write(2), so lines of several threads do not mix. Control characters are escaped: nothing that a server or a log file
// sends can forge a line.
// The JSON form follows "ECS logging", the overview of its fields (ecs.version 1.6.0 of its specification).

#include <fmt/core.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace flowship {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
enum class LogFormat : uint8_t { kText, kJson };

struct LogOptions {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;
  int fd = 2;
};

// May be called again; messages of other threads go to the old or the new place.
void ConfigureLog(const LogOptions& options);
bool IsLogged(LogLevel level);
// debug, info, warning, error.
std::optional<LogLevel> ParseLogLevel(std::string_view name);
// Says what is still held back, and how many of it. For the end of the program.
void FinishLog();

void LogText(LogLevel level, std::string_view component, fmt::string_view format, fmt::format_args args);

template <typename... Args>
void Log(LogLevel level, std::string_view component, fmt::format_string<Args...> format, const Args&... args) {
  if (IsLogged(level)) LogText(level, component, format, fmt::make_format_args(args...));
}

}  // namespace flowship
