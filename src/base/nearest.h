#pragma once
// "Did you mean …": of the names that are offered, the one that is most like what was written. By edit distance (insertions, deletions,
// replacements, swaps of neighbours); a name that shares less than about two thirds with the written one is no suggestion.

#include <cstddef>
#include <string_view>

namespace flowship {

size_t EditDistance(std::string_view a, std::string_view b);

class NearestName {
 public:
  explicit NearestName(std::string_view written) : written_(written), distance_(written.size() / 3 + 1) {}

  // `name` outlives this.
  void Offer(std::string_view name) {
    const size_t distance = EditDistance(written_, name);
    if (distance >= name.size() || distance > distance_ || (distance == distance_ && !best_.empty())) return;
    distance_ = distance;
    best_ = name;
  }
  std::string_view best() const { return best_; }  // empty: none is near

 private:
  std::string_view written_, best_;
  size_t distance_;
};

}  // namespace flowship
