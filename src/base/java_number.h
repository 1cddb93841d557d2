#pragma once
// What Java says about texts that are no numbers: Double.parseDouble's NumberFormatException, which processors, date formats and scripts pass on.

#include <string>
#include <string_view>

namespace flowship {

// Why Double.parseDouble refuses `text`; the text is trimmed first, as there.
std::string WhyNoDouble(std::string_view text);

}  // namespace flowship
