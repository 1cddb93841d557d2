#include "painless/program.h"

#include "base/format.h"

#include <algorithm>

#include "base/limits.h"
#include "painless/analyzer.h"
#include "painless/cast.h"
#include "painless/parser.h"
#include "painless/run.h"
#include "painless/source.h"

namespace flowship {

Result<std::unique_ptr<const Script>> Compile(std::string_view source, const CompileOptions& options) {
  if (source.size() > limits::kScriptMaxBytes) {
    return Error{fmt::format("exceeded max allowed inline script size in bytes [{}] with size [{}]", limits::kScriptMaxBytes, source.size())};
  }
  auto program = std::make_unique<painless::Program>(source, options);
  try {
    Arena syntax;
    painless::Analyze(painless::Parse(program->source, syntax), *program, *options.keys);
    std::sort(program->statements.begin(), program->statements.end());
  } catch (const painless::CompileFailure& failure) {
    return Error{painless::Explain(program->source, failure)};
  }
  return std::unique_ptr<const Script>(std::move(program));
}

namespace painless {

Program::Program(std::string_view source_text, const CompileOptions& options)
    : source(source_text),
      context(options.context),
      params(options.params.is_object() ? options.params : Value::Of(Object::New(options.keys->arena(), 1))),
      functions(options.functions == nullptr ? ScriptHostFunctions{} : *options.functions) {
  CollectContainers(params);
  std::sort(containers_of_params_.begin(), containers_of_params_.end());
}

void Program::CollectContainers(const Value& value) {
  if (value.is_array()) {
    containers_of_params_.push_back(value.as_array());
    for (const Value& item : *value.as_array()) CollectContainers(item);
  } else if (value.is_object()) {
    containers_of_params_.push_back(value.as_object());
    for (const Object::Entry& entry : *value.as_object()) CollectContainers(entry.value);
  }
}

bool Program::IsOfParams(const void* container) const {
  return std::binary_search(containers_of_params_.begin(), containers_of_params_.end(), container);
}

namespace {

// Elasticsearch's name of an exception: the simple class name in lower case with underscores.
std::string_view ExceptionName(TypeId type, Arena& arena) {
  const std::string_view name = SimpleNameOf(type);
  char* const out = arena.NewBytes(2 * name.size());
  size_t size = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool upper = name[i] >= 'A' && name[i] <= 'Z';
    if (upper && i != 0) out[size++] = '_';
    out[size++] = upper ? static_cast<char>(name[i] + ('a' - 'A')) : name[i];
  }
  return {out, size};
}

ScriptException ReportOf(const ExceptionHost& exception, Arena& arena) {
  ScriptException report;
  report.type = ExceptionName(exception.type().id, arena);
  report.has_message = !exception.message().is_null();
  report.message = report.has_message ? exception.message().as_text() : std::string_view();
  if (exception.cause() != nullptr) report.cause = arena.New<ScriptException>(ReportOf(*exception.cause(), arena));
  return report;
}

}  // namespace

bool Program::RunMain(Environment& environment, Value* result) const {
  if (environment.tracer != nullptr && !arena.traces()) environment.tracer->Abort();
  painless::Run run(*this, environment);
  *result = Invoke(*main, nullptr, nullptr, run);
  if (run.Finish()) return true;
  environment.exception = ReportOf(*run.thrown(), *environment.arena);
  if (run.thrown()->is_located()) environment.exception.place = PlaceOf(run.thrown()->at());
  return false;
}

ScriptPlace Program::PlaceOf(uint32_t at) const {
  // Of a member its point is shown.
  while (at > 0 && (source[at - 1] == '.' || source[at - 1] == '?') && at < source.size()) --at;
  const auto next = std::upper_bound(statements.begin(), statements.end(), at);
  const uint32_t start = next == statements.begin() ? 0 : *(next - 1);
  return {source, at, start, next == statements.end() ? static_cast<uint32_t>(source.size()) : *next};
}

bool Program::Run(Environment& environment) const {
  Value result;
  return RunMain(environment, &result);
}

bool Program::RunCondition(Environment& environment, bool* result) const {
  Value value;
  if (!RunMain(environment, &value)) return false;
  *result = value.is_bool() && value.as_bool();
  return true;
}

bool Program::Judge(Object& ctx, bool* result) const {
  const Node* const node = main->value;
  if (node == nullptr || node->judge == nullptr || needs_metadata) return false;
  const Verdict verdict = node->judge(*node, ctx);
  *result = verdict == Verdict::kTrue;
  return verdict != Verdict::kUnknown;
}

}  // namespace painless
}  // namespace flowship
