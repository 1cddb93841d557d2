#pragma once
// Decoder: an sFlow datagram of version 2, 4 or 5 to its samples.
//
//   Decoder decoder;
//   decoder.Decode(payload, sink);   // sink.OnFlow(datagram, sample) for each flow or discard sample, sink.OnCounters for each counter sample
//
// Law: nothing is read past the datagram's end and nothing is allocated, whatever it says. What can't be read costs only itself: a record that is unknown,
// cut or ends early is left out, a sample likewise, and its neighbours stay; each reason is counted (count.h). Versions 2 and 4 have no lengths, so there
// something unknown costs what comes after it in the datagram.
// Threads: one at a time; a decoder for each thread.

#include <string_view>

#include "base/byte_reader.h"
#include "sflow/count.h"
#include "sflow/sample.h"

namespace flowship::sflow {

class SampleSink {
 public:
  virtual ~SampleSink() = default;
  // The sample and what it points to live until the call returns.
  virtual void OnFlow(const Datagram& datagram, const FlowSample& sample) = 0;
  virtual void OnCounters(const Datagram& datagram, const CounterSample& sample) = 0;
};

// Whether it begins like a datagram of sFlow: a version that is known, an address of the agent, and room for the rest of the header.
bool LooksLikeDatagram(std::string_view payload);

class Decoder {
 public:
  // False: nothing of it could be read. The header, where it could be, is datagram() until the next call.
  bool Decode(std::string_view payload, SampleSink& sink);

  const Datagram& datagram() const { return datagram_; }
  const Counts& counts() const { return counts_; }

 private:
  bool ReadHeader(ByteReader& reader);

  Datagram datagram_;
  FlowSample flow_;
  CounterSample counters_;
  Counts counts_;
};

}  // namespace flowship::sflow
