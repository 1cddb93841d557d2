#pragma once
// The options of a stream of the sflow input. docs/sflow.md has them for users.

#include <cstdint>
#include <string>
#include <vector>

#include "base/limits.h"
#include "config/node.h"
#include "input/sflow/networks.h"

namespace flowship::sflow_input {

struct Config {
  std::string host = "0.0.0.0";       // an address or a name; IPv6 in the policy in brackets, here without
  uint16_t port = 6343;
  size_t sockets = 1;                 // that share the port, each with a thread
  size_t read_buffer_bytes = limits::kSflowReceiveBufferBytes;
  Networks allow, deny;               // of exporters, by the datagram's source; nothing allowed: all are
  uint64_t rate_limit = 0;            // datagrams a second of one exporter; 0: no limit

  std::string Where() const;          // "0.0.0.0:6343"
};

Config TakeConfig(config::Options& options);

}  // namespace flowship::sflow_input
