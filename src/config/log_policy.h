#pragma once
// agent.logging: what the agent says of itself, how much and where. Names and defaults of Elastic Agent's policy and Filebeat's reference ("Configure
// logging"), except that here a log on stderr, systemd's journal, is the default, as it is under systemd there too.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/node.h"

namespace flowship::config {

struct LogPolicy {
  std::string level = "info";
  std::vector<std::string> selectors;  // components whose debug messages are said; none: all
  bool to_stderr = true, to_files = false;
  std::optional<bool> json;            // not given: text on stderr, JSON in files
  std::string files_path;              // empty: `logs` in agent.data_path
  std::string files_name = "flowship";
  int64_t rotate_bytes = 20 << 20;
  int64_t rotate_millis = 0;           // 0: not because of time
  int64_t keep = 7;
  uint32_t permissions = 0600;
  bool rotate_on_startup = true;
  bool metrics = true;                 // a line every so often
  int64_t metrics_period_millis = 30'000;
};

// Takes all of agent.logging.
LogPolicy TakeLogPolicy(Options& options);

}  // namespace flowship::config
