// rename: moves fields. Beats, "Rename fields from events".

#include "edge/edge_processors.h"
#include "edge/moves.h"

namespace flowship {

namespace {

class RenameFields : public Processor {
 public:
  RenameFields(MoveOptions options, FieldPath error_message) : options_(std::move(options)), error_message_(std::move(error_message)) {}
  RunResult Run(Document& document) const override {
    RunMoves(document, options_, Move::kRename, "rename fields in processor", error_message_);
    return RunResult::kOk;
  }

 private:
  const MoveOptions options_;
  const FieldPath error_message_;
};

}  // namespace

std::unique_ptr<const Processor> CompileRenameFields(config::Options& options, CompileContext& context) {
  MoveOptions moves = TakeMoveOptions("rename", options, context);
  return std::make_unique<RenameFields>(std::move(moves), context.Path("error.message", options.place()));
}

}  // namespace flowship
