#pragma once
// Cleaner: throws registry entries away that nobody will need again.
//
// Law: an entry is kept as long as something in memory stands for it (a file that is there, batches under way), and nothing is concluded from a scan that was
// not complete, from a directory that is not there, or from one that lies on another device than the file did: that is an unmounted file system, not a
// removed file. What is missing is kept for kMissingNanos more, because a copy or a compressed form may turn up.
// A pass over the entries is done in slices: a million of them must not hold up reading.

#include <unordered_map>
#include <vector>

#include "input/filestream/config.h"
#include "input/filestream/tracker.h"

namespace flowship::filestream {

inline constexpr int64_t kMissingNanos = 300 * kNanosPerSecond;
inline constexpr int64_t kCleaningPaceNanos = 60 * kNanosPerSecond;
inline constexpr size_t kCleaningSlice = 256;  // entries, each of which may be looked at on the disk

class Cleaner {
 public:
  // All of it outlives the cleaner.
  Cleaner(const InputContext& context, const Config& config, std::string stream_id) : context_(context), config_(config), stream_id_(std::move(stream_id)) {}

  // After a complete scan, when all that it found is identified: a pass begins, if it is time for one.
  void Begin();
  bool works() const { return works_; }
  // A slice of the pass.
  void Continue(const Tracker& tracker);
  uint64_t removed() const { return removed_; }

 private:
  bool MayGo(const RegistryEntry& entry, const Tracker& tracker, int64_t now);
  bool IsMissing(const RegistryEntry& entry, const Tracker& tracker);

  const InputContext& context_;
  const Config& config_;
  const std::string stream_id_;
  std::unordered_map<RegistryId, int64_t> missing_since_;  // monotonic
  int64_t next_nanos_ = 0;
  // Of a pass:
  bool works_ = false;
  RegistryId next_ = 0;
  std::vector<RegistryEntry> entries_;
  std::unordered_map<RegistryId, int64_t> missing_;
  std::unordered_map<std::string, uint64_t> devices_;  // of directories; 0: it is not there
  uint64_t removed_ = 0;
};

}  // namespace flowship::filestream
