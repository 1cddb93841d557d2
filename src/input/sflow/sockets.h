#pragma once
// Sockets of the receiver: opened here, or handed over by systemd, and read many datagrams at a time.
//
// Socket activation: where LISTEN_PID is this process, descriptors from 3 on, LISTEN_FDS of them, are sockets that systemd holds open over a restart of the
// agent. Those that are bound to the stream's address are taken; then none is opened here. Source: sd_listen_fds(3).
// A change of the policy: the sockets of the receiver that was stopped are held, and those that are bound to the address are gone on with.

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "input/input.h"
#include "input/sflow/config.h"

namespace flowship::sflow_input {

struct OpenSocket {
  FileDescriptor descriptor;
  size_t buffer_bytes = 0;     // of the kernel's receive buffer, as it is
  bool handed_over = false;    // by systemd
  bool held = false;           // over a change of the policy
  uint32_t dropped = 0;        // as the kernel counts, before we came
};

// All sockets of a stream, at least one. With port 0 the first one's port is taken for all, and written into the configuration. `held`: sockets to go on with,
// taken out of it; nullptr: none.
Result<std::vector<OpenSocket>> OpenSockets(Config& config, std::vector<HeldSocket>* held = nullptr);

struct Received {
  std::string_view payload;    // until the next Receive
  Source source{};
  int64_t wall_nanos = 0;      // when the kernel took it in; 0: it does not say
  bool cut = false;
};

// Reads one socket. One thread.
class DatagramReader {
 public:
  // `dropped`: what the kernel has counted there already, and others have told.
  explicit DatagramReader(int descriptor, uint32_t dropped = 0);

  // Waits for at most kWaitMillis; then what there is, limits::kSflowReceiveDatagrams at most.
  std::span<const Received> Receive();
  // Datagrams that the kernel has dropped at this socket since the last call: its buffer was full.
  uint64_t TakeDropped();
  uint32_t dropped() const { return dropped_; }

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
  uint32_t dropped_;           // as the kernel counts, modulo 2^32
  uint64_t dropped_now_ = 0;
};

}  // namespace flowship::sflow_input
