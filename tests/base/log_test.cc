#include "base/log.h"

#include <catch2/catch.hpp>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "base/log_file.h"

namespace flowship {
namespace {

// The log goes into memory, and back to stderr at the end.
class Captured {
 public:
  explicit Captured(LogFormat format = LogFormat::kText, LogLevel level = LogLevel::kInfo, std::vector<std::string> selectors = {},
                    std::shared_ptr<LogFile> file = nullptr)
      : fd_(::memfd_create("log", 0)) {
    REQUIRE(fd_ >= 0);
    FinishLog();  // what earlier tests held back is theirs
    ConfigureLog({level, format, fd_, std::move(selectors), std::move(file)});
  }
  ~Captured() {
    ConfigureLog({});
    ::close(fd_);
  }
  std::vector<std::string> lines() const {
    std::string text(static_cast<size_t>(::lseek(fd_, 0, SEEK_END)), '\0');
    REQUIRE(::pread(fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    std::vector<std::string> lines;
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.find('\n', at);
      REQUIRE(end != std::string::npos);
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

 private:
  int fd_;
};

TEST_CASE("a message is a line with time, level and component") {
  const Captured captured;
  Log(LogLevel::kWarning, "elasticsearch", "{} does not answer: {}", "http://es1:9200", "connection refused");
  Log(LogLevel::kDebug, "x", "not said");
  REQUIRE(captured.lines().size() == 1);
  CHECK_THAT(captured.lines()[0], Catch::Matches(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARN  \[elasticsearch\] http://es1:9200 does not answer: connection refused)"));
}

TEST_CASE("the JSON form is ECS, a line each") {
  const Captured captured(LogFormat::kJson);
  Log(LogLevel::kError, "file", "a \"{}\"", "back\\slash\n");
  REQUIRE(captured.lines().size() == 1);
  const std::string line = captured.lines()[0];
  CHECK_THAT(line, Catch::StartsWith(R"({"@timestamp":")"));
  CHECK_THAT(line, Catch::EndsWith(R"(Z","log.level":"error","log.logger":"file","message":"a \"back\\slash\u000a\"","service.name":"flowship","ecs.version":"1.6.0"})"));
}

TEST_CASE("nothing that is logged can forge a line or move the cursor") {
  const Captured captured;
  Log(LogLevel::kInfo, "x", "{}", "a\nb\r\x1b[2Jc\x7f");
  REQUIRE(captured.lines().size() == 1);
  CHECK_THAT(captured.lines()[0], Catch::EndsWith("a\\u000ab\\u000d\\u001b[2Jc\\u007f"));
}

TEST_CASE("of one message a few lines are written, and at the end how many were left out") {
  const Captured captured;
  for (int i = 0; i < 100; ++i) Log(LogLevel::kWarning, "x", "message {}", i);
  for (int i = 0; i < 3; ++i) Log(LogLevel::kWarning, "x", "another {}", i);
  for (int i = 0; i < 3; ++i) Log(LogLevel::kWarning, "y", "message {}", i);
  CHECK(captured.lines().size() == limits::kLogBurst + 6);
  FinishLog();
  REQUIRE(captured.lines().size() == limits::kLogBurst + 7);
  CHECK_THAT(captured.lines().back(), Catch::EndsWith("WARN  [x] message 99 (" + std::to_string(100 - limits::kLogBurst) + " more were left out)"));
  Log(LogLevel::kWarning, "x", "message {}", 100);  // a new start
  CHECK_THAT(captured.lines().back(), Catch::EndsWith("message 100"));
}

TEST_CASE("debug messages are not held back") {
  const Captured captured(LogFormat::kText, LogLevel::kDebug);
  for (int i = 0; i < 50; ++i) Log(LogLevel::kDebug, "x", "debug {}", i);
  CHECK(captured.lines().size() == 50);
}

TEST_CASE("debug messages are those of the components that were selected, and messages of other levels are everybody's") {
  const Captured captured(LogFormat::kText, LogLevel::kDebug, {"registry", "kafka"});
  for (const char* component : {"registry", "filestream", "kafka"}) Log(LogLevel::kDebug, component, "debug");
  Log(LogLevel::kInfo, "filestream", "info");
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], Catch::EndsWith("DEBUG [registry] debug"));
  CHECK_THAT(lines[1], Catch::EndsWith("DEBUG [kafka] debug"));
  CHECK_THAT(lines[2], Catch::EndsWith("INFO  [filestream] info"));
}

TEST_CASE("a star selects every component") {
  const Captured captured(LogFormat::kText, LogLevel::kDebug, {"*"});
  Log(LogLevel::kDebug, "filestream", "debug");
  CHECK(captured.lines().size() == 1);
}

TEST_CASE("members of a message are in the JSON form only") {
  {
    const Captured captured(LogFormat::kJson);
    LogWithMembers(LogLevel::kInfo, "monitor", "figures", R"("monitoring":{"a":1})");
    LogWithMembers(LogLevel::kDebug, "monitor", "not said", R"("a":1)");
    REQUIRE(captured.lines().size() == 1);
    CHECK_THAT(captured.lines()[0], Catch::EndsWith(R"("message":"figures","service.name":"flowship","ecs.version":"1.6.0","monitoring":{"a":1}})"));
  }
  const Captured captured;
  for (int i = 0; i < 50; ++i) LogWithMembers(LogLevel::kInfo, "monitor", "figures", R"("monitoring":{"a":1})");
  REQUIRE(captured.lines().size() == 50);
  CHECK_THAT(captured.lines()[0], Catch::EndsWith("INFO  [monitor] figures"));
}

TEST_CASE("a log may go to two places, in two forms, or to none") {
  std::string folder = "/tmp/flowship-log-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  LogFile::Options options;
  options.path = folder;
  const auto file = LogFile::Open(options);
  REQUIRE(file.ok());
  {
    const Captured captured(LogFormat::kText, LogLevel::kInfo, {}, *file);
    Log(LogLevel::kInfo, "agent", "said");
    REQUIRE(captured.lines().size() == 1);
    CHECK_THAT(captured.lines()[0], Catch::EndsWith("INFO  [agent] said"));
  }
  ConfigureLog({.fd = -1});
  Log(LogLevel::kInfo, "agent", "not written anywhere");
  ConfigureLog({});
  std::ifstream written((*file)->file());
  std::string line, more;
  REQUIRE(std::getline(written, line));
  CHECK_THAT(line, Catch::Contains(R"("log.logger":"agent","message":"said")"));
  CHECK_FALSE(std::getline(written, more));
  std::filesystem::remove_all(folder);
}

TEST_CASE("lines of several threads do not mix") {
  const Captured captured(LogFormat::kText, LogLevel::kDebug);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 200; ++i) Log(LogLevel::kDebug, "x", "{}", std::string(200, static_cast<char>('a' + t)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto lines = captured.lines();
  CHECK(lines.size() == 800);
  for (const std::string& line : lines) {
    const std::string message = line.substr(line.size() - 200);
    REQUIRE(std::ranges::count(message, message[0]) == 200);
  }
}

TEST_CASE("levels have names") {
  CHECK(ParseLogLevel("debug") == LogLevel::kDebug);
  CHECK(ParseLogLevel("warning") == LogLevel::kWarning);
  CHECK_FALSE(ParseLogLevel("WARNING"));
  CHECK_FALSE(ParseLogLevel(""));
}

}  // namespace
}  // namespace flowship
