#pragma once
// Arena: memory that is handed out in order and given back all at once.
//
// Everything that a batch makes while it is parsed and normalised (values, objects, strings) lives in the batch's arena and dies with
// Reset(). Nothing in it is destroyed singly, so only trivially destructible things may live there. Reset() keeps the blocks, so a
// batch that is used again does not allocate once it has seen its typical load. One thread at a time.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace flowship {

class Arena {
 public:
  static constexpr size_t kFirstBlockBytes = 16 << 10;
  static constexpr size_t kLargestBlockBytes = 1 << 20;

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  void* Allocate(size_t bytes, size_t alignment = alignof(std::max_align_t)) {
    const uintptr_t at = (next_ + (alignment - 1)) & ~(static_cast<uintptr_t>(alignment) - 1);
    if (at + bytes > end_ || at == 0) return AllocateSlow(bytes, alignment);
    next_ = at + bytes;
    return reinterpret_cast<void*>(at);
  }

  template <typename T, typename... Args>
  T* New(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (Allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  // Not initialised.
  template <typename T>
  T* NewArray(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(Allocate(count * sizeof(T), alignof(T)));
  }

  char* NewBytes(size_t count) { return static_cast<char*>(Allocate(count, 1)); }

  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    char* const at = NewBytes(text.size());
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }

  // Gives back the end of the newest allocation: `start` was returned by the last Allocate, the bytes from `used_end` on are free again.
  void Shrink(const void* used_end) { next_ = reinterpret_cast<uintptr_t>(used_end); }

  // All that was handed out is gone; the blocks are kept, but no more than `keep_bytes` of them (one huge record must not pin memory).
  void Reset(size_t keep_bytes = SIZE_MAX);

  // A place to come back to: what was handed out before it stays, what comes after it is gone with Rewind.
  struct Mark {
    size_t block = 0;
    uintptr_t next = 0;
  };
  Mark Here() const { return {current_, next_}; }
  void Rewind(const Mark& mark);

  // Makes the newest allocation, which ends at `end`, longer by `bytes`. False: `end` is not the end of the newest one, or there is no room behind it.
  bool Extend(const void* end, size_t bytes) {
    if (reinterpret_cast<uintptr_t>(end) != next_ || bytes > end_ - next_) return false;
    next_ += bytes;
    return true;
  }

  // Bytes held from the system.
  size_t HeldBytes() const { return held_bytes_; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };

  void* AllocateSlow(size_t bytes, size_t alignment);
  void Use(size_t index);

  uintptr_t next_ = 0, end_ = 0;
  std::vector<Block> blocks_;
  size_t current_ = 0;  // index of the block in use; meaningful when blocks_ is not empty
  size_t held_bytes_ = 0;
};

}  // namespace flowship
