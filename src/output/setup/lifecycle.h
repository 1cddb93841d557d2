#pragma once
// Lifecycle: how a data stream's indices roll over and go: at 30 days or 50 GB a shard, and deleted after the retention, if there is one. Three servers, three
// dialects. Pure.
//
//   Elasticsearch  ILM policy, PUT _ilm/policy/<name>, named by the setting index.lifecycle.name
//   serverless     data stream lifecycle, `lifecycle` in the template
//   OpenSearch     ISM policy, PUT _plugins/_ism/policies/<name>, which names the indices itself
// Sources: "Index lifecycle actions" and "Data stream lifecycle", Elasticsearch 8; "ISM policies", OpenSearch 2.

#include <span>
#include <string>

#include "output/json_document.h"

namespace flowship {

// {"policy":{"phases":{…}}}
void FillIlmPolicy(JsonDocument& document, Object& root, const std::string& retention);
// {"policy":{"states":[…],"ism_template":[…]}}
void FillIsmPolicy(JsonDocument& document, Object& root, const std::string& retention, std::span<const std::string> patterns);
// {"data_retention":"30d"}
void FillDataStreamLifecycle(JsonDocument& document, Object& lifecycle, const std::string& retention);

}  // namespace flowship
