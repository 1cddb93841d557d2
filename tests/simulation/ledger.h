#pragma once
// The ledger: every line that a writer has written, what of it is owed, and what the index has. The index is a map of `_id`, as a cluster that gets `create`.
//
// Law: a line is owed as long as its content is somewhere that the agent has to look at. It is in the index under one id at most, whether it is owed or not.

#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "event/stream.h"

namespace flowship::simulation {

struct Line {
  std::string text;       // without its newline
  bool whole = false;     // its newline was written; a JSON record is whole without it
  bool owed = true;
  bool given_up = false;      // its writer will never end it
  bool torn_by_copy = false;  // a copy has half of it
  std::optional<Hash128> id;
};

class Ledger {
 public:
  std::vector<Line> lines;
  std::string violation;  // the first one
  uint64_t indexed = 0, conflicts = 0, half_lines = 0, header_lines = 0;

  static constexpr std::string_view kRecord = "{\"L\":";  // what a line of JSON begins with
  static constexpr std::string_view kHeader = "# these files all begin alike";

  void Index(const Hash128& identity, uint64_t offset, std::string_view record, std::string_view path) {
    if (record == kHeader) {
      ++header_lines;
      return;
    }
    if (record.find(' ') == std::string_view::npos && (record.starts_with('L') || record.starts_with('{'))) return IndexHalfNumber(record);
    const Hash128 id = EventMaker::IdOf(identity, offset, record);
    Line* const line = LineOf(record);
    if (line == nullptr || !line->text.starts_with(record)) {
      const size_t same = line == nullptr ? 0 : static_cast<size_t>(std::mismatch(record.begin(), record.end(), line->text.begin(), line->text.end()).first - record.begin());
      return Violate("what is no line came: \"" + Short(record) + "\" at " + std::to_string(offset) + " of " + std::string(path) + ", " + std::to_string(record.size()) + " bytes, from " + std::to_string(same) +
                     " on another: \"" + Short(record.substr(same)) + "\"");
    }
    if (line->text != record) {
      ++half_lines;
      if (!line->torn_by_copy && (line->whole || !line->given_up)) Violate("half a line came: \"" + Short(record) + "\" at " + std::to_string(offset) + " of " + std::string(path) + ", " + std::to_string(record.size()) + " of " + std::to_string(line->text.size()) + (line->whole ? ", whole" : "") + (line->owed ? ", owed" : ""));
      return;
    }
    if (line->id == id) {
      ++conflicts;
      return;
    }
    if (line->id) return Violate("a line is there under two ids: \"" + Short(record) + "\" at " + std::to_string(offset));
    line->id = id;
    ++indexed;
  }
  // So little of a line that its number is not whole.
  void IndexHalfNumber(std::string_view record) {
    ++half_lines;
    for (const Line& line : lines) {
      if (line.text.starts_with(record) && (line.torn_by_copy || (!line.whole && line.given_up))) return;
    }
    Violate("half a line came: \"" + Short(record) + "\"");
  }
  void Violate(std::string what) {
    if (violation.empty()) violation = std::move(what);
  }
  // The line that a record is the beginning of, by its number.
  Line* LineOf(std::string_view record) {
    const size_t begin = record.starts_with(kRecord) ? kRecord.size() : 1;
    if (begin == 1 && !record.starts_with('L')) return nullptr;
    size_t number = 0;
    for (size_t i = begin; i < record.size() && record[i] >= '0' && record[i] <= '9'; ++i) number = number * 10 + static_cast<size_t>(record[i] - '0');
    return number < lines.size() ? &lines[number] : nullptr;
  }
  static std::string Short(std::string_view text) { return std::string(text.substr(0, 24)); }
};

}  // namespace flowship::simulation
