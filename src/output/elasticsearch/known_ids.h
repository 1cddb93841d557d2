#pragma once
// Known ids: which documents a data stream has already, in whichever of its backing indices. `create` finds a document of the write index only (409), so who
// sends old records again after a rollover asks first:
//
//   POST /<index>/_search {"query":{"ids":{"values":["…",…]}},"_source":false,"size":n}  ──►  {"hits":{"hits":[{"_id":"…"},…]}}
//
// Pure. Source: "IDs query", Elasticsearch 8.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "output/elasticsearch/bulk_body.h"

namespace flowship {

std::string KnownIdsPath(std::string_view index);
std::string KnownIdsBody(std::span<const PendingEvent> events);

using IdSet = std::unordered_set<std::string>;
// nullopt: the answer can't be read, or not all shards have answered.
std::optional<IdSet> ReadKnownIds(std::string_view body);

}  // namespace flowship
