// dissect_lines: what DissectOracle.java does with Elasticsearch's library, with flowship's own. See there for the lines in and out.

#include <iostream>
#include <string>

#include "../base64.h"
#include "event/json_writer.h"
#include "pipeline/dissect.h"

namespace flowship {
namespace {

std::string Answer(const std::string& separator, const std::string& pattern, const std::string& text) {
  Arena arena;
  KeySet set;
  KeyTable keys(set, arena);
  Object* const answer = Object::New(arena);
  const auto dissector = Dissector::Compile(pattern, separator);
  std::span<const Dissector::Field> fields;
  if (!dissector.ok()) {
    answer->Add(keys.Get("error"), Value::String(dissector.error().message), arena);
  } else if (dissector->Match(text, arena, &fields)) {
    const auto shown = [](std::string_view part) { return part.data() == nullptr ? std::string_view("null") : part; };
    for (const Dissector::Field& field : fields) answer->Set(keys.Get(shown(field.name)), Value::String(shown(field.value)), arena);
  } else {
    const std::string message = "Unable to find match for dissect pattern: " + pattern + " against source: " + text;
    answer->Add(keys.Get("error"), Value::String(arena.Copy(message)), arena);
  }
  return ToJson(Value::Of(answer));
}

}  // namespace
}  // namespace flowship

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const size_t first = line.find('\t'), second = line.find('\t', first + 1);
    using flowship::FromBase64;
    std::cout << flowship::Answer(FromBase64(line.substr(0, first)), FromBase64(line.substr(first + 1, second - first - 1)), FromBase64(line.substr(second + 1)))
              << "\n";
  }
  return 0;
}
