// A grok expression in the first line and a text behind it.

#include "fuzz.h"

#include "pipeline/grok.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace flowship;
  const auto [expression, text] = fuzz::Split(fuzz::TextOf(data, size));
  const std::string expressions[] = {std::string(expression)};
  const auto grok = grok::Grok::Compile(expressions, *grok::PatternBank::Find("v1"));
  if (!grok.ok()) return 0;
  grok::Grok::Match match;
  if ((*grok)->Find(text, 0, &match) != grok::Grok::Outcome::kMatch) return 0;
  size_t bytes = 0;
  for (const grok::Grok::Group& group : match.groups) bytes += group.took_part() ? group.Of(text).size() : 0;
  return bytes > size * (match.groups.size() + 1) ? 1 : 0;  // never: a group is a part of the text
}
