#pragma once
// What rename and copy_fields share: pairs of fields, Beats' rules for them, and taking everything back when one of several fails.

#include <memory>
#include <string_view>

#include "pipeline/processor.h"

namespace flowship {

enum class Move : uint8_t { kCopy, kRename };

// The processor `name`, which does `what`, as its failures put it. Options: `fields`, a list of {from, to}, `ignore_missing`, `fail_on_error`. A failure
// leaves the document as it was, and error.message = `Failed to <what>: …`; with fail_on_error off it only skips the pair. `what` is a constant.
std::unique_ptr<const Processor> CompileMove(Move move, std::string_view name, std::string_view what, config::Options& options, CompileContext& context);

}  // namespace flowship
