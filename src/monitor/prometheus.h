#pragma once
// /metrics: an AgentSnapshot in Prometheus' text format (its documentation "Exposition formats", version 0.0.4). Pure.
//
// One rule of naming: flowship_<what>_<unit>, counters end in _total, labels are stream, output, path, host, reason. A family is written once, its lines
// together, and every label value is escaped.

#include <string>

#include "monitor/process_figures.h"
#include "monitor/snapshot.h"

namespace flowship::monitor {

std::string PrometheusText(const AgentSnapshot& snapshot, const ProcessFigures& process, int64_t uptime_millis);

}  // namespace flowship::monitor
