#pragma once
// An ingest pipeline of Elasticsearch's, written for OpenSearch. Pure.
//
//   set {copy_from}                      ──►  copy; ignore_empty_value becomes a condition on the source
//   community_id {source_ip, transport}  ──►  community_id {source_ip_field, protocol_field, …} with Elasticsearch's defaults spelled out. OpenSearch wants Java
//                                             Integers, so `convert` processors put the numbers under `_ingest`, which is not part of the document; and it
//                                             takes the port 0, which Elasticsearch refuses, so a condition leaves that out
//
// Only where both do the same: what has no equal stays as it is, and the server says what it does not know. tests/e2e/test_setup.py compares what the two make
// of real records. Sources: "Copy processor", "Community ID processor", OpenSearch 2.19; "Set processor", Elasticsearch 8.

#include <string>
#include <vector>

#include "output/json_document.h"

namespace flowship {

// Changes the pipeline. What is to be said about it, a line for each kind of change.
std::vector<std::string> FitToOpenSearch(JsonDocument& document, Object& pipeline);

}  // namespace flowship
