#include "base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/clock.h"
#include "base/directory_watcher.h"
#include "base/file_descriptor.h"

namespace flowship {

namespace {

Error SystemError(const char* what, const std::string& path, int error = errno) {
  return Error{std::string("cannot ") + what + " \"" + path + "\": " + std::strerror(error)};
}

bool IsAbsence(int error) { return error == ENOENT || error == ENOTDIR; }

int64_t Nanos(const timespec& time) { return static_cast<int64_t>(time.tv_sec) * kNanosPerSecond + time.tv_nsec; }

FileInfo InfoOf(const struct stat& status) {
  FileInfo info;
  info.kind = S_ISREG(status.st_mode)   ? FileKind::kRegular
              : S_ISDIR(status.st_mode) ? FileKind::kDirectory
              : S_ISLNK(status.st_mode) ? FileKind::kSymlink
                                        : FileKind::kOther;
  info.device = status.st_dev;
  info.inode = status.st_ino;
  info.size = static_cast<uint64_t>(status.st_size);
  info.links = status.st_nlink;
  info.modified_nanos = Nanos(status.st_mtim);
  info.changed_nanos = Nanos(status.st_ctim);
  return info;
}

class SystemFile : public File {
 public:
  SystemFile(FileDescriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Result<size_t> ReadAt(uint64_t offset, char* out, size_t size) override {
    for (;;) {
      const ssize_t count = is_pipe_ ? read(descriptor_.get(), out, size) : pread(descriptor_.get(), out, size, static_cast<off_t>(offset));
      if (count >= 0) return static_cast<size_t>(count);
      if (errno == ESPIPE && !is_pipe_) {
        is_pipe_ = true;
      } else if (errno != EINTR) {
        return SystemError("read", path_);
      }
    }
  }

  Result<FileInfo> Info() override {
    struct stat status {};
    if (fstat(descriptor_.get(), &status) != 0) return SystemError("look at", path_);
    return InfoOf(status);
  }

 private:
  FileDescriptor descriptor_;
  std::string path_;
  bool is_pipe_ = false;  // it can only be read on
};

class SystemWritableFile : public WritableFile {
 public:
  SystemWritableFile(FileDescriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Status Append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = write(descriptor_.get(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return SystemError("write to", path_);
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    return {};
  }
  Status Sync() override {
    if (fdatasync(descriptor_.get()) != 0) return SystemError("sync", path_);
    return {};
  }
  Status Truncate(uint64_t size) override {
    if (ftruncate(descriptor_.get(), static_cast<off_t>(size)) != 0) return SystemError("truncate", path_);
    return {};
  }

 private:
  FileDescriptor descriptor_;
  std::string path_;
};

class SystemLock : public FileLock {
 public:
  explicit SystemLock(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

 private:
  FileDescriptor descriptor_;
};

FileKind KindOf(const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG: return FileKind::kRegular;
    case DT_DIR: return FileKind::kDirectory;
    case DT_LNK: return FileKind::kSymlink;
    default: return FileKind::kOther;
  }
}

class SystemFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<File>> Open(const std::string& path) override {
    FileDescriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!descriptor.valid()) {
      if (IsAbsence(errno)) return std::unique_ptr<File>();
      return SystemError("open", path);
    }
    return std::unique_ptr<File>(new SystemFile(std::move(descriptor), path));
  }

  Result<std::unique_ptr<File>> OpenStdin() override {
    FileDescriptor descriptor(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!descriptor.valid()) return SystemError("open", "-");
    return std::unique_ptr<File>(new SystemFile(std::move(descriptor), "-"));
  }

  Result<std::unique_ptr<WritableFile>> OpenForAppend(const std::string& path) override {
    FileDescriptor descriptor(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600));
    if (!descriptor.valid()) return SystemError("write to", path);
    return std::unique_ptr<WritableFile>(new SystemWritableFile(std::move(descriptor), path));
  }

  Result<std::optional<FileInfo>> Info(const std::string& path) override { return Stat(path, 0); }
  Result<std::optional<FileInfo>> LinkInfo(const std::string& path) override { return Stat(path, AT_SYMLINK_NOFOLLOW); }

  Result<std::optional<std::vector<DirectoryEntry>>> List(const std::string& directory) override {
    DIR* const stream = opendir(directory.c_str());
    if (stream == nullptr) {
      if (IsAbsence(errno)) return std::optional<std::vector<DirectoryEntry>>();
      return SystemError("list", directory);
    }
    std::vector<DirectoryEntry> entries;
    errno = 0;
    while (const dirent* const entry = readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") entries.push_back({std::string(name), KindOf(*entry)});
      errno = 0;
    }
    const int error = errno;
    closedir(stream);
    if (error != 0) return SystemError("list", directory, error);
    return std::optional(std::move(entries));
  }

  Result<std::string> RealPath(const std::string& path) override {
    char* const real = realpath(path.c_str(), nullptr);
    if (real == nullptr) return SystemError("resolve", path);
    std::string result(real);
    std::free(real);
    return result;
  }

  Status Rename(const std::string& from, const std::string& to) override {
    if (rename(from.c_str(), to.c_str()) != 0) return SystemError("rename", from);
    return {};
  }

  Status Remove(const std::string& path) override {
    if (unlink(path.c_str()) != 0 && errno != ENOENT) return SystemError("remove", path);
    return {};
  }

  Status MakeDirectories(const std::string& path) override {
    for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      const std::string part = path.substr(0, end);
      if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return SystemError("make the directory", part);
      if (end == std::string::npos) break;
    }
    const auto info = Info(path);
    if (!info.ok()) return info.error();
    if (!*info || (*info)->kind != FileKind::kDirectory) return SystemError("make the directory", path, ENOTDIR);
    return {};
  }

  Status SyncDirectory(const std::string& path) override {
    const FileDescriptor descriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.valid() || fsync(descriptor.get()) != 0) return SystemError("sync", path);
    return {};
  }

  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override {
    FileDescriptor descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!descriptor.valid()) return SystemError("open", path);
    if (flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return SystemError("lock", path);
      char holder[32] = {};
      const ssize_t count = pread(descriptor.get(), holder, sizeof holder - 1, 0);
      return Error{"\"" + path + "\" is locked by the process with pid " + (count > 0 ? holder : "unknown")};
    }
    const std::string pid = std::to_string(getpid());
    if (ftruncate(descriptor.get(), 0) != 0 || pwrite(descriptor.get(), pid.data(), pid.size(), 0) < 0) {
      return SystemError("write to", path);
    }
    return std::unique_ptr<FileLock>(new SystemLock(std::move(descriptor)));
  }

  Result<std::unique_ptr<DirectoryWatcher>> MakeWatcher() override { return MakeInotifyWatcher(); }

 private:
  static Result<std::optional<FileInfo>> Stat(const std::string& path, int flags) {
    struct stat status {};
    if (fstatat(AT_FDCWD, path.c_str(), &status, flags) != 0) {
      if (IsAbsence(errno)) return std::optional<FileInfo>();
      return SystemError("look at", path);
    }
    return std::optional(InfoOf(status));
  }
};

}  // namespace

FileSystem& RealFileSystem() {
  static SystemFileSystem files;
  return files;
}

}  // namespace flowship
