// truncate_fields: cuts texts to a size, and says so in log.flags. Beats, "Truncate fields".

#include "base/utf8.h"
#include "edge/edge_processors.h"

namespace flowship {

namespace {

struct TruncateOptions {
  std::vector<FieldPath> fields;
  FieldPath flags;
  size_t max_bytes = 0, max_characters = 0;  // one of them; 0: the other
  bool ignore_missing = false, fail_on_error = false;
};

// At most so many code points.
std::string_view CutCharacters(std::string_view text, size_t characters) {
  size_t at = 0;
  for (size_t count = 0; at < text.size(); ++at) {
    const bool starts = (static_cast<uint8_t>(text[at]) & 0xC0) != 0x80;
    if (starts && count++ == characters) break;
  }
  return text.substr(0, at);
}

class TruncateFields : public Processor {
 public:
  explicit TruncateFields(TruncateOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    // With fail_on_error nothing is cut when one of the fields can't be.
    if (options_.fail_on_error) {
      for (const FieldPath& field : options_.fields) {
        const Value* const value = document.Get(field);
        if (value == nullptr ? !options_.ignore_missing : !value->is_string()) return RunResult::kOk;
      }
    }
    for (const FieldPath& field : options_.fields) CutField(document, field);
    return RunResult::kOk;
  }

  bool Traces() const override { return true; }

 private:
  std::string_view Cut(std::string_view text) const { return options_.max_bytes > 0 ? CutUtf8(text, options_.max_bytes) : CutCharacters(text, options_.max_characters); }
  Value Cut(const Value& value) const {
    const Value cut = Value::String(Cut(value.as_text()));
    return value.is_plain() ? cut.Plain() : cut;
  }
  static bool IsLonger(const TraceStep& step, const Value* inputs, TraceContext&, Value* result) {
    const std::string_view text = inputs[0].as_text();
    *result = Value::Bool(static_cast<const TruncateFields*>(step.self)->Cut(text).size() != text.size());
    return true;
  }
  static bool CutAgain(const TraceStep& step, const Value* inputs, TraceContext&, Value* result) {
    *result = static_cast<const TruncateFields*>(step.self)->Cut(inputs[0]);
    return true;
  }

  void CutField(Document& document, const FieldPath& field) const {
    Value* const value = document.Get(field);
    if (value == nullptr || !value->is_string()) return;
    const std::string_view text = value->as_text();
    const bool is_longer = Cut(text).size() != text.size();
    if (document.tracer != nullptr) (void)document.tracer->Record({IsLonger, this}, {value, 1}, Value::Bool(is_longer));
    if (!is_longer) return;
    const Value cut = Cut(*value);
    *value = document.tracer == nullptr ? cut : document.tracer->Record({CutAgain, this}, {value, 1}, cut);
    const Value flag = Value::String("truncated");
    (void)document.Append(options_.flags, {&flag, 1}, false);
  }

  const TruncateOptions options_;
};

}  // namespace

std::unique_ptr<const Processor> CompileTruncateFields(config::Options& options, CompileContext& context) {
  TruncateOptions truncate;
  for (const std::string& name : options.TakeStrings("fields")) truncate.fields.push_back(context.Path(name, options.PlaceOf("fields")));
  if (truncate.fields.empty()) options.Error("fields", "truncate_fields needs `fields`, a list of them");
  truncate.flags = context.Path("log.flags", options.place());
  const bool bytes = options.Has("max_bytes"), characters = options.Has("max_characters");
  truncate.max_bytes = static_cast<size_t>(options.TakeInt("max_bytes", 0, 1, INT32_MAX));
  truncate.max_characters = static_cast<size_t>(options.TakeInt("max_characters", 0, 1, INT32_MAX));
  truncate.ignore_missing = options.TakeBool("ignore_missing", false);
  truncate.fail_on_error = options.TakeBool("fail_on_error", false);
  if (bytes == characters) options.Error("max_bytes", "truncate_fields needs one of max_bytes and max_characters");
  return std::make_unique<TruncateFields>(std::move(truncate));
}

}  // namespace flowship
