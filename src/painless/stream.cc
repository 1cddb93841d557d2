#include "painless/stream.h"

#include "painless/cast.h"
#include "painless/sorting.h"
#include "painless/values.h"

namespace flowship::painless {

bool StreamHost::Use(Run& run) {
  if (!used_) {
    used_ = true;
    return true;
  }
  run.Throw(TypeId::kIllegalStateException, "stream has already been operated upon or closed");
  return false;
}

Value NewStream(Run& run, TypeId type, Sequence items) { return Value::Of(run.arena.New<StreamHost>(type, items)); }

namespace {

// What a primitive stream's elements are; def for Stream.
TypeId ElementOf(const StreamHost& stream) {
  switch (stream.type().id) {
    case TypeId::kIntStream: return TypeId::kInt;
    case TypeId::kLongStream: return TypeId::kLong;
    case TypeId::kDoubleStream: return TypeId::kDouble;
    default: return TypeId::kDef;
  }
}

bool DrainSource(Run& run, StreamHost& stream, Visitor visit) {
  for (const Value& item : stream.items()) {
    if (!visit(item) || run.failed()) return false;
  }
  return true;
}

bool DrainRange(Run& run, StreamHost& stream, Visitor visit) {
  for (int64_t i = stream.from(); i < stream.to(); ++i) {
    if (!run.CountLoop() || !visit(ConvertNumber(Value::Long(i), ElementOf(stream))) || run.failed()) return false;
  }
  return true;
}

bool DrainFlat(Run& run, StreamHost& stream, Visitor visit) {
  auto inner = [&](const Value& item) {
    const Value result = CallFunction(run, stream.argument(), {item});
    if (run.failed()) return false;
    if (result.is_null()) return true;
    StreamHost* const part = As<StreamHost>(result);
    if (part != nullptr) return part->Use(run) && Drain(run, *part, visit);
    ThrowClassCast(run, result, NameOf(TypeId::kStream));
    return false;
  };
  return Drain(run, *stream.before(), inner);
}

bool DrainLimit(Run& run, StreamHost& stream, Visitor visit) {
  const int64_t limit = stream.argument().as_long();
  int64_t count = 0;
  bool ended = false;
  auto inner = [&](const Value& item) {
    if (count == limit) return false;
    ended = !visit(item);
    return !ended && ++count < limit;
  };
  if (limit > 0) Drain(run, *stream.before(), inner);
  return !ended && !run.failed();
}

bool DrainSkip(Run& run, StreamHost& stream, Visitor visit) {
  int64_t left = stream.argument().as_long();
  auto inner = [&](const Value& item) { return left-- > 0 || visit(item); };
  return Drain(run, *stream.before(), inner);
}

bool DrainDistinct(Run& run, StreamHost& stream, Visitor visit) {
  SetHost* const seen = SetHost::New(run, TypeId::kLinkedHashSet);
  auto inner = [&](const Value& item) { return !SetAdd(run, *seen, item) ? !run.failed() : visit(item); };
  return Drain(run, *stream.before(), inner);
}

bool DrainSorted(Run& run, StreamHost& stream, Visitor visit) {
  const Sequence all = Collected(run, *stream.before());
  if (run.failed()) return false;
  Value* const items = const_cast<Value*>(all.data());  // Collected made them for us
  SortBy(run, std::span<Value>(items, all.size()), [&](const Value& a, const Value& b) { return CompareBy(run, stream.argument(), a, b); });
  for (size_t i = 0; i < all.size() && !run.failed(); ++i) {
    if (!visit(items[i])) return false;
  }
  return !run.failed();
}

}  // namespace

bool Drain(Run& run, StreamHost& stream, Visitor visit) {
  if (!run.CheckStack()) return false;
  const TypeId element = ElementOf(stream);
  switch (stream.stage()) {
    case Stage::kSource: return DrainSource(run, stream, visit);
    case Stage::kRange: return DrainRange(run, stream, visit);
    case Stage::kFlatMap: return DrainFlat(run, stream, visit);
    case Stage::kLimit: return DrainLimit(run, stream, visit);
    case Stage::kSkip: return DrainSkip(run, stream, visit);
    case Stage::kDistinct: return DrainDistinct(run, stream, visit);
    case Stage::kSorted: return DrainSorted(run, stream, visit);
    case Stage::kConcat: return Drain(run, *stream.before(), visit) && Drain(run, *As<StreamHost>(stream.argument()), visit);
    case Stage::kMap: {
      auto inner = [&](const Value& item) {
        const Value result = CallAs(run, element, stream.argument(), {item});
        return !run.failed() && visit(result);
      };
      return Drain(run, *stream.before(), inner);
    }
    case Stage::kFilter: {
      auto inner = [&](const Value& item) { return CallPredicate(run, stream.argument(), {item}) ? visit(item) : !run.failed(); };
      return Drain(run, *stream.before(), inner);
    }
    case Stage::kPeek: {
      auto inner = [&](const Value& item) {
        CallFunction(run, stream.argument(), {item});
        return !run.failed() && visit(item);
      };
      return Drain(run, *stream.before(), inner);
    }
    case Stage::kConvert: {
      auto inner = [&](const Value& item) { return visit(ConvertNumber(item, element)); };
      return Drain(run, *stream.before(), inner);
    }
  }
  return false;
}

Sequence Collected(Run& run, StreamHost& stream) {
  Array* const items = Array::New(run.arena);
  auto keep = [&](const Value& item) {
    if (!run.Spend(sizeof(Value))) return false;
    items->Push(item, run.arena);
    return true;
  };
  Drain(run, stream, keep);
  return {items->begin(), items->size()};
}

int32_t OptionalHost::HashCode() const { return present_ ? HashOf(value_) : 0; }

bool OptionalHost::EqualTo(const Host& other) const {
  const auto& optional = static_cast<const OptionalHost&>(other);
  return present_ == optional.present_ && Equal(value_, optional.value_);
}

Value NewOptional(Run& run, TypeId type, const Value* value) {
  return Value::Of(run.arena.New<OptionalHost>(type, value != nullptr, value == nullptr ? Value() : *value));
}

}  // namespace flowship::painless
