// A sampled header: its protocol in the first byte, then the header.

#include "base/assert.h"
#include "sflow/packet.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace flowship;
  if (size == 0) return 0;
  const std::string_view header(reinterpret_cast<const char*>(data) + 1, size - 1);
  sflow::Packet packet;
  sflow::Counts counts;
  sflow::TakeApart(data[0], header, packet, counts);
  // What it points to lies in the header, and a layer without a size there is none.
  const auto within = [&header](std::string_view part) { return part.empty() || (part.data() >= header.data() && part.data() + part.size() <= header.data() + header.size()); };
  FLOWSHIP_ASSERT(within(packet.src) && within(packet.dst) && within(packet.src_mac) && within(packet.dst_mac));
  FLOWSHIP_ASSERT(within(packet.mpls) && within(packet.segments) && within(packet.inside.src) && within(packet.inside.dst));
  FLOWSHIP_ASSERT(packet.layers <= packet.sizes);
  return 0;
}
