#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.h"
#include "cli/monitor_client.h"
#include "cli/policy_file.h"

namespace flowship::cli {

namespace {

struct TapFlags {
  std::string config, stage = "event", stream;
  std::vector<std::string> filters;
  uint32_t rate = 10, limit = 0;
};

constexpr int kSilentLooks = 20;  // ten seconds

int RunTap(const TapFlags& flags) {
  config::Diagnostics diagnostics;
  const auto policy = ReadPolicyFile(flags.config, diagnostics);
  if (!policy) return WrongConfiguration(diagnostics.Render());
  MonitorClient::Parameters asked = {{"stage", flags.stage}, {"rate", std::to_string(flags.rate)}, {"limit", std::to_string(flags.limit)}};
  if (!flags.stream.empty()) asked.emplace("stream", flags.stream);
  for (const std::string& filter : flags.filters) asked.emplace("filter", filter);
  const MonitorClient client(policy->agent.http_host, static_cast<uint16_t>(policy->agent.http_port), policy->agent.http_enabled);
  // The agent gives a sign of life twice a second; who waits for long is told that it is not broken.
  int silent = 0;
  const Status ended = client.Stream("/tap", asked, [&](std::string_view line) {
    if (line.empty()) {
      if (++silent == kSilentLooks) std::fputs("flowship: nothing has passed yet that fits; waiting (Ctrl-C ends it)\n", stderr);
      return true;
    }
    silent = kSilentLooks;
    std::fwrite(line.data(), 1, line.size(), stdout);
    return std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
  });
  if (ended.ok()) return kDone;
  std::fprintf(stderr, "flowship: %s\n", ended.error().message.c_str());
  return kFailed;
}

}  // namespace

std::function<int()> DeclareTap(CLI::App& app) {
  auto flags = std::make_shared<TapFlags>();
  AddPolicyFlag(app, &flags->config);
  app.add_option("--stage", flags->stage, "record: as it was read; event: as it goes to the output")->check(CLI::IsMember({"record", "event"}))->capture_default_str();
  app.add_option("--stream", flags->stream, "Only events of this stream");
  app.add_option("--filter", flags->filters, "Only events of which this is true: field=text, field~text (contains); several: all of them");
  app.add_option("--rate", flags->rate, "At most so many a second")->capture_default_str()->check(CLI::Range(1, 10'000));
  app.add_option("--limit", flags->limit, "End after so many; 0: go on")->capture_default_str();
  return [flags] { return RunTap(*flags); };
}

}  // namespace flowship::cli
