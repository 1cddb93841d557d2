#include "base/log_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <optional>
#include <tuple>

namespace flowship {

namespace {

namespace fs = std::filesystem;

std::string_view Extension(LogFormat format) { return format == LogFormat::kJson ? ".ndjson" : ".log"; }

std::string Today() {
  const time_t now = std::time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

int64_t MonotonicMillis() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Dated {
  std::string date;
  uint32_t number = 0;
};

// What of `file` is between the log's name and its extension, if it is one of its files: "-20261125" or "-20261125-3".
std::optional<Dated> DateOf(const LogFile::Options& options, const std::string& file) {
  const std::string_view extension = Extension(options.format);
  std::string_view rest = file;
  if (!rest.starts_with(options.name + "-") || !rest.ends_with(extension) || rest.size() < options.name.size() + 1 + 8 + extension.size()) return std::nullopt;
  rest = rest.substr(options.name.size() + 1, rest.size() - options.name.size() - 1 - extension.size());
  Dated dated{std::string(rest.substr(0, 8)), 0};
  if (dated.date.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  rest.remove_prefix(8);
  if (rest.empty()) return dated;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), dated.number);
  if (rest[0] != '-' || error != std::errc() || end != rest.data() + rest.size()) return std::nullopt;
  return dated;
}

}  // namespace

Result<std::shared_ptr<LogFile>> LogFile::Open(Options options) {
  std::error_code error;
  fs::create_directories(options.path, error);
  if (error) return Error{"the folder of the log \"" + options.path + "\" can't be made: " + error.message()};
  const bool anew = options.rotate_on_startup;
  std::shared_ptr<LogFile> log(new LogFile(std::move(options)));
  if (Status begun = log->Begin(anew); !begun.ok()) return begun.error();
  return log;
}

std::vector<std::string> LogFile::Files() const {
  std::vector<std::tuple<std::string, uint32_t, std::string>> found;
  std::error_code error;
  for (fs::directory_iterator entry(options_.path, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (auto dated = DateOf(options_, name)) found.emplace_back(std::move(dated->date), dated->number, entry->path().string());
  }
  std::ranges::sort(found);
  std::vector<std::string> files;
  for (auto& [date, number, path] : found) files.push_back(std::move(path));
  return files;
}

Status LogFile::Begin(bool anew) {
  const std::vector<std::string> files = Files();
  std::string file = anew || files.empty() ? "" : files.back();
  const std::string stem = (fs::path(options_.path) / (options_.name + "-" + Today())).string();
  // After the newest of today, for older ones may be gone already. O_EXCL: a file that is there is somebody else's, or was this log's before.
  const auto newest = files.empty() ? std::nullopt : DateOf(options_, fs::path(files.back()).filename().string());
  FileDescriptor fd;
  for (uint32_t number = newest && newest->date == Today() ? newest->number + 1 : 0; file.empty(); ++number) {
    file = stem + (number == 0 ? "" : "-" + std::to_string(number)) + std::string(Extension(options_.format));
    fd = FileDescriptor(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, options_.permissions));
    if (fd.valid()) (void)::fchmod(fd.get(), options_.permissions);  // whatever the umask says
    if (!fd.valid() && errno == EEXIST) file.clear();
    if (!fd.valid() && errno != EEXIST) return Error{"the log \"" + file + "\" can't be written: " + std::strerror(errno)};
  }
  if (!fd.valid()) fd = FileDescriptor(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  struct stat info {};
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) return Error{"the log \"" + file + "\" can't be written: " + std::strerror(errno)};
  fd_ = std::move(fd);
  file_ = std::move(file);
  bytes_ = static_cast<uint64_t>(info.st_size);
  begun_millis_ = MonotonicMillis();
  torn_ = false;
  Tidy();
  return {};
}

void LogFile::Tidy() const {
  std::vector<std::string> files = Files();
  std::erase(files, file_);
  for (size_t i = 0; i + options_.keep < files.size(); ++i) {
    std::error_code gone_already;
    fs::remove(files[i], gone_already);
  }
}

bool LogFile::IsDue(size_t more) const {
  if (bytes_ != 0 && bytes_ + more > options_.rotate_bytes) return true;
  return options_.rotate_millis > 0 && MonotonicMillis() - begun_millis_ >= options_.rotate_millis;
}

void LogFile::Write(std::string_view line) {
  // Where no new file can be begun, the old one goes on.
  if (IsDue(line.size())) (void)Begin(true);
  if (torn_ && ::write(fd_.get(), "\n", 1) == 1) torn_ = false;
  while (!line.empty()) {
    const ssize_t written = ::write(fd_.get(), line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Tell(errno);
    bytes_ += static_cast<uint64_t>(written);
    line.remove_prefix(static_cast<size_t>(written));
    torn_ = !line.empty();
  }
  failing_ = false;
}

void LogFile::Tell(int error) {
  if (failing_) return;
  failing_ = true;
  const std::string text = "flowship: the log \"" + file_ + "\" can't be written: " + std::strerror(error) + "; shipping goes on\n";
  (void)!::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace flowship
