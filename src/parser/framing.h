#pragma once
// Framing: bytes → records. A pure function of the bytes, the place that they come from and the options.
//
//   source   {"a":1}\n \n {"b":2}{"c":3}\r\n {"d":
//   events    ^0           ^9     ^16             (not yet: no newline)
//
// * A line ends in \n. A \r before it is no part of the record, but of the range. A line of nothing else yields nothing.
// * GoFlow2 writes a record and its newline in two unlocked writes, so that under load a line can hold several JSON objects ({…}{…}, also with
//   spaces between) and an empty line follows. Each object is a record with its own offset. A line is taken apart only where an object closes and
//   another one opens ({"), so text that is no JSON stays whole; whatever follows the last object stays with it.
// * A line longer than message_max_bytes is one record, cut to that (not inside a character): Event::truncated.
// * Bytes that are not UTF-8 become U+FFFD (base/utf8.h). The repaired record is in the batch's arena, all others point into batch.bytes.
//
// Other text: with an encoding that is not UTF-8, or another line terminator (parser/encoding.h), lines are not taken apart, and records are decoded into the
// arena.
//
// Offsets and ranges count the source's own bytes. A batch takes at most kBatchMaxEvents records and ends at a record's boundary.
// Not thread-safe: a Framer belongs to one reader. It keeps no state between calls but its counters.

#include <array>
#include <cstdint>
#include <string_view>

#include "base/limits.h"
#include "event/batch.h"
#include "parser/encoding.h"

namespace flowship::parser {

enum class FramingCounter : uint8_t {
  kLines,          // lines that ended (or were the last)
  kEmptyLines,     // of these: nothing in them
  kGluedRecords,   // records that shared a line with one before them
  kTruncated,      // lines cut to message_max_bytes
  kInvalidUtf8,    // records that had to be repaired
};
inline constexpr size_t kFramingCounters = 5;
inline constexpr std::array<std::string_view, kFramingCounters> kFramingCounterNames = {
    "lines", "empty_lines", "glued_records", "truncated_lines", "invalid_utf8_records"};

struct FramingCounts : std::array<uint64_t, kFramingCounters> {
  uint64_t& operator[](FramingCounter counter) { return at(static_cast<size_t>(counter)); }
  uint64_t operator[](FramingCounter counter) const { return at(static_cast<size_t>(counter)); }
};

struct FramingOptions {
  size_t message_max_bytes = limits::kMessageMaxBytes;
  LineFormat format = {};
  // For who puts lines together: then a line is not taken apart, an empty one is a record, and a batch may take as many as it holds.
  bool whole_lines = false;
};

class Framer {
 public:
  explicit Framer(FramingOptions options = {}) : options_(std::move(options)), decoder_(options_.format) {}

  // batch.bytes holds the source's content from `offset` on, where a record starts. Adds the events of the lines that end in it (at `at_end`: also
  // of the line that nothing ends), sets batch.range.begin and end, and returns how many of the bytes that was. Zero: the first line does not end.
  size_t Frame(Batch& batch, uint64_t offset, bool at_end);

  // For a line that is longer than message_max_bytes and does not end in batch.bytes, which holds its beginning: the line is `line_bytes` long,
  // its newline included. One event.
  void FrameLongLine(Batch& batch, uint64_t offset, uint64_t line_bytes);

  // The offset behind the first line terminator at or after `from`; npos: there is none. `piece` begins `begin` bytes after the beginning of a line.
  size_t FindLineEnd(std::string_view piece, size_t from = 0, uint64_t begin = 0) const;

  // `rest` is not ended by a newline. How much of it are whole JSON objects (and empty lines before them), after which it ends or another object begins. A newline
  // that comes later is an empty line, and an object a record of its own, so they can be taken without waiting: nothing is torn and nothing comes twice.
  size_t WholeRecords(std::string_view rest) const;

  size_t message_max_bytes() const { return options_.message_max_bytes; }
  const LineFormat& format() const { return options_.format; }
  const FramingCounts& counts() const { return counts_; }

 private:
  static void AddRecord(Batch& batch, std::string_view record, uint64_t offset, bool truncated);
  size_t AddGlued(Batch& batch, std::string_view line, uint64_t offset);
  void AddLine(Batch& batch, std::string_view line, uint64_t offset);
  void MakeUtf8(Batch& batch, size_t first_event, std::string_view bytes);

  FramingOptions options_;
  Decoder decoder_;
  FramingCounts counts_{};
};

// Where the second record of a line of glued JSON objects starts; npos: it is one record.
size_t FindGluedRecord(std::string_view line);

}  // namespace flowship::parser
