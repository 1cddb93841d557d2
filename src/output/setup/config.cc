#include "output/setup/config.h"

#include <algorithm>

namespace flowship {

namespace {

// A number and one unit, as Elasticsearch and OpenSearch both take a time.
bool IsRetention(std::string_view text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  return digits > 0 && digits + 1 == text.size() && (text.back() == 'd' || text.back() == 'h' || text.back() == 'm');
}

void TakeTemplate(config::Options& options, SetupConfig& setup) {
  setup.template_enabled = options.TakeBool("template.enabled", true);
  setup.overwrite = options.TakeBool("template.overwrite", false);
  setup.priority = options.TakeInt("template.priority", setup.priority, 0, INT64_MAX);
  setup.index_mode = options.TakeString("template.index_mode", "");
  if (!setup.index_mode.empty() && setup.index_mode != "standard" && setup.index_mode != "logsdb") {
    options.Error("template.index_mode", "the mode of an index of logs is standard or logsdb");
  }
  if (auto settings = options.TakeMapping("template.settings")) setup.settings = std::move(*settings);
  for (const std::string_view name : {"template.name", "template.pattern", "template.fields", "template.json", "template.append_fields"}) {
    if (!options.Has(name)) continue;
    options.Error(name, std::string(name) +
                            " is not taken: the template follows from the dataset; `flowship export template` prints it for changes of your own");
    (void)options.Take(name);
  }
}

void TakeLifecycle(config::Options& options, SetupConfig& setup) {
  const std::string enabled = options.TakeString("ilm.enabled", "auto");
  if (enabled == "true") setup.lifecycle = SetupConfig::Lifecycle::kIlm;
  if (enabled == "false") setup.lifecycle = SetupConfig::Lifecycle::kNone;
  if (enabled != "auto" && enabled != "true" && enabled != "false") options.Error("ilm.enabled", "ilm.enabled is auto, true or false");
  setup.policy_name = options.TakeString("ilm.policy_name", setup.policy_name);
  setup.policy_file = options.TakeString("ilm.policy_file", "");
  setup.overwrite_policy = options.TakeBool("ilm.overwrite", false);
  (void)options.TakeBool("ilm.check_exists", true);
  setup.retention = options.TakeString("data_retention", "");
  if (!setup.retention.empty() && !IsRetention(setup.retention)) {
    options.Error("data_retention", "a retention is a number of days, hours or minutes: 30d, 12h, 90m");
  }
  if (!setup.retention.empty() && !setup.policy_file.empty()) {
    options.Error("data_retention", "the policy file says how long data is kept; data_retention is for flowship's own policy");
  }
}

void TakeKibana(config::Options& options, SetupConfig& setup) {
  setup.dashboards_enabled = options.TakeBool("dashboards.enabled", true);
  const auto kibana = options.TakeMapping("kibana");
  if (!kibana || kibana->members.empty()) return;
  config::Options own(*kibana, options.diagnostics());
  ElasticsearchConfig reached;
  reached.compression_level = 0;
  std::string user;
  const std::string protocol = own.TakeString("protocol", "http"), path = own.TakeString("path", "");
  auto host = ParseHost(own.RequireString("host"), protocol, path, &user, "5601");
  if (host.ok()) {
    reached.hosts = {*host};
  } else {
    own.Error("host", host.error().message);
  }
  if (const size_t colon = user.find(':'); !user.empty()) {
    reached.username = user.substr(0, colon);
    reached.password = colon == std::string::npos ? "" : user.substr(colon + 1);
  }
  TakeCredentials(own, reached);
  // Kibana and OpenSearch Dashboards take no request that changes something without such a header.
  reached.headers = {{"kbn-xsrf", "flowship"}, {"osd-xsrf", "flowship"}};
  reached.tls = config::TakeTlsConfig(own);
  setup.space = own.TakeString("space.id", "");
  own.Finish("setup.kibana");
  setup.kibana = std::move(reached);
}

}  // namespace

void InheritCredentials(const ElasticsearchConfig& output, ElasticsearchConfig* kibana) {
  if (!kibana->username.empty() || !kibana->api_key.empty() || !kibana->bearer_token.empty()) return;
  kibana->username = output.username;
  kibana->password = output.password;
  kibana->api_key = output.api_key;
  kibana->bearer_token = output.bearer_token;
}

SetupConfig TakeSetupConfig(const config::Node& setup, config::Diagnostics& diagnostics) {
  SetupConfig taken;
  if (setup.is_null()) return taken;
  config::Options options(setup, diagnostics);
  TakeTemplate(options, taken);
  TakeLifecycle(options, taken);
  TakeKibana(options, taken);
  options.Finish("setup");
  return taken;
}

}  // namespace flowship
