#pragma once
// Painless: Elasticsearch 8's script language, for the `if` of processors and for the `script` processor. Compiled once, run for every event.
//
//   CompileOptions options{.context = ScriptContext::kCondition, .keys = &keys};
//   Result<std::unique_ptr<const Script>> script = Compile("ctx.source?.ip != null", options);
//   Environment environment{.ctx = event, .arena = &arena, .keys = &batch_keys};
//   bool result;
//   if (!(*script)->RunCondition(environment, &result)) Report(environment.exception);
//
// Law:
// * A Script is immutable: any number of threads run it, each with its own Environment. It points into the KeySet that it was compiled with.
// * Everything that a run makes lives in the environment's arena. An ordinary run allocates nothing else and throws no C++ exception; a script's
//   exception is a return value.
// * Types, casts, operators and the meaning of methods are those of Painless, so Java's: strings count UTF-16 units, integers wrap, a HashMap is
//   iterated in Java's order of its buckets.
// * A script puts into ctx what JSON can show, and objects with a text form (ZonedDateTime). Sets, sorted maps, arrays and views that it put
//   there are plain lists and maps when the run has ended. A tree that contains itself is refused at the end of the run.
// * Limits: limits.h, kScript*.
// Source: Elasticsearch's "Painless scripting language" (guide, specification, API reference, contexts "ingest processor" and "ingest conditional").

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "event/key.h"
#include "event/value.h"

namespace flowship {

enum class ScriptContext : uint8_t {
  kCondition,  // gives a boolean; ctx can't be changed
  kIngest,     // gives nothing; ctx can be changed
};

// One call of a static method of `Processors`. The result's memory is the arena's or the arguments'.
struct ScriptHostCall {
  const Value* arguments;
  size_t argument_count;
  Arena* arena;
  KeyTable* keys;
  Value result;
  std::string_view error_type;  // java.lang.IllegalArgumentException …, as ClassName in the arena or constant
  std::string_view error;
};

// False: the call failed, error_type and error say why.
using ScriptHostFunction = bool (*)(ScriptHostCall& call);

// What `Processors.*` calls. A script that names one that is unset does not compile.
struct ScriptHostFunctions {
  ScriptHostFunction bytes = nullptr;              // long bytes(String)
  ScriptHostFunction lowercase = nullptr;          // String lowercase(String)
  ScriptHostFunction uppercase = nullptr;          // String uppercase(String)
  ScriptHostFunction json = nullptr;               // Object json(Object); void json(Map, String)
  ScriptHostFunction url_decode = nullptr;         // String urlDecode(String)
  ScriptHostFunction community_id = nullptr;       // String communityId(String, Object, Object, Object, Object, Object, Object, Object[, int seed])
  ScriptHostFunction network_direction = nullptr;  // String networkDirection(String source, String destination, List internal networks)
  ScriptHostFunction registered_domain = nullptr;  // Map registeredDomain(String)
  ScriptHostFunction uri_parts = nullptr;          // Map uriParts(String)
};

struct CompileOptions {
  ScriptContext context = ScriptContext::kIngest;
  KeySet* keys = nullptr;  // keys that the script names are interned there; outlives the script
  Value params;            // an object in the KeySet's arena, or null
  const ScriptHostFunctions* functions = nullptr;  // outlives the script
};

// Where in a script something happened, in bytes: at `at` of the statement from `start` to `end`. The source lives as long as the script.
struct ScriptPlace {
  std::string_view source;
  uint32_t at = 0, start = 0, end = 0;
};

// An exception that left a script. The texts live in the run's arena.
struct ScriptException {
  std::string_view type;     // Elasticsearch's name of the cause: null_pointer_exception
  std::string_view message;  // the cause's message
  bool has_message = true;
  ScriptPlace place;         // without a source: it was thrown nowhere in particular
  const ScriptException* cause = nullptr;
};

class Tracer;

struct Environment {
  Object* ctx = nullptr;
  Arena* arena = nullptr;
  KeyTable* keys = nullptr;
  int64_t (*now_nanoseconds)() = nullptr;  // since 1970-01-01T00:00Z; none: the system's clock
  Tracer* tracer = nullptr;                // records the run (event/trace.h)
  ScriptException exception;               // set when a run returns false
};

class Script {
 public:
  virtual ~Script() = default;

  // True: done. False: environment.exception says why; what the script had changed by then stays changed.
  virtual bool Run(Environment& environment) const = 0;
  // The same for a condition.
  virtual bool RunCondition(Environment& environment, bool* result) const = 0;
  // A condition that only asks what fields are there is decided by a look at ctx, without a run (measured: a quarter of the cost). False: run it.
  virtual bool Judge(Object& ctx, bool* result) const = 0;
  // The script may look at the metadata (_index, _id, _routing, _version …), which are then put into ctx before the run and taken out after it.
  virtual bool NeedsMetadata() const = 0;
};

// An error's message starts with line:column and ends with the source line and a caret.
Result<std::unique_ptr<const Script>> Compile(std::string_view source, const CompileOptions& options);

}  // namespace flowship
