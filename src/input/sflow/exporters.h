#pragma once
// Exporters: who sends, how much of it is taken, and what was lost on the way.
//
// Admission is by the datagram's source address: the lists, then a bucket that fills with `rate_limit` datagrams a second and holds one second of them.
// Loss is by sFlow's own numbers: datagrams count up by one for each agent and sub-agent, samples for each data source of it. A gap is loss; a number that
// went back by a little is a datagram that came late, which was counted as lost and is taken off again; by more, the agent started anew.
// Bounded: limits::kSflowExporters of each kind; those beyond are taken without limit and not followed, and counted as such.
// Threads: any; a lock around each call.

#include <cstdint>
#include <mutex>
#include <span>
#include <unordered_map>

#include "input/sflow/config.h"
#include "sflow/sample.h"

namespace flowship::sflow_input {

enum class Admission : uint8_t { kTaken, kDenied, kLimited };

struct Losses {
  int64_t datagrams = 0, samples = 0;  // lost; less than 0: fewer than was said before
  uint64_t late = 0;                   // datagrams
  uint64_t restarts = 0;               // of agents
};

// A sample's source and number.
struct SampleNumber {
  uint64_t source = 0;  // type << 32 | index, and whether it counts
  uint32_t number = 0;
};

class Exporters {
 public:
  explicit Exporters(const Config& config) : config_(config) {}

  Admission Admit(const Source& source, int64_t now_nanos);
  // The datagram's number, and those of its samples.
  Losses Follow(const sflow::Datagram& datagram, std::span<const SampleNumber> samples);

  size_t agents() const;  // seen, with their sub-agents

 private:
  struct Bucket {
    double tokens = 0;
    int64_t filled_nanos = 0;
  };
  // false: there is no room to follow it.
  bool Step(std::unordered_map<uint64_t, uint32_t>& numbers, uint64_t key, uint32_t number, int64_t& lost, uint64_t& late, uint64_t& restarts);

  const Config& config_;
  mutable std::mutex mutex_;
  std::unordered_map<uint64_t, Bucket> buckets_;              // by a hash of the source
  std::unordered_map<uint64_t, uint32_t> datagrams_, samples_;  // the last number, by a hash of agent, sub-agent and data source
};

}  // namespace flowship::sflow_input
