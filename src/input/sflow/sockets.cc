#include "input/sflow/sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>

#include "base/clock.h"

namespace flowship::sflow_input {

namespace {

constexpr int kFirstHandedOver = 3;

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Error Failed(const Config& config, const std::string& what) { return Error{config.Where() + ": " + what + ": " + std::strerror(errno)}; }

Result<AddressList> Resolve(const Config& config) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(config.host.c_str(), std::to_string(config.port).c_str(), &hints, &found);
  if (failed != 0) return Error{config.Where() + ": the address can't be resolved: " + gai_strerror(failed)};
  return AddressList(found, freeaddrinfo);
}

template <typename T>
bool SetOption(int descriptor, int level, int option, const T& value) {
  return setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

// As much as was asked for, if we may; else as much as the system allows. What it came to, as the kernel counts (twice what is asked, for its own use).
size_t RaiseBuffer(int descriptor, size_t bytes) {
  const int asked = static_cast<int>(bytes);
  if (asked != 0 && !SetOption(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, asked)) (void)SetOption(descriptor, SOL_SOCKET, SO_RCVBUF, asked);
  int got = 0;
  socklen_t size = sizeof got;
  (void)getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &got, &size);
  return static_cast<size_t>(got) / 2;
}

// What every socket needs, however it came to be.
void Prepare(OpenSocket& socket, const Config& config) {
  const int descriptor = socket.descriptor.get();
  (void)SetOption(descriptor, SOL_SOCKET, SO_RXQ_OVFL, 1);
  (void)SetOption(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1);
  const timeval wait{0, DatagramReader::kWaitMillis * 1000};
  (void)SetOption(descriptor, SOL_SOCKET, SO_RCVTIMEO, wait);
  socket.buffer_bytes = RaiseBuffer(descriptor, config.read_buffer_bytes);
}

uint16_t PortOf(const sockaddr_storage& address) {
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

Source SourceOf(const sockaddr_storage& address) {
  Source source{};
  if (address.ss_family == AF_INET6) {
    std::memcpy(source.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
  } else {
    source[10] = source[11] = 0xff;
    std::memcpy(source.data() + 12, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
  }
  return source;
}

bool BoundAddress(int descriptor, sockaddr_storage* address) {
  socklen_t size = sizeof *address;
  return getsockname(descriptor, reinterpret_cast<sockaddr*>(address), &size) == 0;
}

Result<OpenSocket> OpenOne(const Config& config, const addrinfo& where) {
  OpenSocket opened;
  opened.descriptor = FileDescriptor(socket(where.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const int descriptor = opened.descriptor.get();
  if (!opened.descriptor.valid()) return Failed(config, "no socket");
  if (config.sockets > 1 && !SetOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1)) return Failed(config, "the port can't be shared");
  if (where.ai_family == AF_INET6) (void)SetOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (bind(descriptor, where.ai_addr, where.ai_addrlen) != 0) return Failed(config, "can't receive there");
  return opened;
}

int NumberOf(const char* variable) {
  const char* const text = std::getenv(variable);
  int number = 0;
  if (text != nullptr) std::from_chars(text, text + std::strlen(text), number);
  return number;
}

// Whether it is a socket for datagrams that is bound to one of these addresses.
bool IsBoundTo(int descriptor, const addrinfo* addresses) {
  sockaddr_storage bound{};
  int type = 0;
  socklen_t size = sizeof type;
  if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_DGRAM || !BoundAddress(descriptor, &bound)) return false;
  for (const addrinfo* address = addresses; address != nullptr; address = address->ai_next) {
    sockaddr_storage asked{};
    std::memcpy(&asked, address->ai_addr, address->ai_addrlen);
    if (asked.ss_family == bound.ss_family && PortOf(asked) == PortOf(bound) && SourceOf(asked) == SourceOf(bound)) return true;
  }
  return false;
}

// Sockets of systemd that are bound to one of these addresses.
std::vector<OpenSocket> TakeHandedOver(const addrinfo* addresses) {
  std::vector<OpenSocket> taken;
  if (NumberOf("LISTEN_PID") != getpid()) return taken;
  for (int descriptor = kFirstHandedOver; descriptor < kFirstHandedOver + NumberOf("LISTEN_FDS"); ++descriptor) {
    if (!IsBoundTo(descriptor, addresses)) continue;
    OpenSocket handed;
    handed.descriptor = FileDescriptor(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));  // systemd's own stays open for the next start
    handed.handed_over = true;
    if (handed.descriptor.valid()) taken.push_back(std::move(handed));
  }
  return taken;
}

// Sockets of the receiver before this one that are bound to one of these addresses: all of them, for something may wait in each.
std::vector<OpenSocket> TakeHeld(std::vector<HeldSocket>& held, const addrinfo* addresses, size_t wanted) {
  std::vector<OpenSocket> taken;
  std::vector<HeldSocket> others;
  for (HeldSocket& socket : held) {
    if (!IsBoundTo(socket.descriptor.get(), addresses)) {
      others.push_back(std::move(socket));
      continue;
    }
    OpenSocket& open = taken.emplace_back();
    open.descriptor = std::move(socket.descriptor);
    open.dropped = socket.dropped;
    open.held = true;
    // It may have had the port to itself, and others are to join it now.
    if (wanted > 1) (void)SetOption(open.descriptor.get(), SOL_SOCKET, SO_REUSEPORT, 1);
  }
  held = std::move(others);
  return taken;
}

}  // namespace

Result<std::vector<OpenSocket>> OpenSockets(Config& config, std::vector<HeldSocket>* held) {
  auto addresses = Resolve(config);
  if (!addresses.ok()) return addresses.error();
  std::vector<OpenSocket> sockets = TakeHandedOver(addresses->get());
  if (sockets.empty() && held != nullptr) sockets = TakeHeld(*held, addresses->get(), config.sockets);
  while (sockets.empty() || (!sockets.front().handed_over && sockets.size() < config.sockets)) {
    auto opened = OpenOne(config, **addresses);
    if (!opened.ok()) return opened.error();
    sockets.push_back(std::move(*opened));
    sockaddr_storage bound{};
    if (config.port != 0 || !BoundAddress(sockets.back().descriptor.get(), &bound)) continue;
    config.port = PortOf(bound);  // any that is free: the next ones share it
    addresses = Resolve(config);
    if (!addresses.ok()) return addresses.error();
  }
  for (OpenSocket& socket : sockets) Prepare(socket, config);
  return sockets;
}

DatagramReader::DatagramReader(int descriptor, uint32_t dropped)
    : descriptor_(descriptor),
      payloads_(limits::kSflowReceiveDatagrams * limits::kSflowDatagramBytes),
      headers_(limits::kSflowReceiveDatagrams),
      parts_(limits::kSflowReceiveDatagrams),
      sources_(limits::kSflowReceiveDatagrams),
      controls_(limits::kSflowReceiveDatagrams),
      dropped_(dropped) {
  received_.reserve(limits::kSflowReceiveDatagrams);
  for (size_t i = 0; i < limits::kSflowReceiveDatagrams; ++i) {
    parts_[i] = {payloads_.data() + i * limits::kSflowDatagramBytes, limits::kSflowDatagramBytes};
    headers_[i].msg_hdr.msg_iov = &parts_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = &sources_[i];
    headers_[i].msg_hdr.msg_control = controls_[i].data();
  }
}

std::span<const Received> DatagramReader::Receive() {
  received_.clear();
  for (mmsghdr& header : headers_) {
    header.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    header.msg_hdr.msg_controllen = kControlBytes;
    header.msg_hdr.msg_flags = 0;
  }
  const int got = recvmmsg(descriptor_, headers_.data(), static_cast<unsigned>(headers_.size()), MSG_WAITFORONE, nullptr);
  for (size_t i = 0; i < static_cast<size_t>(std::max(got, 0)); ++i) {
    msghdr& header = headers_[i].msg_hdr;
    Received& datagram = received_.emplace_back();
    datagram.payload = {static_cast<const char*>(parts_[i].iov_base), headers_[i].msg_len};
    datagram.source = SourceOf(sources_[i]);
    datagram.cut = (header.msg_flags & MSG_TRUNC) != 0;
    for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr; control = CMSG_NXTHDR(&header, control)) {
      if (control->cmsg_level != SOL_SOCKET) continue;
      if (control->cmsg_type == SO_TIMESTAMPNS) {
        timespec time{};
        std::memcpy(&time, CMSG_DATA(control), sizeof time);
        datagram.wall_nanos = int64_t{time.tv_sec} * kNanosPerSecond + time.tv_nsec;
      } else if (control->cmsg_type == SO_RXQ_OVFL) {
        uint32_t dropped = 0;
        std::memcpy(&dropped, CMSG_DATA(control), sizeof dropped);
        dropped_now_ += static_cast<uint32_t>(dropped - dropped_);
        dropped_ = dropped;
      }
    }
  }
  return received_;
}

uint64_t DatagramReader::TakeDropped() { return std::exchange(dropped_now_, 0); }

}  // namespace flowship::sflow_input
