#include "monitor/flow_reader.h"

#include <initializer_list>
#include <optional>

namespace flowship::monitor {

namespace {

// Events of a stream have one shape, so each name is mostly where it was in the last one.
class Place {
 public:
  Place(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) parts_[count_++].name = name;
  }
  const Value* Find(const Object& root) const {
    const Object* at = &root;
    for (size_t i = 0;; ++i) {
      const Value* const value = at->Find(parts_[i].name, parts_[i].hint);
      if (value == nullptr || i + 1 == count_) return value;
      if (!value->is_object()) return nullptr;
      at = value->as_object();
    }
  }
  std::string_view Text(const Object& root) const {
    const Value* value = Find(root);
    if (value != nullptr && value->is_array() && !value->as_array()->empty()) value = value->as_array()->begin();
    return value != nullptr && value->is_string() ? value->as_text() : std::string_view();
  }
  int64_t Number(const Object& root) const {
    const Value* const value = Find(root);
    return value != nullptr && value->is_integral() ? value->as_long() : 0;
  }

 private:
  struct Part {
    std::string_view name;
    mutable PositionHint hint;
  };
  Part parts_[4];
  size_t count_ = 0;
};

}  // namespace

std::optional<Flow> ReadFlow(const Object& root) {
  static const Place kTimestamp{"@timestamp"}, kSource{"source", "ip"}, kDestination{"destination", "ip"}, kTransport{"network", "transport"},
      kType{"network", "type"}, kSourcePort{"source", "port"}, kDestinationPort{"destination", "port"}, kBytes{"network", "bytes"},
      kPackets{"network", "packets"}, kVlan{"network", "vlan", "id"}, kExporter{"observer", "ip"}, kIngress{"observer", "ingress", "interface", "id"},
      kEgress{"observer", "egress", "interface", "id"}, kOutcome{"event", "outcome"}, kReason{"event", "reason"};
  Flow flow;
  flow.bytes = kBytes.Number(root);
  flow.packets = kPackets.Number(root);
  flow.exporter = kExporter.Text(root);
  if (flow.exporter.empty() && flow.bytes == 0) return std::nullopt;
  flow.timestamp = kTimestamp.Text(root);
  flow.source = kSource.Text(root);
  flow.destination = kDestination.Text(root);
  flow.transport = kTransport.Text(root);
  flow.type = kType.Text(root);
  flow.source_port = kSourcePort.Number(root);
  flow.destination_port = kDestinationPort.Number(root);
  flow.vlan = kVlan.Text(root);
  flow.ingress = kIngress.Text(root);
  flow.egress = kEgress.Text(root);
  if (kOutcome.Text(root) == "failure") {
    flow.discard = kReason.Text(root);
    if (flow.discard.empty()) flow.discard = "unknown reason";
  }
  return flow;
}

}  // namespace flowship::monitor
