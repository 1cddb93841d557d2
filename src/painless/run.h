#pragma once
// One run of a script: where its values live, what was thrown, what it has spent. Every node and every method of the API gets it.
//
// A Java exception is state here: Throw sets it and returns a null Value, and whoever called something that may throw looks at failed() and
// returns at once. The first place that knows the position in the source says it by Locate.

#include <cstdint>
#include <string_view>

#include "base/arena.h"
#include "base/format.h"
#include "base/limits.h"
#include "event/key.h"
#include "event/trace.h"
#include "event/value.h"
#include "painless/host.h"
#include "painless/script.h"
#include "painless/type.h"

namespace flowship::painless {

class Program;

class Run {
 public:
  Run(const Program& program, Environment& environment);

  const Program& program;
  Arena& arena;
  KeyTable& keys;
  Object* const ctx;
  Value* slots = nullptr;  // of the function that runs: parameters first, then variables
  Value result;            // what `return` gave
  Tracer* const tracer;    // records this run; nullptr: nobody does

  bool failed() const { return thrown_ != nullptr; }
  ExceptionHost* thrown() const { return thrown_; }
  ExceptionHost* TakeThrown() {
    ExceptionHost* const thrown = thrown_;
    thrown_ = nullptr;
    return thrown;
  }
  void Locate(uint32_t at) { thrown_->Locate(at); }

  Value Throw(ExceptionHost* exception) {
    thrown_ = exception;
    return Value();
  }
  // `message` is copied.
  Value Throw(TypeId type, std::string_view message);
  Value ThrowWithoutMessage(TypeId type);
  Value ThrowBecause(TypeId type, std::string_view message, const ExceptionHost* cause);
  template <typename... Args>
  Value ThrowFormatted(TypeId type, fmt::format_string<Args...> format, const Args&... args) {
    return Throw(arena.New<ExceptionHost>(type, Value::String(FormatIn(arena, format, args...))));
  }
  Value ThrowNull(std::string_view what) { return Throw(TypeId::kNullPointerException, what); }

  // One more turn of a loop; false: too many, PainlessError is thrown.
  bool CountLoop() {
    if (++loops_ <= limits::kScriptMaxLoopIterations) return CheckMemory();
    return ThrowLoopLimit();
  }
  // The script makes `bytes` more; false: too much, OutOfMemoryError is thrown.
  bool Spend(size_t bytes) {
    spent_ += bytes;
    if (spent_ <= limits::kScriptMaxTextBytes) return true;
    return ThrowMemoryLimit();
  }
  // So many elements (or 128 bytes of text each) were looked at in one call; false: too many altogether, as if a loop had turned too often.
  bool Work(size_t steps) {
    work_ += steps;
    return work_ <= limits::kScriptMaxWork || ThrowLoopLimit();
  }
  // False: the arena has grown too much since the run began, OutOfMemoryError is thrown. Asked at every turn and call.
  bool CheckMemory() { return arena.HeldBytes() - held_at_start_ <= limits::kScriptMaxArenaBytes || ThrowMemoryLimit(); }
  // False: functions have called each other too deep, StackOverflowError is thrown.
  bool CheckStack() {
    char here;
    if (!CheckMemory()) return false;
    if (static_cast<size_t>(stack_base_ - reinterpret_cast<uintptr_t>(&here)) <= limits::kScriptMaxStackBytes) return true;
    return ThrowStackOverflow();
  }

  // To be asked before an array or object is changed; false: it belongs to the condition's ctx or to params, and an exception is thrown.
  bool MayChange(const void* container) { return !guarded_ || MayChangeGuarded(container); }
  // To be called with everything that is put into a container: marks the run as one whose tree must be looked at in the end, and makes an own
  // copy of what belongs to params.
  Value Stored(Value value) { return value.kind() < Kind::kArray ? value : StoredContainer(value); }

  // The keys of maps that are no strings (map_keys.cc).
  void RememberKey(Key key, Value value);
  const Value* RememberedKey(Key key) const { return odd_keys_ == nullptr ? nullptr : odd_keys_->Find(key); }

  std::string_view Copy(std::string_view text) { return arena.Copy(text); }
  int64_t NowNanoseconds() const;

  // After the script, failed or not: makes what it put into ctx storable, and cuts what has no end. False: an exception is thrown.
  bool Finish();

 private:
  bool ThrowLoopLimit();
  bool ThrowMemoryLimit();
  bool ThrowStackOverflow();
  bool MayChangeGuarded(const void* container);
  Value StoredContainer(Value value);

  Environment& environment_;
  ExceptionHost* thrown_ = nullptr;
  int64_t loops_ = 0;
  size_t spent_ = 0, work_ = 0;
  const size_t held_at_start_;
  uintptr_t stack_base_;
  Object* odd_keys_ = nullptr;
  bool guarded_;
  bool stored_container_ = false;
};

// Java's own wording where the JVM's helpful message would name the source's expression.
inline constexpr std::string_view kNullOperand = "Cannot invoke \"Object.getClass()\" because \"left\" is null";

}  // namespace flowship::painless
