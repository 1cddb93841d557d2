#include "output/elasticsearch/hosts.h"

#include "base/assert.h"

namespace flowship {

Hosts::Hosts(size_t count, bool loadbalance, int64_t backoff_first_millis, int64_t backoff_longest_millis, uint64_t seed)
    : loadbalance_(loadbalance), current_(count == 0 ? 0 : seed % count) {
  for (size_t i = 0; i < count; ++i) hosts_.push_back({Backoff(backoff_first_millis, backoff_longest_millis, seed + i), true, false, {}});
}

Hosts::Choice Hosts::Choose(size_t worker, Time now) {
  const std::lock_guard lock(mutex_);
  FLOWSHIP_ASSERT(!hosts_.empty());
  for (size_t i = 0; i < hosts_.size(); ++i) {
    Host& host = hosts_[i];
    if (host.well || host.probing || now < host.aside_until) continue;
    host.probing = true;
    return {i, true, false, {}};
  }
  const size_t home = loadbalance_ ? worker % hosts_.size() : current_;
  for (size_t i = 0; i < hosts_.size(); ++i) {
    const size_t at = (home + i) % hosts_.size();
    if (!hosts_[at].well) continue;
    if (!loadbalance_) current_ = at;
    return {at, false, false, {}};
  }
  // While somebody probes, the result may come any moment.
  constexpr std::chrono::milliseconds kLookAgain(20);
  Choice choice{0, false, true, Time::max()};
  for (const Host& host : hosts_) choice.until = std::min(choice.until, host.probing ? now + kLookAgain : host.aside_until);
  return choice;
}

void Hosts::Succeeded(size_t host) {
  const std::lock_guard lock(mutex_);
  hosts_[host].well = true;
  hosts_[host].probing = false;
  hosts_[host].backoff.Reset();
}

Hosts::Time Hosts::Failed(size_t index, Time now, std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  Host& host = hosts_[index];
  // Several workers may have been talking to it: that is one failure.
  if (host.well || host.probing) host.aside_until = now + host.backoff.Next(pause);
  host.well = false;
  host.probing = false;
  return host.aside_until;
}

bool Hosts::IsWell(size_t host) const {
  const std::lock_guard lock(mutex_);
  return hosts_[host].well;
}

size_t Hosts::CountWell() const {
  const std::lock_guard lock(mutex_);
  return static_cast<size_t>(std::count_if(hosts_.begin(), hosts_.end(), [](const Host& host) { return host.well; }));
}

}  // namespace flowship
