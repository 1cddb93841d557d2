#pragma once
// java.util.stream: a chain of stages, each on the one before it. Nothing happens until a terminal operation drains the last stage; then every
// element goes through all stages before the next is taken, as in Java, so that what short-circuits does not look further than it must.

#include <type_traits>

#include "painless/collections.h"
#include "painless/functional.h"

namespace flowship::painless {

enum class Stage : uint8_t { kSource, kRange, kMap, kFilter, kFlatMap, kPeek, kLimit, kSkip, kDistinct, kSorted, kConvert, kConcat };

class StreamHost final : public Host {
 public:
  // `type` is what the elements are: Stream, IntStream, LongStream, DoubleStream.
  StreamHost(TypeId type, Sequence items) : Host(type), items_(items) {}
  StreamHost(TypeId type, int64_t from, int64_t to) : Host(type), stage_(Stage::kRange), from_(from), to_(to) {}
  StreamHost(TypeId type, Stage stage, StreamHost* before, Value argument) : Host(type), stage_(stage), before_(before), argument_(argument) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kStream || type.id == TypeId::kIntStream || type.id == TypeId::kLongStream ||
                                type.id == TypeId::kDoubleStream);
  }

  // Marks it as used; false: it was already, IllegalStateException is thrown.
  bool Use(Run& run);

  Stage stage() const { return stage_; }
  StreamHost* before() const { return before_; }
  const Value& argument() const { return argument_; }
  Sequence items() const { return items_; }
  int64_t from() const { return from_; }
  int64_t to() const { return to_; }

 private:
  Stage stage_ = Stage::kSource;
  StreamHost* before_ = nullptr;
  Value argument_;  // a function, a number, or a stream
  Sequence items_;
  int64_t from_ = 0, to_ = 0;
  bool used_ = false;
};

Value NewStream(Run& run, TypeId type, Sequence items);

// Gets each element; false ends it. A reference to a callable that outlives the call.
class Visitor {
 public:
  template <typename F>
    requires(!std::is_same_v<F, Visitor>)
  Visitor(F& function)  // NOLINT: implicit by design
      : state_(&function), call_([](void* state, const Value& item) { return (*static_cast<F*>(state))(item); }) {}
  bool operator()(const Value& item) const { return call_(state_, item); }

 private:
  void* state_;
  bool (*call_)(void* state, const Value& item);
};

// False: the visitor ended it, or something was thrown.
bool Drain(Run& run, StreamHost& stream, Visitor visit);
// All elements, in the arena.
Sequence Collected(Run& run, StreamHost& stream);

// collect(Collector).
Value RunCollector(Run& run, StreamHost& stream, const Value& collector);

class OptionalHost final : public Host {
 public:
  OptionalHost(TypeId type, bool present, Value value) : Host(type), present_(present), value_(value) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kOptional || type.id == TypeId::kOptionalInt || type.id == TypeId::kOptionalLong ||
                                type.id == TypeId::kOptionalDouble);
  }
  bool present() const { return present_; }
  const Value& value() const { return value_; }
  bool EqualTo(const Host& other) const override;
  int32_t HashCode() const override;
  std::string_view ToText(Arena& arena) const override;

 private:
  bool present_;
  Value value_;
};

Value NewOptional(Run& run, TypeId type, const Value* value);  // none: nullptr

}  // namespace flowship::painless
