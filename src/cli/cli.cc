#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "base/secret.h"
#include "cli/command.h"
#include "config/node.h"

namespace flowship::cli {

namespace {

struct Command {
  const char* name;
  const char* summary;
  const char* example;
  Declare declare;
};

constexpr Command kCommands[] = {
    {"completion", "Print a completion script for a shell", "flowship completion bash > /etc/bash_completion.d/flowship", DeclareCompletion},
    {"decode", "sFlow datagrams of captures as records, one a line", "flowship decode exporter.pcapng > records.ndjson", DeclareDecode},
    {"doctor", "Check the whole chain from GoFlow2 to the dashboards", "flowship doctor -c /etc/flowship/flowship.yml", DeclareDoctor},
    {"export", "Print what is built in: templates, pipelines, an example policy", "flowship export template > template.json", DeclareExport},
    {"import", "Turn a Filebeat configuration into a policy, and list what could not be carried over", "flowship import filebeat.yml > flowship.yml", DeclareImport},
    {"keystore", "Keep secrets for the policy, encrypted", "flowship keystore add ES_API_KEY", DeclareKeystore},
    {"replay", "Normalise archived logs in one shot", "flowship replay /var/log/sflow/goflow2/*.log.gz > flows.ndjson", DeclareReplay},
    {"run", "Run the agent", "flowship run -c /etc/flowship/flowship.yml", DeclareRun},
    {"setup", "Load templates, pipelines and dashboards into the cluster", "flowship setup -c flowship.yml --dry-run", DeclareSetup},
    {"simulate", "Run documents through a pipeline, as Elasticsearch's _simulate does",
     "flowship simulate --pipelines pipelines/goflow2.sflow --pipeline default < request.json", DeclareSimulate},
    {"tap", "Show the events that pass a running agent, live", "flowship tap --filter network.transport=tcp --limit 10", DeclareTap},
    {"test", "Check the configuration, the output or pipelines", "flowship test config -c flowship.yml", DeclareTest},
    {"top", "Show what a running agent does: rates, lag, errors, queue", "flowship top", DeclareTop},
    {"version", "Print the version", "flowship version", DeclareVersion},
};

// Of the commands below those; without one of its own each would have its parent's.
constexpr struct {
  const char *parent, *name, *example;
} kNestedExamples[] = {
    {"completion", "fish", "flowship completion fish > ~/.config/fish/completions/flowship.fish"},
    {"completion", "zsh", "flowship completion zsh > ~/.zfunc/_flowship"},
    {"export", "config", "flowship export config > flowship.yml"},
    {"export", "config-schema", "flowship export config-schema > flowship.schema.json"},
    {"export", "dashboards", "flowship export dashboards > dashboards.ndjson"},
    {"export", "pipeline", "flowship export pipeline default > pipeline.yml"},
    {"keystore", "create", "flowship keystore create"},
    {"keystore", "list", "flowship keystore list"},
    {"keystore", "remove", "flowship keystore remove ES_API_KEY"},
    {"test", "output", "flowship test output -c flowship.yml"},
    {"test", "pipeline", "flowship test pipeline packages/nginx"},
};

void GiveExamples(CLI::App& parent) {
  for (const auto& [of, name, example] : kNestedExamples) {
    if (parent.get_name() == of) parent.get_subcommand(name)->footer(std::string("Example: ") + example);
  }
}

void CollectNames(const CLI::App& app, std::vector<std::string>* names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names->push_back("--" + name);
  }
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) names->push_back(child->get_name());
}

// The deepest subcommand that was named.
const CLI::App& Chosen(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : Chosen(*parsed.front());
}

int ReportUsage(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  const CLI::App& chosen = Chosen(app);
  std::vector<std::string> names;
  CollectNames(chosen, &names);
  std::string hint;
  for (int i = 1; i < argc && hint.empty(); ++i) {
    const std::string word = std::string(argv[i]).substr(0, std::string(argv[i]).find('='));
    const bool known = std::find(names.begin(), names.end(), word) != names.end() || word == chosen.get_name();
    if (known || (word.rfind("--", 0) != 0 && !chosen.get_parent() && i > 1)) continue;
    if (const auto nearest = config::Nearest(word, names)) hint = "; did you mean " + *nearest + "?";
  }
  std::string path = chosen.get_name();
  for (const CLI::App* up = chosen.get_parent(); up != nullptr; up = up->get_parent()) path = up->get_name() + " " + path;
  std::fprintf(stderr, "flowship: %s%s\nTry `%s --help`.\n", error.what(), hint.c_str(), path.c_str());
  return kWrongUsage;
}

// Data that could not be written is told, whatever command it was of.
int FinishStdout(int code) {
  const int before = errno;  // of a flush that the command has tried itself
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  const int why = std::ferror(stdout) != 0 && errno == 0 ? before : errno;
  if (why != EPIPE) std::fprintf(stderr, "flowship: standard output can't be written: %s\n", std::strerror(why));
  return code == kDone ? kFailed : code;
}

}  // namespace

int WrongConfiguration(const std::string& rendered) {
  std::fputs(HideSecrets(rendered).c_str(), stderr);
  return kWrongUsage;
}

int Main(int argc, char** argv) {
  CLI::App app("flowship ships GoFlow2's sFlow logs to Elasticsearch, normalised by an ingest engine inside", "flowship");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "Print this help");
  app.set_version_flag("--version", "flowship " FLOWSHIP_VERSION);
  std::function<int()> action;
  for (const Command& command : kCommands) {
    CLI::App* const child = app.add_subcommand(command.name, command.summary);
    child->footer(std::string("Example: ") + command.example);
    child->callback([&action, run = command.declare(*child)] { action = run; });
    GiveExamples(*child);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return app.exit(version);
  } catch (const CLI::ParseError& error) {
    return ReportUsage(app, error, argc, argv);
  }
  return FinishStdout(action());
}

}  // namespace flowship::cli
