#pragma once
// /stats: an AgentSnapshot as JSON. `beat`, `filebeat`, `libbeat`, `registrar` and `system` have the names of Filebeat's HTTP endpoint (its documentation
// "HTTP endpoint" and the metrics that it logs), for tools that know them; `flowship` has all of it under flowship's own. Pure.

#include <string>

#include "monitor/history.h"
#include "monitor/process_figures.h"
#include "monitor/snapshot.h"

namespace flowship::monitor {

struct StatsExtra {
  int64_t uptime_millis = 0;
  ProcessFigures process;
  Rates rates;                        // of the last seconds
  std::vector<HistoryPoint> history;  // empty: it is left out
  std::string error_samples;          // JSON; empty: left out
};

std::string StatsJson(const AgentSnapshot& snapshot, const StatsExtra& extra);

}  // namespace flowship::monitor
