#pragma once
// Encodings and line terminators: what a text file's bytes mean.
//
// The names of encodings are Filebeat's (its page on the filestream input), the tables are iconv's. `plain` is UTF-8 here, with what is none repaired. Lines are
// found in the bytes as they are, so an encoding is known by the bytes of its line terminators; those of UTF-16 lie on even offsets.

#include <memory>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"

namespace flowship::parser {

struct LineFormat {
  std::string charset;                  // iconv's name; empty: UTF-8
  bool drops_mark = false;              // a byte order mark at the beginning is no part of the text
  size_t unit_bytes = 1;                // terminators lie on multiples of it
  std::string terminator = "\n";        // in the charset
  std::string carriage_return = "\r";   // in the charset; dropped before the terminator; empty: kept

  bool is_utf8() const { return charset.empty(); }
  bool is_default() const { return is_utf8() && terminator == "\n"; }
  bool strips_return() const { return !carriage_return.empty(); }
};

// `terminator`: auto, line_feed, vertical_tab, form_feed, carriage_return, carriage_return_line_feed, next_line, line_separator, paragraph_separator,
// null_terminator.
Result<LineFormat> MakeLineFormat(std::string_view encoding, std::string_view terminator);

// Bytes of a charset → UTF-8. One user at a time.
class Decoder {
 public:
  explicit Decoder(const LineFormat& format);
  Decoder(Decoder&&) noexcept;
  ~Decoder();

  // What belongs to no character is U+FFFD, and *whole false then.
  std::string_view Decode(std::string_view bytes, bool at_beginning, Arena& arena, bool* whole);

 private:
  struct Conversion;
  std::unique_ptr<Conversion> conversion_;  // nullptr: UTF-8
  bool drops_mark_;
  size_t unit_bytes_;
};

}  // namespace flowship::parser
