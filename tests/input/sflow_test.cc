// The sflow input: its options, who may send, what is lost, and datagrams over a real socket.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "agent.h"
#include "base/byte_reader.h"
#include "input/sflow/receiver.h"

namespace flowship::testing {
namespace {

using namespace sflow_input;
using Lines = std::vector<std::string>;

struct Judged {
  std::unique_ptr<Input> input;
  Lines errors;
  std::string all;
};

Judged Judge(const std::string& options) {
  config::Diagnostics diagnostics;
  config::StreamPolicy policy;
  policy.input_type = "sflow";
  policy.options = *config::Parse("options", options, diagnostics);
  auto input = MakeInput(policy, std::make_shared<Stream>(), {RealFileSystem(), RealClock()}, diagnostics);
  return {std::move(input), diagnostics.Messages(), diagnostics.Render()};
}

Source SourceOf(const std::string& text) {
  Source source;
  REQUIRE(ParseSource(text, &source));
  return source;
}

sflow::Datagram Numbered(uint32_t sequence, uint32_t sub_agent = 0) {
  sflow::Datagram datagram;
  datagram.agent = std::string_view("\xc0\x00\x02\x01", 4);
  datagram.sub_agent = sub_agent;
  datagram.sequence = sequence;
  return datagram;
}

// The payloads of a capture of testdata/sflow.
std::vector<std::string> PayloadsOf(const std::string& name) {
  const std::string file = ReadAll(FLOWSHIP_SOURCE_DIR "/testdata/sflow/" + name);
  std::vector<std::string> payloads;
  for (size_t at = 24; at + 16 <= file.size();) {
    const uint32_t bytes = __builtin_bswap32(LoadU32(file.data() + at + 8));
    payloads.push_back(file.substr(at + 16 + 42, bytes - 42));
    at += 16 + bytes;
  }
  return payloads;
}

// Sends from one port of the loopback.
class Sender {
 public:
  explicit Sender(uint16_t port) : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  }
  ~Sender() { close(socket_); }
  void Send(const std::string& payload) { REQUIRE(send(socket_, payload.data(), payload.size(), 0) == static_cast<ssize_t>(payload.size())); }

 private:
  const int socket_;
};

// A receiver on a free port, and what it pushed.
class Receiving {
 public:
  explicit Receiving(const std::string& options, bool counters = true, std::vector<HeldSocket> held = {}, uint16_t port = 0)
      : pool_(keys_, 64), held_(std::make_shared<std::vector<HeldSocket>>(std::move(held))) {
    config::Diagnostics diagnostics;
    config::StreamPolicy policy;
    policy.input_type = "sflow";
    policy.options = *config::Parse("options", "host: 127.0.0.1:" + std::to_string(port) + "\n" + options + (options.find("read_buffer") == std::string::npos ? "\nread_buffer: 1MiB" : ""), diagnostics);
    stream_->id = "s";
    counters_->id = "s-counters";
    InputContext context{RealFileSystem(), RealClock(), nullptr, &pool_, &sink_};
    if (counters) context.counters = counters_;
    context.held = held_;
    input_ = MakeInput(policy, stream_, context, diagnostics);
    INFO(diagnostics.Render());
    REQUIRE(input_ != nullptr);
    const Status started = input_->Start();
    INFO((started.ok() ? "" : started.error().message));
    REQUIRE(started.ok());
  }
  ~Receiving() { Stop(); }

  uint16_t port() const { return static_cast<const Receiver&>(*input_).port(); }
  uint64_t Count(std::string_view name) const {
    for (const InputCounter& counter : input_->Counters()) {
      if (counter.name == name) return counter.value;
    }
    FAIL("no counter " << name);
    return 0;
  }
  void WaitFor(std::string_view name, uint64_t value) {
    for (int i = 0; i < 500 && Count(name) < value; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(Count(name) == value);
  }
  void Stop() {
    input_->Stop();
    pool_.Close();
  }

  std::vector<HeldSocket> TakeSockets() { return input_->TakeSockets(); }
  bool Ebb() { return input_->Ebb(); }
  size_t held() const { return held_->size(); }  // that it did not take

  std::vector<std::string> Records(const std::shared_ptr<Stream>& of) const {
    const std::lock_guard lock(sink_.mutex);
    std::vector<std::string> records;
    for (const auto& [stream, record] : sink_.records) {
      if (stream == of) records.push_back(record);
    }
    return records;
  }
  std::vector<std::string> flows() const { return Records(stream_); }
  std::vector<std::string> counters() const { return Records(counters_); }
  size_t ids() const {
    const std::lock_guard lock(sink_.mutex);
    return sink_.ids.size();
  }

 private:
  struct Sink : BatchSink {
    void Push(BatchPtr batch) override {
      const std::lock_guard lock(mutex);
      for (const Event& event : batch->events) {
        records.emplace_back(batch->stream, event.record);
        ids.insert(ToHex(EventMaker::IdOf(batch->origin->identity, event.offset, event.record)));
      }
      batch->Settle(Outcome::kDelivered);
      batch->Finish();
    }
    mutable std::mutex mutex;
    std::vector<std::pair<std::shared_ptr<const Stream>, std::string>> records;
    std::set<std::string> ids;
  };

  KeySet keys_;
  BatchPool pool_;
  const std::shared_ptr<std::vector<HeldSocket>> held_;
  Sink sink_;
  const std::shared_ptr<Stream> stream_ = std::make_shared<Stream>(), counters_ = std::make_shared<Stream>();
  std::unique_ptr<Input> input_;
};

}  // namespace

TEST_CASE("sflow: options") {
  CHECK(Judge("host: 0.0.0.0:6343").input != nullptr);
  CHECK(Judge("host: '[::]:6343'\nsockets: 4\nread_buffer: 32MiB\nallow: [192.0.2.0/24, 2001:db8::/32]\ndeny: 192.0.2.7\nrate_limit: 5000").errors.empty());
  CHECK(Judge("").input != nullptr);
  CHECK(Judge("host: 0.0.0.0:99999").errors == Lines{"\"0.0.0.0:99999\" has no port from 0 to 65535 after its last colon"});
  CHECK(Judge("host: ':6343'").errors == Lines{"\":6343\" has no address; 0.0.0.0 receives on all of IPv4, [::] on both versions"});
  CHECK(Judge("allow: [192.0.2.0/33]").errors == Lines{"\"192.0.2.0/33\": a prefix of IPv4 has 0 to 32 bits"});
  CHECK(Judge("deny: somewhere").errors == Lines{"\"somewhere\" is neither an address nor a network such as 192.0.2.0/24"});
  CHECK(Judge("read_bufer: 1MiB").all ==
        "options:1:1: unknown option \"read_bufer\" of the sflow input; did you mean \"read_buffer\"?\n"
        "    1 | read_bufer: 1MiB\n"
        "      | ^\n");
}

TEST_CASE("sflow: networks") {
  Networks networks;
  for (const char* text : {"192.0.2.0/25", "203.0.113.9", "2001:db8::/33", "10.0.0.0/9"}) CHECK(networks.Add(text).ok());
  for (const char* in : {"192.0.2.0", "192.0.2.127", "203.0.113.9", "2001:db8:7fff::1", "::ffff:192.0.2.5", "10.127.255.255"}) {
    INFO(in);
    CHECK(networks.Contains(SourceOf(in)));
  }
  for (const char* out : {"192.0.2.128", "203.0.113.8", "2001:db8:8000::", "::", "10.128.0.0"}) {
    INFO(out);
    CHECK_FALSE(networks.Contains(SourceOf(out)));
  }
  Networks all;
  CHECK(all.Add("0.0.0.0/0").ok());
  CHECK(all.Contains(SourceOf("1.2.3.4")));
  CHECK_FALSE(all.Contains(SourceOf("2001:db8::1")));
  CHECK(ToText(SourceOf("192.0.2.1")) == "192.0.2.1");
  CHECK(ToText(SourceOf("2001:db8::1")) == "2001:db8::1");
}

TEST_CASE("sflow: gaps in the numbers of an agent are losses") {
  const Config config;
  Exporters exporters(config);
  const auto follow = [&exporters](uint32_t sequence, std::vector<SampleNumber> samples = {}, uint32_t sub_agent = 0) { return exporters.Follow(Numbered(sequence, sub_agent), samples); };
  CHECK(follow(100).datagrams == 0);  // where it begins is no gap
  CHECK(follow(101).datagrams == 0);
  CHECK(follow(105).datagrams == 3);
  CHECK(follow(3, {}, 9).datagrams == 0);  // another sub-agent has its own
  const Losses late = follow(103);
  CHECK(late.datagrams == -1);
  CHECK(late.late == 1);
  CHECK(follow(106).datagrams == 0);
  CHECK(follow(106).late == 1);  // twice
  const Losses again = follow(1);
  CHECK(again.restarts == 1);
  CHECK(again.datagrams == 0);
  CHECK(follow(2).datagrams == 0);
  CHECK(exporters.agents() == 2);
  // Over the end of 32 bits.
  CHECK(follow(0xffffffff, {}, 7).datagrams == 0);
  CHECK(follow(2, {}, 7).datagrams == 2);
  // Samples by data source.
  CHECK(follow(3, {{1, 10}, {2, 20}}).samples == 0);
  CHECK(follow(4, {{1, 11}, {2, 25}, {1, 14}}).samples == 4 + 2);
}

TEST_CASE("sflow: a rate limit for each exporter, and the lists") {
  Config config;
  config.rate_limit = 10;
  REQUIRE(config.deny.Add("192.0.2.66").ok());
  REQUIRE(config.allow.Add("192.0.2.0/24").ok());
  Exporters exporters(config);
  const Source one = SourceOf("192.0.2.1"), other = SourceOf("192.0.2.2");
  int64_t now = kNanosPerSecond;
  for (int i = 0; i < 10; ++i) CHECK(exporters.Admit(one, now) == Admission::kTaken);
  CHECK(exporters.Admit(one, now) == Admission::kLimited);
  CHECK(exporters.Admit(other, now) == Admission::kTaken);
  now += kNanosPerSecond / 10;
  CHECK(exporters.Admit(one, now) == Admission::kTaken);
  CHECK(exporters.Admit(one, now) == Admission::kLimited);
  CHECK(exporters.Admit(SourceOf("192.0.2.66"), now) == Admission::kDenied);
  CHECK(exporters.Admit(SourceOf("198.51.100.1"), now) == Admission::kDenied);
}

TEST_CASE("sflow: what is sent is what comes out, over several sockets") {
  Receiving receiving("sockets: 2");
  const auto payloads = PayloadsOf("v5-hsflowd.pcap");
  std::vector<std::unique_ptr<Sender>> senders;
  for (int i = 0; i < 8; ++i) senders.push_back(std::make_unique<Sender>(receiving.port()));
  for (size_t i = 0; i < payloads.size(); ++i) {
    senders[i % senders.size()]->Send(payloads[i]);
    if (i % 100 == 99) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  receiving.WaitFor("sflow_flow_samples_total", 5887);
  receiving.WaitFor("sflow_counter_samples_total", 27);
  receiving.Stop();
  CHECK(receiving.flows().size() == 5887);
  CHECK(receiving.counters().size() == 27);
  CHECK(receiving.ids() == 5887 + 27);
  CHECK(receiving.Count("sflow_datagrams_total") == 1123);
  CHECK(receiving.Count("sflow_records_total") == 5887 + 27);
  CHECK(receiving.Count("sflow_kernel_dropped_total") == 0);
  CHECK(receiving.flows().front().starts_with("{\"type\":\"SFLOW_5\",\"time_received_ns\":17"));
  CHECK(receiving.counters().front().find("\"sample_sequence_num\":") != std::string::npos);
}

TEST_CASE("sflow: garbage, gaps and those who may not send are counted, and counter samples may be left out") {
  Receiving receiving("rate_limit: 1000000\ndeny: 127.0.0.3\nsockets: 1", false);
  const auto payloads = PayloadsOf("v5-hsflowd.pcap");
  Sender sender(receiving.port());
  sender.Send("no sFlow");
  sender.Send("");
  sender.Send(payloads[0]);
  sender.Send(payloads[10]);
  receiving.WaitFor("sflow_datagrams_total", 4);
  receiving.WaitFor("sflow_datagrams_lost_total", 9);
  CHECK(receiving.Count("sflow_datagram_version_unknown") == 1);
  CHECK(receiving.Count("sflow_datagram_short") == 1);
  receiving.Stop();
  CHECK(receiving.counters().empty());
}

TEST_CASE("sflow: a receiver goes on with the sockets of the one before it, and with what waits in them") {
  const auto payloads = PayloadsOf("v5-hsflowd.pcap");
  const size_t sockets = GENERATE(1u, 2u);
  auto first = std::make_unique<Receiving>("sockets: " + std::to_string(sockets));
  const uint16_t port = first->port();
  Sender sender(port);
  sender.Send(payloads[0]);
  first->WaitFor("sflow_datagrams_total", 1);
  while (!first->Ebb()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  first->Stop();
  std::vector<HeldSocket> held = first->TakeSockets();
  CHECK(held.size() == sockets);
  first.reset();
  for (size_t i = 1; i < 50; ++i) sender.Send(payloads[i]);  // nobody reads

  SECTION("all of them") {
    Receiving second("sockets: " + std::to_string(sockets), true, std::move(held), port);
    second.WaitFor("sflow_datagrams_total", 49);
    CHECK(second.Count("sflow_datagrams_lost_total") == 0);
    CHECK(second.held() == 0);
  }
  SECTION("and opens more of them") {
    Receiving second("sockets: 3", true, std::move(held), port);
    second.WaitFor("sflow_datagrams_total", 49);
    for (int i = 0; i < 16; ++i) Sender(port).Send(payloads[50]);
    second.WaitFor("sflow_datagrams_total", 49 + 16);
    CHECK(second.held() == 0);
  }
  SECTION("but not with those of another address") {
    Receiving second("sockets: 1", true, std::move(held));
    CHECK(second.port() != port);
    CHECK(second.held() == sockets);
  }
}

TEST_CASE("sflow: what the kernel has dropped is not counted again by the next receiver") {
  auto first = std::make_unique<Receiving>("sockets: 1\nread_buffer: 4KiB");
  const uint16_t port = first->port();
  Sender sender(port);
  first->Stop();
  std::vector<HeldSocket> held = first->TakeSockets();
  const auto payloads = PayloadsOf("v5-hsflowd.pcap");
  for (size_t i = 0; i < 200; ++i) sender.Send(payloads[i]);
  auto second = std::make_unique<Receiving>("sockets: 1\nread_buffer: 1MiB", true, std::move(held), port);
  // The kernel tells what it has dropped with the datagrams that it took after that.
  while (second->Count("sflow_datagrams_total") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  sender.Send(payloads[200]);
  while (second->Count("sflow_kernel_dropped_total") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  second->Stop();
  const uint64_t dropped = second->Count("sflow_kernel_dropped_total");
  CHECK(dropped + second->Count("sflow_datagrams_total") == 201);
  Receiving third("sockets: 1", true, second->TakeSockets(), port);
  sender.Send(payloads[201]);
  third.WaitFor("sflow_datagrams_total", 1);
  CHECK(third.Count("sflow_kernel_dropped_total") == 0);
}

TEST_CASE("sflow: a port that is taken is an error that names it") {
  Receiving first("sockets: 1");
  config::Diagnostics diagnostics;
  config::StreamPolicy policy;
  policy.input_type = "sflow";
  const std::string where = "127.0.0.1:" + std::to_string(first.port());
  policy.options = *config::Parse("options", "host: " + where + "\nsockets: 1", diagnostics);
  auto stream = std::make_shared<Stream>();
  stream->id = "second";
  KeySet keys;
  BatchPool pool(keys, 4);
  CollectingSink sink;
  const auto input = MakeInput(policy, stream, {RealFileSystem(), RealClock(), nullptr, &pool, &sink}, diagnostics);
  REQUIRE(input != nullptr);
  const Status started = input->Start();
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().message == "the sflow input \"second\": " + where + ": can't receive there: Address already in use");
}

}  // namespace flowship::testing
