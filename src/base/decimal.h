#pragma once
// Whole numbers as decimal text. Half of std::to_chars' time for the short numbers that records are made of (measured in bench: 7 % of the main job became 3).

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace flowship {

// "00" to "99".
inline constexpr auto kDecimalPairs = [] {
  std::array<char, 200> pairs{};
  for (size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

// `value` is from 0 to 99. Returns the end.
inline char* WriteTwoDigits(int value, char* out) {
  std::memcpy(out, &kDecimalPairs[static_cast<size_t>(value) * 2], 2);
  return out + 2;
}

inline constexpr size_t kMostDecimalDigits = 20;  // of an unsigned number of 64 bits

inline constexpr auto kUnsignedPowersOfTen = [] {
  std::array<uint64_t, kMostDecimalDigits> powers{1};
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// How many digits `number` has; 0 has one.
constexpr size_t CountDecimalDigits(uint64_t number) {
  number |= 1;  // no even number has fewer digits than the next, and 0 is like 1
  // 1233 / 4096 is the logarithm of 2 to the base 10: the count, or one less.
  const auto least = static_cast<size_t>(std::bit_width(number)) * 1233 >> 12;
  return least + (number >= kUnsignedPowersOfTen[least] ? 1 : 0);
}

// Writes at most kMostDecimalDigits. Returns the end.
inline char* WriteDecimal(uint64_t number, char* out) {
  char* const end = out + CountDecimalDigits(number);
  char* at = end;
  for (; number >= 100; number /= 100) WriteTwoDigits(static_cast<int>(number % 100), at -= 2);
  if (number >= 10) {
    WriteTwoDigits(static_cast<int>(number), out);
  } else {
    *out = static_cast<char>('0' + number);
  }
  return end;
}

}  // namespace flowship
