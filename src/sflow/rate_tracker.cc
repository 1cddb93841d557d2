#include "sflow/rate_tracker.h"

#include "base/byte_reader.h"
#include "base/hash.h"

namespace flowship::sflow {

std::optional<InterfaceRates> RateTracker::Take(const Datagram& datagram, const CounterSample& sample) {
  if (!sample.Has(CounterKind::kInterface)) return std::nullopt;
  const char* const body = sample.Body(CounterKind::kInterface).data();
  const uint64_t index = LoadU32(body), speed = LoadU64(body + 8);
  const Seen now{datagram.uptime_millis, LoadU64(body + 24), LoadU64(body + 56)};
  const uint64_t key = HashBytes(datagram.agent, uint64_t{datagram.sub_agent} << 32 | index);
  auto found = interfaces_.find(key);
  if (found == interfaces_.end()) {
    if (interfaces_.size() < limits::kSflowInterfaces) interfaces_.emplace(key, now);
    return std::nullopt;
  }
  const Seen before = std::exchange(found->second, now);
  if (now.uptime_millis <= before.uptime_millis || now.in_octets < before.in_octets || now.out_octets < before.out_octets) return std::nullopt;
  const double seconds = (now.uptime_millis - before.uptime_millis) / 1000.0;
  InterfaceRates rates;
  rates.in_bytes = static_cast<double>(now.in_octets - before.in_octets) / seconds;
  rates.out_bytes = static_cast<double>(now.out_octets - before.out_octets) / seconds;
  if (speed != 0 && speed != UINT64_MAX) {
    rates.in_share = rates.in_bytes * 8 / static_cast<double>(speed);
    rates.out_share = rates.out_bytes * 8 / static_cast<double>(speed);
  }
  return rates;
}

}  // namespace flowship::sflow
