#pragma once
// Stream: the facts that all events of one stream of the policy share, and the event that a record becomes before any processor has seen it.

#include <span>
#include <string>
#include <vector>

#include "event/batch.h"

namespace flowship {

struct Stream {
  std::string id;
  std::string input_type = "filestream";          // input.type
  std::string type = "logs", dataset = "goflow2.sflow", name_space = "default";
  std::vector<std::string> tags;                  // preserve_original_event included when it was asked for
  std::string DataStream() const { return type + "-" + dataset + "-" + name_space; }
};

// Makes the tree of a record as Elasticsearch's pipeline expects it from an agent:
//   {"@timestamp": now, "message": record, "tags": […], "data_stream": {…}, "event": {"dataset": …}, "input": {"type": …},
//    "log": {"offset": …, "file": {"path": …}}, "agent": {…}, "ecs": {…}}
// with what the input's parsers found (Event::overlay) laid over it, and its id. Keys are interned once. Immutable; any thread.
class EventMaker {
 public:
  // `agent` is what goes to `agent` (an object of the key set's arena), or null for none.
  EventMaker(KeySet& keys, Value agent);

  // Fills root and id of these events of the batch. `now` is @timestamp's text, ISO 8601 with milliseconds; it outlives the batch's trees or is in its arena.
  // `traced`: values that differ from event to event have their origins (trace.h).
  void Make(Batch& batch, std::span<Event> events, std::string_view now, bool traced = false) const;

  // The `_id` of a record (design.md, identity): a hash of the file's identity, the offset and the record's own bytes.
  static Hash128 IdOf(const Hash128& identity, uint64_t offset, std::string_view record);

 private:
  Value agent_;
  Key timestamp_, message_, tags_, data_stream_, type_, dataset_, namespace_, event_, input_, log_, offset_, file_, path_, agent_key_;
};

}  // namespace flowship
