#pragma once
// DoneInOrder: batches go on their way in order and are done in any order; how far is everything done?
//
//   Began(10) Began(20) Began(30)    Done(1) → nothing    Done(0) → 20    Done(2) → 30
//
// A batch that was abandoned is never done: what comes behind it does not count any more. `Mark` is what its owner wants to know of a batch's end.
// Not thread-safe: its owner has a lock.

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "event/outcome.h"

namespace flowship {

template <typename Mark = uint64_t>
class DoneInOrder {
 public:
  // The next batch, which ends at `end`. Returns its sequence number: 0, 1, 2, …
  uint64_t Began(Mark end) {
    ranges_.push_back({std::move(end), false});
    ++under_way_;
    return first_ + ranges_.size() - 1;
  }
  // The end of all that is done now, if that has moved.
  std::optional<Mark> Done(uint64_t sequence, const OutcomeCounts& outcomes) {
    FLOWSHIP_ASSERT(sequence >= first_ && sequence - first_ < ranges_.size() && under_way_ > 0);
    --under_way_;
    if (outcomes[static_cast<size_t>(Outcome::kAbandoned)] != 0) return std::nullopt;
    Range& range = ranges_[sequence - first_];
    FLOWSHIP_ASSERT(!range.done);
    range.done = true;
    std::optional<Mark> end;
    for (; !ranges_.empty() && ranges_.front().done; ++first_) {
      end = std::move(ranges_.front().end);
      ranges_.pop_front();
    }
    return end;
  }
  // What the batch that is under way ends with.
  const Mark& EndOf(uint64_t sequence) const {
    FLOWSHIP_ASSERT(sequence >= first_ && sequence - first_ < ranges_.size());
    return ranges_[sequence - first_].end;
  }
  bool all_done() const { return ranges_.empty(); }  // and nothing was abandoned
  size_t under_way() const { return under_way_; }

 private:
  struct Range {
    Mark end;
    bool done;
  };
  std::deque<Range> ranges_;  // under way or abandoned, or done behind one that is
  uint64_t first_ = 0;        // sequence number of ranges_.front()
  size_t under_way_ = 0;
};

}  // namespace flowship
