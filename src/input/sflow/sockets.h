#pragma once
// Sockets of the receiver: opened here, or handed over by systemd, and read many datagrams at a time.
//
// Socket activation: where LISTEN_PID is this process, descriptors from 3 on, LISTEN_FDS of them, are sockets that systemd holds open over a restart of the
// agent. Those that are bound to the stream's address are taken; then none is opened here. Source: sd_listen_fds(3).

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "input/sflow/config.h"

namespace flowship::sflow_input {

struct OpenSocket {
  FileDescriptor descriptor;
  size_t buffer_bytes = 0;     // of the kernel's receive buffer, as it is
  bool handed_over = false;
};

// All sockets of a stream, at least one. With port 0 the first one's port is taken for all, and written into the configuration.
Result<std::vector<OpenSocket>> OpenSockets(Config& config);

struct Received {
  std::string_view payload;    // until the next Receive
  Source source{};
  int64_t wall_nanos = 0;      // when the kernel took it in; 0: it does not say
  bool cut = false;
};

// Reads one socket. One thread.
class DatagramReader {
 public:
  explicit DatagramReader(int descriptor);

  // Waits for at most kWaitMillis; then what there is, limits::kSflowReceiveDatagrams at most.
  std::span<const Received> Receive();
  // Datagrams that the kernel has dropped at this socket since the last call: its buffer was full.
  uint64_t TakeDropped();

  static constexpr int64_t kWaitMillis = 100;

 private:
  static constexpr size_t kControlBytes = 128;

  const int descriptor_;
  std::vector<char> payloads_;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> parts_;
  std::vector<sockaddr_storage> sources_;
  std::vector<std::array<char, kControlBytes>> controls_;
  std::vector<Received> received_;
  uint32_t dropped_ = 0;       // as the kernel counts, modulo 2^32
  uint64_t dropped_now_ = 0;
};

}  // namespace flowship::sflow_input
