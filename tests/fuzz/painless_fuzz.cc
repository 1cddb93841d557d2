// A script: it compiles or is refused, as a condition and as a script; when it compiles, it runs.

#include "fuzz.h"

#include "painless/script.h"

namespace {

void Run(std::string_view source, flowship::ScriptContext script_context) {
  using namespace flowship;
  KeySet set_keys;
  CompileOptions options;
  options.context = script_context;
  options.keys = &set_keys;
  const auto script = Compile(source, options);
  if (!script.ok()) return;
  Arena arena;
  KeyTable keys(set_keys, arena);
  JsonReader reader;
  Value root;
  JsonProblem problem;
  if (!reader.Read(arena.Copy(fuzz::kDocument), arena, keys, &root, &problem)) return;
  Environment environment;
  environment.ctx = root.as_object();
  environment.arena = &arena;
  environment.keys = &keys;
  environment.now_nanoseconds = fuzz::FixedNow;
  bool decided = false;
  if (script_context == ScriptContext::kCondition) {
    (void)(*script)->RunCondition(environment, &decided);
  } else {
    (void)(*script)->Run(environment);
    (void)ToJson(root);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string source(flowship::fuzz::TextOf(data, size));
  Run(source, flowship::ScriptContext::kCondition);
  Run(source, flowship::ScriptContext::kIngest);
  return 0;
}
