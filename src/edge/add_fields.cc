// add_fields: constant fields below `target` (default `fields`; "" is the root). Beats, "Add fields".

#include "edge/edge_processors.h"

namespace flowship {

namespace {

class AddFields : public Processor {
 public:
  explicit AddFields(std::vector<std::pair<FieldPath, Value>> fields) : fields_(std::move(fields)) {}

  RunResult Run(Document& document) const override {
    for (const auto& [path, value] : fields_) {
      if (!document.Set(path, DeepCopy(value, document.arena()))) return RunResult::kFailed;
    }
    return RunResult::kOk;
  }
  bool Traces() const override { return true; }

 private:
  const std::vector<std::pair<FieldPath, Value>> fields_;
};

// Leaves of the tree, so that what the event has beside them stays.
void Flatten(const config::Node& node, const std::string& prefix, CompileContext& context, std::vector<std::pair<FieldPath, Value>>* out) {
  for (const config::Node::Member& member : node.members) {
    const std::string path = prefix.empty() ? member.key : prefix + "." + member.key;
    if (member.value.is_mapping() && !member.value.members.empty()) {
      Flatten(member.value, path, context, out);
    } else {
      out->emplace_back(context.Path(path, member.place), context.ToValue(member.value));
    }
  }
}

}  // namespace

std::unique_ptr<const Processor> CompileAddFields(config::Options& options, CompileContext& context) {
  const std::string target = options.TakeString("target", "fields");
  const auto fields = options.TakeMapping("fields");
  if (!fields) {
    options.Error("fields", "add_fields needs `fields`, a mapping of names to values");
    return nullptr;
  }
  std::vector<std::pair<FieldPath, Value>> flat;
  Flatten(*fields, target, context, &flat);
  return std::make_unique<AddFields>(std::move(flat));
}

}  // namespace flowship
