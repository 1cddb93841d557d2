#pragma once
// What replay says at its end: time span of the records and top talkers by estimated bytes. It looks at the events' trees, as every dataset that follows
// ECS has them (@timestamp, source.ip, network.bytes); an event without these is counted and no more.

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "pipeline/normaliser.h"

namespace flowship::cli {

class ReplaySummary : public TreeObserver {
 public:
  // Different talkers that are told apart; what comes later is counted as "others".
  static constexpr size_t kTalkers = 1 << 16;
  static constexpr size_t kShown = 5;

  // Any thread.
  void See(const Batch& batch, std::span<const Event> events, bool passed) override;
  size_t MayPass(size_t count) override { return count; }
  std::vector<std::string> Fields() const override { return {"@timestamp", "source.ip", "network.bytes"}; }
  void SeeFields(std::span<const Value> values) override;
  // A few lines; empty when no record had a time.
  std::string Render() const;

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  // Null: the event has none.
  void Count(const Value& time, const Value& talker, const Value& bytes);

  using Talkers = std::unordered_map<std::string, uint64_t, Hash, std::equal_to<>>;

  mutable std::mutex mutex_;
  std::string first_, last_;  // ISO 8601 in UTC with the same number of digits compares as text
  Talkers talkers_;
  uint64_t other_bytes_ = 0, all_bytes_ = 0;
};

std::string HumanBytes(uint64_t bytes);  // 1.5 GB; decimal units, as traffic is told in

}  // namespace flowship::cli
