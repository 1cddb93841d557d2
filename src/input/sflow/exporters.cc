#include "input/sflow/exporters.h"

#include <algorithm>

#include "base/clock.h"
#include "base/hash.h"

namespace flowship::sflow_input {

namespace {

constexpr int32_t kLateMost = 1000;        // numbers that a datagram may be late by
constexpr int32_t kGapMost = 10'000'000;   // a longer gap is no loss but another count

}  // namespace

Admission Exporters::Admit(const Source& source, int64_t now_nanos) {
  if (config_.deny.Contains(source) || (!config_.allow.empty() && !config_.allow.Contains(source))) return Admission::kDenied;
  if (config_.rate_limit == 0) return Admission::kTaken;
  const std::lock_guard lock(mutex_);
  const uint64_t key = HashBytes({reinterpret_cast<const char*>(source.data()), source.size()});
  const auto rate = static_cast<double>(config_.rate_limit);
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= limits::kSflowExporters) return Admission::kTaken;
    found = buckets_.emplace(key, Bucket{rate, now_nanos}).first;
  }
  Bucket& bucket = found->second;
  bucket.tokens = std::min(rate, bucket.tokens + rate * static_cast<double>(now_nanos - bucket.filled_nanos) / static_cast<double>(kNanosPerSecond));
  bucket.filled_nanos = now_nanos;
  if (bucket.tokens < 1) return Admission::kLimited;
  bucket.tokens -= 1;
  return Admission::kTaken;
}

bool Exporters::Step(std::unordered_map<uint64_t, uint32_t>& numbers, uint64_t key, uint32_t number, int64_t& lost, uint64_t& late, uint64_t& restarts) {
  const auto found = numbers.find(key);
  if (found == numbers.end()) {
    if (numbers.size() >= limits::kSflowExporters) return false;
    numbers.emplace(key, number);
    return true;
  }
  uint32_t& last = found->second;
  const auto ahead = static_cast<int32_t>(number - last);
  if (ahead > 0 && ahead <= kGapMost) {
    lost += ahead - 1;
    last = number;
  } else if (ahead <= 0 && ahead > -kLateMost && number != 1) {
    if (ahead < 0) --lost;
    ++late;
  } else {
    ++restarts;
    last = number;
  }
  return true;
}

Losses Exporters::Follow(const sflow::Datagram& datagram, std::span<const SampleNumber> samples) {
  const std::lock_guard lock(mutex_);
  Losses losses;
  const uint64_t agent = HashBytes(datagram.agent, datagram.sub_agent);
  uint64_t late_samples = 0, restarted_sources = 0;
  Step(datagrams_, agent, datagram.sequence, losses.datagrams, losses.late, losses.restarts);
  for (const SampleNumber& sample : samples) {
    const uint64_t key = HashBytes({reinterpret_cast<const char*>(&sample.source), sizeof sample.source}, agent);
    Step(samples_, key, sample.number, losses.samples, late_samples, restarted_sources);
  }
  return losses;
}

size_t Exporters::agents() const {
  const std::lock_guard lock(mutex_);
  return datagrams_.size();
}

}  // namespace flowship::sflow_input
