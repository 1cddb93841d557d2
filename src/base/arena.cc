#include "base/arena.h"

#include <algorithm>

namespace flowship {

void Arena::Use(size_t index) {
  current_ = index;
  next_ = reinterpret_cast<uintptr_t>(blocks_[index].bytes.get());
  end_ = next_ + blocks_[index].size;
}

void* Arena::AllocateSlow(size_t bytes, size_t alignment) {
  const size_t wanted = bytes + alignment;
  for (size_t next = current_ + 1; next < blocks_.size(); ++next) {
    if (blocks_[next].size < wanted) continue;
    std::swap(blocks_[next], blocks_[current_ + 1]);
    Use(current_ + 1);
    return Allocate(bytes, alignment);
  }
  const size_t grown = blocks_.empty() ? kFirstBlockBytes : std::min(blocks_.back().size * 2, kLargestBlockBytes);
  const size_t size = std::max(grown, wanted);
  const size_t place = blocks_.empty() ? 0 : current_ + 1;
  blocks_.insert(blocks_.begin() + static_cast<ptrdiff_t>(place), Block{std::unique_ptr<char[]>(new char[size]), size});
  held_bytes_ += size;
  Use(place);
  return Allocate(bytes, alignment);
}

void Arena::Rewind(const Mark& mark) {
  if (blocks_.empty()) return;
  Use(mark.next == 0 ? 0 : mark.block);
  if (mark.next != 0) next_ = mark.next;
}

void Arena::Reset(size_t keep_bytes) {
  while (held_bytes_ > keep_bytes && !blocks_.empty()) {
    const auto largest = std::max_element(blocks_.begin(), blocks_.end(),
                                          [](const Block& a, const Block& b) { return a.size < b.size; });
    held_bytes_ -= largest->size;
    blocks_.erase(largest);
  }
  if (blocks_.empty()) {
    next_ = end_ = 0;
    current_ = 0;
  } else {
    Use(0);
  }
}

}  // namespace flowship
