#include "output/elasticsearch/elasticsearch.h"

#include <algorithm>
#include <random>

#include "output/elasticsearch/server.h"
#include "output/outputs.h"

namespace flowship {

namespace {

size_t CountPending(const Batch& batch) {
  return static_cast<size_t>(std::count_if(batch.events.begin(), batch.events.end(), [](const Event& e) { return e.outcome == Outcome::kPending; }));
}

// Each file of `ssl` that can't be read, at its own place.
void CheckPems(config::Options& options, const config::TlsConfig& tls) {
  const auto check = [&options](const char* name, const std::string& file_or_pem) {
    if (const auto pem = config::PemOf(file_or_pem); !pem.ok()) options.Error(name, pem.error().message);
  };
  for (const std::string& authority : tls.authorities) check("ssl.certificate_authorities", authority);
  if (!tls.certificate.empty()) check("ssl.certificate", tls.certificate);
  if (!tls.key.empty()) check("ssl.key", tls.key);
}

}  // namespace

std::unique_ptr<Output> MakeElasticsearch(config::Options& options, const OutputContext& context) {
  const size_t errors = options.diagnostics().errors();
  ElasticsearchConfig config = TakeElasticsearchConfig(options);
  if (config.tls) CheckPems(options, *config.tls);
  if (options.diagnostics().errors() != errors) return nullptr;
  if (const Status status = Connection(config, Deadline()).status(); !status.ok()) {
    options.Error("ssl", status.error().message);
    return nullptr;
  }
  return std::make_unique<ElasticsearchOutput>(std::move(config), context.data_path, context.ask_known_ids);
}

ElasticsearchOutput::ElasticsearchOutput(ElasticsearchConfig config, const std::string& data_path, bool ask_known_ids)
    : config_(std::move(config)),
      encoder_(config_.index),
      hosts_(config_.hosts.size(), config_.loadbalance, config_.backoff_init_millis, config_.backoff_max_millis, std::random_device()()),
      flight_(WorkerCount()),
      dead_letters_(data_path),
      shared_{config_, hosts_, dead_letters_, stats_, deadline_, config_.bulk_max_bytes, flight_, ask_known_ids} {}

ElasticsearchOutput::~ElasticsearchOutput() { Drain(Deadline::Clock::now()); }

std::vector<OutputHost> ElasticsearchOutput::HostStates() const {
  std::vector<OutputHost> all;
  for (size_t i = 0; i < config_.hosts.size(); ++i) all.push_back({config_.hosts[i], hosts_.IsWell(i)});
  return all;
}

void ElasticsearchOutput::StartWorkers() {
  for (size_t number = 0; number < WorkerCount(); ++number) threads_.emplace_back([this, number] { Loop(number); });
}

void ElasticsearchOutput::Push(BatchPtr batch) {
  const std::lock_guard lock(mutex_);
  FLOWSHIP_ASSERT(!draining_);
  if (threads_.empty()) StartWorkers();
  waiting_.push_back(std::move(batch));
  arrived_.notify_one();
}

std::vector<BatchPtr> ElasticsearchOutput::Take() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return draining_ || !waiting_.empty(); });
  std::vector<BatchPtr> taken;
  size_t events = 0, bytes = 0;
  while (!waiting_.empty()) {
    const Batch& next = *waiting_.front();
    events += CountPending(next);
    bytes += next.encoded.size();
    const bool fits = events <= config_.bulk_max_size && bytes <= shared_.max_body_bytes && !taken.empty() && next.stream == taken.front()->stream;
    if (!taken.empty() && !fits) break;
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return taken;
}

void ElasticsearchOutput::Loop(size_t number) {
  BulkWorker worker(number, shared_);
  for (std::vector<BatchPtr> batches = Take(); !batches.empty(); batches = Take()) {
    worker.Deliver(batches);
    for (BatchPtr& batch : batches) FinishBatch(std::move(batch));
  }
}

void ElasticsearchOutput::Drain(Deadline::Time deadline) {
  StopBy(deadline);
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    arrived_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<Finding> ElasticsearchOutput::TestConnection() {
  std::vector<Finding> findings;
  Connection connection(config_, deadline_);
  for (const std::string& host : config_.hosts) {
    const HttpAnswer answer = connection.Get(host + "/", config_.timeout_millis);
    if (answer.status == 0) {
      findings.push_back({false, host + ": " + answer.problem});
    } else if (answer.status != 200) {
      const std::string_view remedy = RemedyOfRequest(answer.status);
      findings.push_back({false, host + ": HTTP " + std::to_string(answer.status) + (remedy.empty() ? "" : "; ") + std::string(remedy)});
    } else {
      const std::string server = DescribeServer(answer.body);
      findings.push_back({!server.empty(), host + ": " + (server.empty() ? "something that is neither Elasticsearch nor OpenSearch" : server)});
    }
  }
  return findings;
}

}  // namespace flowship
