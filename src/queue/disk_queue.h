#pragma once
// DiskQueue: a RecordQueue in a folder of its own (format: segment.h).
//
//   Append ──► memory ──Commit──► one write and one fdatasync for all of them (group commit) ──► the last segment
//   Acknowledge ──► `acknowledged`, by and by; a segment whose records are all acknowledged is removed
//
// Crash: what was committed is there. What was being written may be torn: the end of the last segment is cut off at its last whole record. An acknowledgement may be forgotten: then
// records are read once more, under the same positions.
// A record in the middle that the disk has damaged ends its segment: the records behind it in that segment are counted as lost, and reading goes on with the next segment.
// A disk that is full or fails: Commit says so, and what was appended waits in memory, of which there is a limit too; the half-written end is cut off, or, where even that fails,
// left behind with a new segment.
// The folder belongs to one process (a lock). Threads: see queue.h.

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "queue/queue.h"

namespace flowship {

struct DiskQueueOptions {
  uint64_t max_bytes = uint64_t{1} << 30;      // of all segments together
  uint64_t segment_bytes = 64 << 20;           // a segment that is larger is followed by the next; at most a quarter of max_bytes
  size_t max_uncommitted_bytes = 8 << 20;      // in memory
};

class DiskQueue final : public RecordQueue {
 public:
  // Opens what is in the folder, which is made if it is not there. An error: the folder can't be used, or another process has it.
  static Result<std::unique_ptr<DiskQueue>> Open(FileSystem& files, const std::string& folder, const DiskQueueOptions& options);
  // Commits nothing.
  ~DiskQueue() override;

  bool Append(std::string_view record) override;
  Status Commit() override;
  Status Read(size_t max_records, size_t max_bytes, Buffer& bytes, std::vector<QueuedRecord>& records) override;
  void Rewind() override;
  void Acknowledge(uint64_t position) override;
  const Hash128& identity() const override { return identity_; }
  uint64_t first() const override;
  uint64_t end() const override;
  QueueStats stats() const override;

 private:
  struct Segment {
    uint64_t first = 0, end = 0;  // positions; its records that are whole
    uint64_t bytes = 0;           // of the file, as far as it is good
    std::string path;
  };
  // Where the reader is.
  struct ReadAt {
    uint64_t position = 0;
    uint64_t segment = UINT64_MAX;  // its first position; UINT64_MAX: to be found
    uint64_t offset = 0;            // in its file
    std::unique_ptr<File> file;
  };

  DiskQueue(FileSystem& files, std::string folder, const DiskQueueOptions& options) : files_(files), folder_(std::move(folder)), options_(options) {}

  Status Recover();
  Status TakeIdentity();
  // Reads the segment through; `limit`: the first position of the next one, UINT64_MAX if it is the last.
  Status RecoverSegment(uint64_t first, uint64_t limit);

  std::optional<Segment> Last() const;
  Status OpenLast();                     // for appending; a new segment where it is time for one
  Status StartSegment(uint64_t first);
  Status CutOff();                       // what a failed write has left
  void WriteAcknowledged(uint64_t position);
  std::vector<std::string> TakeDone();   // segments that are done with, out of the list; under mutex_
  uint64_t UsedLocked() const;           // bytes of segments that hold something

  // Where the next record is: its segment, opened. nullopt: there is none yet.
  Result<std::optional<Segment>> FindNext();
  Result<size_t> ReadFrom(const Segment& segment, size_t max_records, size_t wanted, Buffer& bytes, std::vector<QueuedRecord>& records);

  FileSystem& files_;
  const std::string folder_;
  const DiskQueueOptions options_;
  std::unique_ptr<FileLock> lock_;
  Hash128 identity_;

  // Of the writer.
  Buffer uncommitted_;                   // records as the segment has them
  std::unique_ptr<WritableFile> file_;   // of the last segment; nullptr: the next Commit opens or makes one
  bool torn_ = false;                    // behind the good bytes may be what a failed write left

  mutable std::mutex mutex_;
  std::deque<Segment> segments_;         // of several threads; the last one grows by the writer
  uint64_t first_ = 0, committed_ = 0;   // positions
  uint64_t next_ = 0;                    // of the next record that is appended
  uint64_t rewinds_ = 0;
  QueueStats stats_;

  // Of the reader.
  ReadAt at_;
  uint64_t rewinds_seen_ = 0;

  std::mutex acknowledged_mutex_;
  std::unique_ptr<WritableFile> acknowledged_file_;
  uint64_t acknowledged_bytes_ = 0, acknowledged_ = 0;
};

}  // namespace flowship
