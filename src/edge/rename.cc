// rename: moves fields. Beats, "Rename fields from events".

#include "edge/edge_processors.h"
#include "edge/moves.h"

namespace flowship {

std::unique_ptr<const Processor> CompileRenameFields(config::Options& options, CompileContext& context) {
  return CompileMove(Move::kRename, "rename", "rename fields in processor", options, context);
}

}  // namespace flowship
