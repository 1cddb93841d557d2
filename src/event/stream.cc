#include "event/stream.h"

#include "event/trace.h"

#include <cstring>

namespace flowship {

namespace {

void LayOver(Object& below, const Object& above, bool overwrite, Arena& arena) {
  for (const Object::Entry& entry : above) {
    Value* const known = below.Find(entry.key);
    if (known == nullptr) {
      below.Add(entry.key, entry.value, arena);
    } else if (known->is_object() && entry.value.is_object()) {
      LayOver(*known->as_object(), *entry.value.as_object(), overwrite, arena);
    } else if (overwrite) {
      *known = entry.value;
    }
  }
}

}  // namespace

EventMaker::EventMaker(KeySet& keys, Value agent)
    : agent_(agent),
      timestamp_(keys.Intern("@timestamp")),
      message_(keys.Intern("message")),
      tags_(keys.Intern("tags")),
      data_stream_(keys.Intern("data_stream")),
      type_(keys.Intern("type")),
      dataset_(keys.Intern("dataset")),
      namespace_(keys.Intern("namespace")),
      event_(keys.Intern("event")),
      input_(keys.Intern("input")),
      log_(keys.Intern("log")),
      offset_(keys.Intern("offset")),
      file_(keys.Intern("file")),
      path_(keys.Intern("path")),
      agent_key_(keys.Intern("agent")) {}

Hash128 EventMaker::IdOf(const Hash128& identity, uint64_t offset, std::string_view record) {
  char head[32];
  const Hash128 content = Hash128Of(record);
  const uint64_t words[] = {identity.high, identity.low, content.high, content.low};
  std::memcpy(head, words, sizeof head);
  return Hash128Of({head, sizeof head}, offset);
}

void EventMaker::Make(Batch& batch, std::span<Event> events, std::string_view now, bool traced) const {
  Arena& arena = batch.arena;
  const Stream& stream = *batch.stream;
  const auto text = [](std::string_view of) { return Value::String(of); };
  const auto from = [traced](uint16_t slot, const Value& value) { return traced ? value.From(slot) : value; };
  for (Event& event : events) {
    event.id = IdOf(batch.origin->identity, event.offset, event.record);
    Object* const root = Object::New(arena, 16);
    root->Add(timestamp_, from(kTraceTime, text(now).Plain()), arena);
    if (event.overlay == nullptr || event.overlay->has_message) root->Add(message_, from(kTraceRecord, text(event.record)), arena);
    Array* const tags = Array::New(arena, stream.tags.size() + 2);
    for (const std::string& tag : stream.tags) tags->Push(text(tag), arena);
    root->Add(tags_, Value::Of(tags), arena);
    Object* const data_stream = Object::New(arena, 3);
    data_stream->Add(type_, text(stream.type), arena);
    data_stream->Add(dataset_, text(stream.dataset), arena);
    data_stream->Add(namespace_, text(stream.name_space), arena);
    root->Add(data_stream_, Value::Of(data_stream), arena);
    Object* const about = Object::New(arena, 8);
    about->Add(dataset_, text(stream.dataset), arena);
    root->Add(event_, Value::Of(about), arena);
    Object* const input = Object::New(arena, 1);
    input->Add(type_, text(stream.input_type), arena);
    root->Add(input_, Value::Of(input), arena);
    if (batch.origin->has_offsets) {
      Object* const log = Object::New(arena, 2);
      log->Add(offset_, from(kTraceOffset, Value::Long(static_cast<int64_t>(event.offset))), arena);
      if (!batch.origin->path.empty()) {
        Object* const file = Object::New(arena, 1);
        file->Add(path_, from(kTracePath, text(batch.origin->path)), arena);
        log->Add(file_, Value::Of(file), arena);
      }
      root->Add(log_, Value::Of(log), arena);
    }
    if (!agent_.is_null()) root->Add(agent_key_, DeepCopy(agent_, arena), arena);
    if (event.overlay != nullptr && event.overlay->over != nullptr) LayOver(*root, *event.overlay->over, true, arena);
    if (event.overlay != nullptr && event.overlay->under != nullptr) LayOver(*root, *event.overlay->under, false, arena);
    event.root = root;
  }
}

}  // namespace flowship
