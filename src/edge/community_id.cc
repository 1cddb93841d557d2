// community_id: the Community ID of a flow. Beats, "Community ID Network Flow Hash"; the ingest processor of that name does it.

#include "edge/edge_processors.h"
#include "edge/ingest_steps.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// An event that is no flow stays as it is.
class WhereItCan : public Processor {
 public:
  explicit WhereItCan(std::unique_ptr<const Processor> processor) : processor_(std::move(processor)) {}
  RunResult Run(Document& document) const override {
    const RunResult result = processor_->Run(document);
    if (document.tracer != nullptr && result == RunResult::kFailed && !document.tracer->TakeFailure()) document.tracer->Abort();
    return RunResult::kOk;
  }
  bool Traces() const override { return processor_->Traces(); }

 private:
  const std::unique_ptr<const Processor> processor_;
};

}  // namespace

std::unique_ptr<const Processor> CompileCommunityIdOfFlow(config::Options& options, CompileContext& context) {
  constexpr std::string_view kFields[] = {"source_ip", "source_port", "destination_ip", "destination_port", "transport", "icmp_type", "icmp_code", "iana_number"};
  IngestOptions given;
  if (const auto fields = options.TakeMapping("fields")) {
    config::Options names(*fields, context.diagnostics);
    for (const std::string_view field : kFields) {
      if (auto path = names.TakeString(field)) given.emplace_back(field, *path);
    }
    names.Finish("the fields of community_id");
  }
  given.emplace_back("target_field", options.TakeString("target", "network.community_id"));
  given.emplace_back("seed", std::to_string(options.TakeInt("seed", 0, 0, 65535)));
  auto processor = CompileIngest(CompileCommunityId, given, options.place(), context);
  return processor == nullptr ? nullptr : std::make_unique<WhereItCan>(std::move(processor));
}

}  // namespace flowship
