#include "output/rotating_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <vector>

#include "base/log.h"

namespace flowship {

namespace {

constexpr int kFirstPauseMillis = 100, kLongestPauseMillis = 10'000;
constexpr size_t kMostPieces = 64;  // of one write
constexpr std::string_view kSuffix = ".ndjson";
constexpr size_t kDateDigits = 8;

// One file of the series, by what its name says.
struct Numbered {
  std::string date;
  uint64_t number = 0;
  std::string path;
  friend bool operator<(const Numbered& a, const Numbered& b) { return a.date != b.date ? a.date < b.date : a.number < b.number; }
};

bool IsDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "name-20261124-3.ndjson" → 20261124, 3. False: the file is none of ours.
bool ParseName(std::string_view file, std::string_view name, Numbered* numbered) {
  if (!file.starts_with(name) || !file.ends_with(kSuffix) || file.size() < name.size() + 1 + kDateDigits + kSuffix.size()) return false;
  std::string_view middle = file.substr(name.size(), file.size() - name.size() - kSuffix.size());
  if (middle[0] != '-' || !IsDigits(middle.substr(1, kDateDigits))) return false;
  numbered->date = middle.substr(1, kDateDigits);
  middle.remove_prefix(1 + kDateDigits);
  numbered->number = 0;
  if (middle.empty()) return true;
  if (middle[0] != '-' || !IsDigits(middle.substr(1))) return false;
  const auto parsed = std::from_chars(middle.data() + 1, middle.data() + middle.size(), numbered->number);
  return parsed.ec == std::errc();
}

std::vector<Numbered> Series(const FileOptions& options, std::error_code& error) {
  std::vector<Numbered> series;
  for (auto at = std::filesystem::directory_iterator(options.directory, error); !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    Numbered numbered;
    if (!ParseName(at->path().filename().string(), options.name, &numbered)) continue;
    numbered.path = at->path().string();
    series.push_back(std::move(numbered));
  }
  std::sort(series.begin(), series.end());
  return series;
}

std::string Today() {
  const time_t now = time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  char text[kDateDigits + 1];
  std::strftime(text, sizeof text, "%Y%m%d", &parts);
  return text;
}

}  // namespace

int FileCalls::Open(const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); }
ssize_t FileCalls::Write(int fd, const char* bytes, size_t size) { return ::write(fd, bytes, size); }
ssize_t FileCalls::WritePieces(int fd, std::span<const iovec> pieces) { return ::writev(fd, pieces.data(), static_cast<int>(pieces.size())); }
int FileCalls::Truncate(int fd, off_t size) { return ::ftruncate(fd, size); }
int FileCalls::Sync(int fd) { return ::fdatasync(fd); }

FileCalls& SystemFileCalls() {
  static FileCalls calls;
  return calls;
}

RotatingFile::~RotatingFile() { Close(); }

void RotatingFile::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

int RotatingFile::OpenFile() {
  Close();
  const int error = options_.one_file.empty() ? OpenNext() : OpenOne();
  if (error != 0) return error;
  struct stat about {};
  if (::fstat(fd_, &about) != 0) return errno;
  size_ = S_ISREG(about.st_mode) ? static_cast<uint64_t>(about.st_size) : 0;
  started_ = true;
  torn_ = false;
  return CutUnfinishedLine();
}

int RotatingFile::OpenOne() {
  path_ = options_.one_file;
  // Emptied at the start only: if it has to be opened again, what is in it was delivered.
  fd_ = calls_.Open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | (started_ ? 0 : O_TRUNC), options_.permissions);
  if (fd_ < 0 && errno == EINVAL) fd_ = calls_.Open(path_.c_str(), O_WRONLY | O_CLOEXEC, options_.permissions);
  return fd_ < 0 ? errno : 0;
}

int RotatingFile::OpenNext() {
  std::error_code error;
  std::filesystem::create_directories(options_.directory, error);
  if (error) return error.value();
  const std::vector<Numbered> series = Series(options_, error);
  if (error) return error.value();
  const std::string today = Today();
  const Numbered* const newest = series.empty() ? nullptr : &series.back();
  // A clock that went back: the series goes on with the newest date, so that its order stays the order of writing.
  const std::string date = newest != nullptr && newest->date > today ? newest->date : today;
  if (!started_ && !options_.new_at_start && newest != nullptr && newest->date == date) {
    path_ = newest->path;
    fd_ = calls_.Open(path_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC, options_.permissions);
    return fd_ < 0 ? errno : 0;
  }
  uint64_t number = newest != nullptr && newest->date == date ? newest->number + 1 : 0;
  const std::string stem = (std::filesystem::path(options_.directory) / (options_.name + "-" + date)).string();
  do {
    path_ = stem + (number == 0 ? "" : "-" + std::to_string(number)) + std::string(kSuffix);
    fd_ = calls_.Open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, options_.permissions);
    ++number;
  } while (fd_ < 0 && errno == EEXIST);
  if (fd_ < 0) return errno;
  RemoveOldest();
  return 0;
}

int RotatingFile::CutUnfinishedLine() {
  if (size_ == 0) return 0;
  uint64_t end = size_;
  char block[4096];
  while (end > 0) {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(end, sizeof block));
    const ssize_t got = ::pread(fd_, block, count, static_cast<off_t>(end - count));
    if (got != static_cast<ssize_t>(count)) return got < 0 ? errno : EIO;
    const auto newline = std::string_view(block, count).rfind('\n');
    end -= count;
    if (newline == std::string_view::npos) continue;
    end += newline + 1;
    break;
  }
  if (end == size_) return 0;
  if (calls_.Truncate(fd_, static_cast<off_t>(end)) != 0) return errno;
  Log(LogLevel::kWarning, "file", "{}: cut off {} bytes of an unfinished line at its end", path_, size_ - end);
  size_ = end;
  return 0;
}

void RotatingFile::RemoveOldest() {
  if (options_.max_files == 0) return;
  std::error_code error;
  const std::vector<Numbered> series = Series(options_, error);
  if (error || series.size() <= options_.max_files) return;
  for (size_t i = 0; i < series.size() - options_.max_files; ++i) {
    if (!std::filesystem::remove(series[i].path, error)) {
      Log(LogLevel::kWarning, "file", "can't remove {}, which is beyond number_of_files: {}", series[i].path, error.message());
    }
  }
}

bool RotatingFile::Fits(size_t bytes) const { return options_.max_bytes == 0 || !options_.one_file.empty() || size_ + bytes <= options_.max_bytes; }

size_t RotatingFile::Fitting(std::string_view lines) const {
  if (Fits(lines.size())) return lines.size();
  const uint64_t room = options_.max_bytes > size_ ? options_.max_bytes - size_ : 0;
  const size_t newline = room == 0 ? std::string_view::npos : lines.rfind('\n', static_cast<size_t>(room) - 1);
  if (newline != std::string_view::npos) return newline + 1;
  return size_ == 0 ? lines.find('\n') + 1 : 0;
}

// What one call takes of all the texts; 0: they are to be written one after the other, because something is in the way. Larger writes cost less: the file
// system takes its pages in larger pieces (measured: a quarter of what 10,000 small files cost beyond one large one).
size_t RotatingFile::WriteTogether(std::span<const std::string_view> texts) {
  iovec pieces[kMostPieces];
  size_t total = 0;
  if (fd_ < 0 || torn_ || pause_millis_ != 0 || texts.size() < 2 || texts.size() > kMostPieces) return 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    pieces[i] = {const_cast<char*>(texts[i].data()), texts[i].size()};  // writev has no const for what it only reads
    total += texts[i].size();
  }
  if (!Fits(total)) return 0;
  const ssize_t count = calls_.WritePieces(fd_, {pieces, texts.size()});
  if (count <= 0) return 0;
  size_ += static_cast<size_t>(count);
  return static_cast<size_t>(count);
}

size_t RotatingFile::AppendSome(std::span<const std::string_view> texts, Deadline& deadline) {
  const size_t together = WriteTogether(texts);
  size_t before = 0;
  for (const std::string_view text : texts) {
    const size_t written = std::min(text.size(), together - std::min(together, before));
    const size_t whole = written == text.size() ? written : AppendFrom(text, written, deadline);
    before += whole;
    if (whole < text.size()) break;
  }
  return before;
}

// `written` bytes of the lines are in the current file, which takes the others too.
size_t RotatingFile::AppendFrom(std::string_view lines, size_t written, Deadline& deadline) {
  size_t until = written;  // of the lines that go into the current file
  while (written < lines.size()) {
    if (fd_ >= 0 && !torn_ && written == until) until = written + Fitting(lines.substr(written));
    if (fd_ < 0 || torn_ || until == written) {
      until = written;
      const int error = OpenFile();
      if (error != 0) Close();
      if (error != 0 && !Wait(error, "open", deadline)) return written;
      continue;
    }
    const ssize_t count = calls_.Write(fd_, lines.data() + written, until - written);
    if (count >= 0) {
      written += static_cast<size_t>(count);
      size_ += static_cast<uint64_t>(count);
    }
    const bool moved = count > 0 || (count < 0 && errno == EINTR);
    if (moved && (pause_millis_ == 0 || written == until)) {
      if (pause_millis_ != 0) Log(LogLevel::kInfo, "file", "{}: writing again", path_);
      pause_millis_ = 0;
    } else if (!moved && !Wait(count == 0 ? ENOSPC : errno, "write", deadline)) {
      return GiveUp(lines, written);
    }
  }
  return written;
}

size_t RotatingFile::GiveUp(std::string_view lines, size_t written) {
  const size_t newline = written == 0 ? std::string_view::npos : lines.rfind('\n', written - 1);
  const size_t whole = newline == std::string_view::npos ? 0 : newline + 1;
  const uint64_t torn = written - whole;
  if (torn == 0) return whole;
  if (calls_.Truncate(fd_, static_cast<off_t>(size_ - torn)) == 0) {
    size_ -= torn;
  } else {
    torn_ = true;
    Log(LogLevel::kError, "file", "{}: its last line is unfinished and can't be cut off: {}", path_, std::strerror(errno));
  }
  return whole;
}

bool RotatingFile::Wait(int error, std::string_view what, Deadline& deadline) {
  ++failures_;
  last_failure_ = std::strerror(error);
  pause_millis_ = std::clamp(pause_millis_ * 2, kFirstPauseMillis, kLongestPauseMillis);
  Log(LogLevel::kError, "file", "can't {} {}: {}; trying again in {} ms, nothing is lost meanwhile", what, path_, last_failure_, pause_millis_);
  return deadline.SleepUntil(Deadline::Clock::now() + std::chrono::milliseconds(pause_millis_));
}

bool RotatingFile::Sync() {
  if (fd_ < 0 || calls_.Sync(fd_) == 0) return true;
  ++failures_;
  last_failure_ = std::strerror(errno);
  Log(LogLevel::kError, "file", "can't bring {} to the disk: {}", path_, last_failure_);
  return false;
}

Status RotatingFile::Check() {
  const std::string directory = options_.one_file.empty() ? options_.directory : std::filesystem::path(options_.one_file).parent_path().string();
  std::error_code error;
  if (options_.one_file.empty()) std::filesystem::create_directories(directory, error);
  if (error) return Error{"can't make " + directory + ": " + error.message()};
  const std::string& target = options_.one_file;
  const bool there = !target.empty() && ::access(target.c_str(), F_OK) == 0;
  const std::string asked = there ? target : directory.empty() ? "." : directory;
  if (::access(asked.c_str(), there ? W_OK : W_OK | X_OK) != 0) return Error{"can't write to " + asked + ": " + std::strerror(errno)};
  return {};
}

}  // namespace flowship
