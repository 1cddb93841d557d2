#pragma once
// What the status page needs of a normalised flow event (ECS, docs of the dataset goflow2.sflow), read from its tree. Any thread.

#include <optional>
#include <string_view>

#include "event/batch.h"

namespace flowship::monitor {

struct Flow {
  std::string_view timestamp;             // @timestamp, ISO 8601 in UTC
  std::string_view source, destination;   // addresses; empty: none
  std::string_view transport, type;       // tcp; ipv4
  int64_t source_port = 0, destination_port = 0;
  int64_t bytes = 0, packets = 0;         // what the sample stands for
  std::string_view vlan, exporter, ingress, egress;
  std::string_view discard;               // why the packet was discarded; empty: it was not
};

// nullopt: the event is no flow.
std::optional<Flow> ReadFlow(const Object& root);

}  // namespace flowship::monitor
