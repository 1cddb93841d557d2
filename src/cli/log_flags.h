#pragma once
// -d, -v and -e, as Filebeat has them, and what becomes of them and the policy's agent.logging: the log as it is to be written.

#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "config/log_policy.h"

namespace CLI {
class App;
}

namespace flowship::cli {

struct LogFlags {
  std::vector<std::string> selectors;  // -d: debug messages of these components, `*` for all; wins over the policy's
  bool verbose = false;                // -v: info messages at least
  bool only_stderr = false;            // -e: on stderr, and nowhere else
};

// `to_files`: the command may write its log into files, so -e has a meaning.
void AddLogFlags(CLI::App& app, LogFlags* flags, bool to_files);

// Has the log written so from now on. If its file can't be opened nothing changes. A file that is open already, and is asked for as it is, goes on.
Status ApplyLog(const config::LogPolicy& policy, const LogFlags& flags);

// The log of a command that says on stderr what goes wrong, and no more unless it is asked to.
void ApplyQuietLog(const LogFlags& flags);

}  // namespace flowship::cli
