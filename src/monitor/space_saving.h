#pragma once
// SpaceSaving: the heaviest of many keys in a fixed number of counters. Metwally, Agrawal, El Abbadi, "Efficient Computation of Frequent and Top-k Elements
// in Data Streams" (ICDT 2005).
//
// Law: a key's weight is in [weight - error, weight]; a key that has no counter has at most least(). With n counters, least() is at most total / n.
// One thread at a time.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace flowship::monitor {

class SpaceSaving {
 public:
  struct Counter {
    std::string key;
    double weight = 0, error = 0;
    double second = 0;      // another sum beside the weight, since the key has its counter: packets beside bytes
    uint64_t samples = 0;   // additions, since the key has its counter
  };

  explicit SpaceSaving(size_t counters) : most_(counters) {}

  void Add(std::string_view key, double weight, double second);
  void Clear();
  const std::vector<Counter>& counters() const { return counters_; }  // in no order
  double least() const;  // 0 as long as there is a counter for each key
  double total() const { return total_; }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  size_t most_;
  double total_ = 0;
  std::vector<Counter> counters_;
  std::unordered_map<std::string, size_t, Hash, std::equal_to<>> index_;
};

}  // namespace flowship::monitor
