#include "cli/schema.h"

#include <algorithm>

#include "app/app.h"
#include "app/queues.h"
#include "edge/edge_types.h"
#include "monitor/json_text.h"
#include "output/output_types.h"
#include "pipeline/pipeline.h"

namespace flowship::cli {

namespace {

using config::OptionNote;
using monitor::JsonText;

// A tree of the dotted names: what is at a name, and what is below it.
struct Level {
  const OptionNote* note = nullptr;
  std::map<std::string, Level> below;
};

Level TreeOf(const std::vector<OptionNote>& notes) {
  Level root;
  for (const OptionNote& note : notes) {
    Level* at = &root;
    for (size_t begin = 0; begin <= note.name.size();) {
      const size_t dot = std::min(note.name.find('.', begin), note.name.size());
      at = &at->below[note.name.substr(begin, dot - begin)];
      begin = dot + 1;
    }
    at->note = &note;
  }
  return root;
}

// Variables stand for values of any kind.
void AddVariable(JsonText& out) { out.Open('{').Member("type", "string").Member("pattern", "\\$\\{").Close('}'); }

void AddValue(JsonText& out, const OptionNote& note) {
  using enum OptionNote::Kind;
  const auto one_of = [&](auto&& add) {
    out.Open('{').Key("anyOf").Open('[');
    add();
    AddVariable(out);
    out.Open('{').Member("type", "null").Close('}').Close(']');
  };
  const auto typed = [&](std::string_view type) {
    out.Open('{').Member("type", type);
    if (note.least && *note.least != INT64_MIN) out.Member("minimum", *note.least);
    if (note.most && *note.most != INT64_MAX) out.Member("maximum", *note.most);
    if (!note.choices.empty()) {
      out.Key("enum").Open('[');
      for (const std::string& choice : note.choices) out.Text(choice);
      out.Close(']');
    }
    out.Close('}');
  };
  switch (note.kind) {
    case kAny: out.Open('{'); break;
    case kText: one_of([&] { typed("string"); if (note.choices.empty()) typed("number"), typed("boolean"); }); break;
    case kBool: one_of([&] { typed("boolean"); }); break;
    case kInteger: one_of([&] { typed("integer"); }); break;
    case kNumber: one_of([&] { typed("number"); }); break;
    case kDuration: one_of([&] { out.Open('{').Member("type", "string").Member("pattern", "^-?([0-9.]+(ns|us|µs|ms|s|m|h))*[0-9.]*$").Close('}'); typed("number"); }); break;
    case kBytes: one_of([&] { out.Open('{').Member("type", "string").Member("pattern", "^[0-9.]+ *([kKMGT]i?)?[bB]?$").Close('}'); typed("integer"); }); break;
    case kTexts: one_of([&] { out.Open('{').Member("type", "array").Close('}'); for (const char* type : {"string", "number", "boolean"}) typed(type); }); break;
    case kMapping: one_of([&] { typed("object"); }); break;
    case kSequence: one_of([&] { typed("array"); }); break;
  }
  if (!note.fallback.empty()) out.Member("description", "default: " + note.fallback);
  if (note.idle) out.Member("description", std::string_view("has no effect in flowship"));
  out.Close('}');
}

bool NoMore(const std::string&, const Level&) { return false; }

// The members of a mapping. `more` adds some that notes do not tell of.
template <typename More>
void AddProperties(JsonText& out, const Level& level, const More& more, bool closed = true, std::string_view any_names = "\\.") {
  out.Member("type", std::string_view("object")).Key("properties").Open('{');
  for (const auto& [name, below] : level.below) {
    if (more(name, below)) continue;
    out.Key(name);
    if (!below.below.empty() && (below.note == nullptr || below.note->kind == OptionNote::Kind::kMapping || below.note->kind == OptionNote::Kind::kAny)) {
      out.Open('{').Key("anyOf").Open('[').Open('{');
      AddProperties(out, below, NoMore, below.note == nullptr);
      out.Close('}').Open('{').Member("type", "null").Close('}').Close(']').Close('}');
    } else if (below.note != nullptr) {
      AddValue(out, *below.note);
    } else {
      out.Open('{').Close('}');
    }
  }
  out.Close('}');
  // `a.b: x` is the same as `a: {b: x}`.
  if (closed) out.Key("patternProperties").Open('{').Key(any_names).Open('{').Close('}').Close('}').Member("additionalProperties", false);
}

template <typename Types>
std::vector<std::string> NamesOf(const Types& types) {
  std::vector<std::string> names;
  for (const auto& type : types) names.emplace_back(type.name);
  return names;
}

void AddRequired(JsonText& out, const std::vector<OptionNote>& notes) {
  std::vector<std::string> required;
  for (const OptionNote& note : notes) {
    if (note.required && note.name.find('.') == std::string::npos) required.push_back(note.name);
  }
  if (required.empty()) return;
  out.Key("required").Open('[');
  for (const std::string& name : required) out.Text(name);
  out.Close(']');
}

void AddEnum(JsonText& out, const std::vector<std::string>& names) {
  out.Open('{').Key("enum").Open('[');
  for (const std::string& name : names) out.Text(name);
  out.Close(']').Close('}');
}

void AddProcessors(JsonText& out, const KnownOptions& known) {
  out.Open('{').Member("type", "array").Key("items").Open('{').Member("type", "object").Member("maxProperties", 3).Key("properties").Open('{');
  // `if: condition, then: […], else: […]` stands beside each other.
  for (const char* name : {"if", "then", "else"}) out.Key(name).Open('{').Close('}');
  for (const ProcessorType& type : EdgeTypes()) {
    const std::string name(type.name);
    if (name == "if") continue;
    out.Key(name).Open('{').Key("anyOf").Open('[').Open('{');
    AddProperties(out, TreeOf(known.processor(name)), NoMore);
    AddRequired(out, known.processor(name));
    out.Close('}').Open('{').Member("type", "null").Close('}').Close(']').Close('}');
  }
  // `drop_event.when: …` is `drop_event: {when: …}`.
  out.Close('}').Key("patternProperties").Open('{').Key("^[a-z_]+\\.").Open('{').Close('}').Close('}').Member("additionalProperties", false);
  out.Close('}').Close('}');
}

void AddStream(JsonText& out, const KnownOptions& known, const std::string& type) {
  std::vector<OptionNote> notes = known.stream();
  notes.insert(notes.end(), known.input(type).begin(), known.input(type).end());
  if (type == "sflow") notes.insert(notes.end(), known.sflow().begin(), known.sflow().end());
  out.Open('{');
  AddProperties(out, TreeOf(notes), [&](const std::string& name, const Level&) {
    if (name == "data_stream") {
      out.Key(name).Open('{').Key("$ref").Text("#/$defs/data_stream").Close('}');
    } else if (name == "processors") {
      out.Key(name).Open('{').Key("$ref").Text("#/$defs/processors").Close('}');
    } else {
      return false;
    }
    return true;
  });
  out.Close('}');
}

void AddInput(JsonText& out, const KnownOptions& known) {
  out.Open('{').Member("type", "object").Key("required").Open('[').Text("type").Close(']').Key("properties").Open('{');
  std::vector<std::string> types = InputTypeNames();
  types.insert(types.end(), {"log", "logfile"});
  out.Key("type");
  AddEnum(out, types);
  for (const char* text : {"id", "use_output", "condition"}) out.Key(text).Open('{').Member("type", "string").Close('}');
  out.Key("enabled").Open('{').Key("type").Open('[').Text("boolean").Text("string").Close(']').Close('}');
  out.Key("data_stream").Open('{').Key("$ref").Text("#/$defs/data_stream").Close('}');
  out.Key("processors").Open('{').Key("$ref").Text("#/$defs/processors").Close('}');
  out.Close('}').Key("allOf").Open('[');
  for (const std::string& type : InputTypeNames()) {
    out.Open('{').Key("if").Open('{').Key("properties").Open('{').Key("type").Open('{').Member("const", type).Close('}').Close('}').Close('}');
    out.Key("then").Open('{').Key("properties").Open('{').Key("streams").Open('{').Member("type", "array").Member("minItems", 1).Key("items");
    AddStream(out, known, type);
    out.Close('}').Close('}').Close('}').Close('}');
  }
  out.Close(']').Close('}');
}

void AddOutput(JsonText& out, const KnownOptions& known) {
  const std::vector<std::string> types = NamesOf(OutputTypes());
  out.Open('{').Member("type", "object").Key("required").Open('[').Text("type").Close(']').Key("properties").Open('{').Key("type");
  AddEnum(out, types);
  out.Close('}').Key("allOf").Open('[');
  for (const std::string& type : types) {
    std::vector<OptionNote> notes = known.output(type);
    notes.push_back({"enabled", OptionNote::Kind::kBool, "true", false, {}, {}, {}, false});
    notes.push_back({"log_level", OptionNote::Kind::kAny, "", false, {}, {}, {}, true});
    notes.push_back({"type", OptionNote::Kind::kText, "", true, {}, {}, {type}, false});
    out.Open('{').Key("if").Open('{').Key("properties").Open('{').Key("type").Open('{').Member("const", type).Close('}').Close('}').Close('}');
    out.Key("then").Open('{');
    AddProperties(out, TreeOf(notes), NoMore);
    AddRequired(out, notes);
    out.Close('}').Close('}');
  }
  out.Close(']').Close('}');
}

}  // namespace

KnownOptions::KnownOptions() {
  config::Diagnostics ignored;
  std::string policy = "outputs:\n";  // with the groups whose options are asked for only where there are some
  for (const OutputType& type : OutputTypes()) policy += "  " + std::string(type.name) + ": {type: " + std::string(type.name) + ", ssl: {enabled: true}}\n";
  policy += "inputs:\n";
  for (const std::string& type : InputTypeNames()) {
    policy += "  - {type: " + type + ", id: " + type + ", use_output: console, streams: [{ssl.enabled: true, queue.disk.enabled: true, file_identity.native: ~, file_identity.path: ~, "
              "file_identity.inode_marker.path: x, take_over.enabled: false}]}\n";
  }
  const auto loaded = config::LoadPolicy("schema", policy, ignored, Surroundings());
  FLOWSHIP_ASSERT(loaded);
  // Those whose rest is passed on: streams; and outputs, whose `type` is none of a stream.
  stream_ = record_.Of("");
  std::erase_if(stream_, [](const OptionNote& note) { return note.name == "type"; });
  for (config::StreamPolicy stream : loaded->streams) {
    stream.id = "<id of the stream>";
    if (stream.input_type == "sflow") (void)TakeStreamQueue(stream, "<agent.data_path>", ignored);
  }
  // Streams ask for these where their input is sflow's, and pass on the rest as they do.
  const auto of_sflow = [](const OptionNote& note) { return note.name == "counters" || note.name.starts_with("queue."); };
  for (const OptionNote& note : record_.Of("")) {
    if (of_sflow(note)) sflow_.push_back(note);
  }
  std::erase_if(stream_, of_sflow);
  for (const config::StreamPolicy& stream : loaded->streams) MakeInput(stream, nullptr, InputContext{RealFileSystem(), RealClock()}, ignored);
  OutputContext context;
  context.fail = [](const std::string&) {};
  for (const auto& [name, output] : loaded->outputs) MakeOutput(output.type, output.options, context, ignored);
  KeySet keys;
  PipelineSet set(keys);
  for (const ProcessorType& type : EdgeTypes()) {
    const auto definition = config::Parse("schema", "processors: [{" + std::string(type.name) + ": {}}]", ignored);
    set.Add(std::string(type.name), *definition, EdgeTypes(), {}, ignored);
  }
}

std::string ConfigSchema() {
  const KnownOptions known;
  JsonText out;
  out.Open('{').Member("$schema", "https://json-schema.org/draft/2020-12/schema").Member("title", "flowship's policy");
  out.Key("required").Open('[').Text("outputs").Close(']');
  std::vector<OptionNote> notes = known.policy();
  AddProperties(out, TreeOf(notes), [&](const std::string& name, const Level&) {
    if (name == "outputs") {
      out.Key(name).Open('{').Member("type", "object").Member("minProperties", 1).Key("additionalProperties").Open('{').Key("$ref").Text("#/$defs/output").Close('}').Close('}');
    } else if (name == "inputs") {
      out.Key(name).Open('{').Member("type", "array").Key("items").Open('{').Key("$ref").Text("#/$defs/input").Close('}').Close('}');
    } else {
      return false;
    }
    return true;
  }, true, "\\.|^x-");
  out.Key("$defs").Open('{').Key("data_stream").Open('{').Member("type", "object").Key("properties").Open('{');
  for (const char* part : {"type", "dataset", "namespace"}) out.Key(part).Open('{').Key("type").Open('[').Text("string").Text("null").Close(']').Member("maxLength", 100).Close('}');
  out.Close('}').Member("additionalProperties", false).Close('}');
  out.Key("processors");
  AddProcessors(out, known);
  out.Key("input");
  AddInput(out, known);
  out.Key("output");
  AddOutput(out, known);
  return out.Close('}').Close('}').Take();
}

}  // namespace flowship::cli
