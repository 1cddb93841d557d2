#include "output/message_encoder.h"

#include <algorithm>

#include "output/ndjson_encoder.h"

namespace flowship {

namespace {

// What the pipeline left as `message`; without a tree, the record.
std::string_view MessageOf(const Batch& batch, const Event& event) {
  if (event.root == nullptr) return event.record;
  const Key key = batch.keys.Find("message");
  const Value* const message = key ? event.root->Find(key) : nullptr;
  return message != nullptr && message->is_string() ? message->as_text() : std::string_view();
}

// Whether the batch's bytes are these records, each with a newline and nothing between them.
bool AreLines(const Batch& batch, std::span<const Event> events) {
  const char* at = batch.bytes.data();
  const char* const end = at + batch.bytes.size();
  for (const Event& event : events) {
    if (event.root != nullptr || event.outcome != Outcome::kPending || event.record.data() != at) return false;
    at += event.record.size();
    if (at >= end || *at++ != '\n') return false;
  }
  return at == end;
}

// Nothing is copied: the bytes that were read are those that are written.
void TakeLines(Batch& batch, std::span<Event> events) {
  std::swap(batch.bytes, batch.encoded);
  uint32_t begin = 0;
  for (Event& event : events) {
    event.encoded_begin = begin;
    event.encoded_size = static_cast<uint32_t>(event.record.size() + 1);
    begin += event.encoded_size;
  }
}

}  // namespace

void MessageEncoder::Encode(Batch& batch, std::span<Event> events) const {
  if (batch.encoded.empty() && events.size() == batch.events.size() && AreLines(batch, events)) return TakeLines(batch, events);
  for (Event& event : events) {
    if (event.outcome != Outcome::kPending) continue;
    const size_t begin = batch.encoded.size();
    const std::string_view message = MessageOf(batch, event);
    batch.encoded.Append(message);
    if (message.find('\n') != std::string_view::npos) std::replace(batch.encoded.data() + begin, batch.encoded.data() + batch.encoded.size(), '\n', ' ');
    batch.encoded.Append('\n');
    MarkEncoded(event, begin, batch.encoded);
  }
}

}  // namespace flowship
