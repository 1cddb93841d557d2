#pragma once
// Tables of cases for processors (testdata/processor, testdata/edge) and pipelines (testdata/pipeline): YAML, a list of cases, each one a document that
// goes through a pipeline.
//
//   - name: splits at a comma
//     processor: {split: {field: a, separator: ","}}   # or  processors: [ … ]  or  pipeline: {processors: [ … ], on_failure: [ … ]}
//     pipelines: {other: {processors: [ … ]}}           # optional: more of the set
//     doc: {a: "1,2"}                                   # default: {}
//     meta: {_index: x}                                 # optional document metadata
//     want: {a: ["1", "2"]}                             # the whole document; or one of
//     error: "…"                                        # the failure's reason, exactly; with `type` and `cause` (the root's reason) if given, and `want` too
//     dropped: true
//     compile_error: "part of the message"              # or a list of parts
//     want_meta: {…}                                    # optional: the whole metadata
//     want_ingest: {…}                                  # optional: `_ingest` without its timestamp
//
// The clock stands at 2026-11-24T10:20:30.123456789Z. Numbers and objects are compared as JSON, objects without regard to the order of their keys.

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "event/json_writer.h"
#include "pipeline/pipeline.h"
#include "pipeline/scalar.h"

namespace flowship::table {

inline constexpr int64_t kNowNanos = 1'795'515'630'123'456'789;  // 2026-11-24T10:20:30.123456789Z
inline int64_t Now() { return kNowNanos; }

inline std::vector<config::Node> Read(const std::string& path) {
  config::Diagnostics diagnostics;
  auto table = config::ParseFile(path, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(table);
  REQUIRE(!table->items.empty());
  return table->items;
}

inline std::vector<std::string> FilesOf(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(FLOWSHIP_SOURCE_DIR "/testdata/") + folder)) {
    if (entry.path().extension() == ".yml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// A node as a value: what Elasticsearch's YAML parser makes of it.
template <typename MakeKey>
Value ToValue(const config::Node& node, Arena& arena, MakeKey make_key) {
  if (node.is_null()) return Value::Null();
  if (node.is_scalar()) return ScalarValue(node, arena);
  if (node.is_sequence()) {
    Array* const array = Array::New(arena, node.items.size());
    for (const config::Node& item : node.items) array->Push(ToValue(item, arena, make_key), arena);
    return Value::Of(array);
  }
  Object* const object = Object::New(arena, node.members.size());
  for (const auto& member : node.members) object->Set(make_key(member.key), ToValue(member.value, arena, make_key), arena);
  return Value::Of(object);
}

// JSON with sorted keys, the form in which documents are compared.
inline std::string Canonical(const Value& value) {
  if (value.is_array()) {
    std::string text;
    for (const Value& item : *value.as_array()) text += (text.empty() ? "[" : ",") + Canonical(item);
    return text.empty() ? "[]" : text + "]";
  }
  if (!value.is_object()) return ToJson(value);
  std::vector<std::string> members;
  for (const Object::Entry& entry : *value.as_object()) members.push_back(std::string(entry.key.json()) + Canonical(entry.value));
  std::ranges::sort(members);
  std::string text;
  for (const std::string& member : members) text += (text.empty() ? "{" : ",") + member;
  return text.empty() ? "{}" : text + "}";
}

inline config::Node Mapping(std::string key, config::Node value) {
  const config::Place place = value.place;
  return config::Node::Mapping({{std::move(key), place, std::move(value)}}, place);
}

// The row's pipeline, in whichever form it is given.
inline config::Node PipelineOf(const config::Node& row) {
  if (const config::Node* const pipeline = row.Find("pipeline")) return *pipeline;
  if (const config::Node* const processors = row.Find("processors")) return Mapping("processors", *processors);
  const config::Node* const processor = row.Find("processor");
  REQUIRE(processor != nullptr);
  return Mapping("processors", config::Node::Sequence({*processor}, processor->place));
}

class Case {
 public:
  Case(const config::Node& row, std::span<const ProcessorType> types, const ProcessorFiles& files) : row_(row), types_(types), files_(files) {}

  void Run() {
    CheckForm();
    if (const config::Node* const more = row_.Find("pipelines")) {
      for (const auto& member : more->members) set_.Add(member.key, member.value, types_, files_, diagnostics_);
    }
    set_.Add("main", PipelineOf(row_), types_, files_, diagnostics_);
    if (const config::Node* const wanted = row_.Find("compile_error")) return CheckCompileError(*wanted);
    INFO(diagnostics_.Render());
    CHECK(diagnostics_.ok());
    if (diagnostics_.ok()) RunDocument();
  }

 private:
  // A mistyped column would be a case that checks nothing.
  void CheckForm() const {
    static constexpr std::string_view kColumns[] = {"name", "processor", "processors", "pipeline", "pipelines", "doc", "meta", "want", "error", "type",
                                                    "cause", "dropped", "compile_error", "want_meta", "want_ingest"};
    for (const auto& member : row_.members) {
      INFO("column " << member.key);
      CHECK(std::ranges::find(kColumns, std::string_view(member.key)) != std::end(kColumns));
    }
    CHECK(row_.Find("name") != nullptr);
    const int outcomes = (row_.Find("error") != nullptr) + (row_.Find("dropped") != nullptr) + (row_.Find("compile_error") != nullptr);
    CHECK(outcomes <= 1);
    CHECK((outcomes == 1 || row_.Find("want") != nullptr));
  }

  void CheckCompileError(const config::Node& wanted) const {
    const std::string rendered = diagnostics_.Render();
    CHECK_FALSE(diagnostics_.ok());
    INFO(rendered);
    if (wanted.is_scalar()) CHECK(rendered.find(wanted.text) != std::string::npos);
    for (const config::Node& part : wanted.items) {
      INFO("wanted: " << part.text);
      CHECK(rendered.find(part.text) != std::string::npos);
    }
  }

  Value ToValueHere(const config::Node* node) {
    config::Node empty;
    empty.kind = config::Node::Kind::kMapping;
    return ToValue(node == nullptr ? empty : *node, arena_, [this](std::string_view name) { return keys_.Get(name); });
  }

  void RunDocument() {
    RunContext context;
    context.timestamp = "2026-11-24T10:20:30.123456789Z";
    context.now_nanos = kNowNanos;
    context.clock = Now;
    context.json_reader = &reader_;
    Event event;
    event.root = ToValueHere(row_.Find("doc")).as_object();
    Document document(event, arena_, keys_, context);
    if (const config::Node* const meta = row_.Find("meta")) {
      for (const Object::Entry& entry : *ToValueHere(meta).as_object()) document.metadata()->Set(entry.key, entry.value, arena_);
    }
    CheckOutcome(document, set_.Find("main")->Run(document));
  }

  void CheckOutcome(Document& document, RunResult result) {
    const config::Node* const error = row_.Find("error");
    const RunResult wanted = error != nullptr ? RunResult::kFailed : row_.Find("dropped") != nullptr ? RunResult::kDropped : RunResult::kOk;
    INFO("document: " << Canonical(Value::Of(document.root())));
    INFO("failure: " << document.failure().type << ": " << document.failure().reason);
    CHECK((result == RunResult::kRerouted ? RunResult::kOk : result) == wanted);
    if (error != nullptr) CHECK(document.failure().reason == error->text);
    if (const config::Node* const type = row_.Find("type")) CHECK(document.failure().type == type->text);
    if (const config::Node* const cause = row_.Find("cause")) CHECK(document.failure().Root().reason == cause->text);
    CheckTree("want", Value::Of(document.root()));
    CheckTree("want_meta", Value::Of(document.metadata()));
    if (row_.Find("want_ingest") == nullptr) return;
    document.ingest()->Remove(keys_.Get("timestamp"));
    CheckTree("want_ingest", Value::Of(document.ingest()));
  }

  void CheckTree(const char* column, Value tree) {
    if (const config::Node* const wanted = row_.Find(column)) CHECK(Canonical(tree) == Canonical(ToValueHere(wanted)));
  }

  const config::Node& row_;
  const std::span<const ProcessorType> types_;
  const ProcessorFiles& files_;
  KeySet set_keys_;
  config::Diagnostics diagnostics_;
  PipelineSet set_{set_keys_};
  Arena arena_;
  KeyTable keys_{set_keys_, arena_};
  JsonReader reader_;
};

// Runs every table of testdata/<folder>. Each has a name of its own in the output of a failure.
inline void RunFolder(const std::string& folder, std::span<const ProcessorType> types) {
  ProcessorFiles files;
  files.geoip_dir = FLOWSHIP_SOURCE_DIR "/testdata/geoip";
  for (const std::string& file : FilesOf(folder)) {
    for (const config::Node& row : Read(file)) {
      const config::Node* const name = row.Find("name");
      INFO(std::filesystem::path(file).filename().string() << ":" << row.place.line << ": " << (name == nullptr ? "?" : name->text));
      Case(row, types, files).Run();
    }
  }
}

}  // namespace flowship::table
