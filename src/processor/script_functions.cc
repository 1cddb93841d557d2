#include "processor/script_functions.h"

#include "painless/text.h"

namespace flowship {

namespace {

bool Lowercase(ScriptHostCall& call) {
  call.result = Value::String(painless::LowerCase(call.arguments[0].as_text(), *call.arena));
  return true;
}

bool Uppercase(ScriptHostCall& call) {
  call.result = Value::String(painless::UpperCase(call.arguments[0].as_text(), *call.arena));
  return true;
}

}  // namespace

const ScriptHostFunctions& ProcessorScriptFunctions() {
  static constexpr ScriptHostFunctions kFunctions{.lowercase = Lowercase, .uppercase = Uppercase};
  return kFunctions;
}

}  // namespace flowship
