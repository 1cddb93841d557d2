#pragma once
// Walker: goes from header to header through a sampled packet. The home of packet.cc's state; nobody else includes it.
//
// It keeps two views apart. `layers_` says that GoFlow2 is still there, so names and sizes of layers are written down; behind something that GoFlow2 does not
// know they are not. `level_` says whose fields are met: 0 the packet's, 1 those of the first packet inside it, more: nobody's. `facts_` is off where bytes
// are no header though GoFlow2 takes them for one (later fragments).

#include "base/byte_reader.h"
#include "sflow/packet.h"

namespace flowship::sflow {

enum class Step : uint8_t {
  kEnd,
  // GoFlow2 knows them.
  kEthernet, kDot1q, kMpls, kIpv4, kIpv6, kRouting, kFragment, kTcp, kUdp, kIcmp, kIcmpv6, kGre,
  // And these it does not.
  kOptions, kAuthentication, kPorts, kPppoe, kPpp, kLlc, kSnap, kVxlan, kGeneve, kPseudowire, kLabels,
};

class Walker {
 public:
  // `fill`: bytes of XDR's padding behind the header. GoFlow2 takes them for its end, so a transport header that only they make whole has its ports there, and
  // these are right.
  Walker(std::string_view bytes, size_t fill, Packet& packet, Counts& counts) : rest_(bytes), fill_(fill), packet_(packet), counts_(counts) {}

  // From the first header on.
  void Walk(Step first);
  // Skips what is before the first header.
  void Skip(size_t bytes) { rest_.remove_prefix(std::min(bytes, rest_.size())); }
  std::string_view rest() const { return rest_; }

 private:
  struct Next {
    Step step = Step::kEnd;
    size_t used = 0;
    Tunnel into = Tunnel::kNone;  // a packet inside begins, and GoFlow2 does not see it
  };

  Next Take(Step step);
  Next TakeEthernet();
  Next TakeDot1q();
  Next TakeMpls();
  Next TakeLabels();
  Next TakePseudowire();
  Next TakeIpv4();
  Next TakeIpv6();
  Next TakeRouting();
  Next TakeFragment();
  Next TakeOptions(size_t unit, size_t more);
  Next TakeTcp();
  Next TakeUdp();
  Next TakePorts();
  Next TakeIcmp(Layer layer);
  Next TakeGre();
  Next TakePppoe();
  Next TakePpp();
  Next TakeLlc();
  Next TakeSnap(size_t at);
  Next TakeVxlan();
  Next TakeGeneve();

  void LeaveGoFlow2(size_t used, Next next);
  Next ByEtype(uint16_t etype, size_t used) const;
  Next ByProto(uint8_t proto, size_t used) const;
  void SetProto(uint8_t proto);
  void SetPorts(uint16_t src, uint16_t dst);
  void SetIp(uint16_t etype, Address src, Address dst, uint8_t proto);
  void Name(Layer layer);
  void Size(size_t bytes);

  bool mine() const { return facts_ && level_ == 0; }
  bool inner() const { return facts_ && level_ == 1; }
  uint8_t U8(size_t at) const { return static_cast<uint8_t>(rest_[at]); }
  uint16_t U16(size_t at) const { return LoadU16(rest_.data() + at); }

  std::string_view rest_;
  const size_t fill_;
  Packet& packet_;
  Counts& counts_;
  int level_ = 0;
  bool layers_ = true, facts_ = true;
  bool version6_ = false;  // of the IP header that was met last
};

}  // namespace flowship::sflow
