#include "event/java_hash.h"

#include <algorithm>

namespace flowship {

namespace {

// The character that begins at *byte, and past it. The text is UTF-8, or has halves of characters as three bytes each.
uint32_t NextCharacter(std::string_view text, size_t* byte) {
  const auto at = [&text, byte](size_t behind) { return static_cast<uint32_t>(static_cast<unsigned char>(text[*byte + behind])); };
  const uint32_t first = at(0);
  const size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  uint32_t character = size == 1 ? first : first & (0xFFu >> (size + 1));
  const size_t taken = std::min(size, text.size() - *byte);
  for (size_t i = 1; i < taken; ++i) character = character << 6 | (at(i) & 0x3F);
  *byte += taken;
  return character;
}

// java.util.HashMap: a table of a power of two slots that is at most three quarters full.
uint32_t TableSize(size_t entries) {
  uint32_t slots = 16;
  while (4 * entries > 3 * static_cast<size_t>(slots)) slots *= 2;
  return slots;
}

uint32_t SlotOf(int32_t hash, uint32_t slots) {
  const auto bits = static_cast<uint32_t>(hash);
  return (bits ^ bits >> 16) & (slots - 1);
}

}  // namespace

int32_t JavaHash(std::string_view text) {
  constexpr uint32_t kFirstSupplementary = 0x10000;
  uint32_t hash = 0;
  for (size_t byte = 0; byte < text.size();) {
    const uint32_t character = NextCharacter(text, &byte);
    if (character < kFirstSupplementary) {
      hash = 31 * hash + character;
    } else {
      const uint32_t above = character - kFirstSupplementary;
      hash = 31 * (31 * hash + (0xD800 + (above >> 10))) + (0xDC00 + (above & 0x3FF));
    }
  }
  return static_cast<int32_t>(hash);
}

void HashMapOrder(std::span<const int32_t> hashes, std::span<uint32_t> order, Arena& arena) {
  const uint32_t slots = TableSize(hashes.size());
  // Slot and place in one number: a plain sort is stable then.
  uint64_t* const places = arena.NewArray<uint64_t>(hashes.size());
  for (size_t i = 0; i < hashes.size(); ++i) places[i] = static_cast<uint64_t>(SlotOf(hashes[i], slots)) << 32 | i;
  std::sort(places, places + hashes.size());
  for (size_t i = 0; i < hashes.size(); ++i) order[i] = static_cast<uint32_t>(places[i]);
}

}  // namespace flowship
