#pragma once
// IntSummaryStatistics and its like: count, sum, least, greatest.

#include <limits>

#include "painless/collections.h"

namespace flowship::painless {

class SummaryHost final : public Host {
 public:
  explicit SummaryHost(TypeId type) : Host(type) {}
  static bool Is(Type type) {
    return !type.is_array() && (type.id == TypeId::kIntSummaryStatistics || type.id == TypeId::kLongSummaryStatistics ||
                                type.id == TypeId::kDoubleSummaryStatistics);
  }

  void Add(const Value& number);
  void Combine(const SummaryHost& other);

  int64_t count() const { return count_; }
  double average() const { return count_ == 0 ? 0 : is_floating() ? SumDouble() / static_cast<double>(count_) : static_cast<double>(sum_) / static_cast<double>(count_); }
  bool is_floating() const { return type().id == TypeId::kDoubleSummaryStatistics; }
  // What IntStream.sum (which wraps), LongStream.sum and DoubleStream.sum give; of the type that `summary` summarises.
  Value SumAs(TypeId summary) const;
  Value Sum() const { return is_floating() ? Value::Double(SumDouble()) : Value::Long(sum_); }
  Value Min() const;
  Value Max() const;
  std::string_view ToText(Arena& arena) const override;

 private:
  // Java adds doubles by Kahan's summation, with the plain sum kept for infinities.
  double SumDouble() const;
  void AddDouble(double number);

  int64_t count_ = 0, sum_ = 0;
  int64_t min_ = std::numeric_limits<int64_t>::max(), max_ = std::numeric_limits<int64_t>::min();
  double high_ = 0, low_ = 0, simple_ = 0;
  double min_double_ = std::numeric_limits<double>::infinity(), max_double_ = -std::numeric_limits<double>::infinity();
};

}  // namespace flowship::painless
