#pragma once
// FileSystem: the seam to files. All that reads logs or keeps state goes through it, so that a simulation can rotate, tear, fill and crash.
//
// Absence is an answer, not an error: Open, Info and List say so by nullptr or nullopt (ENOENT, ENOTDIR). Everything else that goes wrong
// (no permission, too many open files, a broken disk) is an Error, and must never be taken for absence: whoever forgets a file because a
// listing failed loses its cursor.
//
// Ownership: what is opened is closed by its destructor. Threads: a FileSystem is safe for all; a File, a WritableFile and a DirectoryWatcher
// have one user at a time, but for DirectoryWatcher::Wake.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flowship {

enum class FileKind : uint8_t { kRegular, kDirectory, kSymlink, kOther };

struct FileInfo {
  FileKind kind = FileKind::kOther;
  uint64_t device = 0, inode = 0;
  uint64_t size = 0;
  uint64_t links = 1;          // 0: every name is gone, only open handles are left
  int64_t modified_nanos = 0;  // mtime
  int64_t changed_nanos = 0;   // ctime: unlike mtime, nobody can set it
};

class File {
 public:
  virtual ~File() = default;
  // Up to `size` bytes from `offset` on; 0: nothing there (yet). A pipe is read in order, whatever the offset.
  virtual Result<size_t> ReadAt(uint64_t offset, char* out, size_t size) = 0;
  virtual Result<FileInfo> Info() = 0;
};

class WritableFile {
 public:
  virtual ~WritableFile() = default;
  // All of it, or an error after which the end of the file is not known.
  virtual Status Append(std::string_view bytes) = 0;
  // Content is on the disk (fdatasync).
  virtual Status Sync() = 0;
  virtual Status Truncate(uint64_t size) = 0;
};

struct DirectoryEntry {
  std::string name;
  FileKind kind = FileKind::kOther;  // of the entry itself: a link is a link; kOther also where the file system does not say
};

struct WatchEvent {
  enum class Kind : uint8_t {
    kModified,       // directory/name was written to
    kAppeared,       // directory/name was created or moved here
    kGone,           // directory/name was removed or moved away
    kDirectoryGone,  // the directory itself; it is no longer watched
    kLost,           // events were lost: look at everything
  };
  Kind kind = Kind::kLost;
  std::string directory, name;
};

class DirectoryWatcher {
 public:
  virtual ~DirectoryWatcher() = default;
  // Watching a directory twice is watching it once. An error when it can't be (limit reached, absent, no permission).
  virtual Status Watch(const std::string& directory) = 0;
  virtual void Unwatch(const std::string& directory) = 0;
  // Appends what has happened since the last call. Does not wait.
  virtual void Drain(std::vector<WatchEvent>& events) = 0;
  // Waits until something happened, Wake was called, or the time is over. A simulation has no use for it.
  virtual void Wait(int64_t nanos) = 0;
  virtual void Wake() = 0;  // any thread
};

class FileLock {
 public:
  virtual ~FileLock() = default;  // lets it go
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual Result<std::unique_ptr<File>> Open(const std::string& path) = 0;            // for reading; nullptr: absent
  virtual Result<std::unique_ptr<File>> OpenStdin() = 0;
  virtual Result<std::unique_ptr<WritableFile>> OpenForAppend(const std::string& path) = 0;  // made (0600) if it is absent
  virtual Result<std::optional<FileInfo>> Info(const std::string& path) = 0;          // of what a link points to
  virtual Result<std::optional<FileInfo>> LinkInfo(const std::string& path) = 0;      // of the link
  virtual Result<std::optional<std::vector<DirectoryEntry>>> List(const std::string& directory) = 0;  // no "." and "..", no order
  virtual Result<std::string> RealPath(const std::string& path) = 0;

  virtual Status Rename(const std::string& from, const std::string& to) = 0;
  virtual Status Remove(const std::string& path) = 0;                                 // absent is fine
  virtual Status MakeDirectories(const std::string& path) = 0;                        // 0700; existing is fine
  virtual Status SyncDirectory(const std::string& path) = 0;                          // renames in it are on the disk
  // Exclusive among processes, let go when the process dies. The file holds the holder's pid, which is in the error when somebody else has it.
  virtual Result<std::unique_ptr<FileLock>> Lock(const std::string& path) = 0;
  virtual Result<std::unique_ptr<DirectoryWatcher>> MakeWatcher() = 0;
};

// The system's. Lives for ever.
FileSystem& RealFileSystem();

}  // namespace flowship
