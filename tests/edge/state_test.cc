// Edge processors that remember, or ask others: rate_limit over time, dns with a server, add_host_metadata against the system's own answers.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "../pipeline_table.h"
#include "base/clock.h"
#include "edge/edge_types.h"

namespace flowship {
namespace {

// A pipeline of one processor, run over documents at a time of the test's choice.
class OneProcessor {
 public:
  explicit OneProcessor(const std::string& processor) {
    config::Diagnostics diagnostics;
    const auto definition = config::Parse("test", "processors: [" + processor + "]", diagnostics);
    REQUIRE(definition);
    set_.Add("main", *definition, EdgeTypes(), {}, diagnostics);
    INFO(diagnostics.Render());
    REQUIRE(diagnostics.ok());
  }
  // The document afterwards; empty: dropped.
  std::string Run(const std::string& document, int64_t nanos = table::kNowNanos) {
    Arena arena;
    KeyTable keys(set_keys_, arena);
    JsonReader reader;
    RunContext context;
    context.now_nanos = nanos;
    context.json_reader = &reader;
    Value root;
    JsonProblem problem;
    REQUIRE(reader.Read(document, arena, keys, &root, &problem));
    Event event;
    event.root = root.as_object();
    Document run(event, arena, keys, context);
    return set_.Find("main")->Run(run) == RunResult::kDropped ? "" : table::Canonical(Value::Of(event.root));
  }

 private:
  KeySet set_keys_;
  PipelineSet set_{set_keys_};
};

TEST_CASE("rate_limit lets through what its bucket holds, and as much as flows in") {
  OneProcessor limit("{rate_limit: {limit: 60/m, fields: [a]}}");
  const int64_t start = table::kNowNanos;
  const auto passes = [&limit](const char* document, int64_t nanos) { return !limit.Run(document, nanos).empty(); };
  for (int i = 0; i < 60; ++i) CHECK(passes(R"({"a":1})", start));
  CHECK_FALSE(passes(R"({"a":1})", start));
  CHECK(passes(R"({"a":2})", start));  // a bucket of its own
  CHECK_FALSE(passes(R"({"a":1})", start + kNanosPerSecond / 2));
  CHECK(passes(R"({"a":1})", start + kNanosPerSecond));
  CHECK_FALSE(passes(R"({"a":1})", start + kNanosPerSecond));
  int passed = 0;
  for (int i = 0; i < 100; ++i) passed += passes(R"({"a":1})", start + 3600 * kNanosPerSecond) ? 1 : 0;
  CHECK(passed == 60);  // never more than it holds
}

TEST_CASE("rate_limit is bounded in memory whatever its fields hold") {
  OneProcessor limit("{rate_limit: {limit: 1/h, fields: [a]}}");
  for (int i = 0; i < 30'000; ++i) CHECK(!limit.Run(R"({"a":)" + std::to_string(i) + "}").empty());
}

// Answers each question with one PTR record, host<n>.example, TTL 300, but for addresses that end in .9, for which there is none (RFC 1035, section 4).
class DnsServer {
 public:
  DnsServer() : handle_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(handle_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(getsockname(handle_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
    const timeval patience{0, 50'000};
    setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    thread_ = std::thread([this] { Loop(); });
  }
  ~DnsServer() {
    stop_ = true;
    thread_.join();
    close(handle_);
  }
  uint16_t port = 0;
  std::atomic<int> questions = 0;

 private:
  void Loop() {
    while (!stop_) {
      char packet[512];
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t count = recvfrom(handle_, packet, sizeof packet, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (count < 12) continue;
      const int number = ++questions;
      const bool none = packet[13] == '9';  // the first label's first character
      std::string answer(packet, static_cast<size_t>(count));
      answer[2] = static_cast<char>(0x81);                     // an answer
      answer[3] = static_cast<char>(none ? 0x83 : 0x80);       // NXDOMAIN
      answer[7] = none ? 0 : 1;                                // one answer
      if (!none) {
        const std::string label = "host" + std::to_string(number);
        std::string name(1, static_cast<char>(label.size()));
        name += label + std::string("\x07" "example\0", 9);
        answer += std::string("\xC0\x0C\x00\x0C\x00\x01\x00\x00\x01\x2C\x00", 11) + static_cast<char>(name.size()) + name;
      }
      sendto(handle_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }

  const int handle_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

TEST_CASE("dns asks once as long as an answer holds, and keeps failures too") {
  DnsServer server;
  OneProcessor dns("{dns: {fields: {a: b}, action: replace, tag_on_failure: [no_name], nameservers: ['127.0.0.1:" + std::to_string(server.port) + "']}}");
  const int64_t start = table::kNowNanos;
  CHECK(dns.Run(R"({"a":"192.0.2.1"})", start) == R"({"a":"192.0.2.1","b":"host1.example"})");
  CHECK(dns.Run(R"({"a":"192.0.2.1"})", start + 299 * kNanosPerSecond) == R"({"a":"192.0.2.1","b":"host1.example"})");
  CHECK(server.questions == 1);
  CHECK(dns.Run(R"({"a":"192.0.2.1"})", start + 301 * kNanosPerSecond) == R"({"a":"192.0.2.1","b":"host2.example"})");
  CHECK(dns.Run(R"({"a":"2001:db8::1"})", start) == R"({"a":"2001:db8::1","b":"host3.example"})");
  CHECK(dns.Run(R"({"a":"192.0.2.9"})", start) == R"({"a":"192.0.2.9","tags":["no_name"]})");
  CHECK(dns.Run(R"({"a":"192.0.2.9"})", start + 59 * kNanosPerSecond) == R"({"a":"192.0.2.9","tags":["no_name"]})");
  CHECK(server.questions == 4);
}

TEST_CASE("dns appends where it is told to") {
  DnsServer server;
  OneProcessor dns("{dns: {fields: {a: b}, nameservers: ['127.0.0.1:" + std::to_string(server.port) + "']}}");
  CHECK(dns.Run(R"({"a":"192.0.2.1","b":"x"})") == R"({"a":"192.0.2.1","b":["x","host1.example"]})");
}

TEST_CASE("add_host_metadata says what the system says") {
  OneProcessor host("{add_host_metadata: {netinfo.enabled: false, geo: {name: lab}}}");
  utsname machine{};
  REQUIRE(uname(&machine) == 0);
  const std::string got = host.Run("{}");
  CHECK_THAT(got, Catch::Contains("\"hostname\":\"" + std::string(machine.nodename) + "\"") && Catch::Contains("\"architecture\":\"" + std::string(machine.machine) + "\""));
  CHECK_THAT(got, Catch::Contains("\"kernel\":\"" + std::string(machine.release) + "\"") && Catch::Contains(R"("geo":{"name":"lab"})") && !Catch::Contains("\"ip\":"));
}

// The kernel's own lists: /proc/net/if_inet6 has every IPv6 address in hexadecimal, /sys/class/net every interface's MAC.
TEST_CASE("add_host_metadata has every address but loopback's") {
  OneProcessor host("{add_host_metadata: {cache.ttl: 1s}}");
  const std::string got = host.Run("{}");
  CHECK_THAT(got, !Catch::Contains("\"127.0.0.1\"") && !Catch::Contains("\"::1\""));
  std::ifstream inet6("/proc/net/if_inet6");
  for (std::string hex, index, prefix, scope, flags, name; inet6 >> hex >> index >> prefix >> scope >> flags >> name;) {
    if (name == "lo") continue;
    in6_addr address;
    for (size_t i = 0; i < 16; ++i) address.s6_addr[i] = static_cast<uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
    char text[INET6_ADDRSTRLEN];
    REQUIRE(inet_ntop(AF_INET6, &address, text, sizeof text) != nullptr);
    CHECK_THAT(got, Catch::Contains("\"" + std::string(text) + "\""));
  }
  for (const auto& interface : std::filesystem::directory_iterator("/sys/class/net")) {
    std::string mac;
    std::ifstream(interface.path() / "address") >> mac;
    if (mac.size() != 17) continue;
    std::ranges::transform(mac, mac.begin(), [](char c) { return c == ':' ? '-' : static_cast<char>(std::toupper(c)); });
    INFO(interface.path());
    if (mac == "00-00-00-00-00-00") CHECK_THAT(got, !Catch::Contains(mac));
    else CHECK_THAT(got, Catch::Contains("\"" + mac + "\""));
  }
  std::string id;
  std::ifstream("/etc/machine-id") >> id;
  if (!id.empty()) CHECK_THAT(got, Catch::Contains("\"id\":\"" + id + "\""));
  // After its time the system is asked again, and says the same.
  CHECK(host.Run("{}", table::kNowNanos + 2 * kNanosPerSecond) == got);
}

}  // namespace
}  // namespace flowship
