#include "queue/queued_sink.h"

#include <algorithm>
#include <chrono>

#include "base/limits.h"
#include "base/log.h"

namespace flowship {

namespace {

constexpr std::string_view kLog = "queue";
constexpr std::chrono::milliseconds kAllUnderWay(2);  // until a batch may have come back
constexpr std::chrono::milliseconds kTryAgain(100);   // after an error of the disk

// A record as the queue keeps it: size of the stream's id (1 byte) | id | record.
constexpr size_t kMostIdBytes = 255;

void Pack(std::string_view stream, std::string_view record, Buffer& out) {
  stream = stream.substr(0, kMostIdBytes);
  out.Append(static_cast<char>(static_cast<unsigned char>(stream.size())));
  out.Append(stream);
  out.Append(record);
}

struct Unpacked {
  std::string_view stream, record;
};
Unpacked Unpack(std::string_view packed) {
  const size_t size = packed.empty() ? 0 : static_cast<unsigned char>(packed.front());
  if (packed.size() < size + 1) return {};  // no queue of ours
  return {packed.substr(1, size), packed.substr(size + 1)};
}

}  // namespace

// Acknowledges in order. Lives as long as batches do, and no longer than the queue: see ~QueuedSink.
class QueuedSink::QueueOrigin : public Origin {
 public:
  explicit QueueOrigin(RecordQueue& queue) : queue_(&queue) {
    identity = queue.identity();
    has_offsets = false;  // positions in the queue, which say nothing to a person
  }

  uint64_t Began(uint64_t end) {
    const std::lock_guard lock(mutex_);
    return done_.Began(end);
  }
  void BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) override {
    const std::lock_guard lock(mutex_);
    const auto end = done_.Done(range.sequence, outcomes);
    if (end && queue_ != nullptr) queue_->Acknowledge(*end);
  }
  void Leave() {
    const std::lock_guard lock(mutex_);
    queue_ = nullptr;
  }
  bool AllDone() const {
    const std::lock_guard lock(mutex_);
    return done_.all_done();
  }

 private:
  mutable std::mutex mutex_;
  RecordQueue* queue_;
  DoneInOrder<> done_;
};

QueuedSink::QueuedSink(std::unique_ptr<RecordQueue> queue, Streams streams, const KeySet& keys, BatchPool& pool, BatchSink& next)
    : queue_(std::move(queue)),
      streams_(std::move(streams)),
      intake_(keys, kIntakeBatches),
      pool_(pool),
      next_(next),
      origin_(std::make_shared<QueueOrigin>(*queue_)),
      available_(queue_->end()),
      fed_(queue_->first()) {
  FLOWSHIP_ASSERT(!streams_.empty());
  feeder_ = std::thread([this] { Feed(); });
}

QueuedSink::~QueuedSink() {
  Stop();
  origin_->Leave();
}

void QueuedSink::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    committed_.notify_all();
  }
  if (feeder_.joinable()) feeder_.join();
}

void QueuedSink::Push(BatchPtr batch) {
  const std::lock_guard append_lock(append_mutex_);
  Buffer packed;
  for (Event& event : batch->events) {
    if (event.outcome != Outcome::kPending) continue;
    packed.Clear();
    Pack(batch->stream->id, event.record.substr(0, limits::kMessageMaxBytes - kMostIdBytes - 1), packed);
    event.outcome = queue_->Append(packed.view()) ? Outcome::kDelivered : Outcome::kAbandoned;
  }
  // What could not be committed waits in memory for the next try, and is none the worse for it while the process lives.
  const Status committed = queue_->Commit();
  if (!committed.ok()) Log(LogLevel::kError, kLog, "records wait in memory: {}", committed.error().message);
  batch->Finish();
  batch.reset();
  if (!committed.ok()) return;
  const std::lock_guard lock(mutex_);
  available_ = queue_->end();
  committed_.notify_all();
}

bool QueuedSink::Settled() const { return origin_->AllDone(); }

bool QueuedSink::Idle() const {
  {
    const std::lock_guard lock(mutex_);
    if (fed_ != available_) return false;
  }
  return origin_->AllDone();
}

void QueuedSink::Feed() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      committed_.wait(lock, [this] { return stopping_ || fed_ < available_; });
      if (stopping_) return;
    }
    const std::chrono::milliseconds pause = FeedSome();
    if (pause.count() == 0) continue;
    std::unique_lock lock(mutex_);
    committed_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

std::chrono::milliseconds QueuedSink::FeedSome() {
  BatchPtr batch = pool_.TryAcquire();
  if (batch == nullptr) return kAllUnderWay;  // or the pool is closed
  std::vector<QueuedRecord> records;
  if (const Status read = queue_->Read(limits::kBatchMaxEvents, limits::kBatchTargetBytes, batch->bytes, records); !read.ok()) {
    Log(LogLevel::kError, kLog, "{}; trying again", read.error().message);
    return kTryAgain;
  }
  if (records.empty()) {  // the rest was lost, and counted
    const std::lock_guard lock(mutex_);
    fed_ = available_;
    return {};
  }
  // A batch is of one stream: mostly it is one run.
  size_t at = 0;
  while (at < records.size()) {
    const std::string_view id = Unpack(records[at].bytes).stream;
    size_t end = at;
    while (end < records.size() && Unpack(records[end].bytes).stream == id) ++end;
    BatchPtr run = at == 0 && end == records.size() ? std::move(batch) : pool_.Acquire();
    if (run == nullptr) return kAllUnderWay;  // closed: what is left is read again at the next start
    for (size_t i = at; i < end; ++i) {
      Event& event = run->events.emplace_back();
      const std::string_view record = Unpack(records[i].bytes).record;
      event.record = batch == nullptr ? record : run->arena.Copy(record);
      event.offset = records[i].position;
    }
    run->range.begin = records[at].position;
    run->range.end = records[end - 1].position + 1;
    run->range.sequence = origin_->Began(run->range.end);
    run->origin = origin_;
    run->stream = StreamOf(id);
    at = end;
    {
      const std::lock_guard lock(mutex_);
      fed_ = run->range.end;
    }
    next_.Push(std::move(run));
  }
  return {};
}

std::shared_ptr<const Stream> QueuedSink::StreamOf(std::string_view id) const {
  const auto found = std::ranges::find_if(streams_, [id](const auto& stream) { return std::string_view(stream->id).substr(0, kMostIdBytes) == id; });
  return found == streams_.end() ? streams_.front() : *found;
}

}  // namespace flowship
