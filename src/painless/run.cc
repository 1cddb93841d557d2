#include "painless/run.h"

#include <algorithm>
#include <chrono>

#include "painless/collections.h"
#include "painless/program.h"
#include "painless/values.h"

namespace flowship::painless {

Run::Run(const Program& the_program, Environment& environment)
    : program(the_program),
      arena(*environment.arena),
      keys(*environment.keys),
      ctx(environment.ctx),
      environment_(environment),
      guarded_(the_program.context == ScriptContext::kCondition || !the_program.params.as_object()->empty()) {
  char here;
  stack_base_ = reinterpret_cast<uintptr_t>(&here);
}

Value Run::Throw(TypeId type, std::string_view message) {
  return Throw(arena.New<ExceptionHost>(type, Value::String(arena.Copy(message))));
}

Value Run::ThrowWithoutMessage(TypeId type) { return Throw(arena.New<ExceptionHost>(type, Value())); }

bool Run::ThrowLoopLimit() {
  Throw(TypeId::kPainlessError, "The maximum number of statements that can be executed in a loop has been reached.");
  return false;
}

bool Run::ThrowMemoryLimit() {
  ThrowFormatted(TypeId::kOutOfMemoryError, "the script has made more than [{}] bytes", limits::kScriptMaxTextBytes);
  return false;
}

bool Run::ThrowStackOverflow() {
  ThrowWithoutMessage(TypeId::kStackOverflowError);
  return false;
}

int64_t Run::NowNanoseconds() const {
  if (environment_.now_nanoseconds != nullptr) return environment_.now_nanoseconds();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void Run::RememberKey(Key key, Value value) {
  stored_container_ = true;  // it may be in ctx, where keys are texts in the end
  if (odd_keys_ == nullptr) odd_keys_ = Object::New(arena);
  odd_keys_->Set(key, value, arena);
}

namespace {

bool Contains(const Value& tree, const void* container) {
  if (tree.is_array()) {
    if (tree.as_array() == container) return true;
    for (const Value& item : *tree.as_array()) {
      if (Contains(item, container)) return true;
    }
  } else if (tree.is_object()) {
    if (tree.as_object() == container) return true;
    for (const Object::Entry& entry : *tree.as_object()) {
      if (Contains(entry.value, container)) return true;
    }
  }
  return false;
}

}  // namespace

bool Run::MayChangeGuarded(const void* container) {
  if (program.context == ScriptContext::kCondition && Contains(Value::Of(ctx), container)) {
    Throw(TypeId::kUnsupportedOperationException, "Mutating ingest documents in conditionals is not supported");
    return false;
  }
  if (!program.IsOfParams(container)) return true;
  ThrowWithoutMessage(TypeId::kUnsupportedOperationException);
  return false;
}

Value Run::StoredContainer(Value value) {
  stored_container_ = true;
  if (guarded_ && value.kind() != Kind::kHost) {
    const void* const container = value.is_array() ? static_cast<const void*>(value.as_array()) : value.as_object();
    if (program.IsOfParams(container)) return DeepCopy(value, arena);
  }
  return value;
}

namespace {

constexpr int kMaxTreeDepth = 1000;  // deeper than a document may be; a tree that contains itself has no depth

// Makes what a script put into a tree storable: other maps become objects, other collections arrays.
class Settler {
 public:
  explicit Settler(Run& run) : run_(run) {}

  bool Settle(Value& value, int depth) {
    if (value.kind() < Kind::kArray) return true;
    if (depth > kMaxTreeDepth) {
      run_.Throw(TypeId::kIllegalArgumentException, "Iterable object is self-referencing itself (ingest script)");
      return false;
    }
    if (value.kind() == Kind::kHost && !Replace(value)) return false;
    if (value.is_array()) {
      for (Value& item : *value.as_array()) {
        if (!Settle(item, depth + 1)) return false;
      }
    } else if (value.is_object()) {
      NameKeys(*value.as_object());
      for (Object::Entry& entry : *value.as_object()) {
        if (!Settle(entry.value, depth + 1)) return false;
      }
    }
    return true;
  }

 private:
  // JSON's keys are texts: 1 becomes "1".
  void NameKeys(Object& object) {
    const auto odd = [this](const Object::Entry& entry) { return run_.RememberedKey(entry.key) != nullptr; };
    if (std::none_of(object.begin(), object.end(), odd)) return;
    const uint32_t size = object.size();
    Object::Entry* const entries = run_.arena.NewArray<Object::Entry>(size);
    std::uninitialized_copy(object.begin(), object.end(), entries);
    object.Clear();
    for (uint32_t i = 0; i < size; ++i) {
      const Value* const key = run_.RememberedKey(entries[i].key);
      object.Set(key == nullptr ? entries[i].key : run_.keys.Get(TextOf(run_, *key)), entries[i].value, run_.arena);
    }
  }

  bool Replace(Value& value) {
    if (const Object* const entries = MapEntries(value)) {
      Object* const object = Object::New(run_.arena, entries->size());
      for (const Object::Entry* const entry : EntriesOf(run_, value)) object->Add(entry->key, entry->value, run_.arena);
      value = Value::Of(object);
      return !run_.failed();
    }
    Sequence items;
    const ArrayHost* const array = As<ArrayHost>(value);
    if (array != nullptr && array->type() == Type(TypeId::kByte, 1)) return true;  // shown as base64
    if (!ToSequence(run_, value, &items)) return !run_.failed();
    Array* const list = Array::New(run_.arena, items.size());
    for (const Value& item : items) list->Push(item, run_.arena);
    value = Value::Of(list);
    return true;
  }

  Run& run_;
};

}  // namespace

bool Run::Finish() {
  if (!stored_container_ || program.context == ScriptContext::kCondition) return true;
  Value root = Value::Of(ctx);
  return Settler(*this).Settle(root, 0);
}

}  // namespace flowship::painless
