#pragma once
// Why java.math.BigDecimal refuses a text, in its words: the first thing that it stumbles upon as it reads from left to right. Pure.
// Source: the messages of the JDK, which a real node gave for texts of every kind (testdata/painless/decimal.yml).

#include <string>
#include <string_view>

namespace flowship::painless {

struct DecimalFault {
  std::string message;         // empty: Java has none, or takes the text
  bool beyond_the_end = false;  // it read on where the text ends: the message is that of the ArrayIndexOutOfBoundsException which is the cause
};

DecimalFault ExplainDecimal(std::string_view text);

}  // namespace flowship::painless
