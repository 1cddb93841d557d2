#pragma once
// Hosts: which of the output's hosts a worker is to talk to. A host that fails is put aside for a growing pause; then one worker probes it while the
// others leave it alone. Decides only; nothing here waits or talks. Any thread.

#include <chrono>
#include <mutex>
#include <vector>

#include "output/elasticsearch/backoff.h"

namespace flowship {

class Hosts {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `loadbalance`: each worker has a host of its own as long as that is well; else all of them use one, drawn by `seed`, until it fails.
  Hosts(size_t count, bool loadbalance, int64_t backoff_first_millis, int64_t backoff_longest_millis, uint64_t seed);

  struct Choice {
    size_t host = 0;
    bool probe = false;  // it failed before: whoever got this choice reports Succeeded or Failed, and nobody else gets it meanwhile
    bool wait = false;   // all hosts are aside: ask again at `until`
    Time until;
  };
  Choice Choose(size_t worker, Time now);

  void Succeeded(size_t host);
  // Puts it aside until the time that is returned, at least `pause` from now.
  Time Failed(size_t host, Time now, std::chrono::milliseconds pause = {});
  size_t CountWell() const;
  bool IsWell(size_t host) const;

 private:
  struct Host {
    Backoff backoff;
    bool well = true;
    bool probing = false;
    Time aside_until;
  };

  mutable std::mutex mutex_;
  std::vector<Host> hosts_;
  const bool loadbalance_;
  size_t current_;  // without loadbalance: the one that is used
};

}  // namespace flowship
