#pragma once
// The executable form of a script: a tree of nodes with direct function pointers, made once by the analyzer, immutable and shared by threads.
// Types are resolved: a node's value always has the kind that its static type says. A statement is a Step, an expression a Node.
// Nodes live in the script's arena.

#include <cstdint>
#include <span>
#include <string_view>

#include "event/value.h"
#include "painless/run.h"
#include "painless/type.h"

namespace flowship::painless {

struct Method;

// What a condition comes to by a look at ctx alone; kUnknown: it takes a run to say.
enum class Verdict : uint8_t { kFalse, kTrue, kUnknown };
inline Verdict VerdictOf(bool yes) { return yes ? Verdict::kTrue : Verdict::kFalse; }

struct Node {
  Value (*eval)(const Node& node, Run& run);
  uint32_t at;  // in the source, for exceptions
  bool traces = false;  // it keeps the law of tracing (event/trace.h)
  // The short way, for conditions: no run is set up, nothing is made. nullptr: there is none.
  Verdict (*judge)(const Node& node, Object& ctx) = nullptr;
};

inline Value Eval(const Node* node, Run& run) { return node->eval(*node, run); }

enum class Flow : uint8_t { kNext, kBreak, kContinue, kReturn, kThrow };

struct Step {
  Flow (*exec)(const Step& step, Run& run);
  uint32_t at;
  bool traces = false;
};

// Where nodes are made. It knows whether all of them can be traced.
class NodeArena : public Arena {
 public:
  template <typename T, typename... Args>
  T* New(Args&&... args) {
    T* const made = Arena::New<T>(std::forward<Args>(args)...);
    if constexpr (std::is_base_of_v<Node, T> || std::is_base_of_v<Step, T>) traces_ = traces_ && made->traces;
    return made;
  }
  bool traces() const { return traces_; }

 private:
  bool traces_ = true;
};

inline constexpr bool kTraces = true;

inline Flow Exec(const Step* step, Run& run) { return step->exec(*step, run); }

// A function of the script, a lambda, or the script itself.
struct Code {
  std::string_view name;
  const Step* body = nullptr;  // one of the two: a lambda may be an expression
  const Node* value = nullptr;
  std::span<const Type> parameters;           // they have the first slots
  std::span<const uint32_t> capture_slots;    // where what a lambda has captured goes
  uint32_t slots = 0;
};

// Runs it; arguments are of the declared types already.
Value Invoke(const Code& code, const Value* arguments, const Value* captured, Run& run);

// An access `object.name` where the object's class is known at run time only.
struct FieldSite {
  std::string_view name;
  Key key;
  mutable PositionHint hint{};
  const Method* map_getter = nullptr;  // what the name means on a HashMap, if it is not a key: `empty`
};

Value LoadField(Run& run, const Value& object, const FieldSite& site);
bool StoreField(Run& run, const Value& object, const FieldSite& site, Value value);
// For a trace it matters which element is meant, and not what it is.
inline void TraceElement(Run& run, const Value& object, const Value& index) {
  const bool known = (object.is_object() || object.is_array()) && index.kind() < Kind::kArray && index.origin() == 0;
  if (run.tracer != nullptr && !known) run.tracer->Abort();
}
Value LoadElement(Run& run, const Value& object, const Value& index);
bool StoreElement(Run& run, const Value& object, const Value& index, Value value);

}  // namespace flowship::painless
