// How an App comes by what it runs: what of a policy is new is compiled, and takes the place of what it replaces. The first policy is the change of nothing.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

#include "app/app.h"
#include "app/fingerprint.h"
#include "base/log.h"
#include "output/output_types.h"
#include "output/setup/config.h"

namespace flowship {

namespace {

// More than that at once, and all streams move into a new one: each has batches and workers of its own.
constexpr size_t kGenerationsMax = 4;

std::vector<std::string> OutputTypeNames() {
  std::vector<std::string> names;
  for (const OutputType& type : OutputTypes()) names.emplace_back(type.name);
  return names;
}

// The stream that the input of this one feeds too; nullptr: none.
const config::StreamPolicy* FedBy(const config::Policy& policy, const std::string& id) {
  const auto found = std::ranges::find(policy.streams, id, &config::StreamPolicy::fed_by);
  return found == policy.streams.end() ? nullptr : &*found;
}

bool Contains(const std::vector<std::string>& names, const std::string& name) { return std::ranges::find(names, name) != names.end(); }

}  // namespace

config::PolicySurroundings Surroundings() {
  config::PolicySurroundings surroundings;
  surroundings.input_types = InputTypeNames();
  surroundings.output_types = OutputTypeNames();
  surroundings.check_parts = App::Check;
  return surroundings;
}

std::string AgentName(const config::AgentPolicy& agent) {
  std::array<char, 256> name{};
  if (agent.name.empty() && gethostname(name.data(), name.size() - 1) != 0) return "";
  return agent.name.empty() ? name.data() : agent.name;
}

ProcessorFiles FilesOf(const config::AgentPolicy& agent) { return ProcessorFiles{agent.geoip_dir}; }

std::optional<App::Change> App::Compile(const config::Policy& policy, config::Diagnostics& diagnostics) {
  const size_t errors = diagnostics.errors();
  Change change;
  CompareOutlets(policy, &change, diagnostics);
  CompileStreams(policy, &change, diagnostics);
  (void)TakeSetupConfig(policy.setup, diagnostics);  // its mistakes are mistakes of the policy, whoever reads it
  if (diagnostics.errors() != errors) return std::nullopt;
  return change;
}

void App::CompareOutlets(const config::Policy& policy, Change* change, config::Diagnostics& diagnostics) {
  OutputContext context;
  context.data_path = policy.agent.data_path;
  context.fail = [this](const std::string& why) { Fail(why); };
  for (const auto& [name, output] : policy.outputs) {
    const auto known = outlet_fingerprints_.find(name);
    if (known != outlet_fingerprints_.end() && known->second == Fingerprint(output)) continue;
    auto made = MakeOutput(output.type, output.options, context, diagnostics);
    const auto uses = [&name = name](const config::StreamPolicy& stream) { return stream.use_output == name; };
    if (made == nullptr || std::ranges::none_of(policy.streams, uses)) continue;
    change->outlets[name] = std::make_unique<Outlet>(std::move(made), output.type);
  }
  for (const auto& [name, outlet] : outlets_) {
    const auto uses = [&name = name](const config::StreamPolicy& stream) { return stream.use_output == name; };
    if (change->outlets.contains(name) || std::ranges::none_of(policy.streams, uses)) change->gone_outlets.push_back(name);
  }
}

bool App::CompileStreams(const config::Policy& policy, Change* change, config::Diagnostics& diagnostics) {
  std::vector<config::StreamPolicy> streams;
  for (const config::StreamPolicy& stream : policy.streams) {
    if (!stream.fed_by.empty()) continue;
    const config::StreamPolicy* const counters = FedBy(policy, stream.id);
    const std::string fingerprint = Fingerprint(stream, policy.agent) + (counters == nullptr ? "" : Fingerprint(*counters, policy.agent));
    const auto same = [&](const Lane& lane) { return lane.policy.id == stream.id && lane.fingerprint == fingerprint; };
    if (generations_.size() < kGenerationsMax && std::ranges::any_of(lanes_, same) && !Contains(change->gone_outlets, stream.use_output)) {
      change->keep.push_back(stream.id);
      continue;
    }
    Lane& lane = change->lanes.emplace_back();
    lane.policy = stream;
    lane.fingerprint = fingerprint;
    lane.queue_asked = TakeStreamQueue(lane.policy, policy.agent.data_path, diagnostics);
    lane.number = streams.size();
    streams.push_back(stream);
    if (counters == nullptr) continue;
    lane.counters = streams.size();
    streams.push_back(*counters);
  }
  const config::AgentPolicy& agent = policy.agent;
  auto generation = std::make_unique<Generation>();
  generation->plan = Plan::Compile(streams, FilesOf(agent), AgentName(agent), diagnostics);
  InputContext context{RealFileSystem(), RealClock()};
  context.once = options_.once;
  for (Lane& lane : change->lanes) {
    // A plan with mistakes has no streams; those of the inputs are told all the same.
    MakeInput(lane.policy, generation->plan == nullptr ? nullptr : generation->plan->streams()[lane.number].stream, context, diagnostics);
    lane.generation = generation.get();
  }
  if (generation->plan == nullptr) return false;
  if (!change->lanes.empty()) change->generation = std::move(generation);
  return true;
}

bool App::Reload(config::Policy policy, config::Diagnostics& diagnostics) {
  if (policy.agent.data_path != policy_.agent.data_path) {
    diagnostics.Warning({}, "agent.data_path can't change while the agent runs; it stays " + policy_.agent.data_path + " until the agent is started again");
    policy.agent.data_path = policy_.agent.data_path;
  }
  auto change = Compile(policy, diagnostics);
  if (!change) {
    NoteFailedReload(diagnostics.Render());
    return false;
  }
  const size_t kept = change->keep.size(), started = change->lanes.size();
  Apply(std::move(*change), std::move(policy));
  {
    const std::lock_guard lock(mutex_);
    ++reloads_;
    last_reload_error_.clear();
  }
  ServeMonitoring();
  Tick();
  Log(LogLevel::kInfo, "agent", "revision {} of the policy: {} streams go on, {} are started", policy_.revision, kept, started);
  return true;
}

void App::NoteFailedReload(std::string why) {
  const std::lock_guard lock(mutex_);
  ++failed_reloads_;
  last_reload_error_ = std::move(why);
}

// Out of sight first, so that nobody asks them any more.
std::vector<App::Lane> App::TakeLeaving(const Change& change) {
  const std::lock_guard lock(mutex_);
  const auto first = std::stable_partition(lanes_.begin(), lanes_.end(), [&](const Lane& lane) { return Contains(change.keep, lane.policy.id); });
  std::vector<Lane> leaving(std::make_move_iterator(first), std::make_move_iterator(lanes_.end()));
  lanes_.erase(first, lanes_.end());
  std::erase_if(leaving, [](const Lane& lane) { return lane.input == nullptr; });
  return leaving;
}

// Sources that can't be read again push what they have taken while the output still takes it; one that stands still does not keep them.
void App::LetEbb(std::span<const Lane> lanes, int64_t millis) {
  constexpr std::chrono::milliseconds kPause{2};
  const Deadline::Time until = Deadline::Clock::now() + std::chrono::milliseconds(millis);
  // All are asked each time: they ebb together.
  const auto ebbing = [&lanes] {
    size_t count = 0;
    for (const Lane& lane : lanes) count += lane.input != nullptr && !lane.input->Ebb() ? 1 : 0;
    return count;
  };
  while (ebbing() != 0 && Deadline::Clock::now() < until) std::this_thread::sleep_for(kPause);
}

// Outputs that go have a while to deliver what is under way to them; the rest is abandoned, and read again by whoever reads that stream next.
void App::EndOutlets(const Change& change, std::vector<Lane>* leaving) {
  const Deadline::Time deadline = Deadline::Clock::now() + std::chrono::milliseconds(limits::kShutdownMillis);
  const auto each_route = [&](auto&& what) {
    for (const auto& generation : generations_) {
      for (const auto& [name, route] : generation->routes) {
        if (Contains(change.gone_outlets, name)) what(*route);
      }
    }
  };
  LetEbb(*leaving, limits::kShutdownMillis / 2);
  each_route([](Route& route) { route.Close(); });
  for (const std::string& name : change.gone_outlets) outlets_.at(name)->StopBy(deadline);
  for (const Lane& lane : *leaving) {
    lane.input->Stop();
    if (lane.queue != nullptr) lane.queue->Stop();
  }
  each_route([](Route& route) { route.Finish(); });
  for (const std::string& name : change.gone_outlets) outlets_.at(name)->Drain(deadline);
}

void App::Apply(Change change, config::Policy policy) {
  std::vector<Lane> leaving = TakeLeaving(change);
  EndOutlets(change, &leaving);
  if (change.generation != nullptr) {
    std::map<std::string, std::unique_ptr<Route>>& routes = change.generation->routes;
    for (const Lane& lane : change.lanes) {
      const std::string& name = lane.policy.use_output;
      const auto fresh = change.outlets.find(name);
      Outlet& outlet = fresh != change.outlets.end() ? *fresh->second : *outlets_.at(name);
      auto& route = routes[name];
      if (route == nullptr) {
        route = std::make_unique<Route>(*change.generation->plan, outlet, static_cast<size_t>(policy.agent.workers), stats_, &observer_);
      }
    }
  }
  std::map<std::string, std::unique_ptr<Outlet>> ended;
  const std::lock_guard lock(mutex_);
  std::move(leaving.begin(), leaving.end(), std::back_inserter(leaving_));
  // Routes to outputs that went are finished, and no batch of theirs is out.
  for (const auto& generation : generations_) {
    std::erase_if(generation->routes, [&](const auto& route) { return Contains(change.gone_outlets, route.first); });
  }
  for (const std::string& name : change.gone_outlets) {
    ended[name] = std::move(outlets_.at(name));
    outlets_.erase(name);
    outlet_fingerprints_.erase(name);
  }
  for (auto& [name, outlet] : change.outlets) {
    outlets_[name] = std::move(outlet);
    outlet_fingerprints_[name] = Fingerprint(policy.outputs.at(name));
  }
  if (change.generation != nullptr) generations_.push_back(std::move(change.generation));
  std::move(change.lanes.begin(), change.lanes.end(), std::back_inserter(lanes_));
  policy_ = std::move(policy);
}

}  // namespace flowship
