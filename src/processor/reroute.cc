// reroute: sends the document to another data stream, and ends every pipeline that it is in. Elasticsearch, "Reroute processor".

#include <algorithm>

#include "painless/text.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

constexpr size_t kNameMaxUnits = 100;  // of a dataset or namespace
constexpr std::string_view kNotInDataset = "\\/*?\"<>| ,#:-", kNotInNamespace = "\\/*?\"<>| ,#:";

// Lower case, at most 100 characters, with _ for what an index name can't have.
std::string_view Sanitize(std::string_view text, std::string_view disallowed, Arena& arena) {
  std::string_view lower = painless::LowerCase(text, arena);
  if (painless::UnitCount(lower) > kNameMaxUnits) lower = painless::Substring(lower, 0, kNameMaxUnits, arena);
  char* const out = arena.NewBytes(lower.size());
  std::ranges::transform(lower, out, [disallowed](char c) { return disallowed.find(c) == std::string_view::npos ? c : '_'; });
  return {out, lower.size()};
}

// {{field}}, {{{field}}} or a constant.
struct Source {
  std::optional<FieldPath> field;
  std::string constant;
};

struct RerouteOptions {
  std::vector<Source> type, dataset, name_space;  // the first one that has a value counts; no type: that of the index
  std::string destination;                  // empty: none
  FieldPath index, type_field, dataset_field, namespace_field, event_dataset;
};

class Reroute : public Processor {
 public:
  explicit Reroute(RerouteOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    if (!options_.destination.empty()) {
      return document.Set(options_.index, Value::String(options_.destination)) ? RunResult::kRerouted : RunResult::kFailed;
    }
    Value* index = nullptr;
    if (!document.Require(options_.index, &index)) return RunResult::kFailed;
    const std::string_view name = index->is_string() ? index->as_text() : std::string_view();
    const size_t first = name.find('-');
    const size_t second = first == std::string_view::npos ? first : name.find('-', first + 1);
    if (second == std::string_view::npos) {
      return OkOrFailed(document.Illegal("invalid data stream name: [{}]; must follow naming scheme <type>-<dataset>-<namespace>", name));
    }
    std::string_view type = name.substr(0, first), dataset = name.substr(first + 1, second - first - 1), name_space = name.substr(second + 1);
    const bool known = Choose(document, options_.type, kNotInDataset, &type) && Choose(document, options_.dataset, kNotInDataset, &dataset) && Choose(document, options_.name_space, kNotInNamespace, &name_space);
    return known && Write(document, type, dataset, name_space) ? RunResult::kRerouted : RunResult::kFailed;
  }

 private:
  // Leaves *name alone when no source has a value.
  static bool Choose(Document& document, const std::vector<Source>& sources, std::string_view disallowed, std::string_view* name) {
    for (const Source& source : sources) {
      if (!source.field) return *name = source.constant, true;
      const Value* const value = document.Get(*source.field);
      if (value == nullptr || value->is_null()) continue;
      if (!value->is_string()) return FailCast(document, *source.field, *value, "java.lang.String");
      *name = Sanitize(value->as_text(), disallowed, document.arena());
      return true;
    }
    return true;
  }

  bool Write(Document& document, std::string_view type, std::string_view dataset, std::string_view name_space) const {
    const std::string_view index = FormatIn(document.arena(), "{}-{}-{}", type, dataset, name_space);
    if (!document.Set(options_.index, Value::String(index)) || !document.Set(options_.type_field, Value::String(type)) ||
        !document.Set(options_.dataset_field, Value::String(dataset)) || !document.Set(options_.namespace_field, Value::String(name_space))) {
      return false;
    }
    // ECS: event.dataset is the data stream's, if there is one.
    return !document.Has(options_.event_dataset) || document.Set(options_.event_dataset, Value::String(dataset));
  }

  const RerouteOptions options_;
};

// The fallback is the field that the sources are read from when none is given.
std::vector<Source> TakeSources(config::Options& options, CompileContext& context, std::string_view name, const std::vector<std::string>& given,
                                std::string_view disallowed, const FieldPath& fallback) {
  std::vector<Source> sources;
  const std::string start = "[" + std::string(name) + "] '";
  for (const std::string& text : given) {
    if (text.find("{{") == std::string::npos && text.find("}}") == std::string::npos) {
      if (Sanitize(text, disallowed, context.keys.arena()) != text) options.Error(name, start + text + "' contains disallowed characters");
      sources.push_back({std::nullopt, text});
      continue;
    }
    std::string_view field = text;
    bool valid = text.size() > 4 && text.starts_with("{{") && text.ends_with("}}");
    if (valid) field = field.substr(2, field.size() - 4);
    if (field.starts_with('{') && field.ends_with('}')) field = field.substr(1, field.size() - 2);
    valid = valid && field.find_first_of("{}") == std::string_view::npos;
    if (valid) sources.push_back({context.Path(field, options.PlaceOf(name)), {}});
    else options.Error(name, start + text + "' is not a valid field reference");
  }
  if (sources.empty()) sources.push_back({fallback, {}});
  return sources;
}

}  // namespace

std::unique_ptr<const Processor> CompileReroute(config::Options& options, CompileContext& context) {
  const config::Place& place = options.place();
  RerouteOptions reroute;
  reroute.index = context.Path("_index", place);
  reroute.type_field = context.Path("data_stream.type", place);
  reroute.dataset_field = context.Path("data_stream.dataset", place);
  reroute.namespace_field = context.Path("data_stream.namespace", place);
  reroute.event_dataset = context.Path("event.dataset", place);
  const std::vector<std::string> datasets = options.TakeStrings("dataset"), name_spaces = options.TakeStrings("namespace");
  const std::vector<std::string> types = options.TakeStrings("type");
  if (!types.empty()) reroute.type = TakeSources(options, context, "type", types, kNotInDataset, reroute.type_field);
  reroute.dataset = TakeSources(options, context, "dataset", datasets, kNotInDataset, reroute.dataset_field);
  reroute.name_space = TakeSources(options, context, "namespace", name_spaces, kNotInNamespace, reroute.namespace_field);
  reroute.destination = options.TakeString("destination", "");
  if (!reroute.destination.empty() && (!types.empty() || !datasets.empty() || !name_spaces.empty())) {
    options.Error("destination", "[destination] can only be set if type, dataset, and namespace are not set");
  }
  return std::make_unique<Reroute>(std::move(reroute));
}

}  // namespace flowship
