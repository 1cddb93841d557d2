#pragma once
// Why Elasticsearch's JSON parser (Jackson, comments allowed) refuses a text, in its words and with its places: what pipelines put into error.message.
// The fast reader (event/json_reader.h) says that a text is wrong; this looks at it a second time, slowly. Pure; any thread.
// The texts were taken from the parser of Elasticsearch 8.19.

#include <string_view>

#include "base/arena.h"

namespace flowship {

struct JsonFault {
  std::string_view message;     // Jackson's, with the source and the place
  std::string_view located;     // Elasticsearch's, around it: [line:column] …
  bool at_end = false;          // an end of input that has an exception of its own
  bool behind_value = false;    // the first value is whole
};

enum class JsonVerdict : uint8_t {
  kFine,        // but for comments there is nothing wrong, as far as this looks
  kMore,        // another value follows the first
  kFault,
};
// Texts go to the arena.
JsonVerdict JudgeJson(std::string_view text, bool refuse_duplicate_keys, Arena& arena, JsonFault* fault);

// The text with blanks in the place of comments.
std::string_view WithoutComments(std::string_view text, Arena& arena);

}  // namespace flowship
