// drop_event: leaves the event out; with a `when`, unless every event is to go. Beats, "Drop events".

#include "edge/edge_processors.h"

namespace flowship {

namespace {

class DropEvent : public Processor {
 public:
  RunResult Run(Document&) const override { return RunResult::kDropped; }
  bool Traces() const override { return true; }
};

}  // namespace

std::unique_ptr<const Processor> CompileDropEvent(config::Options&, CompileContext&) { return std::make_unique<DropEvent>(); }

}  // namespace flowship
