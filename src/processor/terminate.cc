// terminate: ends the pipeline, without a failure. A pipeline that called it goes on. Elasticsearch, "Terminate processor".

#include "processor/processors.h"

namespace flowship {

namespace {

class Terminate : public Processor {
 public:
  RunResult Run(Document&) const override { return RunResult::kTerminated; }
};

}  // namespace

std::unique_ptr<const Processor> CompileTerminate(config::Options&, CompileContext&) { return std::make_unique<Terminate>(); }

}  // namespace flowship
