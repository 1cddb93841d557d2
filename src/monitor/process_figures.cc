#include "monitor/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace flowship::monitor {

namespace {

uint64_t MillisOf(const timeval& time) { return static_cast<uint64_t>(time.tv_sec) * 1000 + static_cast<uint64_t>(time.tv_usec) / 1000; }

}  // namespace

ProcessFigures ReadProcessFigures() {
  ProcessFigures figures;
  uint64_t pages = 0, resident = 0;
  if (std::ifstream statm("/proc/self/statm"); statm >> pages >> resident) {
    figures.resident_bytes = resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  }
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    figures.user_millis = MillisOf(usage.ru_utime);
    figures.system_millis = MillisOf(usage.ru_stime);
  }
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end; entry.increment(error)) ++figures.open_handles;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.handles_limit = limit.rlim_cur;
  figures.cores = std::thread::hardware_concurrency();
  double loads[3] = {};
  if (getloadavg(loads, 3) == 3) figures.load1 = loads[0], figures.load5 = loads[1], figures.load15 = loads[2];
  return figures;
}

}  // namespace flowship::monitor
