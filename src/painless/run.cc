#include "painless/run.h"

#include "base/clock.h"

#include <algorithm>
#include <span>

#include "painless/collections.h"
#include "painless/program.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {

Run::Run(const Program& the_program, Environment& environment)
    : program(the_program),
      arena(*environment.arena),
      keys(*environment.keys),
      ctx(environment.ctx),
      tracer(environment.tracer),
      environment_(environment),
      held_at_start_(arena.HeldBytes()),
      guarded_(the_program.context == ScriptContext::kCondition || !the_program.params.as_object()->empty()) {
  if (program.context != ScriptContext::kCondition) TakeHalvesMade();
  char here;
  stack_base_ = reinterpret_cast<uintptr_t>(&here);
}

Value Run::Throw(TypeId type, std::string_view message) {
  return Throw(arena.New<ExceptionHost>(type, Value::String(arena.Copy(message))));
}

Value Run::ThrowBecause(TypeId type, std::string_view message, const ExceptionHost* cause) {
  return Throw(arena.New<ExceptionHost>(type, Value::String(arena.Copy(message)), cause));
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
  return environment_.now_nanoseconds != nullptr ? environment_.now_nanoseconds() : SystemWallNanos();
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

// Makes what a script put into a tree storable: other maps become objects, other collections arrays. What would have no end in JSON is cut: a
// container inside of itself, what lies too deep, and what is reached too often. The tree is sound afterwards in any case.
class Settler {
 public:
  Settler(Run& run, bool has_halves) : run_(run), has_halves_(has_halves) {}

  std::string_view problem() const { return problem_; }

  void Settle(Value& value) {
    if (has_halves_) value = Whole(value);
    if (value.kind() < Kind::kArray) return;
    if (value.kind() == Kind::kHost) Replace(value);
    if (value.kind() == Kind::kHost || value.kind() < Kind::kArray) return;
    const void* const container = value.is_array() ? static_cast<const void*>(value.as_array()) : value.as_object();
    const std::span<const void* const> path(path_, depth_);
    if (std::find(path.begin(), path.end(), container) != path.end()) return Cut(value, "Iterable object is self-referencing itself (ingest script)");
    if (depth_ == limits::kJsonMaxDepth) return Cut(value, "the document is nested too deep (ingest script)");
    if (++count_ > limits::kScriptMaxTreeContainers) return Cut(value, "the document has too many objects (ingest script)");
    path_[depth_++] = container;
    if (value.is_array()) {
      for (Value& item : *value.as_array()) Settle(item);
    } else {
      NameKeys(*value.as_object());
      for (Object::Entry& entry : *value.as_object()) Settle(entry.value);
    }
    --depth_;
  }

 private:
  // A text without halves of characters, which are no UTF-8.
  Value Whole(const Value& value) {
    if (value.is_string() && HasHalves(value.as_text())) return Value::String(WithoutHalves(value.as_text(), run_.arena));
    const bool half = value.kind() == Kind::kChar && value.as_long() >= 0xD800 && value.as_long() < 0xE000;
    return half ? Value::String("?") : value;
  }
  Key WholeKey(Key key) {
    const Value* const odd = run_.RememberedKey(key);
    const std::string_view text = odd == nullptr ? key.text() : TextOf(run_, *odd);
    if (has_halves_ && HasHalves(text)) return run_.keys.Get(WithoutHalves(text, run_.arena));
    return odd == nullptr ? key : run_.keys.Get(text);
  }

  void Cut(Value& value, std::string_view problem) {
    value = Value();
    problem_ = problem;
  }

  // JSON's keys are texts: 1 becomes "1".
  void NameKeys(Object& object) {
    const auto odd = [this](const Object::Entry& entry) {
      return run_.RememberedKey(entry.key) != nullptr || (has_halves_ && HasHalves(entry.key.text()));
    };
    if (std::none_of(object.begin(), object.end(), odd)) return;
    const uint32_t size = object.size();
    Object::Entry* const entries = run_.arena.NewArray<Object::Entry>(size);
    std::uninitialized_copy(object.begin(), object.end(), entries);
    object.Clear();
    for (uint32_t i = 0; i < size; ++i) object.Set(WholeKey(entries[i].key), entries[i].value, run_.arena);
  }

  void Replace(Value& value) {
    if (const Object* const entries = MapEntries(value)) {
      Object* const object = Object::New(run_.arena, entries->size());
      for (const Object::Entry* const entry : EntriesOf(run_, value)) object->Add(entry->key, entry->value, run_.arena);
      value = Value::Of(object);
      return;
    }
    Sequence items;
    const ArrayHost* const array = As<ArrayHost>(value);
    if (array != nullptr && array->type() == Type(TypeId::kByte, 1)) return;  // shown as base64
    if (!ToSequence(run_, value, &items)) return;
    Array* const list = Array::New(run_.arena, items.size());
    for (const Value& item : items) list->Push(item, run_.arena);
    value = Value::Of(list);
  }

  Run& run_;
  const bool has_halves_;
  const void* path_[limits::kJsonMaxDepth];
  size_t depth_ = 0, count_ = 0;
  std::string_view problem_;
};

}  // namespace

bool Run::Finish() {
  if (program.context == ScriptContext::kCondition) return !failed();
  ExceptionHost* const thrown = TakeThrown();
  const bool has_halves = TakeHalvesMade();
  if (has_halves && tracer != nullptr) tracer->Abort();  // texts are made new
  if (stored_container_ || has_halves) {
    Value root = Value::Of(ctx);
    Settler settler(*this, has_halves);
    settler.Settle(root);
    TakeThrown();  // a comparator of a sorted map may fail
    if (!settler.problem().empty()) Throw(TypeId::kIllegalArgumentException, settler.problem());
  }
  if (thrown != nullptr) thrown_ = thrown;
  return !failed();
}

}  // namespace flowship::painless
