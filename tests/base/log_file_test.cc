#include "base/log_file.h"

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace flowship {
namespace {

namespace fs = std::filesystem;

// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "flowship-log-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  LogFile::Options Options() const {
    LogFile::Options options;
    options.path = (path_ / "logs").string();
    return options;
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_ / "logs")) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }

 private:
  fs::path path_;
};

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<LogFile> MustOpen(const LogFile::Options& options) {
  auto log = LogFile::Open(options);
  REQUIRE(log.ok());
  return *log;
}

TEST_CASE("a log file is named as Filebeat's are, and has the permissions that were asked for") {
  const Folder folder;
  LogFile::Options options = folder.Options();
  options.permissions = 0640;
  const mode_t before = ::umask(077);
  const auto log = MustOpen(options);
  ::umask(before);
  log->Write("a\n");
  CHECK_THAT(fs::path(log->file()).filename().string(), Catch::Matches(R"(flowship-\d{8}\.ndjson)"));
  CHECK(ReadAll(log->file()) == "a\n");
  struct stat info {};
  REQUIRE(::stat(log->file().c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0640);
}

TEST_CASE("a line that would make the file too long begins the next one, and of the older ones some stay") {
  const Folder folder;
  LogFile::Options options = folder.Options();
  options.rotate_bytes = 10;
  options.keep = 2;
  options.format = LogFormat::kText;
  const auto log = MustOpen(options);
  const std::string first = log->file();
  // Not the log's, whatever they look like.
  for (const char* other : {"/flowship-2026.log", "/flowship-20261125-x.log", "/flowship-20261125.ndjson", "/other-20261125.log"}) std::ofstream(options.path + other) << "x";
  log->Write("12345678\n");
  log->Write("1\n");
  CHECK(log->file() != first);
  CHECK(ReadAll(first) == "12345678\n");
  CHECK(ReadAll(log->file()) == "1\n");
  log->Write("longer than a file may be\n");  // but a line is never cut
  CHECK(ReadAll(log->file()) == "longer than a file may be\n");
  log->Write("last\n");
  const auto names = folder.Names();
  CHECK(names.size() == 4 + 2 + 1);
  CHECK_FALSE(fs::exists(first));
  CHECK_THAT(fs::path(log->file()).filename().string(), Catch::Matches(R"(flowship-\d{8}-3\.log)"));
}

TEST_CASE("a start begins a new file, or goes on in the newest") {
  const Folder folder;
  LogFile::Options options = folder.Options();
  const std::string first = MustOpen(options)->file(), second = MustOpen(options)->file();
  CHECK(first != second);
  options.rotate_on_startup = false;
  const auto log = MustOpen(options);
  CHECK(log->file() == second);
  // "-10" is newer than "-9".
  for (int i = 2; i <= 11; ++i) {
    options.rotate_on_startup = true;
    (void)MustOpen(options);
  }
  options.rotate_on_startup = false;
  CHECK_THAT(MustOpen(options)->file(), Catch::EndsWith("-11.ndjson"));
}

TEST_CASE("time begins a new file too") {
  const Folder folder;
  LogFile::Options options = folder.Options();
  options.rotate_millis = 1;
  const auto log = MustOpen(options);
  const std::string first = log->file();
  ::usleep(2000);
  log->Write("a\n");
  CHECK(log->file() != first);
}

TEST_CASE("a folder that can't be made is an error that names it") {
  LogFile::Options options;
  options.path = "/dev/null/logs";
  const auto log = LogFile::Open(options);
  REQUIRE_FALSE(log.ok());
  CHECK(log.error().message == "the folder of the log \"/dev/null/logs\" can't be made: Not a directory");
}

TEST_CASE("a full disk costs lines, and no line is glued to another") {
  const Folder folder;
  const auto log = MustOpen(folder.Options());
  log->Write("first\n");
  struct rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit little { 10, before.rlim_max };
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
  log->Write("second\n");
  log->Write("third\n");
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  log->Write("fourth\n");
  CHECK(ReadAll(log->file()) == "first\nseco\nfourth\n");
}

}  // namespace
}  // namespace flowship
