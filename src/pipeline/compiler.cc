#include "pipeline/compiler.h"


#include <algorithm>
#include <utility>

#include "pipeline/scalar.h"

namespace flowship {

std::unique_ptr<Pipeline> PipelineCompiler::Compile(const std::string& name, const config::Node& definition) {
  const size_t errors_before = diagnostics_.errors();
  if (!definition.is_mapping()) {
    diagnostics_.Error(definition.place, "a pipeline is a mapping with `processors`");
    return nullptr;
  }
  config::Options options(definition, diagnostics_);
  auto pipeline = std::make_unique<Pipeline>();
  pipeline->name_ = name;
  (void)options.TakeString("description");
  for (const char* ignored : {"version", "_meta", "deprecated", "created_date", "created_date_millis", "modified_date", "modified_date_millis"}) {
    (void)options.Take(ignored);
  }
  if (const std::string pattern = options.TakeString("field_access_pattern", "classic"); pattern != "classic") {
    diagnostics_.Warning(options.PlaceOf("field_access_pattern"), "[field_access_pattern] is classic here, as in Elasticsearch 8: dots in a field are the way through objects");
  }
  if (const auto list = options.TakeSequence("processors")) {
    pipeline->steps_ = CompileSteps(*list, "processors");
  } else {
    options.Error("processors", "[processors] required property is missing");
  }
  if (const auto list = options.TakeSequence("on_failure")) {
    if (list->items.empty()) diagnostics_.Error(list->place, "pipeline [" + name + "] cannot have an empty on_failure option defined");
    pipeline->on_failure_ = CompileSteps(*list, "on_failure");
  }
  options.Finish("a pipeline");
  return diagnostics_.errors() == errors_before ? std::move(pipeline) : nullptr;
}

std::vector<Step> PipelineCompiler::CompileSteps(const config::Node& list, std::string_view what) {
  std::vector<Step> steps;
  for (const config::Node& item : list.items) {
    if (item.is_mapping() && item.Find("then") != nullptr && item.Find("if") != nullptr && HasType("if")) {
      if (auto step = CompileStep(AsProcessorIf(item).members.front())) steps.push_back(std::move(*step));
      continue;
    }
    // Elasticsearch takes an entry with several names for that many processors, and one with none for nothing; Beats does not.
    if (!item.is_mapping() || (item.members.size() != 1 && HasType("if"))) {
      diagnostics_.Error(item.place, "an entry of `" + std::string(what) + "` is one processor: {type: {options}}");
      continue;
    }
    for (const config::Node::Member& member : item.members) {
      if (auto step = CompileStep(member)) steps.push_back(std::move(*step));
    }
  }
  return steps;
}

bool PipelineCompiler::HasType(std::string_view name) const {
  return std::any_of(types_.begin(), types_.end(), [name](const ProcessorType& type) { return type.name == name; });
}

config::Node PipelineCompiler::AsProcessorIf(const config::Node& item) {
  config::Node options = item;
  for (config::Node::Member& member : options.members) {
    if (member.key == "if") member.key = "condition";
  }
  return config::Node::Mapping({{"if", item.place, std::move(options)}}, item.place);
}

const ProcessorType* PipelineCompiler::FindType(const config::Node::Member& member) {
  const auto found = std::lower_bound(types_.begin(), types_.end(), member.key,
                                      [](const ProcessorType& type, const std::string& name) { return type.name < name; });
  if (found != types_.end() && found->name == member.key) return &*found;
  static constexpr std::string_view kOfCluster[] = {"attachment", "circle", "enrich", "geo_grid", "inference", "set_security_user"};
  if (std::find(std::begin(kOfCluster), std::end(kOfCluster), member.key) != std::end(kOfCluster)) {
    diagnostics_.Error(member.place, "[" + member.key + "] needs what only a cluster has (indices, models, users, plugins), and does not run here");
    return nullptr;
  }
  static constexpr std::string_view kOfBeats[] = {
      "add_cloud_metadata", "add_cloudfoundry_metadata", "add_docker_metadata", "add_kubernetes_metadata", "add_nomad_metadata", "add_observer_metadata", "add_process_metadata",
      "add_session_metadata", "append", "cache", "decode_base64_field", "decode_cef", "decode_csv_fields", "decode_duration", "decode_xml", "decode_xml_wineventlog",
      "decompress_gzip_field", "detect_mime_type", "extract_array", "lowercase", "move_fields", "now", "parse_aws_vpc_flow_log", "registered_domain", "script", "syslog",
      "translate_ldap_attribute", "translate_sid", "unpack_agg_data", "uppercase", "xml"};
  if (std::find(std::begin(kOfBeats), std::end(kOfBeats), member.key) != std::end(kOfBeats)) {
    diagnostics_.Error(member.place, "[" + member.key + "] is a processor of Beats that flowship does not have; take it out, or do its work in an ingest pipeline");
    return nullptr;
  }
  std::vector<std::string> names;
  for (const ProcessorType& type : types_) names.emplace_back(type.name);
  const auto nearest = config::Nearest(member.key, names);
  diagnostics_.Error(member.place, "No processor type exists with name [" + member.key + "]" + (nearest ? "; did you mean [" + *nearest + "]?" : ""));
  return nullptr;
}

// `drop_event.when: x` is `drop_event: {when: x}`: Beats takes it so, and no name of a processor has a dot.
config::Node::Member PipelineCompiler::Undotted(const config::Node::Member& member) const {
  const size_t dot = member.key.find('.');
  if (dot == std::string::npos || !HasType(member.key.substr(0, dot))) return member;
  return {member.key.substr(0, dot), member.place, config::Node::Mapping({{member.key.substr(dot + 1), member.place, member.value}}, member.place)};
}

std::optional<Step> PipelineCompiler::CompileStep(const config::Node::Member& given) {
  const config::Node::Member member = Undotted(given);
  const ProcessorType* const type = FindType(member);
  if (type == nullptr) return std::nullopt;
  const config::Node empty = config::Node::Mapping({}, member.place);
  // `script: "ctx.a = 1"` is its source.
  config::Node source;
  if (member.key == "script" && member.value.is_scalar()) {
    source = empty;
    source.members.push_back({"source", member.value.place, member.value});
  }
  if (!member.value.is_mapping() && !member.value.is_null() && source.members.empty()) {
    diagnostics_.Error(member.value.place, "the options of [" + member.key + "] are a mapping");
    return std::nullopt;
  }
  config::Options options(!source.members.empty() ? source : member.value.is_null() ? empty : member.value, diagnostics_);
  Step step;
  step.type = type->name;
  step.tag = options.TakeString("tag", "");
  step.description = options.TakeString("description", "");
  step.ignore_failure = options.TakeBool("ignore_failure", false);
  TakeCondition(options, &step);
  if (const auto list = options.TakeSequence("on_failure")) {
    if (list->items.empty()) diagnostics_.Error(list->place, "[on_failure] processors list cannot be empty");
    step.on_failure = CompileSteps(*list, "on_failure");
  }
  step.handles_failure = step.ignore_failure || !step.on_failure.empty();
  CompileContext context{keys_, diagnostics_, set_, files_, [this](const config::Node& nested) { return CompileNested(nested); }, step.tag};
  step.processor = type->compile(options, context);
  options.Finish("the " + member.key + " processor");
  if (step.processor == nullptr) return std::nullopt;
  return step;
}

void PipelineCompiler::TakeCondition(config::Options& options, Step* step) {
  const auto given = options.Take("if");
  if (!given) return;
  config::Node as_mapping = config::Node::Mapping({}, options.PlaceOf("if"));
  if (given->is_scalar()) as_mapping.members.push_back({"source", given->place, *given});
  config::Options script(given->is_scalar() ? as_mapping : *given, diagnostics_);
  const std::string lang = script.TakeString("lang", "painless");
  if (lang != "painless") script.Error("lang", "script_lang not supported [" + lang + "]");
  Value params;
  CompileContext context{keys_, diagnostics_, set_, files_, {}, {}};
  if (const auto node = script.TakeMapping("params")) params = context.ToValue(*node);
  step->condition_source = script.RequireString("source");
  script.Finish("a condition");
  auto condition = Condition::Compile(step->condition_source, keys_, params);
  if (condition.ok()) {
    step->condition = *std::move(condition);
  } else {
    options.Error("if", condition.error().message);
  }
}

namespace {

// A step that stands where a processor is wanted (foreach's `processor`), with its own condition and handlers.
class NestedStep : public Processor {
 public:
  explicit NestedStep(std::unique_ptr<const Pipeline> holder) : holder_(std::move(holder)) {}
  // What runs inside another processor is not observed: Elasticsearch's simulation shows the outer one only.
  RunResult Run(Document& document) const override {
    StepObserver* const observer = std::exchange(document.observer, nullptr);
    const Step& step = holder_->steps().front();
    const RunResult result = holder_->RunStep(step, document);
    document.observer = observer;
    // A processor within another has no name of its own in a failure, unless it has handlers or is a pipeline whose step failed.
    if (result == RunResult::kFailed && !step.handles_failure && step.type != "pipeline") document.failed_type = {};
    return result;
  }
  bool Traces() const override { return true; }  // RunStep asks the step's own processor

 private:
  std::unique_ptr<const Pipeline> holder_;
};

}  // namespace

std::unique_ptr<const Processor> PipelineCompiler::CompileNested(const config::Node& node) {
  const bool is_if = node.is_mapping() && node.Find("then") != nullptr && HasType("if");
  if (!is_if && (!node.is_mapping() || node.members.size() != 1)) {
    diagnostics_.Error(node.place, "[processor] Must specify exactly one processor type");
    return nullptr;
  }
  auto step = CompileStep((is_if ? AsProcessorIf(node) : node).members.front());
  if (!step) return nullptr;
  auto holder = std::make_unique<Pipeline>();
  holder->steps_.push_back(std::move(*step));
  return std::make_unique<NestedStep>(std::move(holder));
}

PathTemplate CompileContext::TakePath(config::Options& options, std::string_view name, std::string_view fallback) {
  const auto text = options.TakeString(name);
  if (!text && fallback.empty()) return {};
  const std::string path = text.value_or(std::string(fallback));
  if (path.find("{{") == std::string::npos) {
    if (path.empty()) {
      options.Error(name, "[" + std::string(name) + "] path cannot be null nor empty");
      return {};
    }
    return PathTemplate(Path(path, options.PlaceOf(name)));
  }
  auto compiled = Template::Compile(path);
  if (!compiled.ok()) {
    options.Error(name, compiled.error().message);
    return {};
  }
  return PathTemplate(*std::move(compiled));
}

PathTemplate CompileContext::RequirePath(config::Options& options, std::string_view name) {
  const size_t errors = diagnostics.errors();
  PathTemplate path = TakePath(options, name);
  // Null is as good as absent; TakePath says the rest.
  if (path.empty() && diagnostics.errors() == errors) options.Error(name, "[" + std::string(name) + "] required property is missing");
  return path;
}

std::vector<PathTemplate> CompileContext::RequirePaths(config::Options& options, std::string_view name) {
  if (!options.Has(name)) options.Error(name, "[" + std::string(name) + "] required property is missing");
  return TakePaths(options, name);
}

std::vector<PathTemplate> CompileContext::TakePaths(config::Options& options, std::string_view name) {
  std::vector<PathTemplate> paths;
  const config::Place place = options.PlaceOf(name);
  for (const std::string& text : options.TakeStrings(name)) {
    if (text.find("{{") == std::string::npos) {
      paths.emplace_back(Path(text, place));
    } else if (auto compiled = Template::Compile(text); compiled.ok()) {
      paths.emplace_back(*std::move(compiled));
    } else {
      options.Error(name, compiled.error().message);
    }
  }
  return paths;
}

FieldPath CompileContext::Path(std::string_view text, const config::Place& place) {
  auto path = FieldPath::Parse(text, keys);
  if (path.ok()) return *std::move(path);
  diagnostics.Error(place, path.error().message);
  return *FieldPath::Parse("_", keys);
}

Value CompileContext::ToValue(const config::Node& node) {
  Arena& arena = keys.arena();
  switch (node.kind) {
    case config::Node::Kind::kNull:
      return Value::Null();
    case config::Node::Kind::kScalar:
      return ScalarValue(node, arena);
    case config::Node::Kind::kSequence: {
      Array* const array = Array::New(arena, node.items.size());
      for (const config::Node& item : node.items) array->Push(ToValue(item), arena);
      return Value::Of(array);
    }
    case config::Node::Kind::kMapping: {
      Object* const object = Object::New(arena, node.members.size());
      for (const config::Node::Member& member : node.members) object->Set(keys.Intern(member.key), ToValue(member.value), arena);
      return Value::Of(object);
    }
  }
  return Value::Null();
}

}  // namespace flowship
