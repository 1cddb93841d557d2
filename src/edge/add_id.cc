// add_id: the event's id as a field. Beats, "Generate an ID for an event".
//
// Beats makes one up. Here every event has one already, of its file, place and content, which a retry or a replay has again: that is what exactly-once
// stands on (docs/exactly-once.md). So the default target, the document's _id, is what is done anyway.

#include "base/hash.h"
#include "edge/edge_processors.h"

namespace flowship {

namespace {

class AddId : public Processor {
 public:
  explicit AddId(FieldPath target) : target_(std::move(target)) {}
  RunResult Run(Document& document) const override {
    char* const text = document.arena().NewBytes(kBase64UrlIdBytes);
    WriteBase64Url(document.event().id, text);
    return OkOrFailed(document.Set(target_, Value::String({text, kBase64UrlIdBytes}).Plain()));
  }

 private:
  const FieldPath target_;
};

class Nothing : public Processor {
 public:
  RunResult Run(Document&) const override { return RunResult::kOk; }
  bool Traces() const override { return true; }
};

}  // namespace

std::unique_ptr<const Processor> CompileAddId(config::Options& options, CompileContext& context) {
  const std::string target = options.TakeString("target_field", "@metadata._id");
  const std::string type = options.TakeString("type", "elasticsearch");
  if (type != "elasticsearch") options.Error("type", "\"" + type + "\" is no type of add_id; it is elasticsearch");
  if (target == "@metadata._id") return std::make_unique<Nothing>();
  return std::make_unique<AddId>(context.Path(target, options.PlaceOf("target_field")));
}

}  // namespace flowship
