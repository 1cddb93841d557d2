#pragma once
// Replay: one shot over files, each read to its end, in the order given. Plain, gzip and zstd (input/byte_source.h), `-` for standard input.
//
// The identity of a file is its content's, so a record of an archive has the `_id` that it had when it was shipped live. A file that can't be opened or
// read is reported and costs nothing else; what was read of it before stays. A last line without a newline is a record.
//
// Threads: Run is called once, by one thread, and pushes to the sink; Stop and what it says of outcomes may come from any.

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "event/batch.h"
#include "parser/framing.h"

namespace flowship {

// The files that the arguments mean: globs (input/glob.h), plain paths as they are, `-`. A pattern that matches nothing is an error, as is a directory
// that can't be listed. The order is that of the arguments.
Result<std::vector<std::string>> ExpandPaths(FileSystem& files, const std::vector<std::string>& arguments);

struct ReplayProgress {
  uint64_t bytes_read = 0, bytes_total = 0;  // of the files as they are on the disk; standard input counts for nothing in the total
  uint64_t content_bytes = 0;                // decompressed
  uint64_t events = 0;
  size_t files_done = 0, files_failed = 0, files_total = 0;
};

struct ReplayError {
  std::string path;
  Error error;
};

class Replay {
 public:
  using OnProgress = std::function<void(const ReplayProgress&)>;  // after each batch and each file, by Run's thread

  Replay(FileSystem& files, BatchPool& pool, std::shared_ptr<const Stream> stream, parser::FramingOptions framing = {});

  // Returns when everything was pushed, or Stop was called or the pool was closed. Outcomes may still be on their way then.
  void Run(const std::vector<std::string>& paths, BatchSink& sink, const OnProgress& on_progress = {});
  void Stop() { stopped_ = true; }

  // After Run.
  const ReplayProgress& progress() const { return progress_; }
  const std::vector<ReplayError>& errors() const { return errors_; }
  const parser::FramingCounts& framing() const { return framer_.counts(); }
  // What has become of the events so far.
  OutcomeCounts outcomes() const;

 private:
  class FileOrigin;
  struct Outcomes {
    std::array<std::atomic<uint64_t>, kOutcomes> counts{};
  };

  Status ReadFile(const std::string& path, BatchSink& sink);
  uint64_t SizeOf(const std::string& path);
  void Report();

  FileSystem& files_;
  BatchPool& pool_;
  const std::shared_ptr<const Stream> stream_;
  parser::Framer framer_;
  const std::shared_ptr<Outcomes> outcomes_ = std::make_shared<Outcomes>();
  std::atomic<bool> stopped_ = false;
  ReplayProgress progress_;
  std::vector<ReplayError> errors_;
  const OnProgress* on_progress_ = nullptr;
};

}  // namespace flowship
