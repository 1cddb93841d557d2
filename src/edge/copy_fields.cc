// copy_fields: copies fields. Beats, "Copy fields".

#include "edge/edge_processors.h"
#include "edge/moves.h"

namespace flowship {

namespace {

class CopyFields : public Processor {
 public:
  CopyFields(MoveOptions options, FieldPath error_message) : options_(std::move(options)), error_message_(std::move(error_message)) {}
  RunResult Run(Document& document) const override {
    RunMoves(document, options_, Move::kCopy, "copy fields in copy_fields processor", error_message_);
    return RunResult::kOk;
  }

 private:
  const MoveOptions options_;
  const FieldPath error_message_;
};

}  // namespace

std::unique_ptr<const Processor> CompileCopyFields(config::Options& options, CompileContext& context) {
  MoveOptions moves = TakeMoveOptions("copy_fields", options, context);
  return std::make_unique<CopyFields>(std::move(moves), context.Path("error.message", options.place()));
}

}  // namespace flowship
