#pragma once
// RateTracker: the counters of each interface as they were told last, and what it did since.
//
// Law: rates come from two samples of one interface of one agent, by the agent's own clock (its uptime). After a restart of the agent (its clock or a counter
// went back) the next sample begins anew. Bounded: limits::kSflowInterfaces; interfaces beyond it have no rates.
// Threads: one at a time.

#include <optional>
#include <unordered_map>

#include "sflow/counter_writer.h"
#include "sflow/sample.h"

namespace flowship::sflow {

class RateTracker {
 public:
  // nullopt: the sample has no interface, or it is its first.
  std::optional<InterfaceRates> Take(const Datagram& datagram, const CounterSample& sample);

 private:
  struct Seen {
    uint32_t uptime_millis = 0;
    uint64_t in_octets = 0, out_octets = 0;
  };
  std::unordered_map<uint64_t, Seen> interfaces_;  // by a hash of agent, sub-agent and index
};

}  // namespace flowship::sflow
