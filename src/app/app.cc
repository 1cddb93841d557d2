#include "app/app.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/log.h"
#include "output/output_types.h"
#include "output/setup/config.h"

namespace flowship {

namespace {

std::string HostName() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::vector<std::string> OutputTypeNames() {
  std::vector<std::string> names;
  for (const OutputType& type : OutputTypes()) names.emplace_back(type.name);
  return names;
}

}  // namespace

config::PolicySurroundings Surroundings() {
  config::PolicySurroundings surroundings;
  surroundings.input_types = InputTypeNames();
  surroundings.output_types = OutputTypeNames();
  return surroundings;
}

ProcessorFiles FilesOf(const config::AgentPolicy& agent) { return ProcessorFiles{agent.geoip_dir}; }

std::unique_ptr<App> App::Make(config::Policy policy, Options options, config::Diagnostics& diagnostics) {
  std::unique_ptr<App> app(new App());
  app->policy_ = std::move(policy);
  app->options_ = options;
  const config::AgentPolicy& agent = app->policy_.agent;
  const size_t errors = diagnostics.errors();
  for (size_t i = 0; i < app->policy_.streams.size(); ++i) {
    if (auto queue = TakeStreamQueue(app->policy_.streams[i], agent.data_path, diagnostics)) app->queue_options_[i] = *std::move(queue);
  }
  app->plan_ = Plan::Compile(app->policy_.streams, FilesOf(agent), agent.name.empty() ? HostName() : agent.name, diagnostics);
  // Without a plan there is nothing for inputs and outputs to work on, but their own mistakes are still told.
  const bool compiled = app->plan_ != nullptr;
  if (!compiled) app->plan_ = Plan::Compile({}, {}, "", diagnostics);
  app->MakeRoutes(diagnostics);
  (void)TakeSetupConfig(app->policy_.setup, diagnostics);  // its mistakes are mistakes of the policy, whoever reads it
  if (compiled) app->MakeInputs(nullptr, diagnostics);
  return diagnostics.errors() == errors ? std::move(app) : nullptr;
}

void App::MakeRoutes(config::Diagnostics& diagnostics) {
  OutputContext context;
  context.data_path = policy_.agent.data_path;
  context.fail = [this](const std::string& why) { Fail(why); };
  for (const auto& [name, output] : policy_.outputs) {
    auto made = MakeOutput(output.type, output.options, context, diagnostics);
    const auto uses = [&name = name](const config::StreamPolicy& stream) { return stream.use_output == name; };
    if (made == nullptr || std::ranges::none_of(policy_.streams, uses)) continue;
    routes_[name] = std::make_unique<Route>(*plan_, std::move(made), static_cast<size_t>(policy_.agent.workers), stats_, nullptr);
  }
}

std::shared_ptr<const Stream> App::CountersStreamOf(const std::string& id) const {
  for (size_t i = 0; i < policy_.streams.size(); ++i) {
    if (policy_.streams[i].fed_by == id) return plan_->streams()[i].stream;
  }
  return nullptr;
}

std::vector<std::unique_ptr<Input>> App::MakeInputs(Registry* registry, config::Diagnostics& diagnostics) const {
  std::vector<std::unique_ptr<Input>> inputs;
  for (size_t i = 0; i < policy_.streams.size(); ++i) {
    if (!policy_.streams[i].fed_by.empty()) continue;
    InputContext context{RealFileSystem(), RealClock()};
    context.once = options_.once;
    context.counters = CountersStreamOf(policy_.streams[i].id);
    if (const auto route = routes_.find(policy_.streams[i].use_output); route != routes_.end() && registry != nullptr) {
      context.registry = registry;
      context.pool = &route->second->pool();
      context.sink = &route->second->sink();
      if (const auto queue = queues_.find(i); queue != queues_.end()) {
        context.pool = &queue->second->intake();
        context.sink = queue->second.get();
      }
    }
    inputs.push_back(MakeInput(policy_.streams[i], plan_->streams()[i].stream, context, diagnostics));
  }
  return inputs;
}

Status App::OpenQueues() {
  for (const auto& [number, asked] : queue_options_) {
    auto queue = DiskQueue::Open(RealFileSystem(), asked.path, asked.options);
    if (!queue.ok()) return queue.error();
    QueuedSink::Streams streams = {plan_->streams()[number].stream};
    for (const StreamPlan& other : plan_->streams()) streams.push_back(other.stream);
    Route& route = *routes_.at(policy_.streams[number].use_output);
    queues_[number] = std::make_unique<QueuedSink>(*std::move(queue), std::move(streams), plan_->keys(), route.pool(), route.sink());
  }
  return {};
}

App::~App() {
  for (const auto& [name, route] : routes_) route->Close();
  inputs_.clear();
  for (const auto& [number, queue] : queues_) queue->Stop();
  routes_.clear();  // finishes what is under way; its origins still write to the registry
}

Status App::Start() {
  FileSystem& files = RealFileSystem();
  const std::string& data_path = policy_.agent.data_path;
  if (const Status made = files.MakeDirectories(data_path); !made.ok()) return made.error().Within("agent.data_path");
  auto registry = Registry::Open(files, RealClock(), data_path + "/registry");
  if (!registry.ok()) return registry.error();
  registry_ = std::move(*registry);
  registry_->StartWriter();
  if (const Status opened = OpenQueues(); !opened.ok()) return opened;
  config::Diagnostics known;  // Make has reported them
  inputs_ = MakeInputs(registry_.get(), known);
  FLOWSHIP_ASSERT(known.ok());
  for (const auto& input : inputs_) {
    if (const Status started = input->Start(); !started.ok()) return started;
  }
  return {};
}

Status App::Stop(int64_t grace_millis) {
  const Deadline::Time deadline = Deadline::Clock::now() + std::chrono::milliseconds(grace_millis);
  for (const auto& [name, route] : routes_) {
    route->Close();
    route->StopBy(deadline);
  }
  for (const auto& input : inputs_) input->Stop();
  for (const auto& [number, queue] : queues_) queue->Stop();
  for (const auto& [name, route] : routes_) route->Finish(deadline);
  return registry_ == nullptr ? Status() : registry_->Close();
}

bool App::Finished() const {
  return std::ranges::all_of(inputs_, [](const auto& input) { return input->Finished(); }) && std::ranges::all_of(queues_, [](const auto& of) { return of.second->Idle(); });
}

void App::Fail(const std::string& why) {
  const std::lock_guard lock(failure_mutex_);
  if (!failure_) failure_ = why;
}

std::optional<std::string> App::Failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

std::vector<std::string> App::Troubles() const {
  std::vector<std::string> all;
  for (const auto& input : inputs_) {
    for (std::string& trouble : input->Troubles()) all.push_back(std::move(trouble));
  }
  return all;
}

std::vector<App::OutputOfApp> App::outputs() const {
  std::vector<OutputOfApp> all;
  for (const auto& [name, route] : routes_) all.push_back({name, &route->output().stats()});
  return all;
}

std::vector<InputCounter> App::InputCounters() const {
  std::vector<InputCounter> sum;
  for (const auto& input : inputs_) {
    for (const InputCounter& counter : input->Counters()) {
      const auto known = std::ranges::find(sum, counter.name, &InputCounter::name);
      if (known == sum.end()) {
        sum.push_back(counter);
      } else {
        known->value += counter.value;
      }
    }
  }
  for (const auto& [number, queue] : queues_) {
    const QueueStats stats = queue->stats();
    for (const InputCounter& counter : {InputCounter{"queue_records", stats.records}, {"queue_bytes", stats.bytes}, {"queue_refused_total", stats.refused}, {"queue_lost_total", stats.lost}}) {
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

}  // namespace flowship
