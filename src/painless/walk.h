#pragma once
// A bound on walks through what scripts build: lists that hold themselves, and lists of lists that stand for more values than there is memory.
//
//   const Walk walk;
//   if (!walk.GoesOn()) return …;   // at each container
// The outermost Walk of a thread starts the count; the ones inside of it share it.

#include <cstdint>

namespace flowship::painless {

class Walk {
 public:
  Walk() {
    if (depth_++ == 0) left_ = kMaxContainers;
  }
  ~Walk() { --depth_; }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  bool GoesOn() const { return depth_ <= kMaxDepth && left_-- > 0; }

 private:
  static constexpr int kMaxDepth = 600;  // deeper than a document can be
  static constexpr int64_t kMaxContainers = 1'000'000;

  static inline thread_local int depth_ = 0;
  static inline thread_local int64_t left_ = 0;
};

}  // namespace flowship::painless
