// What an App says about itself.

#include <algorithm>

#include "app/app.h"
#include "base/secret.h"

namespace flowship {

std::vector<std::string> App::Troubles() const {
  std::vector<std::string> all;
  const std::lock_guard lock(mutex_);
  for (const Lane& lane : lanes_) {
    if (!lane.trouble.empty()) all.push_back("stream " + lane.policy.id + ": " + lane.trouble);
    if (lane.input == nullptr) continue;
    for (std::string& trouble : lane.input->Troubles()) all.push_back(std::move(trouble));
  }
  return all;
}

std::vector<App::OutputOfApp> App::outputs() const {
  std::vector<OutputOfApp> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, outlet] : outlets_) all.push_back({name, &outlet->output().stats()});
  return all;
}

std::vector<InputCounter> App::CountersOf(const Lane& lane) {
  std::vector<InputCounter> counters = lane.input == nullptr ? std::vector<InputCounter>() : lane.input->Counters();
  if (lane.queue == nullptr) return counters;
  const QueueStats queue = lane.queue->stats();
  counters.insert(counters.end(), {{"queue_records", queue.records}, {"queue_bytes", queue.bytes}, {"queue_refused_total", queue.refused}, {"queue_lost_total", queue.lost}});
  return counters;
}

std::vector<InputCounter> App::InputCounters() const {
  std::vector<InputCounter> sum;
  const std::lock_guard lock(mutex_);
  for (const Lane& lane : lanes_) {
    for (const InputCounter& counter : CountersOf(lane)) {
      const auto known = std::ranges::find(sum, counter.name, &InputCounter::name);
      if (known == sum.end()) {
        sum.push_back(counter);
      } else {
        known->value += counter.value;
      }
    }
  }
  return sum;
}

int64_t App::revision() const {
  const std::lock_guard lock(mutex_);
  return policy_.revision;
}

monitor::StreamState App::StateOf(const Lane& lane, bool files) const {
  monitor::StreamState state;
  state.id = lane.policy.id;
  state.input_id = lane.policy.input_id;
  state.input_type = lane.policy.input_type;
  state.data_stream = lane.generation->plan->streams()[lane.number].stream->DataStream();
  state.output = lane.policy.use_output;
  if (!lane.trouble.empty()) state.troubles.push_back(lane.trouble);
  if (lane.input == nullptr) return state;
  for (const InputCounter& counter : CountersOf(lane)) state.figures.emplace_back(counter.name, counter.value);
  for (std::string& trouble : lane.input->Troubles()) state.troubles.push_back(std::move(trouble));
  if (!files) return state;
  const int64_t now = RealClock().MonotonicNanos();
  for (const InputFile& file : lane.input->Files()) {
    state.files.push_back({file.path, file.size, file.read, file.delivered, file.compressed, std::max<int64_t>(now - file.read_nanos, 0) / kNanosPerSecond});
  }
  return state;
}

monitor::OutputState App::StateOf(const std::string& name, Outlet& outlet) const {
  monitor::OutputState state;
  state.name = name;
  state.type = outlet.type();
  const Output& output = outlet.output();
  for (const OutputStats::Named& counter : output.stats().Counters()) state.figures.emplace_back(counter.name, counter.value);
  for (const auto& [reason, count] : output.stats().Errors()) state.errors.emplace_back(HideSecrets(reason), count);
  for (const OutputHost& host : output.HostStates()) state.hosts.push_back({HideSecrets(host.url), host.well});
  state.blocked = output.stats().blocked != 0;
  for (const auto& generation : generations_) {
    const auto route = generation->routes.find(name);
    if (route == generation->routes.end()) continue;
    state.batches_under_way += route->second->pool().in_flight();
    state.batches_max += route->second->batches();
  }
  return state;
}

monitor::AgentSnapshot App::Snapshot(bool files) const {
  monitor::AgentSnapshot snapshot;
  snapshot.failure = Failure().value_or("");
  snapshot.events = stats_.events;
  snapshot.dropped = stats_.dropped;
  snapshot.failed = stats_.failed;
  {
    const std::lock_guard lock(stats_.mutex);
    for (const auto& [message, count] : stats_.errors) snapshot.pipeline_errors.emplace_back(message, count);
  }
  const std::lock_guard lock(mutex_);
  snapshot.name = AgentName(policy_.agent);
  snapshot.policy = {options_.policy_file, policy_.id, policy_.revision, reloads_, failed_reloads_, last_reload_error_};
  if (registry_ != nullptr) {
    const Registry::Stats stats = registry_->stats();
    snapshot.registry_entries = stats.entries;
    snapshot.registry_failures = stats.failures;
  }
  for (const Lane& lane : lanes_) snapshot.streams.push_back(StateOf(lane, files));
  for (const auto& [name, outlet] : outlets_) snapshot.outputs.push_back(StateOf(name, *outlet));
  return snapshot;
}

}  // namespace flowship
