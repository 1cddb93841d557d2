#pragma once
// RotatingFile: whole lines into files of bounded size, without a lost, repeated or torn line while the disk is full or fails.
//
//   directory/name-20261124.ndjson, name-20261124-1.ndjson, name-20261124-2.ndjson, …      (Filebeat's file output names them so)
//
// A file has its final name from the first byte and is never renamed; the newest is the one that is written. When the next line would make it larger
// than max_bytes, the next file begins (a line that is larger alone gets a file alone), and the oldest ones beyond max_files are removed.
// A write that fails is tried again with growing pauses, from the byte where it stopped, until the deadline; then what is there of an unfinished line is
// cut off. A file that is continued after a crash loses its unfinished last line, which nobody was told to be delivered.
// What Append took is in the page cache: it survives the death of the process. Sync() makes it survive that of the machine.
// One thread.

#include <sys/types.h>
#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "output/deadline.h"

namespace flowship {

// The calls that fail when a disk does. Tests put their own in between.
class FileCalls {
 public:
  virtual ~FileCalls() = default;
  // As in POSIX, with errno.
  virtual int Open(const char* path, int flags, mode_t mode);
  virtual ssize_t Write(int fd, const char* bytes, size_t size);
  virtual ssize_t WritePieces(int fd, std::span<const iovec> pieces);
  virtual int Truncate(int fd, off_t size);
  virtual int Sync(int fd);
};
FileCalls& SystemFileCalls();

struct FileOptions {
  std::string directory;  // made when it is not there
  std::string name = "flowship";
  uint64_t max_bytes = uint64_t{10240} << 10;  // 0: no limit
  size_t max_files = 7;                        // 0: all are kept
  mode_t permissions = 0600;                   // as far as the umask lets
  bool new_at_start = true;                    // false: the newest of today goes on
  std::string one_file;                        // not empty: exactly this file, emptied at the start; name and sizes don't matter
};

class RotatingFile {
 public:
  explicit RotatingFile(FileOptions options, FileCalls& calls = SystemFileCalls()) : options_(std::move(options)), calls_(calls) {}
  ~RotatingFile();
  RotatingFile(const RotatingFile&) = delete;
  RotatingFile& operator=(const RotatingFile&) = delete;

  // Writes `lines`, each with its newline. Returns how many bytes of them are in files, a whole number of lines: fewer than all only after the deadline.
  size_t Append(std::string_view lines, Deadline& deadline) { return AppendFrom(lines, 0, deadline); }
  // The same with several texts, in their order, with one call where that goes.
  size_t AppendSome(std::span<const std::string_view> texts, Deadline& deadline);
  bool Sync();
  // Whether lines could be written; makes the directory and the file.
  Status Check();

  const std::string& path() const { return path_; }  // of the file that is written; empty before the first
  const FileOptions& options() const { return options_; }
  uint64_t failures() const { return failures_; }    // calls that failed
  const std::string& last_failure() const { return last_failure_; }

 private:
  size_t AppendFrom(std::string_view lines, size_t written, Deadline& deadline);
  size_t WriteTogether(std::span<const std::string_view> texts);
  int OpenFile();                          // 0 or errno
  int OpenOne();
  int OpenNext();
  int CutUnfinishedLine();
  void RemoveOldest();
  void Close();
  bool Fits(size_t bytes) const;
  size_t Fitting(std::string_view lines) const;  // bytes of whole lines that the current file still takes; 0: none
  size_t GiveUp(std::string_view lines, size_t written);
  bool Wait(int error, std::string_view what, Deadline& deadline);

  const FileOptions options_;
  FileCalls& calls_;
  int fd_ = -1;
  std::string path_;
  uint64_t size_ = 0;
  bool started_ = false;   // a file was opened
  bool torn_ = false;      // its last line is unfinished and could not be cut off
  int pause_millis_ = 0;
  uint64_t failures_ = 0;
  std::string last_failure_;
};

}  // namespace flowship
