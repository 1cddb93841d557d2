#include "monitor/error_samples.h"

#include "base/utf8.h"
#include "event/stream.h"
#include "monitor/json_text.h"

namespace flowship::monitor {

namespace {

constexpr size_t kMessageBytes = 200;  // NormaliserStats counts by as much

}  // namespace

void ErrorSamples::See(const Batch& batch, std::span<const Event> events, int64_t wall_millis) {
  const Key error = batch.keys.Find("error");
  if (!error) return;
  for (const Event& event : events) {
    const Value* value = event.root == nullptr ? nullptr : event.root->Find(error);
    if (value == nullptr || !value->is_object()) continue;
    value = value->as_object()->Find("message");
    if (value != nullptr && value->is_array() && !value->as_array()->empty()) value = value->as_array()->begin();
    if (value == nullptr || !value->is_string()) continue;
    if (second_.exchange(wall_millis / 1000, std::memory_order_relaxed) != wall_millis / 1000) this_second_ = 0;
    if (this_second_.fetch_add(1, std::memory_order_relaxed) >= kPerSecond) return;
    Keep(batch, event, value->as_text().substr(0, kMessageBytes), wall_millis);
  }
}

void ErrorSamples::Keep(const Batch& batch, const Event& event, std::string_view message, int64_t wall_millis) {
  const std::lock_guard lock(mutex_);
  auto known = samples_.find(message);
  if (known == samples_.end()) {
    if (samples_.size() >= kMessages) return;
    known = samples_.try_emplace(std::string(message)).first;
  }
  known->second.push_back({wall_millis, batch.stream->id, batch.origin == nullptr ? "" : batch.origin->path,
                           std::string(CutUtf8(event.record, kRecordBytes)), event.offset});
  if (known->second.size() > kSamples) known->second.pop_front();
}

std::string ErrorSamples::Json() const {
  const std::lock_guard lock(mutex_);
  JsonText out;
  out.Open('{');
  for (const auto& [message, samples] : samples_) {
    out.Key(CutUtf8(message, message.size())).Open('[');
    for (const Sample& sample : samples) {
      out.Open('{').Member("time", sample.wall_millis).Member("stream", sample.stream).Member("path", sample.path).Member("offset", sample.offset);
      out.Member("record", sample.record).Close('}');
    }
    out.Close(']');
  }
  out.Close('}');
  return out.Take();
}

}  // namespace flowship::monitor
