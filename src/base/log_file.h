#pragma once
// LogFile: the log in files of its own, the newest of which is written; Filebeat's names and rules (its reference, "Configure logging").
//
//   /var/lib/flowship/logs/flowship-20261125.ndjson, then flowship-20261125-1.ndjson, … ; as text they end in .log
//
// Law: a new file is begun when a line would make the present one longer than rotate_bytes, when rotate_millis are over, and at the start if
// rotate_on_startup; of the older ones `keep` stay. Files of other names in the folder are never touched.
// Threads: one at a time (the log's lock). It is not behind the seam to the file system: what a test breaks there has to be said somewhere.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"
#include "base/log.h"
#include "base/result.h"

namespace flowship {

class LogFile {
 public:
  struct Options {
    std::string path, name = "flowship";
    uint64_t rotate_bytes = 20 << 20;
    int64_t rotate_millis = 0;  // 0: never because of time
    size_t keep = 7;
    uint32_t permissions = 0600;
    bool rotate_on_startup = true;
    LogFormat format = LogFormat::kJson;
    bool operator==(const Options&) const = default;
  };

  // Makes the folder if it is not there, and opens the file.
  static Result<std::shared_ptr<LogFile>> Open(Options options);

  const Options& options() const { return options_; }
  // The file that is written.
  const std::string& file() const { return file_; }
  // A line with its newline. What can't be written is left out; that this has begun is told on stderr, once until it is well again.
  void Write(std::string_view line);

 private:
  explicit LogFile(Options options) : options_(std::move(options)) {}
  std::vector<std::string> Files() const;  // of this log, the oldest first
  Status Begin(bool anew);
  void Tidy() const;
  bool IsDue(size_t more) const;
  void Tell(int error);

  const Options options_;
  std::string file_;
  FileDescriptor fd_;
  uint64_t bytes_ = 0;
  int64_t begun_millis_ = 0;
  bool torn_ = false, failing_ = false;
};

}  // namespace flowship
