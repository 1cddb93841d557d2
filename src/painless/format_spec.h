#pragma once
// One specifier of a format string. Private to format_text.cc.

#include <string>
#include <string_view>

namespace flowship::painless {

struct FormatSpec {
  std::string_view text;  // as it is written
  int index = -1;         // from 1
  std::string flags;
  int width = -1, precision = -1;
  char conversion = 's';

  bool Has(char flag) const { return flags.find(flag) != std::string::npos; }
  bool is_upper() const { return conversion >= 'A' && conversion <= 'Z'; }
  char lower() const { return is_upper() ? static_cast<char>(conversion + ('a' - 'A')) : conversion; }
  std::string ShownFlags() const;
};

}  // namespace flowship::painless
