#include "input/kafka/kafka.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "input/kafka/consumer.h"

namespace flowship::kafka {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::string_view kLog = "kafka";
constexpr int kPollMillis = 50;                    // an open batch waits no longer than that for the next message
constexpr milliseconds kPauseAfter(2'000);         // a full pool for that long, and the partitions are paused
constexpr milliseconds kRevokeWait(5'000);         // what is under way of a partition that is given away has so long
constexpr milliseconds kLook(5);

}  // namespace

std::unique_ptr<Input> MakeKafkaInput(config::Options& options, std::shared_ptr<const Stream> stream, const InputContext& context) {
  const size_t errors = options.diagnostics().errors();
  KafkaInputConfig config = TakeKafkaInputConfig(options, context.once);
  if (options.diagnostics().errors() != errors) return nullptr;
  return std::make_unique<KafkaInput>(std::move(config), std::move(stream), context);
}

KafkaInput::KafkaInput(KafkaInputConfig config, std::shared_ptr<const Stream> stream, const InputContext& context)
    : config_(std::move(config)), stream_(std::move(stream)), context_(context) {}

KafkaInput::~KafkaInput() {
  Stop();
  if (consumer_ != nullptr) consumer_->Close();
  // Batches may outlive us; their partitions have nobody to tell any more.
  for (auto& [place, assigned] : assigned_) assigned.partition->Release();
}

Status KafkaInput::Start() {
  auto consumer = Consumer::Make(config_, this);
  if (!consumer.ok()) return consumer.error().Within("kafka");
  consumer_ = *std::move(consumer);
  if (const Status subscribed = consumer_->Subscribe(config_.topics); !subscribed.ok()) return subscribed;
  reader_ = std::thread([this] { Loop(); });
  return {};
}

void KafkaInput::Stop() {
  stopping_ = true;
  if (reader_.joinable()) reader_.join();
}

void KafkaInput::Loop() {
  while (!stopping_) {
    if (TakeWaiting()) continue;
    const auto message = consumer_->Poll(kPollMillis);
    if (!message) {
      PushAll();
    } else if (!Take(*message)) {
      Keep(*message, true);
      WaitForBatch();
    }
  }
  // What was not pushed was not delivered: whoever is next reads it.
  const std::lock_guard lock(mutex_);
  for (auto& [place, assigned] : assigned_) assigned.open.reset();
  waiting_.clear();
  spare_.reset();
}

// True: there was something to do.
bool KafkaInput::TakeWaiting() {
  if (waiting_.empty()) return false;
  Waiting first = std::move(waiting_.front());
  waiting_.pop_front();
  first.message.bytes = first.bytes;
  if (!Take(first.message)) {
    waiting_.push_front(std::move(first));
    WaitForBatch();
  }
  return true;
}

void KafkaInput::Keep(const Message& message, bool in_front) {
  Waiting kept{message, std::string(message.bytes)};
  if (in_front) {
    waiting_.push_front(std::move(kept));
  } else {
    waiting_.push_back(std::move(kept));
  }
}

bool KafkaInput::Take(const Message& message) {
  const auto found = assigned_.find(message.place);
  if (found == assigned_.end()) return true;  // given away while it was on its way
  Assigned& assigned = found->second;
  if (troubled_.exchange(false)) {
    const std::lock_guard lock(mutex_);
    trouble_.clear();
  }
  if (message.end) {
    Push(assigned);
    const std::lock_guard lock(mutex_);
    assigned.at_end = true;
    return true;
  }
  if (message.offset < assigned.next) return true;
  if (assigned.open == nullptr) {
    BatchPtr batch = spare_ != nullptr ? std::move(spare_) : context_.pool->TryAcquire();
    if (batch == nullptr) return false;
    const std::lock_guard lock(mutex_);
    assigned.open = std::make_unique<Messages>(std::move(batch), assigned.partition);
    assigned.at_end = false;
  }
  assigned.next = message.offset + 1;
  assigned.open->Add(message.bytes, message.offset, config_.message_max_bytes);
  messages_.fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(message.bytes.size(), std::memory_order_relaxed);
  if (assigned.open->full()) Push(assigned);
  return true;
}

// The output is behind, or the batches that are being filled hold all there is.
void KafkaInput::WaitForBatch() {
  const Clock::time_point since = Clock::now();
  bool paused = false;
  PushAll();
  while (!stopping_ && (spare_ = context_.pool->TryAcquire()) == nullptr) {
    if (!paused && Clock::now() - since < kPauseAfter) {
      std::this_thread::sleep_for(kLook);
      continue;
    }
    // Whoever does not poll for long is put out of the group. Paused partitions give nothing, those that are new to us may.
    if (!std::exchange(paused, true)) {
      consumer_->Pause(true);
      ++pauses_;
    }
    if (const auto message = consumer_->Poll(kPollMillis)) Keep(*message, false);
  }
  if (paused) consumer_->Pause(false);
}

void KafkaInput::Push(Assigned& assigned) {
  if (assigned.open == nullptr) return;
  BatchPtr batch = assigned.open->Take(stream_);
  {
    const std::lock_guard lock(mutex_);
    assigned.open.reset();
  }
  if (batch->events.empty()) return batch->Finish();  // nothing but empty messages
  context_.sink->Push(std::move(batch));
}

void KafkaInput::PushAll() {
  for (auto& [place, assigned] : assigned_) Push(assigned);
}

void KafkaInput::OnAssigned(const Place& place) {
  Log(LogLevel::kInfo, kLog, "partition {} of {} is ours now", place.second, place.first);
  const auto store = [this](const std::string& topic, int32_t partition, int64_t offset) { consumer_->Store(topic, partition, offset); };
  Assigned assigned;
  assigned.partition = std::make_shared<Partition>(place.first, place.second, store);
  ++rebalances_;
  const std::lock_guard lock(mutex_);
  assigned_[place] = std::move(assigned);
  was_assigned_ = true;
  trouble_.clear();
}

int64_t KafkaInput::OnRevoked(const Place& place, bool lost) {
  const auto found = assigned_.find(place);
  if (found == assigned_.end()) return -1;
  const std::shared_ptr<Partition> partition = found->second.partition;
  for (const Clock::time_point until = Clock::now() + kRevokeWait; !lost && partition->under_way() != 0 && Clock::now() < until && !stopping_;) {
    std::this_thread::sleep_for(kLook);
  }
  partition->Release();
  std::erase_if(waiting_, [&place](const Waiting& waiting) { return waiting.message.place == place; });
  Log(LogLevel::kInfo, kLog, "partition {} of {} goes to another of the group, {} batches are under way", place.second, place.first,
      partition->under_way());
  const std::lock_guard lock(mutex_);
  assigned_.erase(found);
  return partition->done_offset();
}

void KafkaInput::NoteTrouble(std::string text) {
  Log(LogLevel::kWarning, kLog, "{}", text);
  const std::lock_guard lock(mutex_);
  trouble_ = std::move(text);
  troubled_ = true;
}

bool KafkaInput::Settled() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::all_of(assigned_, [](const auto& of) { return of.second.partition->under_way() == 0; });
}

bool KafkaInput::Finished() const {
  if (!context_.once) return false;
  const std::lock_guard lock(mutex_);
  return was_assigned_ && std::ranges::all_of(assigned_, [](const auto& of) {
           return of.second.at_end && of.second.open == nullptr && of.second.partition->AllDone();
         });
}

std::vector<std::string> KafkaInput::Troubles() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> troubles;
  if (!trouble_.empty()) troubles.push_back("kafka " + stream_->id + ": " + trouble_);
  return troubles;
}

std::vector<InputCounter> KafkaInput::Counters() const {
  const std::lock_guard lock(mutex_);
  return {{"messages_read_total", messages_},
          {"bytes_processed_total", bytes_},
          {"partitions_active", assigned_.size()},
          {"partitions_assigned_total", rebalances_},
          {"pauses_total", pauses_}};
}

}  // namespace flowship::kafka
