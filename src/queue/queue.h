#pragma once
// RecordQueue: records that wait between an input that can't be read again (UDP) and an output that is slower, or away: first in, first out.
//
//   Append, Append, … Commit ──► [ acknowledged | read | not read yet ] ──► Read … Acknowledge
//                                                ▲ Rewind: back to the first that is not acknowledged
//
// Every record has a position: 0, 1, 2, … over the whole life of the queue. A queue that survives (the disk queue) goes on with them after a restart, and gives what is not
// acknowledged again, with the same positions.
// Law: a record whose Commit was a success is read until it is acknowledged, whatever happens to the process (disk: or to the machine). Positions are read in order, without a
// gap unless `lost` says so. The queue never holds more than its limit: an Append that would is refused, and it is the caller who counts what it drops.
// Threads: Append and Commit by one thread, Read and Rewind by one, the rest by any.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/result.h"

namespace flowship {

struct QueuedRecord {
  uint64_t position = 0;
  std::string_view bytes;  // in the buffer that Read was given
};

struct QueueStats {
  uint64_t records = 0;       // committed, not acknowledged
  uint64_t bytes = 0;         // that they take, what goes with them included
  uint64_t appended = 0, acknowledged = 0;  // since the queue was opened
  uint64_t refused = 0;       // appends that the limit refused
  uint64_t lost = 0;          // committed records that the disk gave back damaged or not at all
};

class RecordQueue {
 public:
  virtual ~RecordQueue() = default;

  // False: the queue is full; nothing was appended. A record is of at most limits::kMessageMaxBytes.
  virtual bool Append(std::string_view record) = 0;
  // What was appended can be read from now on, and is safe. An error: it is neither yet, and is tried again with the next Commit.
  virtual Status Commit() = 0;

  // The next records, at most so many and about so many bytes, at least one if there is one. Their bytes are appended to `bytes`, whose content must stay until the records
  // are done with. An error: nothing was read.
  virtual Status Read(size_t max_records, size_t max_bytes, Buffer& bytes, std::vector<QueuedRecord>& records) = 0;
  virtual void Rewind() = 0;

  // Everything before `position` is done with. A smaller one than before changes nothing.
  virtual void Acknowledge(uint64_t position) = 0;
  // Of the queue, for its whole life: with a position it names a record for good.
  virtual const Hash128& identity() const = 0;
  // The first position that is not acknowledged, and the one that the next record gets.
  virtual uint64_t first() const = 0;
  virtual uint64_t end() const = 0;
  virtual QueueStats stats() const = 0;
};

}  // namespace flowship
