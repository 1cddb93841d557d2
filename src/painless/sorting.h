#pragma once
// Sorting with a comparison that a script wrote: it may fail, and it may contradict itself, so the standard library's sorts (which may read out
// of bounds then) are not for it. A merge sort: stable, as Java's is, and safe with any comparison.

#include <algorithm>
#include <span>

#include "painless/run.h"

namespace flowship::painless {

// comparator.compare(a, b), or a.compareTo(b) when the comparator is null. Look at run.failed() afterwards.
int CompareBy(Run& run, const Value& comparator, const Value& a, const Value& b);

template <typename T, typename CompareTwo>
void SortBy(Run& run, std::span<T> items, CompareTwo compare) {
  T* from = items.data();
  T* to = run.arena.NewArray<T>(items.size());
  const size_t size = items.size();
  for (size_t width = 1; width < size && !run.failed(); width *= 2) {
    for (size_t start = 0; start < size; start += 2 * width) {
      const size_t middle = std::min(start + width, size), end = std::min(start + 2 * width, size);
      size_t left = start, right = middle;
      for (size_t out = start; out < end; ++out) {
        const bool take_left = left < middle && (right >= end || run.failed() || compare(from[left], from[right]) <= 0);
        to[out] = take_left ? from[left++] : from[right++];
      }
    }
    std::swap(from, to);
  }
  if (from != items.data()) std::copy(from, from + size, items.data());
}

}  // namespace flowship::painless
