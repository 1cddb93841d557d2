#pragma once
// One script, compiled and run over one document: what the tables' test and the comparison with a real node share.

#include <string>

#include "event/json_reader.h"
#include "event/value.h"
#include "painless/script.h"

namespace flowship::painless {

struct RunOutcome {
  bool failed = false;
  std::string type, reason;     // of an exception
  uint32_t at = 0;
  bool condition = false;       // what a condition gave
  std::string document;         // ctx after the run, as JSON with its keys in order
};

// Keys of objects sorted, so that two equal trees have equal texts.
std::string CanonicalJson(const Value& value);

// Owns the memory of one script and its run. Compile first: the keys that the script names are known then, and only then may ctx be made.
class ScriptRunner {
 public:
  Arena& arena() { return arena_; }
  KeyTable& keys() { return keys_; }
  KeySet& key_set() { return key_set_; }
  Value FromJson(std::string_view text);
  Value ParamsFromJson(std::string_view text);

  // The message of an error, or nothing. `params` lives in the key set's arena.
  std::string Compile(std::string_view source, ScriptContext context, Value params);
  RunOutcome Run(Value ctx);
  const Value& ctx() const { return ctx_; }

 private:
  KeySet key_set_;
  ScriptContext context_ = ScriptContext::kIngest;
  Arena arena_;
  KeyTable keys_{key_set_, arena_};
  Value ctx_;
  std::unique_ptr<const Script> script_;
};

}  // namespace flowship::painless
