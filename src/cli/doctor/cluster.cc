#include "cli/doctor/cluster.h"

#include <algorithm>

#include "output/elasticsearch/connection.h"
#include "output/json_document.h"
#include "output/output_types.h"
#include "output/setup/config.h"

namespace flowship::cli::doctor {

namespace {

constexpr int64_t kTimeoutMillis = 10'000;

// Asks a host that answers for small JSON documents.
class Asker {
 public:
  explicit Asker(ElasticsearchConfig config) : config_(std::move(config)), connection_(config_, deadline_) {}

  const ElasticsearchConfig& config() const { return config_; }
  int Get(const std::string& url) {
    const HttpAnswer answer = connection_.Get(url, kTimeoutMillis);
    body_ = answer.body;
    problem_ = answer.problem;
    return answer.status;
  }
  const std::string& problem() const { return problem_; }
  // A number at the top of the last answer; -1: it has none of that name.
  int64_t Number(std::string_view name) {
    JsonDocument answer;
    if (!answer.Read(body_)) return -1;
    const Value* const value = At(answer.root(), {name});
    return value != nullptr && value->is_integral() ? value->as_long() : -1;
  }

 private:
  const ElasticsearchConfig config_;
  Deadline deadline_;
  Connection connection_;
  std::string body_, problem_;
};

std::string RemedyOf(const std::string& text) {
  if (text.find("401") != text.npos) return "the user name, password or api_key is wrong: set it in the policy's output, or with `flowship keystore add`";
  if (text.find("403") != text.npos) return "the user or API key lacks rights: it needs create_doc and auto_configure on logs-*, and monitor on the cluster";
  if (text.find("resolve") != text.npos) return "no such host name: look at `hosts` in the policy's output";
  if (text.find("SSL") != text.npos || text.find("ertificate") != text.npos) return "set ssl.certificate_authorities to the cluster's CA certificate";
  return "does the cluster run, is `hosts` right, and does a firewall let this machine through?";
}

void CheckTemplate(Asker& asker, const std::string& host, const std::string& dataset, Report* report) {
  const std::string name = "logs-" + dataset;
  const int status = asker.Get(host + "/_index_template/" + name);
  if (status == 200) return report->Ok("the index template " + name + " is installed");
  if (status != 404) return report->Warn("whether the index template " + name + " is installed can't be seen: HTTP " + std::to_string(status), "give the user the right `manage_index_templates`, or look in Kibana");
  report->Fault("the cluster has no index template " + name, "load it: flowship setup --template, or flowship export template | curl -XPUT -H 'Content-Type: application/json' --data-binary @- " + host + "/_index_template/" + name);
}

void CheckDocuments(Asker& asker, const std::string& host, const config::StreamPolicy& stream, Report* report) {
  const std::string name = stream.type + "-" + stream.dataset + "-" + stream.name_space;
  const std::string counted = host + "/" + name + "/_count?ignore_unavailable=true";
  const int64_t all = asker.Get(counted) == 200 ? asker.Number("count") : -1;
  const int64_t fresh = asker.Get(counted + "&q=%40timestamp:%5Bnow-15m%20TO%20now%2B15m%5D") == 200 ? asker.Number("count") : -1;
  if (all < 0) return report->Warn("the documents of " + name + " can't be counted", "give the user the right to read logs-*");
  if (fresh > 0) return report->Ok(name + ": " + std::to_string(fresh) + " documents in the last 15 minutes");
  report->Fault(name + (all == 0 ? " has no documents" : " has " + std::to_string(all) + " documents, none of the last 15 minutes"),
                "if the checks above are well, look at the agent: flowship top, journalctl -u flowship; is the clock of the exporters right?");
}

}  // namespace

void CheckCluster(const config::OutputPolicy& output, const std::vector<config::StreamPolicy>& streams, Report* report) {
  config::Diagnostics diagnostics;
  OutputContext context;
  context.fail = [](const std::string&) {};
  const auto made = MakeOutput(output.type, output.options, context, diagnostics);
  if (made == nullptr) return;  // was told as a mistake of the policy
  bool any = false;
  for (const Finding& finding : made->TestConnection()) {
    any = any || finding.ok;
    if (finding.ok) {
      report->Ok("output " + output.name + ": " + finding.text);
    } else {
      report->Fault("output " + output.name + ": " + finding.text, RemedyOf(finding.text));
    }
  }
  if (output.type != "elasticsearch" || !any) return;
  config::Options options(output.options, diagnostics);
  Asker asker(TakeElasticsearchConfig(options));
  for (const std::string& host : asker.config().hosts) {
    if (asker.Get(host + "/") != 200) continue;
    std::set<std::string> seen;
    for (const config::StreamPolicy& stream : streams) {
      if (seen.insert(stream.dataset).second) CheckTemplate(asker, host, stream.dataset, report);
      if (seen.insert(stream.dataset + "-" + stream.name_space).second) CheckDocuments(asker, host, stream, report);
    }
    return;
  }
}

void CheckKibana(const config::Policy& policy, const std::string& url, Report* report) {
  config::Diagnostics told_already;
  SetupConfig setup = TakeSetupConfig(policy.setup, told_already);
  if (!url.empty()) {
    if (!setup.kibana) setup.kibana.emplace();
    setup.kibana->hosts = {url};
  }
  const auto output = std::ranges::find_if(policy.outputs, [](const auto& named) { return named.second.type == "elasticsearch"; });
  if (output == policy.outputs.end()) return;
  if (!setup.kibana || setup.kibana->hosts.empty()) {
    return report->Warn("whether Kibana has the dashboards can't be seen: the policy names none", "set setup.kibana.host in the policy, or ask with --kibana http://HOST:5601");
  }
  config::Options options(output->second.options, told_already);
  InheritCredentials(TakeElasticsearchConfig(options), &*setup.kibana);
  Asker asker(*setup.kibana);
  const std::string place = setup.kibana->hosts.front() + (setup.space.empty() ? "" : "/s/" + setup.space);
  const int status = asker.Get(place + "/api/saved_objects/_find?type=dashboard&search_fields=title&search=GoFlow2");
  if (status == 0) return report->Fault("Kibana at " + place + ": " + asker.problem(), "does it run, and is its address (setup.kibana.host) right?");
  if (status == 404 && !setup.space.empty()) return report->Fault("Kibana at " + place + ": HTTP 404", "is there a space of that name? setup.kibana.space.id names it");
  if (status != 200) return report->Fault("Kibana at " + place + ": HTTP " + std::to_string(status), RemedyOf(std::to_string(status)));
  const int64_t total = asker.Number("total");
  if (total > 0) return report->Ok("Kibana has " + std::to_string(total) + " GoFlow2 dashboards");
  report->Fault("Kibana at " + place + " has no GoFlow2 dashboards", "load them: flowship setup --dashboards, or import the output of `flowship export dashboards` under Stack Management, Saved Objects");
}

}  // namespace flowship::cli::doctor
