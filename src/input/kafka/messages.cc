#include "input/kafka/messages.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "parser/framing.h"

namespace flowship::kafka {

void Messages::Add(std::string_view message, int64_t offset, size_t max_bytes) {
  if (first_ < 0) first_ = offset;
  last_ = offset;
  const bool truncated = message.size() > max_bytes;
  if (truncated) message = CutUtf8(message, max_bytes);
  size_t begin = batch_->bytes.size();
  batch_->bytes.Append(message);
  while (!message.empty()) {
    const size_t end = message.find('\n');
    std::string_view line = message.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    AddRecords(line, begin, offset, truncated && end == std::string_view::npos);
    if (end == std::string_view::npos) return;
    message.remove_prefix(end + 1);
    begin += end + 1;
  }
}

void Messages::AddRecords(std::string_view line, size_t line_begin, int64_t offset, bool truncated) {
  if (line.find_first_not_of(" \t") == std::string_view::npos) return;
  while (true) {
    const size_t next = parser::FindGluedRecord(line);
    pieces_.push_back({line_begin, next == std::string_view::npos ? line.size() : next, offset, truncated && next == std::string_view::npos});
    if (next == std::string_view::npos) return;
    line.remove_prefix(next);
    line_begin += next;
  }
}

bool Messages::full() const { return pieces_.size() >= limits::kBatchMaxEvents || batch_->bytes.size() >= limits::kBatchTargetBytes; }

const EventOverlay* Messages::OverlayOf(int64_t offset) {
  Arena& arena = batch_->arena;
  Object* const kafka = Object::New(arena, 3);
  kafka->Add(batch_->keys.Get("topic"), Value::String(partition_->topic()), arena);
  kafka->Add(batch_->keys.Get("partition"), Value::Integer(partition_->number()), arena);
  kafka->Add(batch_->keys.Get("offset"), Value::Long(offset), arena);
  Object* const under = Object::New(arena, 1);
  under->Add(batch_->keys.Get("kafka"), Value::Of(kafka), arena);
  EventOverlay* const overlay = arena.New<EventOverlay>();
  overlay->under = under;
  return overlay;
}

BatchPtr Messages::Take(std::shared_ptr<const Stream> stream) {
  for (const Piece& piece : pieces_) {
    std::string_view record = batch_->bytes.view(piece.begin, piece.size);
    while (record.ends_with(' ') || record.ends_with('\t')) record.remove_suffix(1);
    if (!IsUtf8(record)) record = RepairUtf8(record, batch_->arena);
    Event& event = batch_->events.emplace_back();
    event.record = record;
    event.offset = static_cast<uint64_t>(piece.offset);
    event.truncated = piece.truncated;
    event.overlay = OverlayOf(piece.offset);
  }
  batch_->range.begin = static_cast<uint64_t>(first_);
  batch_->range.end = static_cast<uint64_t>(last_) + 1;
  batch_->range.sequence = partition_->Began(batch_->range.end);
  batch_->origin = partition_;
  batch_->stream = std::move(stream);
  return std::move(batch_);
}

}  // namespace flowship::kafka
