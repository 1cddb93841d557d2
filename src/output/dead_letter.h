#pragma once
// The dead-letter files: what the server refused for good, with its reason, as NDJSON in data_path/dead_letter-<date>[-N].ndjson:
//
//   {"@timestamp":"2026-11-24T03:00:00.000Z","status":400,"type":"document_parsing_exception","reason":"…","index":"logs-…","_id":"…","document":{…}}
//
// and "routing" behind "_id" where there is one.
// At most limits::kDeadLetterFiles of limits::kDeadLetterFileBytes; the oldest goes first, and a warning says so. A letter is on the disk (fdatasync)
// before its event is settled, since nothing else keeps it then. Any thread.

#include <mutex>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "output/rotating_file.h"

namespace flowship {

struct DeadLetter {
  int status = 0;
  std::string_view type, reason;
  std::string_view index, id, routing;
  std::string_view document;  // JSON
};

class DeadLetterFile {
 public:
  explicit DeadLetterFile(const std::string& data_path, FileCalls& calls = SystemFileCalls());

  // `letters` are lines that AppendDeadLetter made. False: the deadline came first, and they are not there.
  bool Write(std::string_view letters, Deadline& deadline);
  const RotatingFile& file() const { return file_; }

 private:
  std::mutex mutex_;
  RotatingFile file_;
};

void AppendDeadLetter(const DeadLetter& letter, std::string_view now, Buffer& out);

}  // namespace flowship
