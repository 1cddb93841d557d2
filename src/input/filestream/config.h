#pragma once
// The options of a filestream stream: Filebeat's names, units and defaults (docs/input/filestream.md has the table, and says where they differ and why).

#include <cstdint>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/regex.h"
#include "config/node.h"
#include "parser/chain.h"
#include "parser/encoding.h"

namespace flowship::filestream {

enum class IgnoreInactive : uint8_t { kNothing, kSinceFirstStart, kSinceLastStart };
enum class IdentityKind : uint8_t { kContent, kNative, kPath, kInodeMarker };

struct Config {
  // What files there are.
  std::vector<std::string> paths;
  bool recursive_glob = true;
  bool symlinks = false;                            // links to files are followed; the path is the link's
  bool resend_on_touch = false;
  std::vector<Regex> include_files, exclude_files;  // over the whole path; no include_files: all
  int64_t check_interval_nanos = 0;
  int64_t ignore_older_nanos = 0;                   // 0: nothing is too old
  IgnoreInactive ignore_inactive = IgnoreInactive::kNothing;
  IdentityKind identity = IdentityKind::kContent;
  std::string inode_marker_path;
  std::vector<std::string> take_over_from;          // ids of streams whose state this one continues

  // How they are read.
  size_t read_bytes = limits::kReadBytes;           // a slice
  size_t harvester_limit = 0;                       // files open at once; 0: as many as may be
  int64_t backoff_init_nanos = 0, backoff_max_nanos = 0;  // between looks at an open file that no watcher watches
  size_t message_max_bytes = limits::kMessageMaxBytes;
  parser::LineFormat format;
  parser::ChainMaker chain;                         // nullptr: a line is a record
  std::vector<Regex> include_lines, exclude_lines;  // over what the chain makes; no include_lines: all
  int64_t partial_line_timeout_nanos = 0;           // a last line without newline is taken as it is after that; 0: it waits

  // When they are closed, forgotten, deleted.
  int64_t close_inactive_nanos = 0;                 // since it was last read from; 0: never
  int64_t close_check_nanos = 0;
  bool close_renamed = false, close_removed = false, close_on_eof = false;
  int64_t close_after_nanos = 0;                    // since it was opened; 0: never
  int64_t clean_inactive_nanos = 0;                 // 0: never
  bool clean_removed = true;
  bool delete_when_done = false;
  int64_t delete_grace_nanos = 0;
};

// Takes the options; mistakes go to their diagnostics. Does not Finish.
Config TakeConfig(config::Options& options);

}  // namespace flowship::filestream
