#include "cli/replay_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace flowship::cli {

namespace {

Value Look(const Object& root, Key outer, Key inner) {
  const Value* const parent = outer ? root.Find(outer) : nullptr;
  const Value* const value = parent != nullptr && parent->is_object() && inner ? parent->as_object()->Find(inner) : nullptr;
  return value == nullptr ? Value() : *value;
}

}  // namespace

void ReplaySummary::See(const Batch& batch, std::span<const Event> events, bool) {
  const Key timestamp = batch.keys.Find("@timestamp"), source = batch.keys.Find("source"), ip = batch.keys.Find("ip");
  const Key network = batch.keys.Find("network"), bytes = batch.keys.Find("bytes"), error = batch.keys.Find("error");
  const std::lock_guard lock(mutex_);
  for (const Event& event : events) {
    if (event.outcome == Outcome::kDropped) continue;
    const Object& root = *event.root;
    // The time of a record that failed is the time of reading, not its own.
    if (error && root.Find(error) != nullptr) continue;
    const Value* const time = timestamp ? root.Find(timestamp) : nullptr;
    Count(time == nullptr ? Value() : *time, Look(root, source, ip), Look(root, network, bytes));
  }
}

// In the order of Fields; an event without a tree has no error.
void ReplaySummary::SeeFields(std::span<const Value> values) {
  const std::lock_guard lock(mutex_);
  Count(values[0], values[1], values[2]);
}

void ReplaySummary::Count(const Value& time, const Value& talker, const Value& bytes) {
  if (time.is_string()) {
    const std::string_view text = time.as_text();
    if (first_.empty() || text < first_) first_ = text;
    if (text > last_) last_ = text;
  }
  if (!talker.is_string() || !bytes.is_integral()) return;
  const auto count = static_cast<uint64_t>(bytes.as_long());
  all_bytes_ += count;
  if (const auto known = talkers_.find(talker.as_text()); known != talkers_.end()) {
    known->second += count;
  } else if (talkers_.size() < kTalkers) {
    talkers_.emplace(talker.as_text(), count);
  } else {
    other_bytes_ += count;
  }
}

std::string ReplaySummary::Render() const {
  const std::lock_guard lock(mutex_);
  if (first_.empty()) return {};
  std::string out = fmt::format("records from {} to {}\n", first_, last_);
  if (talkers_.empty()) return out;
  std::vector<std::pair<std::string_view, uint64_t>> top(talkers_.begin(), talkers_.end());
  const size_t shown = std::min(kShown, top.size());
  std::partial_sort(top.begin(), top.begin() + static_cast<ptrdiff_t>(shown), top.end(),
                    [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  out += fmt::format("traffic estimated by sampling rate: {}; top talkers:\n", HumanBytes(all_bytes_));
  for (size_t i = 0; i < shown; ++i) {
    const double share = all_bytes_ == 0 ? 0 : 100.0 * static_cast<double>(top[i].second) / static_cast<double>(all_bytes_);
    out += fmt::format("  {:<39} {:>10}  {:4.1f} %\n", top[i].first, HumanBytes(top[i].second), share);
  }
  if (other_bytes_ != 0) out += fmt::format("  ({} of sources beyond the first {} are not told apart)\n", HumanBytes(other_bytes_), kTalkers);
  return out;
}

std::string HumanBytes(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  auto amount = static_cast<double>(bytes);
  size_t unit = 0;
  while (amount >= 999.95 && unit + 1 < std::size(kUnits)) amount /= 1000, ++unit;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, kUnits[unit]);
}

}  // namespace flowship::cli
