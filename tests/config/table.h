#pragma once
// The tables of testdata/config/: a list of cases, each a mapping of text to text.

#include <string>
#include <vector>

#include "config/node.h"

namespace flowship::config {

inline std::vector<Node> ReadTable(const std::string& name) {
  Diagnostics diagnostics;
  auto table = ParseFile(FLOWSHIP_SOURCE_DIR "/testdata/config/" + name, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(table);
  REQUIRE(!table->items.empty());
  return table->items;
}

inline const std::string& TextOf(const Node& row, const char* column) {
  const Node* const text = row.Find(column);
  REQUIRE(text != nullptr);
  return text->text;
}

}  // namespace flowship::config
