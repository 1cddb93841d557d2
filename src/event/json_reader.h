#pragma once
// JSON text → Value, straight into a batch's arena; strings without an escape are slices of the text. RFC 8259.
//
// simdjson's first stage finds the tokens and checks the UTF-8; the second stage, here, checks the grammar and builds our values.
// Numbers: an integer is Int, Long or (beyond 64 bits) BigInteger with its digits kept; a number with a fraction or an exponent is a Double.
// Objects keep the order of their keys; of a repeated key the last value wins, in the place of the first (what Jackson does for
// Elasticsearch), unless duplicates are refused.
// A reader is reused for many texts and belongs to one thread. Nothing is read past the text's end.

#include <memory>
#include <string_view>

#include "base/arena.h"
#include "event/key.h"
#include "event/trace.h"
#include "event/value.h"

namespace flowship {

struct JsonOptions {
  bool refuse_duplicate_keys = false;
  bool allow_trailing = false;  // text after the value is left alone (Elasticsearch's json processor with strict_json_parsing: false)
};

// Where and why a text is not JSON; `what` is a constant or lives in the arena.
struct JsonProblem {
  size_t offset = 0;
  std::string_view what;
};

class JsonReader {
 public:
  JsonReader();
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  // Reads the one value that `text` is. Strings of the result point into the text, so it lives as long as the result.
  // False: *problem says why, *value is untouched, and some arena memory is lost.
  bool Read(std::string_view text, Arena& arena, KeyTable& keys, Value* value, JsonProblem* problem, const JsonOptions& options = {});

  // The quick way to what Read makes of a text that is like an earlier one (trace.h): Scan, and then for each form whether the text is of it; its values go
  // to their slots.
  bool Scan(std::string_view text);
  bool IsLike(TraceOutcomes form, Arena& arena, Value* slots) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The value of one JSON number token: Int, Long, BigInteger or Double. False when it is none by RFC 8259.
bool ReadJsonNumber(std::string_view token, Value* value);

}  // namespace flowship
