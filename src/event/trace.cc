#include "event/trace.h"

#include <algorithm>

#include "base/limits.h"
#include "event/json_writer.h"

namespace flowship {

namespace {

bool RunEqual(const TraceStep&, const Value* inputs, TraceContext&, Value* result) {
  *result = Value::Bool(JavaEquals(inputs[0], inputs[1]));
  return true;
}

// The inputs' number is in `self`: steps of different length are different steps.
bool RunJoin(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
  const auto count = reinterpret_cast<uintptr_t>(step.self);
  size_t size = 0;
  for (size_t i = 0; i < count; ++i) size += inputs[i].is_string() ? inputs[i].as_text().size() : kNumberTextBytes;
  char* const start = context.arena.NewBytes(size);
  char* at = start;
  for (size_t i = 0; i < count; ++i) {
    if (inputs[i].is_string()) {
      const std::string_view text = inputs[i].as_text();
      if (!text.empty()) std::memcpy(at, text.data(), text.size());
      at += text.size();
    } else {
      at = WriteLong(inputs[i].as_long(), at);
    }
  }
  context.arena.Shrink(at);
  *result = Value::String({start, static_cast<size_t>(at - start)});
  return true;
}

}  // namespace

bool HasOrigin(const Value& value) {
  if (value.is_array()) return std::any_of(value.as_array()->begin(), value.as_array()->end(), HasOrigin);
  if (!value.is_object()) return value.origin() != 0;
  return std::any_of(value.as_object()->begin(), value.as_object()->end(), [](const Object::Entry& entry) { return HasOrigin(entry.value); });
}

uint16_t Tracer::NewSlot() {
  if (next_slot_ < limits::kTraceMaxSlots) return next_slot_++;
  Abort();
  return 1;
}

// Gives each value of a result its slot, in place where the result is a tree.
Value Tracer::Mark(const Value& value, Key key, std::vector<TraceOutcome>* outcome) {
  TraceOutcome of{value.kind(), false, 0, 0, key};
  switch (value.kind()) {
    case Kind::kNull:
      outcome->push_back(of);
      return value;
    case Kind::kBool:
      of.flag = value.as_bool();
      outcome->push_back(of);
      return value;
    case Kind::kArray:
      of.count = value.as_array()->size();
      outcome->push_back(of);
      for (Value& item : *value.as_array()) item = Mark(item, Key(), outcome);
      return value;
    case Kind::kObject:
      of.count = value.as_object()->size();
      outcome->push_back(of);
      for (Object::Entry& entry : *value.as_object()) entry.value = Mark(entry.value, entry.key, outcome);
      return value;
    case Kind::kHost:
      Abort();
      return value;
    default:
      of.flag = value.is_string() && value.as_text().empty();
      of.slot = NewSlot();
      outcome->push_back(of);
      return value.From(of.slot);
  }
}

const Tracer::Rope* Tracer::Unsettled(uint16_t slot) const {
  const auto rope = std::find_if(ropes_.begin(), ropes_.end(), [slot](const Rope& of) { return of.slot == slot; });
  return rope == ropes_.end() || rope->settled ? nullptr : &*rope;
}

// An input as a step can have it: a text that was only planned is put together now.
Value Tracer::Settled(const Value& input) {
  const auto rope = std::find_if(ropes_.begin(), ropes_.end(), [&input](const Rope& of) { return of.slot == input.origin(); });
  if (input.origin() == 0 || rope == ropes_.end() || rope->settled) return input;
  rope->settled = true;
  const TraceOutcome outcome{Kind::kString, input.as_text().empty(), rope->slot, 0, Key()};
  Push({RunJoin, reinterpret_cast<const void*>(rope->pieces.size())}, rope->pieces, {&outcome, 1});
  return input;
}

// Whether what a step does with these inputs differs from document to document. What is no scalar can't be an input.
bool Tracer::IsTraced(std::span<const Value> inputs) {
  bool traced = false, has_container = false;
  for (const Value& input : inputs) {
    has_container = has_container || input.kind() >= Kind::kArray;
    traced = traced || input.kind() == Kind::kHost || HasOrigin(input);
  }
  if (traced && has_container) Abort();
  return traced;
}

void Tracer::Push(const TraceStep& step, std::span<const Value> inputs, TraceOutcomes outcome) {
  Value* const own = arena_.NewArray<Value>(inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) new (&own[i]) Value(Settled(inputs[i]));
  TraceOutcome* const kept = arena_.NewArray<TraceOutcome>(outcome.size());
  std::uninitialized_copy(outcome.begin(), outcome.end(), kept);
  steps_.push_back({step, {own, inputs.size()}, {kept, outcome.size()}});
}

Value Tracer::Record(const TraceStep& step, std::span<const Value> inputs, const Value& result, bool always) {
  if (aborted_ || !(IsTraced(inputs) || always) || aborted_) return result;
  std::vector<TraceOutcome> outcome;
  const Value marked = Mark(result, Key(), &outcome);
  Push(step, inputs, outcome);
  return marked;
}

void Tracer::RecordFailure(const TraceStep& step, std::span<const Value> inputs) {
  failure_recorded_ = true;
  if (aborted_ || !IsTraced(inputs) || aborted_) return;
  const TraceOutcome outcome{Kind::kHost, false, 0, 0, Key()};
  Push(step, inputs, {&outcome, 1});
}

Value Tracer::Join(std::span<const Value> pieces, const Value& text) {
  if (std::none_of(pieces.begin(), pieces.end(), [](const Value& piece) { return piece.origin() != 0; })) return text;
  Rope rope{NewSlot(), {}, false};
  for (const Value& piece : pieces) {
    if (!IsTracePiece(piece)) return Abort(), text;
    const Rope* const inner = piece.origin() == 0 ? nullptr : Unsettled(piece.origin());
    if (inner == nullptr) rope.pieces.push_back(piece);
    else rope.pieces.insert(rope.pieces.end(), inner->pieces.begin(), inner->pieces.end());
  }
  ropes_.push_back(std::move(rope));
  return text.From(ropes_.back().slot);
}

bool Tracer::Equal(const Value& a, const Value& b) {
  const bool equal = JavaEquals(a, b);
  if (a.kind() != b.kind() || !(HasOrigin(a) || HasOrigin(b))) return equal;
  // Emptiness is part of the outcome.
  if (a.is_string() && (a.as_text().empty() || b.as_text().empty())) return equal;
  const Value inputs[] = {a, b};
  return Record({RunEqual}, inputs, Value::Bool(equal)).as_bool();
}

}  // namespace flowship
