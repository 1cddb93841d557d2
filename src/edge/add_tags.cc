// add_tags: appends tags to `target` (default `tags`). Beats, "Add tags".

#include "edge/edge_processors.h"

namespace flowship {

namespace {

class AddTags : public Processor {
 public:
  AddTags(FieldPath target, std::vector<Value> tags) : target_(std::move(target)), tags_(std::move(tags)) {}
  RunResult Run(Document& document) const override { return OkOrFailed(document.Append(target_, tags_, false)); }
  bool Traces() const override { return true; }

 private:
  const FieldPath target_;
  const std::vector<Value> tags_;
};

}  // namespace

std::unique_ptr<const Processor> CompileAddTags(config::Options& options, CompileContext& context) {
  const std::string target = options.TakeString("target", "tags");
  const config::Place place = options.PlaceOf("target");
  std::vector<Value> tags;
  for (const std::string& tag : options.TakeStrings("tags")) tags.push_back(Value::String(context.keys.arena().Copy(tag)));
  if (tags.empty()) {
    options.Error("tags", "add_tags needs `tags`, a list of them");
    return nullptr;
  }
  return std::make_unique<AddTags>(context.Path(target, place), std::move(tags));
}

}  // namespace flowship
