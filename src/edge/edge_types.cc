#include "edge/edge_types.h"

#include <algorithm>

#include "edge/edge_processors.h"
#include "edge/when.h"

namespace flowship {

namespace {

class OnlyWhen : public Processor {
 public:
  OnlyWhen(std::unique_ptr<const EdgeCondition> condition, std::unique_ptr<const Processor> processor)
      : condition_(std::move(condition)), processor_(std::move(processor)) {}
  RunResult Run(Document& document) const override {
    if (!condition_->Test(document)) return RunResult::kOk;
    if (document.tracer != nullptr && !processor_->Traces()) document.tracer->Abort();
    return processor_->Run(document);
  }
  bool Traces() const override { return true; }

 private:
  const std::unique_ptr<const EdgeCondition> condition_;
  const std::unique_ptr<const Processor> processor_;
};

// Every edge processor has a `when`.
template <auto CompileProcessor>
std::unique_ptr<const Processor> WithWhen(config::Options& options, CompileContext& context) {
  const auto when = options.Take("when");
  auto condition = when ? CompileWhen(*when, context) : nullptr;
  auto processor = CompileProcessor(options, context);
  if (condition == nullptr || processor == nullptr) return processor;
  return std::make_unique<OnlyWhen>(std::move(condition), std::move(processor));
}

constexpr ProcessorType kTypes[] = {
    {"add_fields", WithWhen<CompileAddFields>},
    {"add_host_metadata", WithWhen<CompileAddHostMetadata>},
    {"add_id", WithWhen<CompileAddId>},
    {"add_locale", WithWhen<CompileAddLocale>},
    {"add_tags", WithWhen<CompileAddTags>},
    {"community_id", WithWhen<CompileCommunityIdOfFlow>},
    {"convert", WithWhen<CompileConvertFields>},
    {"copy_fields", WithWhen<CompileCopyFields>},
    {"decode_json_fields", WithWhen<CompileDecodeJsonFields>},
    {"dissect", WithWhen<CompileDissectText>},
    {"dns", WithWhen<CompileDns>},
    {"drop_event", WithWhen<CompileDropEvent>},
    {"drop_fields", WithWhen<CompileDropFields>},
    {"fingerprint", WithWhen<CompileFingerprintFields>},
    {"if", WithWhen<CompileIf>},
    {"include_fields", WithWhen<CompileIncludeFields>},
    {"rate_limit", WithWhen<CompileRateLimit>},
    {"rename", WithWhen<CompileRenameFields>},
    {"replace", WithWhen<CompileReplace>},
    {"timestamp", WithWhen<CompileTimestamp>},
    {"truncate_fields", WithWhen<CompileTruncateFields>},
    {"urldecode", WithWhen<CompileUrldecodeFields>},
};
static_assert(std::ranges::is_sorted(kTypes, {}, &ProcessorType::name));

}  // namespace

std::span<const ProcessorType> EdgeTypes() { return kTypes; }

}  // namespace flowship
