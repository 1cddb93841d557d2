#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "app/app.h"
#include "base/log.h"
#include "base/secret.h"
#include "cli/command.h"
#include "cli/doctor/cluster.h"
#include "cli/doctor/goflow2.h"
#include "cli/doctor/logs.h"
#include "cli/monitor_client.h"
#include "cli/policy_file.h"

namespace flowship::cli {

namespace {

using doctor::Check;

struct DoctorFlags {
  std::string config, unit, kibana;
};

constexpr uint16_t kSflowPort = 6343;  // IANA's for sFlow

void CheckAgent(const config::AgentPolicy& agent, doctor::Report* report) {
  if (!agent.http_enabled) return report->Warn("the agent can't be asked how it is", "set agent.monitoring.http.enabled: true in the policy");
  MonitorClient client(agent.http_host, static_cast<uint16_t>(agent.http_port));
  const auto ready = client.Get("/ready");
  const std::string place = agent.http_host + ":" + std::to_string(agent.http_port);
  if (!ready.ok() && ready.error().message.find("is not flowship") != std::string::npos) {
    return report->Fault("another program answers at " + place + ", where the agent's page would be", "choose another agent.monitoring.http.port");
  }
  if (!ready.ok()) return report->Warn("the agent does not run: nothing answers at " + place, "systemctl start flowship");
  if (ready->status == 200) return report->Ok("the agent runs, and delivers");
  report->Fault("the agent runs, but says: " + ready->body, "its page http://" + place + "/ has the details");
}

void CheckPolicy(const config::Policy& policy, const DoctorFlags& flags, doctor::Report* report) {
  const auto goflow2 = doctor::FindGoflow2(flags.unit);
  const auto is_type = [&policy](std::string_view type) {
    return std::ranges::any_of(policy.streams, [type](const config::StreamPolicy& stream) { return stream.input_type == type; });
  };
  const bool receives = is_type("sflow");
  if (!receives) doctor::CheckGoflow2(goflow2, report);
  const uint16_t port = goflow2 ? doctor::SflowPort(*goflow2) : kSflowPort;
  if (port != 0) {
    doctor::CheckPort(goflow2, receives, port, report);
  } else {
    report->Fault("GoFlow2 does not listen for sFlow: -listen " + goflow2->listen, "give it -listen sflow://:6343");
  }
  for (const config::StreamPolicy& stream : policy.streams) {
    if (stream.input_type == "filestream") doctor::CheckLogs(stream, goflow2, report);
  }
  doctor::CheckDataPath(policy.agent.data_path, report);
  CheckAgent(policy.agent, report);
  for (const auto& [name, output] : policy.outputs) {
    std::vector<config::StreamPolicy> streams;
    for (const config::StreamPolicy& stream : policy.streams) {
      if (stream.use_output == name) streams.push_back(stream);
    }
    doctor::CheckCluster(output, streams, report);
  }
  doctor::CheckKibana(policy, flags.kibana, report);
}

int Print(const doctor::Report& report) {
  size_t counts[3] = {};
  const bool colour = isatty(STDOUT_FILENO) == 1;
  constexpr const char* kNames[] = {"ok     ", "warning", "FAULT  "};
  constexpr const char* kColours[] = {"\033[32m", "\033[33m", "\033[31m"};
  for (const Check& check : report.checks()) {
    const auto state = static_cast<size_t>(check.state);
    ++counts[state];
    std::printf("%s%s%s %s\n", colour ? kColours[state] : "", kNames[state], colour ? "\033[0m" : "", HideSecrets(check.what).c_str());
    if (!check.remedy.empty()) std::printf("        → %s\n", HideSecrets(check.remedy).c_str());
  }
  std::printf("%zu ok, %zu warnings, %zu faults\n", counts[0], counts[1], counts[2]);
  return std::fflush(stdout) == 0 && counts[2] == 0 ? kDone : kFailed;
}

int RunDoctor(const DoctorFlags& flags) {
  ConfigureLog({.level = LogLevel::kError});
  doctor::Report report;
  config::Diagnostics diagnostics;
  const std::string file = ChoosePolicyFile(flags.config);
  const auto policy = ReadPolicyFile(flags.config, diagnostics);
  if (policy) (void)App::Make(*policy, {}, diagnostics);
  if (!diagnostics.ok() && flags.config.empty() && !std::filesystem::exists(file)) {
    report.Fault("there is no policy, neither flowship.yml here nor " + file, "name one with -c FILE, or begin with `flowship export config > flowship.yml`");
  } else if (!diagnostics.ok()) {
    report.Fault("the policy " + file + " has mistakes:\n" + diagnostics.Render(), "mend them; `flowship export config` prints an example with every option");
  } else {
    report.Ok("the policy " + file + " is right");
  }
  if (policy) CheckPolicy(*policy, flags, &report);
  return Print(report);
}

}  // namespace

std::function<int()> DeclareDoctor(CLI::App& app) {
  auto flags = std::make_shared<DoctorFlags>();
  AddPolicyFlag(app, &flags->config);
  app.add_option("--unit", flags->unit, "GoFlow2's systemd unit, if its flags are to be read there and not from the process that runs");
  app.add_option("--kibana", flags->kibana, "Kibana's address, such as http://127.0.0.1:5601, instead of the policy's setup.kibana");
  return [flags] { return RunDoctor(*flags); };
}

}  // namespace flowship::cli
