#pragma once
// SlotIndex: finds slots of a table by a hash of what they hold.
//
//   heads_[hash] ──► slot ──► next slot of that bucket ──► …      links_ has one of these steps for each slot of the table
//
// Three words a slot and no allocation of its own, so a million of them are there in a fraction of a second. It knows hashes only: ForEach gives all slots of
// a bucket whose hash is that one, and the caller compares what it looks for. A slot is in it once at most.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/assert.h"

namespace flowship::registry {

class SlotIndex {
 public:
  void Reserve(size_t slots) {
    links_.reserve(slots);
    if (slots > heads_.size()) Rehash(slots);
  }

  void Add(uint64_t hash, uint32_t slot) {
    if (slot >= links_.size()) links_.resize(size_t{slot} + 1);
    if (++size_ > heads_.size()) Rehash(size_ * 2);
    Link(hash, slot);
  }

  void Erase(uint64_t hash, uint32_t slot) {
    uint32_t* at = &heads_[hash & (heads_.size() - 1)];
    while (*at != slot) {
      FLOWSHIP_ASSERT(*at != kNone);
      at = &links_[*at].next;
    }
    *at = links_[slot].next;
    links_[slot] = Step();
    --size_;
  }

  // Calls found(slot) until it returns true, and then does so itself.
  template <typename Found>
  bool Any(uint64_t hash, const Found& found) const {
    if (heads_.empty()) return false;
    for (uint32_t slot = heads_[hash & (heads_.size() - 1)]; slot != kNone; slot = links_[slot].next) {
      if (links_[slot].hash == hash && found(slot)) return true;
    }
    return false;
  }

 private:
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  struct Step {
    uint64_t hash = 0;
    uint32_t next = kNone;
    bool used = false;
  };

  void Link(uint64_t hash, uint32_t slot) {
    uint32_t& head = heads_[hash & (heads_.size() - 1)];
    links_[slot] = {hash, head, true};
    head = slot;
  }

  void Rehash(size_t least) {
    size_t buckets = 64;
    while (buckets < least) buckets *= 2;
    heads_.assign(buckets, kNone);
    for (uint32_t slot = 0; slot < links_.size(); ++slot) {
      if (links_[slot].used) Link(links_[slot].hash, slot);
    }
  }

  std::vector<uint32_t> heads_;  // a power of two
  std::vector<Step> links_;      // by slot
  size_t size_ = 0;
};

}  // namespace flowship::registry
