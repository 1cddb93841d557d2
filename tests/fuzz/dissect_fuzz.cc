// A dissect pattern in the first line, the separator of appended values in the second, a text behind them.

#include "fuzz.h"

#include "pipeline/dissect.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace flowship;
  const auto [pattern, rest] = fuzz::Split(fuzz::TextOf(data, size));
  const auto [separator, text] = fuzz::Split(rest);
  const auto dissector = Dissector::Compile(pattern, separator);
  if (!dissector.ok()) return 0;
  Arena arena;
  std::span<const Dissector::Field> fields;
  if (!dissector->Match(text, arena, &fields)) return 0;
  std::string all;
  for (const Dissector::Field& field : fields) all.append(field.name).append(field.value);
  return 0;
}
