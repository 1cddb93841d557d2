#pragma once
// `setup:` of the policy: what `flowship setup` loads into the cluster, and how. Names and defaults of Filebeat's setup.template, setup.ilm and
// setup.kibana where it has them; data_retention and template.index_mode are ours.
//
//   setup:
//     template: {enabled: true, overwrite: false, priority: 200, index_mode: logsdb, settings: {index.number_of_replicas: 0}}
//     ilm: {enabled: auto, policy_name: flowship, policy_file: policy.json, overwrite: false}
//     data_retention: 30d
//     dashboards: {enabled: true}
//     kibana: {host: "http://localhost:5601", api_key: …, space.id: noc}

#include <optional>
#include <string>

#include "config/node.h"
#include "output/elasticsearch/config.h"

namespace flowship {

struct SetupConfig {
  bool template_enabled = true;
  bool overwrite = false;            // also what is not ours, or of a newer flowship
  int64_t priority = 200;
  std::string index_mode;            // empty: the server's default
  config::Node settings;             // of the index, laid over our own; a mapping, or null

  enum class Lifecycle { kAuto, kIlm, kNone };
  Lifecycle lifecycle = Lifecycle::kAuto;
  std::string policy_name = "flowship";
  std::string policy_file;           // JSON, instead of our own policy
  bool overwrite_policy = false;
  std::string retention;             // "30d"; empty: nothing is ever deleted

  bool dashboards_enabled = true;
  std::optional<ElasticsearchConfig> kibana;  // how to reach it; hosts has one
  std::string space;                 // empty: the default one
};

// `setup` is a mapping, or null. Mistakes go to diagnostics.
SetupConfig TakeSetupConfig(const config::Node& setup, config::Diagnostics& diagnostics);

// A Kibana that is given no credentials is asked with those of the elasticsearch output, as Filebeat does it.
void InheritCredentials(const ElasticsearchConfig& output, ElasticsearchConfig* kibana);

}  // namespace flowship
