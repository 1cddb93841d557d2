#include "pipeline/condition.h"

namespace flowship {

namespace {

// Elasticsearch shows a script source and its metadata as one map, ctx. The metadata are put into the root only for scripts that may look at them.
class MetadataInCtx {
 public:
  MetadataInCtx(Document& document, bool wanted) : document_(document), wanted_(wanted) {
    if (!wanted_) return;
    for (const Object::Entry& entry : *document_.metadata()) document_.root()->Set(entry.key, entry.value, document_.arena());
  }
  ~MetadataInCtx() {
    if (!wanted_) return;
    Object& root = *document_.root();
    Object& metadata = *document_.metadata();
    metadata.Clear();
    for (uint32_t i = 0; i < root.size();) {
      const Object::Entry entry = root.begin()[i];
      if (!IsMetadataField(entry.key.text())) {
        ++i;
        continue;
      }
      metadata.Set(entry.key, entry.value, document_.arena());
      root.Remove(entry.key);
    }
  }
  MetadataInCtx(const MetadataInCtx&) = delete;
  MetadataInCtx& operator=(const MetadataInCtx&) = delete;

 private:
  Document& document_;
  const bool wanted_;
};

Failure FailureOf(const ScriptException& exception, Arena& arena) {
  Failure failure{exception.type, exception.has_message ? exception.message : kNoReason};
  if (exception.cause != nullptr) failure.cause = arena.New<Failure>(FailureOf(*exception.cause, arena));
  return failure;
}

// Painless puts every exception of a script into a ScriptException.
bool FailInScript(Document& document, const Environment& environment) {
  Arena& arena = document.arena();
  const ScriptPlace& place = environment.exception.place;
  return document.FailBecause("script_exception", "runtime error", FailureOf(environment.exception, arena), place.source.empty() ? nullptr : arena.New<ScriptPlace>(place));
}

Environment EnvironmentOf(Document& document) {
  Environment environment;
  environment.ctx = document.root();
  environment.arena = &document.arena();
  environment.keys = &document.keys();
  environment.now_nanoseconds = document.context().clock;
  environment.tracer = document.tracer;
  return environment;
}

}  // namespace

Result<std::unique_ptr<const Condition>> Condition::Compile(std::string_view source, KeySet& keys, Value params) {
  CompileOptions options;
  options.context = ScriptContext::kCondition;
  options.keys = &keys;
  options.params = params;
  auto script = flowship::Compile(source, options);
  if (!script.ok()) return script.error();
  return std::unique_ptr<const Condition>(new Condition(*std::move(script)));
}

bool Condition::Test(Document& document, bool* result) const {
  if (document.tracer == nullptr && script_->Judge(*document.root(), result)) return true;
  Environment environment = EnvironmentOf(document);
  const MetadataInCtx metadata(document, script_->NeedsMetadata());
  if (script_->RunCondition(environment, result)) return true;
  return FailInScript(document, environment);
}

bool RunScript(const Script& script, Document& document) {
  Environment environment = EnvironmentOf(document);
  const MetadataInCtx metadata(document, script.NeedsMetadata());
  if (script.Run(environment)) return true;
  return FailInScript(document, environment);
}

}  // namespace flowship
