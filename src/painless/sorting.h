#pragma once
// Sorting with a comparison that a script wrote: it may fail, and it may contradict itself, so the standard library's sorts (which may read out
// of bounds then) are not for it. Stable and safe with any comparison: up to 31 elements by insertion, comparing what Java compares in its order
// (which shows when a comparison throws), more by merging.

#include <algorithm>
#include <span>

#include "painless/run.h"

namespace flowship::painless {

// comparator.compare(a, b), or a.compareTo(b) when the comparator is null. Look at run.failed() afterwards.
int CompareBy(Run& run, const Value& comparator, const Value& a, const Value& b);

constexpr size_t kInsertionMost = 31;

// The run that the elements begin with (turned round if it falls), then each of the others into its place.
template <typename T, typename CompareTwo>
void InsertionSort(Run& run, std::span<T> items, CompareTwo compare) {
  const size_t size = items.size();
  if (size < 2) return;
  size_t ordered = 2;
  if (compare(items[1], items[0]) < 0) {
    while (ordered < size && !run.failed() && compare(items[ordered], items[ordered - 1]) < 0) ++ordered;
    std::reverse(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(ordered));
  } else {
    while (ordered < size && !run.failed() && compare(items[ordered], items[ordered - 1]) >= 0) ++ordered;
  }
  for (; ordered < size && !run.failed(); ++ordered) {
    const T pivot = items[ordered];
    size_t left = 0, right = ordered;
    while (left < right && !run.failed()) {
      const size_t middle = (left + right) / 2;
      if (compare(pivot, items[middle]) < 0) {
        right = middle;
      } else {
        left = middle + 1;
      }
    }
    std::copy_backward(items.begin() + static_cast<std::ptrdiff_t>(left), items.begin() + static_cast<std::ptrdiff_t>(ordered),
                       items.begin() + static_cast<std::ptrdiff_t>(ordered) + 1);
    items[left] = pivot;
  }
}

template <typename T, typename CompareTwo>
void SortBy(Run& run, std::span<T> items, CompareTwo compare) {
  if (!run.Work(8 * items.size())) return;
  if (items.size() <= kInsertionMost) return InsertionSort(run, items, compare);
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
