#include "monitor/flow_table.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "monitor/json_text.h"

namespace flowship::monitor {

namespace {

constexpr size_t kProtocolsOfSeries = 8;
constexpr std::array<std::string_view, FlowTable::kDimensions> kDimensionNames = {"talkers", "receivers", "conversations", "protocols", "ports",
                                                                                 "vlans",   "ingress",   "egress",        "exporters", "discards"};

std::string IsoSecond(int64_t wall_nanos) {
  const time_t seconds = static_cast<time_t>(wall_nanos / kNanosPerSecond);
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts));
}

// The port that says what a conversation is about: of two, the one that is no ephemeral port; the lower one if that does not decide.
int64_t ServicePort(const Flow& flow) {
  if (flow.source_port == 0 || flow.destination_port == 0) return std::max(flow.source_port, flow.destination_port);
  return std::min(flow.source_port, flow.destination_port);
}

std::string_view ProtocolOf(const Flow& flow) { return !flow.transport.empty() ? flow.transport : !flow.type.empty() ? flow.type : "other"; }

// How many events the calling thread passes over before it looks at one again.
thread_local uint64_t t_skip = 0;
thread_local uint64_t t_random = 0x9E3779B97F4A7C15;

// Around `stride` on average, not exactly: records come in patterns.
uint64_t NextSkip(uint64_t stride) {
  if (stride <= 1) return 0;
  t_random ^= t_random << 13;
  t_random ^= t_random >> 7;
  t_random ^= t_random << 17;
  return t_random % (2 * stride - 1);
}

}  // namespace

FlowTable::FlowTable(const Clock& clock) : clock_(clock) {
  for (Minute& minute : minutes_) minute.sketches.assign(kDimensions, SpaceSaving(kCounters));
}

size_t FlowTable::MayPass(size_t count) {
  const size_t passed = std::min<size_t>(count, t_skip);
  seen_.fetch_add(passed, std::memory_order_relaxed);
  t_skip -= passed;
  return passed;
}

void FlowTable::See(std::span<const Event> events) {
  seen_.fetch_add(events.size(), std::memory_order_relaxed);
  if (t_skip >= events.size()) {
    t_skip -= events.size();
    return;
  }
  const uint64_t stride = this->stride();
  const int64_t now = clock_.MonotonicNanos() / kNanosPerSecond;
  size_t at = t_skip;
  const std::lock_guard lock(mutex_);
  ChooseStride(now);
  for (; at < events.size(); at += 1 + NextSkip(stride)) {
    ++samples_;
    const Event& event = events[at];
    if (event.root == nullptr || event.outcome == Outcome::kDropped) continue;
    if (const auto flow = ReadFlow(*event.root)) Count(*flow, static_cast<double>(stride), now);
  }
  t_skip = at - events.size();
}

// Once a second: how many events have passed since says how many are to be passed over. When many come all at once, earlier, and in large steps: a run
// at full speed is there after three (in steps of four, after 2,000 events each, the first second cost 4 % of the throughput).
void FlowTable::ChooseStride(int64_t now) {
  if (now == second_) {
    if (samples_ < (stride() == 1 ? kExactly : kSamplesPerSecond)) return;
    samples_ = 0;
    stride_ = 16 * stride();
    return;
  }
  samples_ = 0;
  const uint64_t seen = seen_.load(std::memory_order_relaxed);
  const uint64_t a_second = (seen - seen_before_) / static_cast<uint64_t>(std::max<int64_t>(now - second_, 1));
  stride_ = std::max<uint64_t>(1, (a_second + kSamplesPerSecond - 1) / kSamplesPerSecond);
  seen_before_ = seen;
  second_ = now;
  late_before_ = IsoSecond(clock_.WallNanos() - kMinutes * 60 * kNanosPerSecond);
}

FlowTable::Slot& FlowTable::SlotAt(int64_t now) {
  const int64_t number = now / kSlotSeconds;
  Slot& slot = slots_[static_cast<size_t>(number % kSlots)];
  if (slot.number != number) slot = Slot{.number = number, .by_protocol = {}};
  return slot;
}

FlowTable::Minute& FlowTable::MinuteAt(int64_t now) {
  const int64_t number = now / 60;
  Minute& minute = minutes_[static_cast<size_t>(number % static_cast<int64_t>(minutes_.size()))];
  if (minute.number != number) {
    minute.number = number;
    minute.samples = minute.late = 0;
    minute.bytes = minute.packets = 0;
    for (SpaceSaving& sketch : minute.sketches) sketch.Clear();
  }
  return minute;
}

void FlowTable::Count(const Flow& flow, double times, int64_t now) {
  const double bytes = static_cast<double>(flow.bytes) * times, packets = static_cast<double>(flow.packets) * times;
  const std::string_view protocol = ProtocolOf(flow);
  Slot& slot = SlotAt(now);
  slot.bytes += bytes;
  slot.packets += packets;
  if (!flow.discard.empty()) slot.discarded_bytes += bytes;
  auto of_protocol = slot.by_protocol.find(protocol);
  if (of_protocol == slot.by_protocol.end()) {
    const bool full = slot.by_protocol.size() >= kProtocolsOfSeries;
    of_protocol = slot.by_protocol.try_emplace(full ? "other" : std::string(protocol), 0).first;
  }
  of_protocol->second += bytes;

  Minute& minute = MinuteAt(now);
  ++minute.samples;
  minute.bytes += bytes;
  minute.packets += packets;
  if (flow.timestamp < std::string_view(late_before_)) ++minute.late;
  const auto add = [&](Dimension dimension, std::string_view key) {
    if (!key.empty()) minute.sketches[dimension].Add(key, bytes, packets);
  };
  const auto joined = [this](std::initializer_list<std::string_view> parts) {
    key_.clear();
    for (const std::string_view part : parts) key_ += part;
    return std::string_view(key_);
  };
  add(kTalkers, flow.source);
  add(kReceivers, flow.destination);
  if (!flow.source.empty()) add(kConversations, joined({flow.source, " → ", flow.destination}));
  add(kProtocols, protocol);
  if (const int64_t port = ServicePort(flow); port != 0) add(kPorts, joined({protocol, "/", std::to_string(port)}));
  add(kVlans, flow.vlan);
  if (!flow.ingress.empty()) add(kIngress, joined({flow.exporter, " if ", flow.ingress}));
  if (!flow.egress.empty() && flow.discard.empty()) add(kEgress, joined({flow.exporter, " if ", flow.egress}));
  add(kExporters, flow.exporter);
  if (!flow.discard.empty()) add(kDiscards, joined({flow.discard, ", ", flow.exporter, " if ", flow.ingress}));
}

bool FlowTable::IsRecent(const Minute& minute, int64_t now) const { return minute.number >= 0 && now / 60 - minute.number < kMinutes; }

void FlowTable::AddSeries(JsonText& out, int64_t now) const {
  const int64_t current = now / kSlotSeconds, wall = clock_.WallNanos() / kNanosPerSecond;
  out.Key("series").Open('[');
  for (int64_t number = current - kSlots + 1; number <= current; ++number) {
    static const Slot kEmpty;
    const Slot& kept = slots_[static_cast<size_t>(std::max<int64_t>(number, 0) % kSlots)];
    const Slot& slot = kept.number == number ? kept : kEmpty;
    // The newest is still being filled: what is in it is a part of its time.
    const double seconds = static_cast<double>(number == current ? now % kSlotSeconds + 1 : kSlotSeconds);
    out.Open('{').Member("t", wall - (current - number) * kSlotSeconds);
    out.Member("bits", slot.bytes * 8 / seconds).Member("packets", slot.packets / seconds).Member("discarded_bits", slot.discarded_bytes * 8 / seconds);
    out.Key("by").Open('{');
    for (const auto& [protocol, bytes] : slot.by_protocol) out.Member(protocol, bytes * 8 / seconds);
    out.Close('}').Close('}');
  }
  out.Close(']');
}

void FlowTable::AddDimension(JsonText& out, Dimension dimension, size_t most, int64_t now) const {
  std::unordered_map<std::string_view, SpaceSaving::Counter> sums;
  double least = 0;  // what a key may have that no sketch has kept
  for (const Minute& minute : minutes_) {
    if (!IsRecent(minute, now)) continue;
    const SpaceSaving& sketch = minute.sketches[dimension];
    least += sketch.least();
    for (const SpaceSaving::Counter& counter : sketch.counters()) {
      SpaceSaving::Counter& sum = sums[counter.key];
      sum.weight += counter.weight;
      sum.error += counter.error;
      sum.second += counter.second;
      sum.samples += counter.samples;
    }
  }
  std::vector<std::pair<std::string_view, SpaceSaving::Counter>> heaviest(sums.begin(), sums.end());
  std::ranges::sort(heaviest, [](const auto& a, const auto& b) { return std::pair(-a.second.weight, a.first) < std::pair(-b.second.weight, b.first); });
  out.Key(kDimensionNames[dimension]).Open('{').Member("keys", heaviest.size()).Member("unseen_at_most", least).Key("top").Open('[');
  for (size_t i = 0; i < std::min(most, heaviest.size()); ++i) {
    const auto& [key, sum] = heaviest[i];
    out.Open('{').Member("key", key).Member("bytes", sum.weight).Member("error_bytes", sum.error).Member("packets", sum.second).Member("samples", sum.samples);
    out.Member("sampling_error_percent", sum.samples == 0 ? 0.0 : 196 * std::sqrt(1 / static_cast<double>(sum.samples))).Close('}');
  }
  out.Close(']').Close('}');
}

std::string FlowTable::Json(size_t most) const {
  const std::lock_guard lock(mutex_);
  const int64_t now = clock_.MonotonicNanos() / kNanosPerSecond;
  uint64_t samples = 0, late = 0;
  double bytes = 0, packets = 0;
  for (const Minute& minute : minutes_) {
    if (!IsRecent(minute, now)) continue;
    samples += minute.samples;
    late += minute.late;
    bytes += minute.bytes;
    packets += minute.packets;
  }
  JsonText out;
  out.Open('{').Member("window_seconds", kMinutes * 60).Member("slot_seconds", kSlotSeconds).Member("looked_at_one_in", stride());
  out.Member("samples", samples).Member("late_samples", late).Member("bytes", bytes).Member("packets", packets);
  AddSeries(out, now);
  for (size_t dimension = 0; dimension < kDimensions; ++dimension) AddDimension(out, static_cast<Dimension>(dimension), most, now);
  out.Close('}');
  return out.Take();
}

}  // namespace flowship::monitor
