#include "monitor/space_saving.h"

#include <algorithm>

namespace flowship::monitor {

void SpaceSaving::Add(std::string_view key, double weight, double second) {
  total_ += weight;
  if (const auto known = index_.find(key); known != index_.end()) {
    Counter& counter = counters_[known->second];
    counter.weight += weight;
    counter.second += second;
    ++counter.samples;
    return;
  }
  if (counters_.size() < most_) {
    index_.emplace(key, counters_.size());
    counters_.push_back({std::string(key), weight, 0, second, 1});
    return;
  }
  // The lightest makes way, and leaves what it weighed as the newcomer's possible error.
  const auto lightest = std::ranges::min_element(counters_, {}, &Counter::weight);
  auto node = index_.extract(lightest->key);
  node.key() = key;
  index_.insert(std::move(node));
  *lightest = {std::string(key), lightest->weight + weight, lightest->weight, second, 1};
}

void SpaceSaving::Clear() {
  total_ = 0;
  counters_.clear();
  index_.clear();
}

double SpaceSaving::least() const {
  return counters_.size() < most_ ? 0 : std::ranges::min_element(counters_, {}, &Counter::weight)->weight;
}

}  // namespace flowship::monitor
