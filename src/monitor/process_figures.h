#pragma once
// What this process costs, as the kernel counts it (proc(5)). Any thread.

#include <cstdint>

namespace flowship::monitor {

struct ProcessFigures {
  uint64_t resident_bytes = 0;
  uint64_t user_millis = 0, system_millis = 0;  // CPU time
  uint64_t open_handles = 0, handles_limit = 0;
  uint64_t cores = 0;
  double load1 = 0, load5 = 0, load15 = 0;
};

ProcessFigures ReadProcessFigures();

}  // namespace flowship::monitor
