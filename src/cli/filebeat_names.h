#pragma once
// Tables of `flowship import`: what is called otherwise here, and what needs no place in a policy.

#include <string_view>
#include <utility>

namespace flowship::cli {

// What of `logging:` and `setup:` has a place in the policy, by the same name.
inline constexpr std::string_view kLoggingNames[] = {"ecs", "files", "json", "level", "metrics", "selectors", "to_files", "to_stderr"};
inline constexpr std::string_view kSetupNames[] = {"dashboards.enabled", "ilm", "kibana", "template.enabled", "template.overwrite", "template.priority", "template.settings"};

// Parts of filebeat.yml that need no place in a policy, and why.
inline constexpr std::pair<std::string_view, std::string_view> kLeft[] = {
    {"cloud", "name the hosts in the output"},
    {"filebeat.autodiscover", "flowship finds files by their paths only"},
    {"filebeat.config", "files of inputs lie in inputs.d beside the policy, and are reloaded by themselves"},
    {"filebeat.modules", "modules are Filebeat's; a stream's dataset brings its pipeline"},
    {"filebeat.registry", "the registry lies in agent.data_path; flowship begins with one of its own"},
    {"filebeat.shutdown_timeout", "what is under way at the end has ten seconds"},
    {"filebeat.overwrite_pipelines", "flowship runs pipelines itself"},
    {"keystore", "flowship's keystore lies in agent.data_path; add its entries anew with `flowship keystore add`"},
    {"logging", "the log has no such option; it goes to stderr, so to the journal, and to files"},
    {"max_procs", "see agent.workers"},
    {"monitoring", "see agent.monitoring.http: a page, JSON and Prometheus' metrics"},
    {"output.logstash", "there is no such output"},
    {"output.redis", "there is no such output"},
    {"path", "the policy and the keystore say themselves where they lie; the state is in agent.data_path"},
    {"queue", "what is under way is bounded by itself"},
    {"setup", "`flowship setup` makes the template of the dataset; docs/output/setup.md has what it takes"},
    {"timestamp", "times have milliseconds"},
    {"xpack", "see agent.monitoring.http"},
};

}  // namespace flowship::cli
