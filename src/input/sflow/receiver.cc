#include "input/sflow/receiver.h"

#include <chrono>

#include "base/log.h"
#include "event/stream.h"

namespace flowship::sflow_input {

namespace {

// Waking up for each datagram costs more than reading it. Where few came, and the kernel's buffer has room for a burst of some hundred thousand a second, the
// next ones may gather for a moment.
constexpr size_t kFewDatagrams = limits::kSflowReceiveDatagrams / 2;
constexpr size_t kRoomyBufferBytes = 4 << 20;
constexpr std::chrono::milliseconds kGather{4};

constexpr int64_t kDropsShownNanos = 60 * kNanosPerSecond;  // how long Troubles speaks of drops after the last one

constexpr std::string_view kOwnNames[] = {"sflow_bytes_total",           "sflow_records_total",          "sflow_datagrams_denied_total",
                                          "sflow_datagrams_limited_total", "sflow_datagrams_too_long_total", "sflow_kernel_dropped_total",
                                          "sflow_datagrams_late_total",  "sflow_agent_restarts_total"};

// The samples of a datagram go on to the batches; their numbers are kept for the exporter's count of losses.
class Numbering : public sflow::SampleSink {
 public:
  explicit Numbering(RecordBatches& to) : to_(to) {}

  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override {
    const uint64_t kind = sample.kind == sflow::SampleKind::kDiscard ? uint64_t{2} << 62 : 0;  // discards have numbers of their own
    numbers_.push_back({kind | uint64_t{sample.source_type} << 32 | sample.source_index, sample.sequence});
    to_.OnFlow(datagram, sample);
  }
  void OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) override {
    numbers_.push_back({uint64_t{1} << 62 | uint64_t{sample.source_type} << 32 | sample.source_index, sample.sequence});
    to_.OnCounters(datagram, sample);
  }
  std::span<const SampleNumber> numbers() const { return numbers_; }
  void Clear() { numbers_.clear(); }

 private:
  RecordBatches& to_;
  std::vector<SampleNumber> numbers_;
};

}  // namespace

// Where the records of one run come from. Each run has an identity of its own, so the numbers of its records may begin at 0.
class Receiver::ReceivedOrigin : public Origin {
 public:
  explicit ReceivedOrigin(const Hash128& run) {
    identity = run;
    has_offsets = false;
  }
  void BatchDone(const BatchRange&, const OutcomeCounts&) override {}
};

struct Receiver::Worker {
  Worker(OpenSocket opened, BatchPool& pool, BatchSink& sink, const InputContext& context, const std::shared_ptr<const Stream>& stream, const std::shared_ptr<Origin>& origin)
      : socket(std::move(opened)), reader(socket.descriptor.get(), socket.dropped), batches(pool, sink, stream, context.counters, origin), numbering(batches) {}

  OpenSocket socket;
  DatagramReader reader;
  sflow::Decoder decoder;
  RecordBatches batches;
  Numbering numbering;
  std::array<uint64_t, sflow::kCounts> published{};
  uint64_t published_records = 0;
  std::thread thread;
};

Receiver::Receiver(const InputContext& context, Config config, std::shared_ptr<const Stream> stream)
    : context_(context), config_(std::move(config)), stream_(std::move(stream)), exporters_(config_) {}

Receiver::~Receiver() { Stop(); }

Status Receiver::Start() {
  auto sockets = OpenSockets(config_, context_.held.get());
  if (!sockets.ok()) return sockets.error().Within("the sflow input \"" + stream_->id + "\"");
  smallest_buffer_bytes_ = SIZE_MAX;
  const size_t count = sockets->size();
  const std::string_view whence = sockets->front().handed_over ? " that systemd handed over" : sockets->front().held ? " that stayed open" : "";
  for (OpenSocket& socket : *sockets) {
    smallest_buffer_bytes_ = std::min(smallest_buffer_bytes_, socket.buffer_bytes);
    const std::string run = config_.Where() + "/" + stream_->id + "/" + std::to_string(context_.clock.WallNanos()) + "/" + std::to_string(workers_.size());
    workers_.push_back(std::make_unique<Worker>(std::move(socket), *context_.pool, *context_.sink, context_, stream_, std::make_shared<ReceivedOrigin>(Hash128Of(run))));
  }
  Log(LogLevel::kInfo, "sflow", "receiving on {} with {} socket{}{}, receive buffer {} bytes each", config_.Where(), count, count == 1 ? "" : "s",
      whence, smallest_buffer_bytes_);
  running_ = workers_.size();
  for (const auto& worker : workers_) worker->thread = std::thread([this, &worker = *worker] { Loop(worker); });
  return {};
}

bool Receiver::Ebb() {
  stopped_ = true;
  return running_ == 0;
}

void Receiver::Stop() {
  stopped_ = true;
  for (const auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

std::vector<HeldSocket> Receiver::TakeSockets() {
  std::vector<HeldSocket> sockets;
  for (const auto& worker : workers_) sockets.push_back({std::move(worker->socket.descriptor), worker->reader.dropped()});
  return sockets;
}

void Receiver::Loop(Worker& worker) {
  while (!stopped_ && !worker.batches.closed()) {
    const std::span<const Received> datagrams = worker.reader.Receive();
    const int64_t now = context_.clock.MonotonicNanos();
    for (const Received& received : datagrams) Take(worker, received, now);
    worker.batches.FlushOld(now);
    Publish(worker);
    if (!datagrams.empty() && datagrams.size() < kFewDatagrams && worker.socket.buffer_bytes >= kRoomyBufferBytes) std::this_thread::sleep_for(kGather);
  }
  worker.batches.Flush();
  Publish(worker);
  --running_;
}

void Receiver::Take(Worker& worker, const Received& received, int64_t monotonic_nanos) {
  own_[kBytes].fetch_add(received.payload.size(), std::memory_order_relaxed);
  if (received.cut) own_[kCut].fetch_add(1, std::memory_order_relaxed);
  switch (exporters_.Admit(received.source, monotonic_nanos)) {
    case Admission::kTaken: break;
    case Admission::kDenied: own_[kDenied].fetch_add(1, std::memory_order_relaxed); return;
    case Admission::kLimited: own_[kLimited].fetch_add(1, std::memory_order_relaxed); return;
  }
  worker.batches.SetTime(received.wall_nanos != 0 ? received.wall_nanos : context_.clock.WallNanos(), monotonic_nanos);
  worker.numbering.Clear();
  if (!worker.decoder.Decode(received.payload, worker.numbering)) return;
  const Losses losses = exporters_.Follow(worker.decoder.datagram(), worker.numbering.numbers());
  if (losses.datagrams != 0) lost_datagrams_ += losses.datagrams;
  if (losses.samples != 0) lost_samples_ += losses.samples;
  if (losses.late != 0) own_[kLateDatagrams].fetch_add(losses.late, std::memory_order_relaxed);
  if (losses.restarts != 0) own_[kAgentRestarts].fetch_add(losses.restarts, std::memory_order_relaxed);
}

// What the worker has counted since the last time, for whoever asks.
void Receiver::Publish(Worker& worker) {
  const auto& counts = worker.decoder.counts().all();
  for (size_t i = 0; i < sflow::kCounts; ++i) {
    if (counts[i] == worker.published[i]) continue;
    counts_[i].fetch_add(counts[i] - worker.published[i], std::memory_order_relaxed);
    worker.published[i] = counts[i];
  }
  own_[kRecords].fetch_add(worker.batches.records() - worker.published_records, std::memory_order_relaxed);
  worker.published_records = worker.batches.records();
  if (const uint64_t dropped = worker.reader.TakeDropped(); dropped != 0) {
    own_[kKernelDropped].fetch_add(dropped, std::memory_order_relaxed);
    dropped_at_nanos_ = context_.clock.MonotonicNanos();
  }
}

std::vector<std::string> Receiver::Troubles() const {
  std::vector<std::string> troubles;
  if (!workers_.empty() && smallest_buffer_bytes_ < config_.read_buffer_bytes) {
    troubles.push_back(config_.Where() + ": the receive buffer has " + std::to_string(smallest_buffer_bytes_) + " bytes instead of " + std::to_string(config_.read_buffer_bytes) +
                       "; raise the system's limit (sysctl net.core.rmem_max) or ask for less (read_buffer)");
  }
  const int64_t dropped_at = dropped_at_nanos_;
  if (dropped_at != 0 && context_.clock.MonotonicNanos() - dropped_at < kDropsShownNanos) {
    troubles.push_back(config_.Where() + ": the kernel has dropped " + std::to_string(own_[kKernelDropped].load()) +
                       " datagrams in all because the receive buffer was full: the output is too slow, or the buffer (read_buffer) too small");
  }
  return troubles;
}

std::vector<InputCounter> Receiver::Counters() const {
  std::vector<InputCounter> counters;
  for (size_t i = 0; i < sflow::kCounts; ++i) counters.push_back({sflow::kCountNames[i], counts_[i].load()});
  for (size_t i = 0; i < kOwn; ++i) counters.push_back({kOwnNames[i], own_[i].load()});
  counters.push_back({"sflow_datagrams_lost_total", static_cast<uint64_t>(std::max<int64_t>(0, lost_datagrams_))});
  counters.push_back({"sflow_samples_lost_total", static_cast<uint64_t>(std::max<int64_t>(0, lost_samples_))});
  counters.push_back({"sflow_agents", exporters_.agents()});
  return counters;
}

std::unique_ptr<Input> MakeReceiver(config::Options& options, std::shared_ptr<const Stream> stream, const InputContext& context) {
  return std::make_unique<Receiver>(context, TakeConfig(options), std::move(stream));
}

}  // namespace flowship::sflow_input
