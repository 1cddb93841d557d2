#include "painless/big_bits.h"

#include <bit>

namespace flowship::painless {

namespace {

const BigNumber& WordBase() {
  static const BigNumber base(int64_t{1} << 32);
  return base;
}

}  // namespace

BigBits::BigBits(const BigNumber& number) : negative_(number.negative()) {
  // Of a negative number the bits are those of -number - 1, turned round.
  BigNumber rest = negative_ ? number.Negated() - BigNumber(1) : number;
  while (!rest.is_zero()) {
    BigNumber quotient, word;
    BigNumber::Divide(rest, WordBase(), &quotient, &word);
    int64_t value = 0;
    (void)word.FitsLong(&value);
    words_.push_back(static_cast<uint32_t>(value));
    rest = quotient;
  }
  if (negative_) {
    for (uint32_t& word : words_) word = ~word;
  }
}

bool BigBits::Test(size_t bit) const { return (Word(bit / 32) >> (bit % 32) & 1) != 0; }

size_t BigBits::Length() const {
  for (size_t i = words_.size(); i > 0; --i) {
    const uint32_t differing = negative_ ? ~words_[i - 1] : words_[i - 1];
    if (differing != 0) return 32 * i - static_cast<size_t>(std::countl_zero(differing));
  }
  return 0;
}

size_t BigBits::Count() const {
  size_t count = 0;
  for (const uint32_t word : words_) count += static_cast<size_t>(std::popcount(negative_ ? ~word : word));
  return count;
}

int64_t BigBits::LowestSet() const {
  for (size_t i = 0; i <= words_.size(); ++i) {
    if (Word(i) != 0) return static_cast<int64_t>(32 * i) + std::countr_zero(Word(i));
  }
  return -1;
}

BigBits BigBits::Not() const {
  BigBits result(*this);
  result.negative_ = !negative_;
  for (uint32_t& word : result.words_) word = ~word;
  return result;
}

BigNumber BigBits::ToNumber() const {
  BigNumber number;
  for (size_t i = words_.size(); i > 0; --i) number = number * WordBase() + BigNumber(static_cast<int64_t>(negative_ ? ~words_[i - 1] : words_[i - 1]));
  return negative_ ? (number + BigNumber(1)).Negated() : number;
}

}  // namespace flowship::painless
