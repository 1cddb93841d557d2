#include "pipeline/simulate.h"

#include "base/java_time.h"
#include "event/json_writer.h"

namespace flowship {

namespace {

void AppendMember(std::string_view name, std::string_view text, Buffer& out, bool first = false) {
  if (!first) out.Append(',');
  WriteJsonString(name, out);
  out.Append(':');
  WriteJsonString(text, out);
}

std::string_view Text(const Value* value, std::string_view fallback, Arena& arena) {
  return value == nullptr || value->is_null() ? fallback : JavaText(*value, arena);
}

// {"_index":…,"_version":"-3","_id":…,"_source":{…},"_ingest":{…}}
void AppendDocument(Document& document, Buffer& out) {
  const Object& metadata = *document.metadata();
  out.Append('{');
  AppendMember("_index", Text(metadata.Find("_index"), "_index", document.arena()), out, true);
  AppendMember("_version", Text(metadata.Find("_version"), "-3", document.arena()), out);
  AppendMember("_id", Text(metadata.Find("_id"), "_id", document.arena()), out);
  if (const Value* const routing = metadata.Find("_routing"); routing != nullptr && !routing->is_null()) {
    AppendMember("_routing", JavaText(*routing, document.arena()), out);
  }
  out.Append(",\"_source\":");
  WriteJson(Value::Of(document.root()), out);
  out.Append(",\"_ingest\":");
  WriteJson(Value::Of(document.ingest()), out);
  out.Append('}');
}

void AppendError(const Failure& failure, Buffer& out) {
  out.Append("\"error\":{\"root_cause\":[{");
  AppendMember("type", failure.type, out, true);
  AppendMember("reason", failure.reason, out);
  out.Append("}],");
  AppendMember("type", failure.type, out, true);
  AppendMember("reason", failure.reason, out);
  for (const Failure* cause = failure.cause; cause != nullptr; cause = cause->cause) {
    out.Append(",\"caused_by\":{");
    AppendMember("type", cause->type, out, true);
    AppendMember("reason", cause->reason, out);
  }
  for (const Failure* cause = failure.cause; cause != nullptr; cause = cause->cause) out.Append('}');
  out.Append('}');
}

// Writes what each step did, in the order in which the steps ended.
class VerboseResults : public StepObserver {
 public:
  explicit VerboseResults(Buffer& out) : out_(out) {}

  void StepDone(const Step& step, bool ran, RunResult result, Document& document, const Failure* ignored) override {
    if (!first_) out_.Append(',');
    first_ = false;
    out_.Append('{');
    AppendMember("processor_type", step.type, out_, true);
    AppendMember("status", Status(ran, result, ignored), out_);
    if (!step.description.empty()) AppendMember("description", step.description, out_);
    if (!step.tag.empty()) AppendMember("tag", step.tag, out_);
    if (ignored != nullptr && step.ignore_failure) {
      out_.Append(",\"ignored_error\":{");
      AppendError(*ignored, out_);
      out_.Append('}');
    } else if (result == RunResult::kFailed) {
      out_.Append(',');
      AppendError(document.failure(), out_);
    }
    if (ran && result == RunResult::kOk) {
      out_.Append(",\"doc\":");
      AppendDocument(document, out_);
    }
    out_.Append('}');
  }

 private:
  static std::string_view Status(bool ran, RunResult result, const Failure* ignored) {
    if (!ran) return "skipped";
    if (result == RunResult::kFailed) return "error";
    if (result == RunResult::kDropped) return "dropped";
    return ignored != nullptr ? "error_ignored" : "success";
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
  context.now_nanos = options.clock();
  char timestamp[kTimeTextMaxBytes];
  const Instant now{context.now_nanos / kNanosPerSecond, static_cast<int32_t>(context.now_nanos % kNanosPerSecond)};
  context.timestamp = {timestamp, static_cast<size_t>(Write(now, timestamp) - timestamp)};
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
