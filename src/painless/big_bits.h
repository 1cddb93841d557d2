#pragma once
// A BigNumber as Java's BigInteger shows its bits: two's complement, with the sign going on for ever.

#include <cstdint>
#include <vector>

#include "painless/big_number.h"

namespace flowship::painless {

class BigBits {
 public:
  explicit BigBits(const BigNumber& number);

  bool negative() const { return negative_; }
  bool Test(size_t bit) const;
  // The bits without those that only repeat the sign; of 0 and -1: none.
  size_t Length() const;
  // Those that differ from the sign.
  size_t Count() const;
  int64_t LowestSet() const;  // -1: none is

  BigBits Not() const;
  template <typename Operation>
  static BigBits Combine(const BigBits& a, const BigBits& b, Operation operation) {
    BigBits result;
    const size_t size = a.words_.size() > b.words_.size() ? a.words_.size() : b.words_.size();
    for (size_t i = 0; i < size; ++i) result.words_.push_back(operation(a.Word(i), b.Word(i)));
    result.negative_ = (operation(a.Word(size), b.Word(size)) & 1) != 0;
    return result;
  }
  BigNumber ToNumber() const;

 private:
  BigBits() = default;
  uint32_t Word(size_t index) const { return index < words_.size() ? words_[index] : negative_ ? UINT32_MAX : 0; }

  std::vector<uint32_t> words_;  // least first
  bool negative_ = false;
};

}  // namespace flowship::painless
