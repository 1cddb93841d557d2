#pragma once
// The policy: what the agent is to do, in the shape of an Elastic Agent standalone policy (docs/cli.md has the example).
//
// This folder reads what all inputs and outputs have in common. An output's own options, and a stream's own, stay a mapping that output/ and input/ take
// apart with Options. A policy is loaded whole: every mistake of its files is reported at once. What is disabled is checked too, and then left out.
// Variables: ${env.NAME} is asked of the environment, ${NAME} of the keystore.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/log_policy.h"
#include "config/node.h"

namespace flowship::config {

struct OutputPolicy {
  std::string name;   // "default"
  std::string type;   // elasticsearch, kafka, file, console
  Node options;       // a mapping: what is left
};

struct StreamPolicy {
  std::string id;                 // the state key in the registry; unique
  std::string input_id;
  std::string input_type;         // filestream
  std::string use_output = "default";
  std::string type = "logs", dataset = "generic", name_space = "default";
  std::vector<std::string> tags;  // preserve_original_event included when it was asked for
  std::optional<std::string> pipeline;  // name of the ingest pipeline; none: the dataset's `default`
  Node processors;                // a list of edge processors; `fields` became one of them
  std::string fed_by;             // id of the stream whose input feeds this one too; empty: it has an input of its own
  Node options;                   // a mapping: the input's own (paths, exclude_files, ignore_older, …)
  Place place;
};

// What a stream's options may also be called, for Options::AddKnown where the input takes its own: this folder has taken them.
inline constexpr std::string_view kStreamOptions[] = {"data_stream.dataset", "data_stream.namespace", "data_stream.type", "enabled",
                                                      "fields", "fields_under_root", "id", "pipeline",
                                                      "preserve_original_event", "processors", "tags"};

struct AgentPolicy {
  std::string data_path = "/var/lib/flowship";
  std::string name;               // agent.name; empty: the host's
  std::string geoip_dir;          // empty: no databases, and no word about it
  LogPolicy log;
  bool http_enabled = false;
  std::string http_host = "127.0.0.1";
  int64_t http_port = 5066;       // 0: any that is free
  int64_t workers = 0;            // pipeline workers; 0: one for each processor of the machine
};

struct Policy {
  std::string id;
  int64_t revision = 0;
  std::map<std::string, OutputPolicy> outputs;  // those that are enabled
  AgentPolicy agent;
  std::vector<StreamPolicy> streams;            // of all inputs; those that are enabled
  Node setup;                                   // a mapping, or null: what `flowship setup` loads; output/setup takes it apart
  std::vector<std::string> sources;             // the files that it was read from, and the folder of inputs
};

// What the policy refers to and this folder does not know.
struct PolicySurroundings {
  LookUp environment;                      // by the name without `env.`; empty: the process's
  LookUp keystore;                         // empty: there is none
  std::vector<std::string> input_types;    // empty: not checked
  std::vector<std::string> output_types;
  // Is given what could be read of a policy that has mistakes, and reports those of its outputs and streams: of known types, but else as they stand.
  std::function<void(const Policy& policy, Diagnostics& diagnostics)> check_parts;
};

// `text` is the file's content and `name` what errors call it; agent.inputs_dir is relative to its folder. nullopt after errors were reported.
std::optional<Policy> LoadPolicy(std::string name, std::string text, Diagnostics& diagnostics, const PolicySurroundings& surroundings = {});
std::optional<Policy> LoadPolicyFile(const std::string& path, Diagnostics& diagnostics, const PolicySurroundings& surroundings = {});

// What a stream of the dataset has when it says nothing itself: a mapping, empty if nothing is known of the dataset.
Node DatasetDefaults(std::string_view dataset, std::string_view input_type);

// A stream that is all defaults, for `replay` without a configuration.
StreamPolicy DefaultStream(const std::string& dataset, Diagnostics& diagnostics);

// The commented example that `flowship export config` prints. It loads without errors.
std::string_view ExampleConfig();

}  // namespace flowship::config
