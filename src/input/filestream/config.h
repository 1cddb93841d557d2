#pragma once
// The options of a filestream stream: Filebeat's names, units and defaults (docs/input/filestream.md has the table, and says where they differ and why).

#include <cstdint>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/regex.h"
#include "config/node.h"

namespace flowship::filestream {

enum class IgnoreInactive : uint8_t { kNothing, kSinceFirstStart, kSinceLastStart };

struct Config {
  std::vector<std::string> paths;
  bool recursive_glob = true;
  std::vector<Regex> include_files, exclude_files;  // over the whole path; no include_files: all
  int64_t check_interval_nanos = 0;
  int64_t ignore_older_nanos = 0;                   // 0: nothing is too old
  IgnoreInactive ignore_inactive = IgnoreInactive::kNothing;

  int64_t close_inactive_nanos = 0;                 // since it was last read from; 0: never
  int64_t close_check_nanos = 0;
  bool close_renamed = false, close_removed = false, close_on_eof = false;
  int64_t close_after_nanos = 0;                    // since it was opened; 0: never

  size_t message_max_bytes = limits::kMessageMaxBytes;
};

// Takes the options; mistakes go to their diagnostics. Does not Finish.
Config TakeConfig(config::Options& options);

}  // namespace flowship::filestream
