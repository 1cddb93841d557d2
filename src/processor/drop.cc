// drop: leaves the document out, without an error. Elasticsearch, "Drop processor".

#include "processor/processors.h"

namespace flowship {

namespace {

class Drop : public Processor {
 public:
  RunResult Run(Document&) const override { return RunResult::kDropped; }
  bool Traces() const override { return true; }
};

}  // namespace

std::unique_ptr<const Processor> CompileDrop(config::Options&, CompileContext&) { return std::make_unique<Drop>(); }

}  // namespace flowship
