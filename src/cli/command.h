#pragma once
// The subcommands: one file each, one line each in the table of cli.cc. Contract: shared with users in docs/cli.md.
//
// Data goes to stdout and nothing else does; all else goes to stderr. A command returns its exit code: 0 done, 1 failed while working, 2 wrong usage
// or configuration. CLI11's home is this folder.

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace flowship::cli {

inline constexpr int kDone = 0, kFailed = 1, kWrongUsage = 2;

// Declares a subcommand's flags on `app` and returns what runs it after they were parsed.
using Declare = std::function<int()> (*)(CLI::App& app);

std::function<int()> DeclareCompletion(CLI::App& app);
std::function<int()> DeclareDecode(CLI::App& app);
std::function<int()> DeclareDoctor(CLI::App& app);
std::function<int()> DeclareExport(CLI::App& app);
std::function<int()> DeclareImport(CLI::App& app);
std::function<int()> DeclareKeystore(CLI::App& app);
std::function<int()> DeclareReplay(CLI::App& app);
std::function<int()> DeclareRun(CLI::App& app);
std::function<int()> DeclareSetup(CLI::App& app);
std::function<int()> DeclareSimulate(CLI::App& app);
std::function<int()> DeclareTap(CLI::App& app);
std::function<int()> DeclareTest(CLI::App& app);
std::function<int()> DeclareTop(CLI::App& app);
std::function<int()> DeclareVersion(CLI::App& app);

int Main(int argc, char** argv);

// What to print on stderr and return for a configuration that has errors.
int WrongConfiguration(const std::string& rendered);

}  // namespace flowship::cli
