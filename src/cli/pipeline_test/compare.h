#pragma once
// Comparing and printing documents of tests.

#include <string>
#include <vector>

#include "event/value.h"

namespace flowship::cli {

struct Difference {
  std::string field;                // network.bytes, tags[2]
  std::string expected, actual;     // JSON; empty: there is none
};

// Where two documents differ: the order of an object's keys is free, numbers are equal when their values are (1 is 1.0).
std::vector<Difference> Compare(const Value& expected, const Value& actual);

// JSON with sorted keys and four spaces a level, as elastic-package writes its expected files.
std::string PrettyJson(const Value& value, size_t level = 0);

}  // namespace flowship::cli
