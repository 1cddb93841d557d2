// dissect: fields out of text, cut at fixed delimiters. Elasticsearch, "Dissect processor".

#include "pipeline/dissect.h"

#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

class Dissect : public Processor {
 public:
  Dissect(FieldPath field, bool ignore_missing, Dissector dissector, std::vector<FieldPath> targets)
      : field_(std::move(field)), ignore_missing_(ignore_missing), dissector_(std::move(dissector)), targets_(std::move(targets)) {}

  RunResult Run(Document& document) const override {
    Value value;
    const Read read = ReadValue(document, field_, ignore_missing_, "cannot process it.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (!value.is_string()) return OkOrFailed(FailCast(document, field_, value, "java.lang.String"));
    std::span<const Dissector::Field> fields;
    if (!dissector_.Match(value.as_text(), document.arena(), &fields)) {
      return OkOrFailed(document.FailWith("find_match", "Unable to find match for dissect pattern: {} against source: {}", dissector_.pattern(), value.as_text()));
    }
    for (const Dissector::Field& field : fields) {
      Value found = field.value.data() == nullptr ? Value::Null() : Value::String(field.value);
      // What was joined has the separator in it.
      const bool is_part = field.value.data() >= value.as_text().data() && field.value.data() <= value.as_text().data() + value.as_text().size();
      if (value.is_plain() && found.is_string() && is_part) found = found.Plain();
      if (!(field.target >= 0 ? document.Set(targets_[static_cast<size_t>(field.target)], found) : SetNamed(document, field.name, found))) return RunResult::kFailed;
    }
    return RunResult::kOk;
  }

 private:
  static bool SetNamed(Document& document, std::string_view name, const Value& value) {
    PathRoot root = PathRoot::kSource;
    std::vector<FieldPath::Part>& parts = document.context().path_scratch;
    if (name.empty()) return document.Illegal("path cannot be null nor empty");
    if (!ParsePath(name, document.keys(), &root, &parts)) return document.Illegal("path [{}] is not valid", name);
    return document.Set(PathRef(root, parts, name), value);
  }

  const FieldPath field_;
  const bool ignore_missing_;
  const Dissector dissector_;
  const std::vector<FieldPath> targets_;
};

}  // namespace

std::unique_ptr<const Processor> CompileDissect(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  const bool given = options.Has("pattern");
  const std::string pattern = options.RequireString("pattern");
  const std::string separator = options.TakeString("append_separator", "");
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  if (!given) return nullptr;
  auto dissector = Dissector::Compile(pattern, separator);
  if (!dissector.ok()) {
    options.Error("pattern", "[pattern] " + dissector.error().message);
    return nullptr;
  }
  std::vector<FieldPath> targets;
  for (const std::string& name : dissector->names()) targets.push_back(context.Path(name, options.PlaceOf("pattern")));
  return std::make_unique<Dissect>(std::move(field), ignore_missing, *std::move(dissector), std::move(targets));
}

}  // namespace flowship
