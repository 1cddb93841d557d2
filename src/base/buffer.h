#pragma once
// Buffer: bytes that grow at the end, without the zeroing that std::string does before it lets one write. The unit in which lines are read and
// documents are written. One thread at a time.

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "base/assert.h"

namespace flowship {

class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  char* data() { return bytes_.get(); }
  const char* data() const { return bytes_.get(); }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {bytes_.get(), size_}; }
  std::string_view view(size_t offset, size_t size) const {
    FLOWSHIP_ASSERT(offset + size <= size_);
    return {bytes_.get() + offset, size};
  }

  // Room for `count` bytes more; returns where they go. Then Advance(to) says how far they were written.
  char* Reserve(size_t count) {
    if (capacity_ - size_ < count) Grow(count);
    return bytes_.get() + size_;
  }
  void Advance(const char* to) { size_ = static_cast<size_t>(to - bytes_.get()); }
  void AdvanceBy(size_t count) { size_ += count; }

  void Append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(Reserve(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void Append(char byte) {
    *Reserve(1) = byte;
    ++size_;
  }
  void Resize(size_t size) {  // new bytes are not initialised
    if (size > size_) Reserve(size - size_);
    size_ = size;
  }
  void Clear() { size_ = 0; }
  // Empties it, and gives the memory back if it is more than `keep_bytes`.
  void Reset(size_t keep_bytes) {
    size_ = 0;
    if (capacity_ > keep_bytes) {
      bytes_.reset();
      capacity_ = 0;
    }
  }

 private:
  void Grow(size_t count) {
    size_t capacity = capacity_ < 4096 ? 4096 : capacity_ * 2;
    while (capacity - size_ < count) capacity *= 2;
    std::unique_ptr<char[]> bytes(new char[capacity]);
    if (size_ != 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0, capacity_ = 0;
};

}  // namespace flowship
