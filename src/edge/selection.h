#pragma once
// The fields that drop_fields and include_fields name: paths, and /regular expressions/ that are searched in the dotted names of fields.

#include <vector>

#include "base/regex.h"
#include "pipeline/processor.h"

namespace flowship {

struct FieldSelection {
  std::vector<FieldPath> paths;
  std::vector<Regex> regexes;
};

// Takes `fields`. What Beats keeps in any case (@timestamp and type) is left out.
FieldSelection TakeSelection(std::string_view processor, config::Options& options, CompileContext& context);

// Calls `visit` with the path of every field below the root whose dotted name one of the regexes matches. The paths live in the arena; the document may be
// changed afterwards, not meanwhile.
std::vector<PathRef> MatchingFields(Document& document, const std::vector<Regex>& regexes);

}  // namespace flowship
