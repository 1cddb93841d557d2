#include "pipeline/simulate.h"

#include <algorithm>
#include <string>

#include "base/format.h"
#include "base/java_time.h"
#include "event/json_writer.h"
#include "painless/script.h"

namespace flowship {

namespace {

void AppendMember(std::string_view name, std::string_view text, Buffer& out, bool first = false) {
  if (!first) out.Append(',');
  WriteJsonString(name, out);
  out.Append(':');
  if (IsReason(text)) {
    WriteJsonString(text, out);
  } else {
    out.Append("null");
  }
}

// {"_routing":…,"_id":…,"_index":…,"_version":"-3","_source":{…},"_ingest":{…}}, in Elasticsearch's order. Metadata are texts; what is null is left out.
void AppendDocument(Document& document, Buffer& out) {
  static constexpr std::string_view kOrder[] = {"_routing", "_version_type", "_if_primary_term", "_dynamic_templates", "_id", "_index", "_version",
                                                "_if_seq_no"};
  out.Append('{');
  for (const std::string_view name : kOrder) {
    const Value* const value = document.metadata()->Find(name);
    if (value == nullptr || value->is_null()) continue;
    AppendMember(name, JavaText(*value, document.arena()), out, true);
    out.Append(',');
  }
  out.Append("\"_source\":");
  WriteJson(Value::Of(document.root()), out);
  out.Append(",\"_ingest\":");
  WriteJson(Value::Of(document.ingest()), out);
  out.Append('}');
}

// What a script without a name is called: its first line, cut when it is long.
std::string NameOf(std::string_view source) {
  constexpr size_t kMost = 256;
  size_t end = std::min({kMost, source.size(), source.find_first_of("\r\n")});
  while (end < source.size() && end > 0 && (source[end] & 0xC0) == 0x80) --end;
  return std::string(source.substr(0, end)) + (end < source.size() ? " ..." : "");
}

// Where a script failed, as Elasticsearch shows it: the statement, and a pointer below it.
void AppendPlace(const ScriptPlace& place, Buffer& out) {
  out.Append(",\"script_stack\":[");
  WriteJsonString(place.source.substr(place.start, place.end - place.start), out);
  out.Append(',');
  WriteJsonString(std::string(place.at - place.start, ' ') + "^---- HERE", out);
  out.Append("]");
  AppendMember("script", NameOf(place.source), out);
  AppendMember("lang", "painless", out);
  out.Append(fmt::format(",\"position\":{{\"offset\":{},\"start\":{},\"end\":{}}}", place.at, place.start, place.end));
}

void AppendFailure(const Failure& failure, Buffer& out) {
  AppendMember("type", failure.type, out, true);
  AppendMember("reason", failure.reason, out);
  if (failure.place != nullptr) AppendPlace(*failure.place, out);
}

void AppendError(const Failure& failure, Buffer& out) {
  out.Append("\"error\":{\"root_cause\":[{");
  AppendFailure(failure, out);
  out.Append("}],");
  AppendFailure(failure, out);
  for (const Failure* cause = failure.cause; cause != nullptr; cause = cause->cause) {
    out.Append(",\"caused_by\":{");
    AppendMember("type", cause->type, out, true);
    AppendMember("reason", cause->reason, out);
  }
  for (const Failure* cause = failure.cause; cause != nullptr; cause = cause->cause) out.Append('}');
  out.Append('}');
}

// Writes what each step did, in the order in which it is told.
class VerboseResults : public StepObserver {
 public:
  explicit VerboseResults(Buffer& out) : out_(out) {}

  void StepDone(const Step& step, End end, Document& document) override {
    out_.Append(first_ ? "{" : ",{");
    first_ = false;
    AppendMember("processor_type", step.type, out_, true);
    AppendMember("status", StatusOf(end), out_);
    if (!step.description.empty()) AppendMember("description", step.description, out_);
    if (!step.tag.empty()) AppendMember("tag", step.tag, out_);
    if (step.condition != nullptr) {
      out_.Append(",\"if\":{");
      AppendMember("condition", step.condition_source, out_, true);
      out_.Append(end == End::kSkipped ? ",\"result\":false}" : ",\"result\":true}");
    }
    if (end == End::kFailed) {
      out_.Append(',');
      AppendError(document.failure(), out_);
    } else if (end == End::kIgnored) {
      out_.Append(",\"ignored_error\":{");
      AppendError(document.failure(), out_);
      out_.Append('}');
    }
    if (end == End::kDone || end == End::kIgnored) {
      out_.Append(",\"doc\":");
      AppendDocument(document, out_);
    }
    out_.Append('}');
  }

 private:
  static std::string_view StatusOf(End end) {
    switch (end) {
      case End::kSkipped: return "skipped";
      case End::kFailed: return "error";
      case End::kIgnored: return "error_ignored";
      case End::kDropped: return "dropped";
      case End::kDone:
      case End::kCalls: return "success";
    }
    return "success";
  }

  Buffer& out_;
  bool first_ = true;
};

void SimulateOne(const Pipeline& pipeline, Value given, Arena& arena, KeyTable& keys, RunContext& context, bool verbose, Buffer& out) {
  Event event;
  Value* const source = given.as_object()->Find("_source");
  event.root = source->as_object();
  Document document(event, arena, keys, context);
  for (const char* name : {"_index", "_id", "_routing", "_version", "_version_type"}) {
    if (const Value* const value = given.as_object()->Find(name)) document.metadata()->Set(keys.Get(name), *value, arena);
  }
  for (const auto& [name, fallback] : {std::pair<const char*, const char*>{"_index", "_index"}, {"_id", "_id"}, {"_version", "-3"}}) {
    const Key key = keys.Get(name);
    if (document.metadata()->Find(key) == nullptr) document.metadata()->Add(key, std::string_view(name) == "_version" ? Value::Long(-3) : Value::String(fallback), arena);
  }
  if (verbose) {
    out.Append("{\"processor_results\":[");
    VerboseResults results(out);
    document.observer = &results;
    (void)pipeline.Run(document);
    out.Append("]}");
    return;
  }
  const RunResult result = pipeline.Run(document);
  if (result == RunResult::kDropped) {
    out.Append("null");
  } else if (result == RunResult::kFailed) {
    out.Append('{');
    AppendError(document.failure(), out);
    out.Append('}');
  } else {
    out.Append("{\"doc\":");
    AppendDocument(document, out);
    out.Append('}');
  }
}

}  // namespace

Result<std::string> Simulate(const Pipeline& pipeline, std::string_view request, KeySet& frozen, const SimulateOptions& options) {
  Arena arena;
  KeyTable keys(frozen, arena);
  JsonReader reader;
  Value root;
  JsonProblem problem;
  if (!reader.Read(request, arena, keys, &root, &problem)) {
    return Error{"the request is not JSON: " + std::string(problem.what) + " at byte " + std::to_string(problem.offset)};
  }
  const Value* const docs = root.is_object() ? root.as_object()->Find("docs") : nullptr;
  if (docs == nullptr || !docs->is_array()) return Error{"[docs] required property is missing; give {\"docs\": [{\"_source\": {...}}]}"};
  RunContext context;
  context.clock = options.clock;
  context.Begin(options.clock(), arena);
  context.json_reader = &reader;
  Buffer out;
  out.Append("{\"docs\":[");
  size_t number = 0;
  for (const Value& doc : *docs->as_array()) {
    const Value* const source = doc.is_object() ? doc.as_object()->Find("_source") : nullptr;
    if (source == nullptr || !source->is_object()) return Error{"docs[" + std::to_string(number) + "]: [_source] required property is missing"};
    if (number++ > 0) out.Append(',');
    SimulateOne(pipeline, doc, arena, keys, context, options.verbose, out);
  }
  out.Append("]}");
  return std::string(out.view());
}

}  // namespace flowship
