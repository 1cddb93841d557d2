// copy_fields: copies fields. Beats, "Copy fields".

#include "edge/edge_processors.h"
#include "edge/moves.h"

namespace flowship {

std::unique_ptr<const Processor> CompileCopyFields(config::Options& options, CompileContext& context) {
  return CompileMove(Move::kCopy, "copy_fields", "copy fields in copy_fields processor", options, context);
}

}  // namespace flowship
