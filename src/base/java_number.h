#pragma once
// What Java says about texts that are no numbers: Double.parseDouble's NumberFormatException, which processors, date formats and scripts pass on.
// And String.trim, which numbers are read after.

#include <string>
#include <string_view>

namespace flowship {

// String.trim(): everything up to U+0020 at both ends.
std::string_view TrimControl(std::string_view text);

// Why Double.parseDouble refuses `text`; the text is trimmed first, as there.
std::string WhyNoDouble(std::string_view text);

}  // namespace flowship
