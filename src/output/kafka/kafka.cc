#include "output/kafka/kafka.h"

#include <algorithm>
#include <random>

#include "base/clock.h"
#include "base/java_time.h"
#include "base/log.h"
#include "output/kafka/delivery.h"
#include "output/kafka/producer.h"
#include "output/outputs.h"

namespace flowship {

namespace {

constexpr std::string_view kLog = "kafka";
constexpr int kPollMillis = 50;

std::string IdText(const Event& event) {
  std::string id(kBase64UrlIdBytes, '\0');
  WriteBase64Url(event.id, id.data());
  return id;
}

}  // namespace

std::unique_ptr<Output> MakeKafka(config::Options& options, const OutputContext& context) {
  const size_t errors = options.diagnostics().errors();
  KafkaConfig config = TakeKafkaConfig(options);
  if (options.diagnostics().errors() != errors) return nullptr;
  auto output = std::make_unique<KafkaOutput>(std::move(config), context.data_path);
  if (const Status status = output->CheckConfig(); !status.ok()) {
    options.Error("hosts", status.error().message);
    return nullptr;
  }
  return output;
}

KafkaOutput::KafkaOutput(KafkaConfig config, const std::string& data_path)
    : config_(std::move(config)),
      encoder_(config_),
      dead_letters_(data_path),
      backoff_(config_.backoff_init_millis, config_.backoff_max_millis, std::random_device()()) {}

KafkaOutput::~KafkaOutput() { Drain(Deadline::Clock::now()); }

Status KafkaOutput::CheckConfig() const {
  auto producer = Producer::Make(config_, [](const Tag&, int, std::string_view) {});
  return producer.ok() ? Status() : producer.error();
}

std::string KafkaOutput::TopicOf(const KafkaMessage& message) const {
  return message.topic.empty() ? config_.topic.constant() : std::string(message.topic);
}

void KafkaOutput::Push(BatchPtr batch) {
  if (!server_.joinable()) {
    auto producer = Producer::Make(config_, [this](const Tag& tag, int error, std::string_view text) { Report(tag, error, text); });
    FLOWSHIP_ASSERT(producer.ok());  // CheckConfig has made one of the same properties
    producer_ = *std::move(producer);
    server_ = std::thread([this] { Serve(); });
  }
  auto owned = std::make_unique<UnderWay>();
  UnderWay& way = *owned;
  for (Event& event : batch->events) {
    if (event.outcome == Outcome::kPending) way.tags.push_back({&way, &event});
  }
  way.batch = std::move(batch);
  way.left = way.tags.size();
  if (way.left == 0) return FinishBatch(std::move(way.batch));
  {
    const std::lock_guard lock(mutex_);
    under_way_.emplace(&way, std::move(owned));
  }
  // The last report may come before this loop ends, and the batch and its tags go then: so the tags are counted first, and not touched after the
  // last.
  const Tag* const tags = way.tags.data();
  const size_t count = way.tags.size();
  for (size_t i = 0; i < count; ++i) Produce(tags[i]);
}

void KafkaOutput::Produce(const Tag& tag) {
  const KafkaMessage message = SplitKafkaMessage(tag.owner->batch->encoded.view(tag.event->encoded_begin, tag.event->encoded_size));
  char id[kBase64UrlIdBytes];
  WriteBase64Url(tag.event->id, id);
  const std::string_view key = message.key.empty() ? std::string_view(id, sizeof id) : message.key;
  std::string own;
  if (!message.topic.empty()) own = message.topic;
  const std::lock_guard lock(produce_mutex_);
  const int error = producer_->Produce(message.topic.empty() ? config_.topic.constant() : own, message, key, tag);
  if (error == 0) {
    ++stats_.requests;
    stats_.bytes += message.document.size();
    return;
  }
  const std::lock_guard list_lock(mutex_);
  refused_.emplace_back(tag, error);
}

void KafkaOutput::Serve() {
  while (true) {
    producer_->Poll(kPollMillis);
    std::vector<std::pair<Tag, int>> refused;
    {
      const std::lock_guard lock(mutex_);
      refused.swap(refused_);
      if (draining_ && under_way_.empty()) break;
    }
    for (const auto& [tag, error] : refused) Report(tag, error, rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(error)));
    renew_ = renew_ || producer_->broken();
    if (deadline_.Passed()) {
      GiveUp();
    } else if (renew_) {
      Renew();
    } else if (!again_.empty() && Deadline::Clock::now() >= again_at_) {
      SendAgain();
    }
  }
}

void KafkaOutput::SendAgain() {
  std::vector<Tag> tags;
  tags.swap(again_);
  again_at_ = Deadline::Clock::now() + backoff_.Next();
  stats_.retried += tags.size();
  for (const Tag& tag : tags) {
    // The tag that librdkafka is given is the one in the owner's list.
    const auto kept = std::ranges::find(tag.owner->tags, tag.event, &Tag::event);
    FLOWSHIP_ASSERT(kept != tag.owner->tags.end());
    Produce(*kept);
  }
}

// All that the old producer had comes back with an error and is sent again by the new one; what it had delivered without our knowing is there twice
// then, which is the best that can be had once the broker has forgotten it.
void KafkaOutput::Renew() {
  Log(LogLevel::kWarning, kLog, "the producer can't go on; a new one takes over, and what was under way is sent again");
  const std::lock_guard lock(produce_mutex_);
  producer_->Purge();
  while (producer_->queued() != 0) producer_->Poll(kPollMillis);
  auto fresh = Producer::Make(config_, [this](const Tag& tag, int error, std::string_view text) { Report(tag, error, text); });
  FLOWSHIP_ASSERT(fresh.ok());
  producer_ = *std::move(fresh);
  renew_ = false;
}

void KafkaOutput::GiveUp() {
  if (!std::exchange(purged_, true)) producer_->Purge();
  std::vector<Tag> tags;
  tags.swap(again_);
  for (const Tag& tag : tags) Settle(tag, Outcome::kAbandoned);
}

void KafkaOutput::Report(const Tag& tag, int error, std::string_view text) {
  const KafkaVerdict verdict = JudgeDelivery(error);
  if (verdict == KafkaVerdict::kDelivered) {
    stats_.blocked = 0;
    backoff_.Reset();
    return Settle(tag, Outcome::kDelivered);
  }
  if (deadline_.Passed()) return Settle(tag, Outcome::kAbandoned);
  stats_.CountError(rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(error)));
  ++stats_.failed_requests;
  if (verdict == KafkaVerdict::kReject && Reject(tag, error, text)) return;
  if (verdict == KafkaVerdict::kRenew) renew_ = true;
  const std::string_view remedy = RemedyOfDelivery(error);
  if (!remedy.empty()) stats_.blocked = 1;
  Log(LogLevel::kWarning, kLog, "a message is to be sent again: {}{}{}", text, remedy.empty() ? "" : "; ", remedy);
  if (again_.empty()) again_at_ = Deadline::Clock::now() + backoff_.Next();
  again_.push_back(tag);
}

bool KafkaOutput::Reject(const Tag& tag, int error, std::string_view text) {
  const KafkaMessage message = SplitKafkaMessage(tag.owner->batch->encoded.view(tag.event->encoded_begin, tag.event->encoded_size));
  const std::string id = IdText(*tag.event), topic = TopicOf(message);
  const std::string_view remedy = RemedyOfDelivery(error);
  Log(LogLevel::kWarning, kLog, "event {} for {} is refused and goes to the dead-letter file: {}{}{}", id, topic, text, remedy.empty() ? "" : "; ",
      remedy);
  Buffer letter;
  const char* const type = rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(error));
  AppendDeadLetter({error, type, text, topic, id, {}, message.document}, ToString(InstantOfNanos(SystemWallNanos() / kNanosPerMilli * kNanosPerMilli)),
                   letter);
  if (!dead_letters_.Write(letter.view(), deadline_)) return false;
  Settle(tag, Outcome::kDeadLettered);
  return true;
}

void KafkaOutput::Settle(const Tag& tag, Outcome outcome) {
  UnderWay& owner = *tag.owner;
  tag.event->outcome = outcome;
  FLOWSHIP_ASSERT(owner.left > 0);
  if (--owner.left != 0) return;
  FinishBatch(std::move(owner.batch));
  const std::lock_guard lock(mutex_);
  under_way_.erase(&owner);
}

void KafkaOutput::Drain(Deadline::Time deadline) {
  StopBy(deadline);
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
  }
  if (!server_.joinable()) return;
  server_.join();
  producer_.reset();
}

std::vector<Finding> KafkaOutput::TestConnection() {
  auto producer = Producer::Make(config_, [](const Tag&, int, std::string_view) {});
  if (!producer.ok()) return {{false, producer.error().message}};
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata((*producer)->client(), 1, nullptr, &metadata, static_cast<int>(config_.timeout_millis));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const std::string_view remedy = RemedyOfDelivery(error);
    return {{false, std::string("no broker answers: ") + rd_kafka_err2str(error) + (remedy.empty() ? "" : "; ") + std::string(remedy)}};
  }
  std::vector<Finding> findings;
  for (int i = 0; i < metadata->broker_cnt; ++i) {
    const auto& broker = metadata->brokers[i];
    findings.push_back({true, std::string("broker ") + broker.host + ":" + std::to_string(broker.port) + " (id " + std::to_string(broker.id) + ")"});
  }
  if (config_.topic.is_constant()) {
    const std::string& name = config_.topic.constant();
    std::string text = "topic " + name + " is not there yet; the broker makes it with the first event, if it is allowed to";
    for (int i = 0; i < metadata->topic_cnt; ++i) {
      const rd_kafka_metadata_topic& topic = metadata->topics[i];
      if (name == topic.topic) text = "topic " + name + " has " + std::to_string(topic.partition_cnt) + " partitions";
    }
    findings.push_back({true, text});
  }
  rd_kafka_metadata_destroy(metadata);
  return findings;
}

}  // namespace flowship
