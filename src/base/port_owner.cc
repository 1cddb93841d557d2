#include "base/port_owner.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace flowship {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListening = "0A";  // TCP_LISTEN

// Inodes of the sockets that are bound to the port; of TCP, those that listen.
void CollectSockets(const char* table, PortKind kind, uint16_t port, std::set<std::string>* inodes) {
  std::ifstream file(table);
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, inode;
    words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> inode;
    const size_t colon = local.rfind(':');
    if (colon == std::string::npos || (kind == PortKind::kTcp && state != kListening)) continue;
    if (std::strtoul(local.c_str() + colon + 1, nullptr, 16) == port) inodes->insert("socket:[" + inode + "]");
  }
}

bool HasOneOf(const fs::path& process, const std::set<std::string>& inodes) {
  std::error_code error;
  for (fs::directory_iterator handle(process / "fd", error), end; !error && handle != end; handle.increment(error)) {
    std::error_code unreadable;
    if (inodes.contains(fs::read_symlink(handle->path(), unreadable).string())) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> DescribePortOwner(PortKind kind, uint16_t port) {
  std::set<std::string> inodes;
  const bool tcp = kind == PortKind::kTcp;
  for (const char* table : {tcp ? "/proc/net/tcp" : "/proc/net/udp", tcp ? "/proc/net/tcp6" : "/proc/net/udp6"}) CollectSockets(table, kind, port, &inodes);
  if (inodes.empty()) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end; process.increment(error)) {
    const std::string pid = process->path().filename().string();
    if (pid.find_first_not_of("0123456789") != std::string::npos || !HasOneOf(process->path(), inodes)) continue;
    std::string name;
    std::ifstream comm(process->path() / "comm");
    std::getline(comm, name);
    return "process " + pid + " (" + name + ")";
  }
  return "a process of another user";
}

}  // namespace flowship
