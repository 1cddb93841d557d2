#include "monitor/snapshot.h"

#include <algorithm>

namespace flowship::monitor {

uint64_t Figure(const Figures& figures, std::string_view name) {
  const auto found = std::ranges::find(figures, name, &Figures::value_type::first);
  return found == figures.end() ? 0 : found->second;
}

uint64_t AgentSnapshot::Sum(std::string_view figure) const {
  uint64_t sum = 0;
  for (const StreamState& stream : streams) sum += Figure(stream.figures, figure);
  return sum;
}

uint64_t AgentSnapshot::SumOutputs(std::string_view figure) const {
  uint64_t sum = 0;
  for (const OutputState& output : outputs) sum += Figure(output.figures, figure);
  return sum;
}

}  // namespace flowship::monitor
