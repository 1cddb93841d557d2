#pragma once
// What rename and copy_fields share: pairs of fields, Beats' rules for them, and taking everything back when one of several fails.

#include <string_view>
#include <vector>

#include "pipeline/processor.h"

namespace flowship {

struct FieldPair {
  FieldPath from, to;
};

struct MoveOptions {
  std::vector<FieldPair> fields;
  bool ignore_missing = false, fail_on_error = true;
};
// Takes `fields`, a list of {from, to}, `ignore_missing` and `fail_on_error`.
MoveOptions TakeMoveOptions(std::string_view processor, config::Options& options, CompileContext& context);

enum class Move : uint8_t { kCopy, kRename };
// A failure leaves the document as it was, and error.message = `Failed to <what>: …`; with fail_on_error off it only skips the pair.
void RunMoves(Document& document, const MoveOptions& options, Move move, std::string_view what, const FieldPath& error_message);

}  // namespace flowship
