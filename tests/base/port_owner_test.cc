#include "base/port_owner.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace flowship {
namespace {

TEST_CASE("who has a port is named, for TCP when it listens and for UDP when it is bound") {
  for (const PortKind kind : {PortKind::kTcp, PortKind::kUdp}) {
    const int handle = socket(AF_INET, kind == PortKind::kTcp ? SOCK_STREAM : SOCK_DGRAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0);
    if (kind == PortKind::kTcp) REQUIRE(listen(handle, 1) == 0);
    REQUIRE(getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    const auto owner = DescribePortOwner(kind, ntohs(address.sin_port));
    REQUIRE(owner);
    CHECK(*owner == "process " + std::to_string(getpid()) + " (base_test)");
    close(handle);
    CHECK_FALSE(DescribePortOwner(kind, ntohs(address.sin_port)));
  }
}

}  // namespace
}  // namespace flowship
