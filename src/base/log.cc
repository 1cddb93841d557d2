#include "base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/log_file.h"
#include "base/secret.h"

namespace flowship {

namespace {

using Clock = std::chrono::steady_clock;
using Text = fmt::memory_buffer;

struct LevelName {
  std::string_view name, text;
};
constexpr LevelName kLevels[] = {{"debug", "DEBUG"}, {"info", "INFO "}, {"warning", "WARN "}, {"error", "ERROR"}};

constexpr std::string_view kComponents[] = {"agent", "elasticsearch", "file", "filestream", "kafka", "monitor", "queue", "registry", "sflow", "syslog"};
static_assert(std::ranges::is_sorted(kComponents));

// How often a message was said in the window that is running.
struct Said {
  LogLevel level = LogLevel::kInfo;
  std::string component, last;
  Clock::time_point window;
  size_t lines = 0, left_out = 0;
};

struct State {
  std::mutex mutex;
  LogOptions options;
  std::map<std::string, Said, std::less<>> said;  // as many as there are Log calls in the program
};

State& TheState() {
  static State* const state = new State;  // never destroyed: threads may log until the very end
  return *state;
}

std::atomic<LogLevel> least_level{LogLevel::kInfo};

void AppendEscaped(std::string_view text, bool json, Text& out) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      if (json && (c == '"' || c == '\\')) out.push_back('\\');
      out.push_back(c);
    }
  }
}

void AppendTime(Text& out) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                 parts.tm_hour, parts.tm_min, parts.tm_sec, now.tv_nsec / 1'000'000);
}

void Append(Text& out, std::string_view text) { out.append(text.data(), text.data() + text.size()); }

void RenderText(LogLevel level, std::string_view component, std::string_view message, Text& out) {
  AppendTime(out);
  fmt::format_to(std::back_inserter(out), " {} [{}] ", kLevels[static_cast<size_t>(level)].text, component);
  AppendEscaped(message, false, out);
  out.push_back('\n');
}

void RenderJson(LogLevel level, std::string_view component, std::string_view message, std::string_view members, Text& out) {
  Append(out, R"({"@timestamp":")");
  AppendTime(out);
  fmt::format_to(std::back_inserter(out), R"(","log.level":"{}","log.logger":"{}","message":")", kLevels[static_cast<size_t>(level)].name, component);
  AppendEscaped(message, true, out);
  Append(out, R"(","service.name":"flowship","ecs.version":"1.6.0")");
  if (!members.empty()) out.push_back(',');
  Append(out, members);
  Append(out, "}\n");
}

// A log that can't be written is no reason to stop shipping.
void WriteTo(int fd, std::string_view left) {
  while (!left.empty()) {
    const ssize_t written = ::write(fd, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    left.remove_prefix(static_cast<size_t>(written));
  }
}

void WriteLine(const LogOptions& options, LogLevel level, std::string_view component, std::string_view message, std::string_view members = {}) {
  const auto write = [&](LogFormat format, const auto& to) {
    Text line;
    if (format == LogFormat::kText) {
      RenderText(level, component, message, line);
    } else {
      RenderJson(level, component, message, members, line);
    }
    to(std::string_view(line.data(), line.size()));
  };
  if (options.fd >= 0) write(options.format, [&options](std::string_view line) { WriteTo(options.fd, line); });
  if (options.file != nullptr) write(options.file->options().format, [&options](std::string_view line) { options.file->Write(line); });
}

bool IsSelected(const std::vector<std::string>& selectors, std::string_view component) {
  return selectors.empty() || std::ranges::any_of(selectors, [component](const std::string& selector) { return selector == "*" || selector == component; });
}

}  // namespace

void ConfigureLog(const LogOptions& options) {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  state.options = options;
  least_level.store(options.level, std::memory_order_relaxed);
}

std::span<const std::string_view> LogComponents() { return kComponents; }

bool IsLogged(LogLevel level) { return level >= least_level.load(std::memory_order_relaxed); }

std::optional<LogLevel> ParseLogLevel(std::string_view name) {
  for (size_t i = 0; i < std::size(kLevels); ++i) {
    if (kLevels[i].name == name) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

void FinishLog() {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  for (auto& [key, said] : state.said) {
    if (said.left_out != 0) WriteLine(state.options, said.level, said.component, fmt::format("{} ({} more were left out)", said.last, said.left_out));
  }
  state.said.clear();
}

void LogText(LogLevel level, std::string_view component, fmt::string_view format, fmt::format_args args) {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  if (level == LogLevel::kDebug && !IsSelected(state.options.selectors, component)) return;
  std::string message = HideSecrets(fmt::vformat(format, args));
  if (level == LogLevel::kDebug) return WriteLine(state.options, level, component, message);
  Said& said = state.said[fmt::format("{}\n{}", component, format)];
  const Clock::time_point now = Clock::now();
  if (said.lines == 0 || now - said.window >= std::chrono::seconds(limits::kLogWindowSeconds)) {
    said.level = level;
    said.component = component;
    said.window = now;
    said.lines = 0;
  }
  if (said.lines >= limits::kLogBurst) {
    ++said.left_out;
    said.last = std::move(message);
    return;
  }
  ++said.lines;
  if (said.left_out != 0) message += fmt::format(" ({} more like this were left out)", std::exchange(said.left_out, 0));
  WriteLine(state.options, level, component, message);
}

void LogWithMembers(LogLevel level, std::string_view component, std::string_view message, std::string_view members) {
  if (!IsLogged(level)) return;
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  WriteLine(state.options, level, component, HideSecrets(std::string(message)), members);
}

}  // namespace flowship
