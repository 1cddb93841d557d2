#pragma once
// FlowTable: the flows of the last minutes, for people who look: who talks most, with whom, over what, and how much. Estimated; nothing else depends on it.
//
// A normalised event stands for `network.bytes` (sampled bytes x sampling rate). Of many events a second only every n-th is looked at and counted n times,
// so that the agent's throughput does not depend on this (kSamplesPerSecond). Two errors, and both are stated:
// * sampling: with c samples of a kind, 95 % of the time within 196 * sqrt(1 / c) per cent (sFlow.org, "Packet Sampling Basics");
// * memory: the heaviest keys are kept in SpaceSaving sketches, one a minute; its error is given with each key.
// Time is the time at which events pass, not their @timestamp; `late` says how many of them were older than the window, as when a backlog is read.
// Memory: kDimensions * (kMinutes + 1) sketches of kCounters keys, below 4 MB. Any thread.

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "event/batch.h"
#include "monitor/flow_reader.h"
#include "monitor/space_saving.h"

namespace flowship::monitor {

class FlowTable {
 public:
  static constexpr int64_t kMinutes = 5, kSlotSeconds = 5;
  static constexpr size_t kCounters = 256;
  static constexpr uint64_t kSamplesPerSecond = 250;
  static constexpr uint64_t kExactly = 2000;  // that come all at once are looked at one by one: a small log is shown as it is
  enum Dimension : size_t { kTalkers, kReceivers, kConversations, kProtocols, kPorts, kVlans, kIngress, kEgress, kExporters, kDiscards, kDimensions };

  explicit FlowTable(const Clock& clock);

  // How many of the next `count` events of this thread are not looked at; they count as seen.
  size_t MayPass(size_t count);
  // Events that a worker has normalised.
  void See(std::span<const Event> events);

  // For the page: totals and shares of each dimension, `most` keys of each.
  std::string Json(size_t most) const;

  uint64_t stride() const { return stride_.load(std::memory_order_relaxed); }

 private:
  struct Slot {
    int64_t number = -1;  // of kSlotSeconds since the clock's zero
    double bytes = 0, packets = 0, discarded_bytes = 0;
    std::map<std::string, double, std::less<>> by_protocol;
  };
  struct Minute {
    int64_t number = -1;
    uint64_t samples = 0, late = 0;
    double bytes = 0, packets = 0;
    std::vector<SpaceSaving> sketches;
  };
  static constexpr int64_t kSlots = kMinutes * 60 / kSlotSeconds + 1;

  void Count(const Flow& flow, double times, int64_t now);
  void ChooseStride(int64_t now);
  Slot& SlotAt(int64_t now);
  Minute& MinuteAt(int64_t now);
  void AddSeries(class JsonText& out, int64_t now) const;
  void AddDimension(class JsonText& out, Dimension dimension, size_t most, int64_t now) const;
  bool IsRecent(const Minute& minute, int64_t now) const;

  const Clock& clock_;
  std::atomic<uint64_t> stride_{1}, seen_{0};

  mutable std::mutex mutex_;
  int64_t second_ = 0;
  uint64_t seen_before_ = 0, samples_ = 0;  // looked at since the stride was chosen
  std::string late_before_;  // events with an earlier @timestamp are late
  std::array<Slot, kSlots> slots_;
  std::array<Minute, kMinutes + 1> minutes_;
  std::string key_;
};

}  // namespace flowship::monitor
