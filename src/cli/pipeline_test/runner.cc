#include "cli/pipeline_test/runner.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

#include "app/embedded_pipelines.h"
#include "base/clock.h"
#include "base/regex.h"
#include "base/utf8.h"
#include "event/json_writer.h"
#include "cli/pipeline_test/load_pipelines.h"
#include "pipeline/scalar.h"

namespace flowship::cli {

namespace fs = std::filesystem;

namespace {

Result<std::string> ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path.string() + ": cannot be read"};
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// The texts of the events of a .log: lines, or with a pattern what begins with a line that matches.
Result<std::vector<std::string>> SplitEvents(std::string_view text, const std::string& first_line_pattern) {
  std::optional<Regex> first;
  if (!first_line_pattern.empty()) {
    auto compiled = Regex::Compile(first_line_pattern);
    if (!compiled.ok()) return compiled.error().Within("first_line_pattern");
    first = std::move(*compiled);
  }
  std::vector<std::string> events;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string line(text.substr(at, end - at));
    if (line.ends_with('\r')) line.pop_back();
    at = end + 1;
    if (first && !events.empty() && !first->Search(line)) {
      events.back() += "\n" + line;
    } else {
      events.push_back(std::move(line));
    }
  }
  return events;
}

// One case: its memory, and the steps from the files to the differences.
class CaseRun {
 public:
  CaseRun(const Pipeline& pipeline, const KeySet& keys, std::string index)
      : pipeline_(pipeline), keys_(keys, arena_), index_(std::move(index)) {}

  // What differs; an error when it can't be said.
  Status Run(const fs::path& path, const CaseConfig& config, bool update, CaseResult* result) {
    auto inputs = ReadInputs(path, config);
    if (!inputs.ok()) return inputs.error();
    SetTime();
    Array* const outputs = Array::New(arena_, inputs->size());
    failures_.resize(inputs->size());
    for (size_t i = 0; i < inputs->size(); ++i) {
      Value output;
      if (const Status ran = RunOne((*inputs)[i].as_object(), &output); !ran.ok()) failures_[i] = ran.error().message;
      outputs->Push(output, arena_);
      if (update && !failures_[i].empty()) return Failed(i);
    }
    if (update) return Write(ExpectedPath(path), outputs);
    return CompareAll(ExpectedPath(path), config, *outputs, result);
  }

 private:
  // A file's text. Bytes that are no UTF-8 (logs in Latin-1) are U+FFFD each, which Go's JSON makes of them.
  Result<std::string_view> ReadUtf8(const fs::path& path) {
    const auto text = ReadText(path);
    if (!text.ok()) return text.error();
    return IsUtf8(*text) ? arena_.Copy(*text) : RepairUtf8(*text, arena_);
  }

  Result<Value> ReadJson(const fs::path& path) {
    const auto text = ReadUtf8(path);
    if (!text.ok()) return text.error();
    Value root;
    JsonProblem problem;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (!reader_.Read(text->substr(text->starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0), arena_, keys_, &root, &problem)) {
      return Error{path.string() + ": no JSON: " + std::string(problem.what) + " at byte " + std::to_string(problem.offset)};
    }
    return root;
  }

  // The list `name` of a file's object.
  Result<Array*> ReadList(const fs::path& path, std::string_view name) {
    auto root = ReadJson(path);
    if (!root.ok()) return root.error();
    Value* const list = root->is_object() ? root->as_object()->Find(name) : nullptr;
    if (list == nullptr || !list->is_array()) return Error{path.string() + ": there is no list \"" + std::string(name) + "\""};
    return list->as_array();
  }

  Result<std::vector<Value>> ReadInputs(const fs::path& path, const CaseConfig& config) {
    std::vector<Value> events;
    if (path.extension() == ".json") {
      auto list = ReadList(path, "events");
      if (!list.ok()) return list.error();
      events.assign((*list)->begin(), (*list)->end());
    } else {
      const auto text = ReadUtf8(path);
      if (!text.ok()) return text.error();
      auto split = SplitEvents(*text, config.first_line_pattern);
      if (!split.ok()) return split.error();
      for (const std::string& message : *split) {
        Object* const event = Object::New(arena_);
        event->Add(keys_.Get("message"), Value::String(arena_.Copy(message)), arena_);
        events.push_back(Value::Of(event));
      }
    }
    for (Value& event : events) {
      if (!event.is_object()) return Error{path.string() + ": an event is no object"};
      for (const config::Node::Member& field : config.fields) Put(event.as_object(), field.key, NodeValue(field.value));
      event = Sorted(event);
    }
    return events;
  }

  Value NodeValue(const config::Node& node) {
    if (node.is_sequence()) {
      Array* const list = Array::New(arena_, node.items.size());
      for (const config::Node& item : node.items) list->Push(NodeValue(item), arena_);
      return Value::Of(list);
    }
    if (node.is_mapping()) {
      Object* const object = Object::New(arena_, node.members.size());
      for (const config::Node::Member& member : node.members) object->Set(keys_.Get(member.key), NodeValue(member.value), arena_);
      return Value::Of(object);
    }
    return ScalarValue(node, arena_);
  }

  // A dotted name makes the objects on its way, unless the object has a member of the whole name. Only names at the top of `fields` do: elastic-package puts
  // their values in as they are.
  void Put(Object* object, std::string_view name, Value value) {
    for (size_t dot = name.find('.'); dot != std::string_view::npos && object->Find(name) == nullptr; dot = name.find('.')) {
      const Key key = keys_.Get(name.substr(0, dot));
      Value* inner = object->Find(key);
      if (inner == nullptr || !inner->is_object()) {
        object->Set(key, Value::Of(Object::New(arena_)), arena_);
        inner = object->Find(key);
      }
      object = inner->as_object();
      name.remove_prefix(dot + 1);
    }
    object->Set(keys_.Get(name), value, arena_);
  }

  // elastic-package writes each event with its names in order before Elasticsearch reads it, which shows where a script goes through a map.
  Value Sorted(const Value& value) {
    if (value.is_array()) {
      for (Value& item : *value.as_array()) item = Sorted(item);
    }
    if (!value.is_object()) return value;
    std::vector<const Object::Entry*> entries;
    for (const Object::Entry& entry : *value.as_object()) entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->key.text() < b->key.text(); });
    Object* const sorted = Object::New(arena_, entries.size());
    for (const Object::Entry* const entry : entries) sorted->Add(entry->key, Sorted(entry->value), arena_);
    return Value::Of(sorted);
  }

  void SetTime() {
    context_.clock = SystemWallNanos;
    context_.json_reader = &reader_;
    context_.Begin(SystemWallNanos(), arena_);
  }

  Status RunOne(Object* source, Value* output) {
    Event event;
    event.root = source;
    Document document(event, arena_, keys_, context_);
    document.metadata()->Add(keys_.Get("_index"), Value::String(index_), arena_);
    document.metadata()->Add(keys_.Get("_id"), Value::String("_id"), arena_);
    document.metadata()->Add(keys_.Get("_version"), Value::Long(-3), arena_);
    const RunResult result = pipeline_.Run(document);
    if (result == RunResult::kFailed) return Error{std::string(DescribeFailure(document))};
    *output = result == RunResult::kDropped ? Value::Null() : Value::Of(document.root());
    return {};
  }

  Error Failed(size_t event) const { return Error{failures_[event]}.Within("event " + std::to_string(event + 1)); }

  Status Write(const fs::path& path, Array* outputs) {
    Object* const root = Object::New(arena_, 1);
    root->Add(keys_.Get("expected"), Value::Of(outputs), arena_);
    std::ofstream file(path, std::ios::binary);
    file << PrettyJson(Value::Of(root)) << '\n';
    file.flush();
    return file ? Status() : Status(Error{path.string() + ": cannot be written"});
  }

  Status CompareAll(const fs::path& path, const CaseConfig& config, const Array& outputs, CaseResult* result) {
    auto expected = ReadList(path, "expected");
    if (!expected.ok()) return expected.error();
    if ((*expected)->size() != outputs.size()) {
      return Error{std::to_string(outputs.size()) + " events came out, " + std::to_string((*expected)->size()) + " are expected"};
    }
    for (uint32_t i = 0; i < outputs.size(); ++i) {
      // elastic-package has no document for an event whose pipeline failed, as for one that was dropped.
      if (!failures_[i].empty() && !(**expected)[i].is_null()) return Failed(i);
      // What was made goes through text once: a value of a script is then what a reader of the document sees.
      Value actual;
      JsonProblem problem;
      if (!reader_.Read(arena_.Copy(ToJson(outputs[i])), arena_, keys_, &actual, &problem)) {
        return Error{"event " + std::to_string(i + 1) + " came out as no JSON: " + std::string(problem.what)};
      }
      if (const Status dynamic = TakeDynamic(config, &(**expected)[i], &actual); !dynamic.ok()) return dynamic.error().Within("event " + std::to_string(i + 1));
      auto fields = Compare((**expected)[i], actual);
      if (!fields.empty()) result->differences.push_back({i, std::move(fields)});
    }
    return {};
  }

  // Checks the dynamic fields of the actual document, and takes them out of both.
  Status TakeDynamic(const CaseConfig& config, Value* expected, Value* actual) {
    for (const CaseConfig::Pattern& dynamic : config.dynamic_fields) {
      auto regex = Regex::Compile(dynamic.regex);
      if (!regex.ok()) return regex.error().Within("dynamic_fields");
      const std::optional<Value> value = TakeOut(actual, dynamic.field);
      TakeOut(expected, dynamic.field);
      if (!value || !value->is_string()) continue;  // only texts are checked
      const std::string text(value->as_text());
      if (!regex->Search(text)) return Error{"the dynamic field " + dynamic.field + " is \"" + text + "\", which " + dynamic.regex + " does not match"};
    }
    return {};
  }

  std::optional<Value> TakeOut(Value* from, std::string_view name) {
    for (Value* at = from; at != nullptr && at->is_object();) {
      Object& object = *at->as_object();
      if (const Value* const whole = object.Find(name)) {
        const Value value = *whole;
        object.Remove(keys_.Get(name));
        return value;
      }
      const size_t dot = name.find('.');
      if (dot == std::string_view::npos) return std::nullopt;
      at = object.Find(name.substr(0, dot));
      name.remove_prefix(dot + 1);
    }
    return std::nullopt;
  }

  const Pipeline& pipeline_;
  Arena arena_;
  KeyTable keys_;
  const std::string index_;
  std::vector<std::string> failures_;  // of each event; empty: it has a document, or was dropped
  JsonReader reader_;
  RunContext context_;
};

std::string NameOf(const PipelineTests& tests, const fs::path& path) {
  return tests.package + (tests.data_stream.empty() ? "" : " " + tests.data_stream) + ": " + path.filename().string();
}

std::vector<CaseResult> SkipAll(const PipelineTests& tests) {
  std::vector<CaseResult> results(tests.cases.size());
  for (size_t i = 0; i < results.size(); ++i) {
    results[i].name = NameOf(tests, tests.cases[i]);
    results[i].verdict = CaseResult::Verdict::kSkip;
    results[i].problem = tests.skip_reason;
  }
  return results;
}

CaseResult RunCase(const PipelineTests& tests, const fs::path& path, const Pipeline* pipeline, const KeySet& keys, const std::string& findings,
                   bool update) {
  CaseResult result;
  result.name = NameOf(tests, path);
  const auto start = std::chrono::steady_clock::now();
  config::Diagnostics diagnostics;
  const CaseConfig config = ReadCaseConfig(path, diagnostics);
  if (!diagnostics.ok()) {
    result.problem = diagnostics.Render();
  } else if (!config.skip_reason.empty()) {
    result.problem = config.skip_reason;
    result.verdict = CaseResult::Verdict::kSkip;
    return result;
  } else if (pipeline == nullptr) {
    result.problem = findings;
  } else {
    CaseRun run(*pipeline, keys, tests.index);
    if (const Status status = run.Run(path, config, update, &result); !status.ok()) result.problem = status.error().message;
  }
  const bool failed = !result.problem.empty() || !result.differences.empty();
  result.verdict = failed ? CaseResult::Verdict::kFail : update ? CaseResult::Verdict::kUpdate : CaseResult::Verdict::kPass;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace

std::vector<CaseResult> RunPipelineTests(const PipelineTests& tests, const RunOptions& options) {
  if (!tests.skip_reason.empty()) return SkipAll(tests);
  KeySet keys;
  PipelineSet set(keys);
  config::Diagnostics diagnostics;
  ProcessorFiles files = options.files;
  if (files.geoip_dir.empty()) files.geoip_dir = tests.geoip.string();
  if (tests.pipelines.empty()) {
    AddEmbeddedPipelines(set, tests.dataset, files, diagnostics);
  } else {
    LoadPipelines(tests.pipelines, files, set, diagnostics);
  }
  std::string findings = diagnostics.ok() ? "" : diagnostics.Render();
  const Pipeline* const pipeline = findings.empty() ? set.Find(tests.entry) : nullptr;
  if (findings.empty() && pipeline == nullptr) findings = "there is no pipeline \"" + tests.entry + "\" for " + tests.dataset;
  std::vector<CaseResult> results;
  for (const fs::path& path : tests.cases) {
    results.push_back(RunCase(tests, path, pipeline, keys, findings, options.update));
    // Said once, not with each case.
    if (pipeline == nullptr) findings = "the pipelines can't be used, as said above";
  }
  return results;
}

}  // namespace flowship::cli
