#include "app/app.h"

#include <algorithm>

#include "app/fingerprint.h"
#include "base/log.h"

namespace flowship {

namespace {

constexpr int64_t kStartAgainNanos = 5 * kNanosPerSecond;  // a stream that could not be started by a reload

}  // namespace

App::App(Options options) : options_(std::move(options)), observer_(RealClock()) {}

std::unique_ptr<App> App::Make(config::Policy policy, Options options, config::Diagnostics& diagnostics) {
  std::unique_ptr<App> app(new App(std::move(options)));
  auto change = app->Compile(policy, diagnostics);
  if (!change) return nullptr;
  app->Apply(std::move(*change), std::move(policy));
  return app;
}

void App::Check(const config::Policy& policy, config::Diagnostics& diagnostics) {
  App app{Options()};
  (void)app.Compile(policy, diagnostics);
}

App::~App() {
  server_.reset();
  for (const auto& [name, outlet] : outlets_) outlet->StopBy(Deadline::Clock::now());
  for (const auto& generation : generations_) {
    for (const auto& [name, route] : generation->routes) route->Close();
  }
  for (Lane& lane : lanes_) {
    lane.input.reset();
    if (lane.queue != nullptr) lane.queue->Stop();
  }
  for (const auto& generation : generations_) {
    for (const auto& [name, route] : generation->routes) route->Finish();
  }
  outlets_.clear();  // finishes what is under way; its origins still write to the registry
  lanes_.clear();
  leaving_.clear();
  generations_.clear();
}

Status App::Start() {
  FileSystem& files = RealFileSystem();
  const std::string& data_path = policy_.agent.data_path;
  if (const Status made = files.MakeDirectories(data_path); !made.ok()) return made.error().Within("agent.data_path, which has to be a folder that the agent may write");
  auto registry = Registry::Open(files, RealClock(), data_path + "/registry");
  if (!registry.ok()) return registry.error().Within("agent.data_path, which has to be a folder that the agent may write");
  registry_ = std::move(*registry);
  registry_->StartWriter();
  ServeMonitoring();
  for (Lane& lane : lanes_) {
    if (const Status started = StartLane(lane); !started.ok()) return started;
  }
  return {};
}

InputContext App::ContextOf(const Lane& lane) const {
  InputContext context{RealFileSystem(), RealClock()};
  context.once = options_.once;
  if (lane.counters) context.counters = lane.generation->plan->streams()[*lane.counters].stream;
  if (registry_ == nullptr) return context;
  Route& route = *lane.generation->routes.at(lane.policy.use_output);
  context.registry = registry_.get();
  context.held = held_;
  context.pool = lane.queue == nullptr ? &route.pool() : &lane.queue->intake();
  context.sink = lane.queue == nullptr ? &route.sink() : static_cast<BatchSink*>(lane.queue.get());
  return context;
}

Status App::OpenQueue(Lane& lane) {
  if (!lane.queue_asked || lane.queue != nullptr) return {};
  auto queue = DiskQueue::Open(RealFileSystem(), lane.queue_asked->path, lane.queue_asked->options);
  if (!queue.ok()) return queue.error();
  const Plan& plan = *lane.generation->plan;
  QueuedSink::Streams streams = {plan.streams()[lane.number].stream};
  for (const StreamPlan& other : plan.streams()) streams.push_back(other.stream);
  Route& route = *lane.generation->routes.at(lane.policy.use_output);
  auto sink = std::make_unique<QueuedSink>(*std::move(queue), std::move(streams), plan.keys(), route.pool(), route.sink());
  const std::lock_guard lock(mutex_);
  lane.queue = std::move(sink);
  return {};
}

Status App::StartLane(Lane& lane) {
  if (const Status opened = OpenQueue(lane); !opened.ok()) return opened;
  config::Diagnostics known;  // Compile has reported them
  auto input = MakeInput(lane.policy, lane.generation->plan->streams()[lane.number].stream, ContextOf(lane), known);
  FLOWSHIP_ASSERT(input != nullptr);
  if (const Status started = input->Start(); !started.ok()) return started;
  const std::lock_guard lock(mutex_);
  lane.trouble.clear();
  lane.input = std::move(input);
  return {};
}

bool App::IsLeaving(const std::string& id) const {
  return std::ranges::any_of(leaving_, [&id](const Lane& lane) { return lane.policy.id == id; });
}

void App::Tick() {
  std::vector<Lane> settled;
  {
    const std::lock_guard lock(mutex_);
    const auto first = std::partition(leaving_.begin(), leaving_.end(), [](const Lane& lane) { return !lane.input->Settled() || (lane.queue != nullptr && !lane.queue->Settled()); });
    std::move(first, leaving_.end(), std::back_inserter(settled));
    leaving_.erase(first, leaving_.end());
  }
  for (const Lane& lane : settled) {
    for (HeldSocket& socket : lane.input->TakeSockets()) held_->push_back(std::move(socket));
  }
  settled.clear();
  const int64_t now = RealClock().MonotonicNanos();
  for (Lane& lane : lanes_) {
    if (lane.input != nullptr || now < lane.next_try_nanos || IsLeaving(lane.policy.id)) continue;
    lane.next_try_nanos = now + kStartAgainNanos;
    const Status started = StartLane(lane);
    if (started.ok()) continue;
    const std::lock_guard lock(mutex_);
    if (lane.trouble != started.error().message) Log(LogLevel::kError, "agent", "stream {}: {}", lane.policy.id, started.error().message);
    lane.trouble = started.error().message;
  }
  // Sockets that nobody took are closed, as soon as nobody may come for them any more.
  if (std::ranges::none_of(lanes_, [this](const Lane& lane) { return lane.input == nullptr && IsLeaving(lane.policy.id); })) held_->clear();
  ReapGenerations();
}

// Those that no lane is part of, when their last batch has come back.
void App::ReapGenerations() {
  const auto is_used = [this](const std::unique_ptr<Generation>& generation) {
    const auto is_of = [&generation](const Lane& lane) { return lane.generation == generation.get(); };
    if (std::ranges::any_of(lanes_, is_of) || std::ranges::any_of(leaving_, is_of)) return true;
    return std::ranges::any_of(generation->routes, [](const auto& route) { return route.second->pool().in_flight() != 0; });
  };
  std::list<std::unique_ptr<Generation>> ended;
  {
    const std::lock_guard lock(mutex_);
    for (auto at = generations_.begin(); at != generations_.end();) {
      const auto next = std::next(at);
      if (!is_used(*at)) ended.splice(ended.end(), generations_, at);
      at = next;
    }
  }
}

Status App::Stop(int64_t grace_millis) {
  const Deadline::Time deadline = Deadline::Clock::now() + std::chrono::milliseconds(grace_millis);
  LetEbb(lanes_, grace_millis / 2);
  for (const auto& generation : generations_) {
    for (const auto& [name, route] : generation->routes) route->Close();
  }
  for (const auto& [name, outlet] : outlets_) outlet->StopBy(deadline);
  for (const Lane& lane : lanes_) {
    if (lane.input != nullptr) lane.input->Stop();
    if (lane.queue != nullptr) lane.queue->Stop();
  }
  for (const auto& generation : generations_) {
    for (const auto& [name, route] : generation->routes) route->Finish();
  }
  for (const auto& [name, outlet] : outlets_) outlet->Drain(deadline);
  return registry_ == nullptr ? Status() : registry_->Close();
}

void App::ServeMonitoring() {
  const config::AgentPolicy& agent = policy_.agent;
  const std::string wanted = agent.http_enabled ? agent.http_host + ":" + std::to_string(agent.http_port) : "";
  if (wanted == served_) return;
  server_.reset();
  served_ = wanted;
  observer_.Enable(agent.http_enabled);
  if (!agent.http_enabled) return;
  auto server = std::make_unique<monitor::Server>(monitor::Server::Parts{*this, observer_.flows, observer_.errors, observer_.tap, RealClock()});
  if (const Status started = server->Start(agent.http_host, static_cast<uint16_t>(agent.http_port)); !started.ok()) {
    Log(LogLevel::kError, "monitor", "agent.monitoring.http: {}; the agent goes on without it", started.error().message);
    observer_.Enable(false);
    return;
  }
  server_ = std::move(server);
  Log(LogLevel::kInfo, "monitor", "status page: http://{}:{}/", agent.http_host, server_->port());
}

bool App::Finished() const {
  const std::lock_guard lock(mutex_);
  const auto has_ended = [](const Lane& lane) { return lane.input != nullptr && lane.input->Finished() && (lane.queue == nullptr || lane.queue->Idle()); };
  return leaving_.empty() && std::ranges::all_of(lanes_, has_ended);
}

void App::Fail(const std::string& why) {
  const std::lock_guard lock(failure_mutex_);
  if (!failure_) failure_ = why;
}

std::optional<std::string> App::Failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

}  // namespace flowship
