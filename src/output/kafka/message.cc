#include "output/kafka/message.h"

#include <cstring>

#include "event/json_writer.h"
#include "output/ndjson_encoder.h"

namespace flowship {

namespace {

constexpr size_t kHeadBytes = 12;

std::vector<std::string> SplitPath(std::string_view dotted) {
  std::vector<std::string> path;
  while (true) {
    const size_t dot = dotted.find('.');
    path.emplace_back(dotted.substr(0, dot));
    if (dot == std::string_view::npos) return path;
    dotted.remove_prefix(dot + 1);
  }
}

const Value* FindPath(const Object& event, const std::vector<std::string>& path) {
  const Object* at = &event;
  const Value* value = nullptr;
  for (const std::string& name : path) {
    value = at == nullptr ? nullptr : at->Find(std::string_view(name));
    if (value == nullptr) return nullptr;
    at = value->is_object() ? value->as_object() : nullptr;
  }
  return value;
}

void AppendHead(uint64_t hash, std::string_view topic, std::string_view key, Buffer& out) {
  char head[kHeadBytes];
  const auto topic_size = static_cast<uint16_t>(topic.size()), key_size = static_cast<uint16_t>(key.size());
  std::memcpy(head, &hash, sizeof hash);
  std::memcpy(head + 8, &topic_size, sizeof topic_size);
  std::memcpy(head + 10, &key_size, sizeof key_size);
  out.Append({head, sizeof head});
  out.Append(topic);
  out.Append(key);
}

}  // namespace

KafkaMessage SplitKafkaMessage(std::string_view encoded) {
  FLOWSHIP_ASSERT(encoded.size() >= kHeadBytes);
  KafkaMessage message;
  uint16_t topic_size = 0, key_size = 0;
  std::memcpy(&message.hash, encoded.data(), sizeof message.hash);
  std::memcpy(&topic_size, encoded.data() + 8, sizeof topic_size);
  std::memcpy(&key_size, encoded.data() + 10, sizeof key_size);
  encoded.remove_prefix(kHeadBytes);
  message.topic = encoded.substr(0, topic_size);
  message.key = encoded.substr(topic_size, key_size);
  message.document = encoded.substr(size_t{topic_size} + key_size);
  return message;
}

KafkaEncoder::KafkaEncoder(const KafkaConfig& config) : config_(config) {
  for (const std::string& field : config_.hash_fields) hash_paths_.push_back(SplitPath(field));
}

// Events without any of the fields are spread by their ids.
uint64_t KafkaEncoder::HashOf(const Event& event) const {
  if (config_.partition == KafkaConfig::Partition::kRoundRobin) return turn_.fetch_add(1, std::memory_order_relaxed);
  if (config_.partition == KafkaConfig::Partition::kRandom) return event.id.low;
  uint64_t hash = 0;
  bool found = false;
  for (const std::vector<std::string>& path : hash_paths_) {
    const Value* const value = FindPath(*event.root, path);
    if (value == nullptr || value->is_null()) {
      hash = HashBytes("", hash + 1);
      continue;
    }
    found = true;
    hash = value->is_string() ? HashBytes(value->as_text(), hash) : HashBytes(ToJson(*value), hash);
  }
  return found ? hash : event.id.low;
}

bool KafkaEncoder::TakesText() const {
  return config_.topic.is_constant() && config_.key.empty() && (config_.partition != KafkaConfig::Partition::kHash || hash_paths_.empty());
}

void KafkaEncoder::Encode(Batch& batch, std::span<Event> events) const {
  constexpr size_t kMostNameBytes = 249;  // of a topic; what is longer is none
  constexpr size_t kMostKeyBytes = UINT16_MAX;
  std::string topic, key;
  for (Event& event : events) {
    if (event.outcome != Outcome::kPending) continue;
    topic.clear();
    key.clear();
    const bool named = config_.topic.is_constant() || config_.topic.Append(*event.root, topic);
    if (!named || topic.size() > kMostNameBytes) topic = kNoField;
    if (!config_.key.empty()) (void)config_.key.Append(*event.root, key);
    else if (event.address != nullptr) key = event.address->id;
    if (key.size() > kMostKeyBytes) key.resize(kMostKeyBytes);
    const size_t begin = batch.encoded.size();
    AppendHead(HashOf(event), topic, key, batch.encoded);
    AppendDocument(event, batch.encoded);
    MarkEncoded(event, begin, batch.encoded);
  }
}

}  // namespace flowship
