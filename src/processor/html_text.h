#pragma once
// Text without its HTML, as Lucene's HTMLStripCharFilter leaves it: inline tags, comments, declarations and processing instructions are gone, any other tag
// is a newline, script and style are a newline with all that is in them, character references are decoded. What is no HTML stays as it is.
//
// The same rules, in one pass: what follows a tag's name may go on over > in a quoted attribute, and the longest reading counts. The work for all tags
// together is bounded; past that a < is a character.

#include <string_view>

#include "base/arena.h"

namespace flowship {

// `text` itself where it has no markup.
std::string_view StripHtml(std::string_view text, Arena& arena);

}  // namespace flowship
