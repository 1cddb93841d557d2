#pragma once
// Host objects: everything that a script can hold and JSON has no kind for. The classes themselves are with the API of their type; here is
// what all have in common, and the few that the language itself makes.
//
// All of them live in a run's arena and are trivially destructible. Every kHost value in an event was made by a script, so HostOf is safe.

#include <cstdint>
#include <string_view>

#include "event/value.h"
#include "painless/type.h"

namespace flowship::painless {

class Run;

class Host : public HostObject {
 public:
  explicit Host(Type type) : type_(type) {}

  Type type() const { return type_; }
  std::string_view TypeName() const override { return NameOf(type_.id); }
  std::string_view ToText(Arena& arena) const override;  // Java's Object.toString: the class and a number

  // Java's equals and hashCode; both have the same type. Identity unless the class says otherwise.
  virtual bool EqualTo(const Host& other) const { return this == &other; }
  virtual int32_t HashCode() const { return static_cast<int32_t>(reinterpret_cast<uintptr_t>(this) >> 4); }
  // Two of one class are equal when their texts are.
  virtual bool IsEqualByText() const { return false; }
  // Comparable.compareTo, for classes that are Comparable.
  virtual int CompareTo(const Host& other) const { return this < &other ? -1 : this == &other ? 0 : 1; }

 protected:
  ~Host() = default;

 private:
  Type type_;
};

inline Host* HostOf(const Value& value) { return static_cast<Host*>(value.as_host()); }

// The host object of a value if it is of C++ class T, which is the class of all values of the types for which T::Is(type) is true.
template <typename T>
T* As(const Value& value) {
  if (value.kind() != Kind::kHost) return nullptr;
  Host* const host = HostOf(value);
  return T::Is(host->type()) ? static_cast<T*>(host) : nullptr;
}

class ExceptionHost final : public Host {
 public:
  ExceptionHost(TypeId type, Value message, const ExceptionHost* cause = nullptr) : Host(type), message_(message), cause_(cause) {}
  static bool Is(Type type) { return !type.is_array() && IsSubtype(type.id, TypeId::kThrowable); }

  Value message() const { return message_; }  // a string or null
  const ExceptionHost* cause() const { return cause_; }  // nullptr: none
  uint32_t at() const { return at_; }
  bool is_located() const { return at_ != kNowhere; }
  void Locate(uint32_t at) {
    if (at_ == kNowhere) at_ = at;
  }
  std::string_view ToText(Arena& arena) const override;

 private:
  static constexpr uint32_t kNowhere = UINT32_MAX;

  Value message_;
  const ExceptionHost* cause_;
  uint32_t at_ = kNowhere;  // of the source, where it was thrown
};

// A Java array: int[], String[], def[]. The number of elements never changes.
class ArrayHost final : public Host {
 public:
  ArrayHost(Type type, Array* items) : Host(type), items_(items) {}
  static bool Is(Type type) { return type.is_array(); }
  // Filled with the element type's zero.
  static ArrayHost* New(Arena& arena, Type type, size_t size);

  Array& items() const { return *items_; }
  std::string_view ToText(Arena& arena) const override;  // of byte[]: base64, which is how Elasticsearch writes it as JSON

 private:
  Array* items_;
};

struct Code;

// An implementation of a functional interface: a lambda, a method reference, or one that a method of the API gives.
class Callable : public Host {
 public:
  explicit Callable(TypeId interface) : Host(interface) {}
  static bool Is(Type type);

  virtual Value Call(Run& run, const Value* arguments, size_t count) const = 0;
  virtual const Code* lambda() const { return nullptr; }  // that it is; nullptr: it is none

 protected:
  ~Callable() = default;
};

// The zero of a type: 0, false, null.
Value ZeroOf(Type type);

}  // namespace flowship::painless
