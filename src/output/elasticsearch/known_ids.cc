#include "output/elasticsearch/known_ids.h"

#include <utility>

#include "event/json_writer.h"
#include "output/json_document.h"

namespace flowship {

std::string KnownIdsPath(std::string_view index) {
  // Without the parameters an index that is not there yet would be an error, and half an answer a whole one.
  return IndexPath(index) + "/_search?filter_path=timed_out,_shards.failed,hits.hits._id&ignore_unavailable=true&allow_partial_search_results=false";
}

std::string KnownIdsBody(std::span<const PendingEvent> events) {
  Buffer body;
  body.Append(R"({"_source":false,"track_total_hits":false,"size":)" + std::to_string(events.size()) + R"(,"query":{"ids":{"values":[)");
  bool first = true;
  for (const PendingEvent& event : events) {
    if (!std::exchange(first, false)) body.Append(',');
    WriteJsonString(SplitBulkItem(event.encoded()).id, body);
  }
  body.Append("]}}}");
  return std::string(body.view());
}

std::optional<IdSet> ReadKnownIds(std::string_view body) {
  JsonDocument answer;
  if (!answer.Read(body)) return std::nullopt;
  const Value *const timed_out = At(answer.root(), {"timed_out"}), *const failed = At(answer.root(), {"_shards", "failed"});
  if (timed_out == nullptr || !timed_out->is_bool() || timed_out->as_bool() || failed == nullptr || !failed->is_integral() || failed->as_long() != 0) {
    return std::nullopt;
  }
  IdSet ids;
  const Value* const hits = At(answer.root(), {"hits", "hits"});  // filter_path leaves an empty list out
  if (hits == nullptr || !hits->is_array()) return ids;
  for (const Value& hit : *hits->as_array()) ids.emplace(TextAt(hit, {"_id"}));
  return ids;
}

}  // namespace flowship
