#pragma once
// The names that java.time knows of regions: their ids, and the English words for their times ("CET", "Central European Summer Time").
// Made by tests/oracle/java_time/ZoneTable.java from a JDK; see there for which one and for the choices that it makes.
//
// ZoneIds()[i].names is an index into ZoneNames(); parsed names are ambiguous ("CST"), so ZoneTexts holds the region that stands for each.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace flowship {

struct ZoneIdRow {
  std::string_view id;
  uint16_t names;
};

struct ZoneNameRow {
  std::string_view short_standard, short_daylight, short_generic;
  std::string_view full_standard, full_daylight, full_generic;
};

struct ZoneTextRow {
  std::string_view text;
  std::string_view id;
};

std::span<const ZoneIdRow> ZoneIds();             // sorted by id
std::span<const ZoneNameRow> ZoneNames();
std::span<const ZoneTextRow> ShortZoneTexts();    // sorted by text
std::span<const ZoneTextRow> FullZoneTexts();     // sorted by text

// The row of the longest text in `rows` (sorted by `text_of`) that `input` starts with; null when there is none.
template <typename Row, typename TextOf>
const Row* FindLongestPrefix(std::span<const Row> rows, std::string_view input, TextOf text_of) {
  for (std::string_view key = input; !key.empty();) {
    size_t low = 0, high = rows.size();  // the first row after key
    while (low < high) {
      const size_t middle = (low + high) / 2;
      if (text_of(rows[middle]) <= key) low = middle + 1; else high = middle;
    }
    if (low == 0) return nullptr;
    const std::string_view candidate = text_of(rows[low - 1]);
    size_t common = 0;
    while (common < candidate.size() && common < key.size() && candidate[common] == key[common]) ++common;
    if (common == candidate.size()) return &rows[low - 1];
    key = key.substr(0, common);
  }
  return nullptr;
}

}  // namespace flowship
