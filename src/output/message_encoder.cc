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

}  // namespace

void MessageEncoder::Encode(Batch& batch, std::span<Event> events) const {
  for (Event& event : events) {
    if (event.outcome != Outcome::kPending) continue;
    const size_t begin = batch.encoded.size();
    batch.encoded.Append(MessageOf(batch, event));
    std::replace(batch.encoded.data() + begin, batch.encoded.data() + batch.encoded.size(), '\n', ' ');  // a line each, whatever is in it
    batch.encoded.Append('\n');
    MarkEncoded(event, begin, batch.encoded);
  }
}

}  // namespace flowship
