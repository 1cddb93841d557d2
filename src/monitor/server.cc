#include "monitor/server.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <httplib.h>
#pragma GCC diagnostic pop

#include <algorithm>

#include "base/embedded.h"
#include "base/log.h"
#include "base/port_owner.h"
#include "monitor/json_text.h"
#include "monitor/process_figures.h"
#include "monitor/prometheus.h"
#include "monitor/stats_json.h"

namespace flowship::monitor {

namespace {

constexpr const char* kJson = "application/json; charset=utf-8";
constexpr size_t kThreads = 8;  // of which Tap::kSubscriptions may be held by those who listen
constexpr int64_t kRateSeconds = 5;
constexpr size_t kTopKeys = 50;
constexpr uint32_t kTapMostPerSecond = 10'000;
constexpr std::string_view kPage = "web/status.html";

std::string Parameter(const httplib::Request& request, const char* name, const char* fallback) {
  return request.has_param(name) ? request.get_param_value(name) : fallback;
}

uint64_t NumberParameter(const httplib::Request& request, const char* name, uint64_t fallback) {
  const std::string text = Parameter(request, name, "");
  return text.empty() || text.find_first_not_of("0123456789") != std::string::npos || text.size() > 9 ? fallback : std::stoull(text);
}

void Refuse(httplib::Response& response, int status, std::string_view why) {
  response.status = status;
  response.set_content(JsonText().Open('{').Member("error", why).Close('}').Take() + "\n", kJson);
}

}  // namespace

Server::Server(Parts parts) : parts_(parts), started_nanos_(parts.clock.MonotonicNanos()) {}

Server::~Server() { Stop(); }

Status Server::Start(const std::string& host, uint16_t port) {
  host_ = host;
  http_ = std::make_unique<httplib::Server>();
  http_->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http_->set_keep_alive_max_count(1);  // a browser's idle connections would hold the threads
  http_->set_payload_max_length(1 << 16);
  // Only that: with SO_REUSEPORT, httplib's own choice, two agents would share a port and each get half of the requests.
  http_->set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  AddRoutes();
  const std::string place = host + ":" + std::to_string(port);
  if (port == 0) {
    const int bound = http_->bind_to_any_port(host);
    if (bound <= 0) return Error{"no port of " + host + " can be had; is it an address of this machine?"};
    port_ = static_cast<uint16_t>(bound);
  } else if (http_->bind_to_port(host, port)) {
    port_ = port;
  } else {
    const auto owner = DescribePortOwner(PortKind::kTcp, port);
    http_.reset();
    return Error{place + " can't be had: " + (owner ? *owner + " has it; choose another agent.monitoring.http.port" : "is it an address of this machine?")};
  }
  stopping_ = false;
  listener_ = std::thread([this] { http_->listen_after_bind(); });
  sampler_ = std::thread([this] { SampleLoop(); });
  return {};
}

void Server::Stop() {
  if (http_ == nullptr) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  // A stop that comes before the listener listens would be lost.
  while (listener_.joinable() && !http_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  http_->stop();
  if (listener_.joinable()) listener_.join();
  if (sampler_.joinable()) sampler_.join();
  http_.reset();
}

void Server::SampleLoop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    history_.Add(PointOf(parts_.view.Snapshot(false), parts_.clock.WallNanos() / kNanosPerMilli));
    lock.lock();
    stop_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; });
  }
}

bool Server::IsForUs(const httplib::Request& request) const {
  std::string name = request.get_header_value("Host");
  if (const size_t colon = name.rfind(':'); colon != std::string::npos && name.find(']', colon) == std::string::npos) name.resize(colon);
  const bool address = name.find_first_not_of("0123456789.") == std::string::npos || name.starts_with('[');
  return name.empty() || address || name == "localhost" || name == host_ || host_ == "0.0.0.0" || host_ == "::";
}

void Server::AddRoutes() {
  using httplib::Request, httplib::Response;
  http_->set_pre_routing_handler([this](const Request& request, Response& response) {
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Cache-Control", "no-store");
    if (IsForUs(request)) return httplib::Server::HandlerResponse::Unhandled;
    Refuse(response, 403, "the request is for " + request.get_header_value("Host") + ", which is not the name of this server");
    return httplib::Server::HandlerResponse::Handled;
  });
  http_->set_error_handler([](const Request&, Response& response) {
    if (response.body.empty()) Refuse(response, response.status, "there are /, /stats, /metrics, /flows, /tap, /health and /ready");
  });
  http_->Get("/", [](const Request&, Response& response) {
    const EmbeddedFile* const page = FindEmbedded(kPage);
    FLOWSHIP_ASSERT(page != nullptr);
    response.set_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:");
    response.set_content(std::string(page->content), "text/html; charset=utf-8");
  });
  http_->Get("/stats", [this](const Request& request, Response& response) { AnswerStats(request, response); });
  http_->Get("/metrics", [this](const Request&, Response& response) {
    const int64_t uptime = (parts_.clock.MonotonicNanos() - started_nanos_) / kNanosPerMilli;
    response.set_content(PrometheusText(parts_.view.Snapshot(true), ReadProcessFigures(), uptime), "text/plain; version=0.0.4; charset=utf-8");
  });
  http_->Get("/flows", [this](const Request& request, Response& response) {
    response.set_content(parts_.flows.Json(std::min<size_t>(NumberParameter(request, "top", 10), kTopKeys)), kJson);
  });
  http_->Get("/health", [this](const Request&, Response& response) { AnswerHealth(response, false); });
  http_->Get("/ready", [this](const Request&, Response& response) { AnswerHealth(response, true); });
  http_->Get("/tap", [this](const Request& request, Response& response) { AnswerTap(request, response); });
}

void Server::AnswerStats(const httplib::Request& request, httplib::Response& response) const {
  StatsExtra extra;
  extra.uptime_millis = (parts_.clock.MonotonicNanos() - started_nanos_) / kNanosPerMilli;
  extra.process = ReadProcessFigures();
  extra.rates = history_.Recent(kRateSeconds);
  if (request.has_param("history")) extra.history = history_.points();
  extra.error_samples = parts_.errors.Json();
  response.set_content(StatsJson(parts_.view.Snapshot(true), extra), kJson);
}

void Server::AnswerHealth(httplib::Response& response, bool ready) const {
  const AgentSnapshot snapshot = parts_.view.Snapshot(false);
  std::vector<std::string> reasons;
  if (!snapshot.failure.empty()) reasons.push_back(snapshot.failure);
  if (ready) {
    if (snapshot.streams.empty()) reasons.emplace_back("no stream has been started");
    for (const OutputState& output : snapshot.outputs) {
      if (output.blocked) reasons.push_back("the output " + output.name + " refuses everything");
      const bool any_well = output.hosts.empty() || std::ranges::any_of(output.hosts, &HostState::well);
      if (!any_well) reasons.push_back("no host of the output " + output.name + " answers");
    }
  }
  response.status = reasons.empty() ? 200 : 503;
  JsonText out;
  out.Open('{').Member("status", reasons.empty() ? "ok" : "failed").Key("reasons").Open('[');
  for (const std::string& reason : reasons) out.Text(reason);
  response.set_content(out.Close(']').Close('}').Take() + "\n", kJson);
}

void Server::AnswerTap(const httplib::Request& request, httplib::Response& response) const {
  TapOptions options;
  const std::string stage = Parameter(request, "stage", "event");
  if (stage != "event" && stage != "record") return Refuse(response, 400, "stage is record or event");
  options.stage = stage == "record" ? TapOptions::Stage::kRecord : TapOptions::Stage::kEvent;
  options.stream = Parameter(request, "stream", "");
  if (!options.stream.empty()) {
    const AgentSnapshot snapshot = parts_.view.Snapshot(false);
    std::string known;
    for (const StreamState& stream : snapshot.streams) known += (known.empty() ? "" : ", ") + stream.id;
    if (std::ranges::find(snapshot.streams, options.stream, &StreamState::id) == snapshot.streams.end()) {
      return Refuse(response, 400, "there is no stream \"" + options.stream + "\"; there is " + known);
    }
  }
  options.per_second = static_cast<uint32_t>(std::clamp<uint64_t>(NumberParameter(request, "rate", 10), 1, kTapMostPerSecond));
  for (size_t i = 0; i < request.get_param_value_count("filter"); ++i) {
    auto filter = TapOptions::ParseFilter(request.get_param_value("filter", i));
    if (!filter.ok()) return Refuse(response, 400, filter.error().message);
    options.filters.push_back(std::move(*filter));
  }
  const auto subscription = parts_.tap.Subscribe(std::move(options));
  if (subscription == nullptr) return Refuse(response, 503, "too many listen already; end another `flowship tap`");
  const uint64_t limit = NumberParameter(request, "limit", 0);
  response.set_chunked_content_provider("application/x-ndjson", [this, subscription, limit, sent = uint64_t{0}](size_t, httplib::DataSink& sink) mutable {
    if (!http_->is_running() || (limit != 0 && sent >= limit)) {
      sink.done();
      return true;
    }
    const auto line = subscription->Next(std::chrono::milliseconds(500));
    if (line) ++sent;
    // An empty line now and then: how else would it be seen that nobody reads any more?
    const std::string text = line.value_or("") + "\n";
    return sink.write(text.data(), text.size());
  });
}

}  // namespace flowship::monitor
