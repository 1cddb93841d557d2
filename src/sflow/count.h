#pragma once
// What a decoder has met, counted by name: what it read, and every reason for which it left something out. The names are those of the metrics.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowship::sflow {

enum class Count : uint8_t {
  kDatagrams,
  kFlowSamples,
  kCounterSamples,
  kDiscardSamples,
  // Nothing of the datagram can be read.
  kDatagramShort,            // it ends inside its own header
  kDatagramVersionUnknown,   // neither 2, 4 nor 5
  kDatagramAgentUnknown,     // its agent has neither an IPv4 nor an IPv6 address
  // Some of it can't.
  kDatagramCut,              // it ends before the samples that it announces
  kDatagramRest,             // it goes on behind them
  kSampleUnknown,            // a format or enterprise that is not known: skipped by its length
  kSampleUnsized,            // the same in version 2 or 4, which have no lengths: the rest of the datagram is lost
  kSampleCut,                // longer than what is left of the datagram
  kSampleShort,              // ends inside its own fields
  kRecordUnknown,            // skipped by its length
  kRecordUnsized,            // the same in version 2 or 4
  kRecordCut,                // longer than what is left of the sample
  kRecordShort,              // ends inside its own fields: it counts as absent
  kRecordsMissing,           // the sample ends before the records that it announces
  kAddressUnknown,           // neither IPv4 nor IPv6, where a record has an address
  kHeaderCut,                // a sampled header that is shorter than it says
  kHeaderProtocolUnknown,    // a sampled header of a protocol that is not taken apart
  kHeaderDeep,               // more headers inside each other than are looked at
};
inline constexpr size_t kCounts = static_cast<size_t>(Count::kHeaderDeep) + 1;
inline constexpr std::array<std::string_view, kCounts> kCountNames = {
    "sflow_datagrams_total",           "sflow_flow_samples_total",
    "sflow_counter_samples_total",     "sflow_discard_samples_total",
    "sflow_datagram_short",            "sflow_datagram_version_unknown",
    "sflow_datagram_agent_unknown",    "sflow_datagram_cut",
    "sflow_datagram_rest",             "sflow_sample_unknown",
    "sflow_sample_unsized",            "sflow_sample_cut",
    "sflow_sample_short",              "sflow_record_unknown",
    "sflow_record_unsized",            "sflow_record_cut",
    "sflow_record_short",              "sflow_records_missing",
    "sflow_address_unknown",           "sflow_header_cut",
    "sflow_header_protocol_unknown",   "sflow_header_deep",
};

// One thread at a time.
class Counts {
 public:
  void Add(Count what, uint64_t times = 1) { counts_[static_cast<size_t>(what)] += times; }
  uint64_t at(Count what) const { return counts_[static_cast<size_t>(what)]; }
  const std::array<uint64_t, kCounts>& all() const { return counts_; }

 private:
  std::array<uint64_t, kCounts> counts_{};
};

}  // namespace flowship::sflow
