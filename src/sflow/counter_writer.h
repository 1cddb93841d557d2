#pragma once
// CounterWriter: a counter sample as one JSON object, without a newline: who sent it, then an object for each record (docs/sflow.md names the members).
//
// Law: a counter that the agent does not have is all ones on the wire ("sFlow Version 5", counter samples) and is left out. Names are ours: GoFlow2 drops
// counter samples.
// Threads: one at a time.

#include <optional>

#include "base/arena.h"
#include "base/buffer.h"
#include "sflow/sample.h"

namespace flowship::sflow {

// What an interface did between two of its samples, as shares of its speed and bytes a second.
struct InterfaceRates {
  double in_bytes = 0, out_bytes = 0;                // a second
  std::optional<double> in_share, out_share;         // of the speed, if that is known: 0 … 1
};

class CounterWriter {
 public:
  void Append(const Datagram& datagram, const CounterSample& sample, const std::optional<InterfaceRates>& rates, int64_t nanos, Buffer& out);

 private:
  Arena arena_;  // texts off the wire that are not UTF-8, while they are repaired
};

}  // namespace flowship::sflow
