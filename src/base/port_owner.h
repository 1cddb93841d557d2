#pragma once
// Who has a port of this machine: /proc/net/{tcp,tcp6,udp,udp6} and /proc/<pid>/fd (proc(5)). For error messages; any thread.

#include <cstdint>
#include <optional>
#include <string>

namespace flowship {

enum class PortKind : uint8_t { kTcp, kUdp };

// "process 1234 (goflow2)"; "a process of another user" where that is all this user may know; nullopt: nobody has it.
std::optional<std::string> DescribePortOwner(PortKind kind, uint16_t port);

}  // namespace flowship
