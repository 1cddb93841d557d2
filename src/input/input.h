#pragma once
// Input: where records come from. It reads, frames them into batches of its streams and pushes those to the sink; what becomes of them comes back through
// Batch's Origin, and moves the cursor of the registry.
//
//   Start ──► batches ──► sink ──► … ──► Origin::BatchDone ──► cursor
//
// Law: what a source still holds is never read twice in one run, and a cursor moves over a byte only when everything before it has an outcome that is final
// (an abandoned event has none).
// Threads: Start, Stop and the destructor by one thread; the rest by any. An input pushes from threads of its own. Push may block for as long as the
// output does, and so does BatchPool::Take: Stop is called after the pool was closed, or while the output still takes batches.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "event/batch.h"

namespace flowship {

struct InputCounter {
  std::string_view name;  // Filebeat's where it has one: files_opened_total, messages_read_total …
  uint64_t value;
};

// A file that is being read.
struct InputFile {
  std::string path;
  uint64_t size = 0, read = 0, delivered = 0;  // bytes of its content; of a compressed file `size` is what lies on the disk
  bool compressed = false;
  int64_t read_nanos = 0;                      // monotonic: when something was last read from it
};

// A socket that stays open from one input to the next: what is sent meanwhile waits in the kernel.
struct HeldSocket {
  FileDescriptor descriptor;
  uint32_t dropped = 0;  // datagrams that the kernel has dropped there, as far as the last one who read it knows, modulo 2^32
};

class Input {
 public:
  virtual ~Input() = default;
  // Begins to read. An error: nothing was begun, and the agent does not start.
  virtual Status Start() = 0;
  // To be asked, again and again, before Stop, and while the output still takes batches: takes nothing new; true when what it took is pushed. What can be read
  // again need not bother.
  virtual bool Ebb() { return true; }
  // Reads no more. When it returns, no batch is pushed any more; those under way may still come back through their origins.
  virtual void Stop() = 0;
  // With `once`: all there is was read to its end and has an outcome. Never true otherwise.
  virtual bool Finished() const = 0;
  // What it is waiting for or can't do, in words, for the log and the status page; empty when all is well.
  virtual std::vector<std::string> Troubles() const { return {}; }
  virtual std::vector<InputCounter> Counters() const { return {}; }
  // The files that are being read, those with the most to do first, limits::kShownFiles at most. As they were a moment ago.
  virtual std::vector<InputFile> Files() const { return {}; }
  // After Stop: all that it pushed has its outcome. A source that can't be read twice need not wait for that.
  virtual bool Settled() const { return true; }
  // After Stop: its sockets, as open as they are, for whoever goes on with them.
  virtual std::vector<HeldSocket> TakeSockets() { return {}; }
};

}  // namespace flowship
