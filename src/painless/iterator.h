#pragma once
// Iterator and ListIterator. One over a list reads it as it is; over anything else it holds the elements of the moment it was made.

#include "painless/collections.h"

namespace flowship::painless {

class IteratorHost final : public Host {
 public:
  // `source` is what remove() takes from; null when it can't.
  IteratorHost(TypeId type, Value source, Sequence items) : Host(type), source_(source), items_(items), size_(static_cast<uint32_t>(items.size())) {}
  static bool Is(Type type) { return type == Type(TypeId::kIterator) || type == Type(TypeId::kListIterator); }

  bool HasNext() const { return !EndsAt(source_, next_, items_.size(), IsList(source_) ? ListOf(source_).size() : size_); }
  bool HasPrevious() const { return next_ != 0; }
  Value Next(Run& run);
  Value Previous(Run& run);
  void Remove(Run& run);
  void Set(Run& run, const Value& value);
  void Add(Run& run, const Value& value);
  uint32_t next() const { return next_; }
  void MoveTo(uint32_t next) { next_ = next; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  Value At(Run& run, uint32_t index);
  bool Unchanged(Run& run);
  Value source_;
  Sequence items_;
  uint32_t size_;  // of the source, as the iterator knows it
  uint32_t next_ = 0, last_ = kNone;
};

Value NewIterator(Run& run, const Value& iterable);
Value NewListIterator(Run& run, const Value& list, uint32_t next);

}  // namespace flowship::painless
