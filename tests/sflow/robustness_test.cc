// Whatever a datagram says, nothing is read past its end, nothing is allocated, and what comes out is JSON. Datagrams lie at the end of a page behind which
// there is none, so one byte too far ends the test.

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "captures.h"

namespace {
std::atomic<size_t> allocations = 0;  // counted while `counting`
std::atomic<bool> counting = false;
}  // namespace

void* operator new(size_t bytes) {
  if (counting) ++allocations;
  void* const at = std::malloc(bytes == 0 ? 1 : bytes);
  if (at == nullptr) std::abort();
  return at;
}
void* operator new(size_t bytes, const std::nothrow_t&) noexcept { return operator new(bytes); }  // a sanitizer's would not come by here
void operator delete(void* at) noexcept { std::free(at); }
void operator delete(void* at, size_t) noexcept { std::free(at); }

namespace flowship::testing {
namespace {

// Memory that ends where a page does that may not be touched.
class Edge {
 public:
  Edge() {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    size_ = (limits::kSflowDatagramBytes / page + 2) * page;
    base_ = static_cast<char*>(mmap(nullptr, size_ + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    REQUIRE(base_ != MAP_FAILED);
    REQUIRE(mprotect(base_ + size_, page, PROT_NONE) == 0);
    mapped_ = size_ + page;
  }
  ~Edge() { munmap(base_, mapped_); }

  std::string_view Put(std::string_view bytes) {
    char* const at = base_ + size_ - bytes.size();
    if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
    return {at, bytes.size()};
  }

 private:
  char* base_ = nullptr;
  size_t size_ = 0, mapped_ = 0;
};

// Writes every record into the same memory.
class Writing : public sflow::SampleSink {
 public:
  Writing() { out_.Reserve(8 << 20); }
  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override {
    out_.Clear();
    writer_.Append(datagram, sample, 0, out_);
    ++samples;
    Check();
  }
  void OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) override {
    out_.Clear();
    counters_.Append(datagram, sample, std::nullopt, 0, out_);
    ++samples;
    Check();
  }
  size_t samples = 0;
  bool check = false;  // that it is JSON

 private:
  void Check() {
    if (check) MembersOf(std::string(out_.view()));
  }
  sflow::RecordWriter writer_;
  sflow::CounterWriter counters_;
  Buffer out_;
};

std::vector<std::string> SomeOfAll() {
  std::vector<std::string> some;
  for (const char* capture : {"v5-hand.pcap", "v4-hand.pcap", "v2-hand.pcap"}) {
    for (std::string& payload : PayloadsOf(capture)) some.push_back(std::move(payload));
  }
  for (const char* capture : {"v5-hsflowd.pcap", "v5-pmacct-as.pcap", "pmacct-mixed.pcap"}) {
    auto payloads = PayloadsOf(capture);
    for (size_t i = 0; i < payloads.size(); i += payloads.size() / 4) some.push_back(std::move(payloads[i]));
  }
  return some;
}

class Nothing : public sflow::SampleSink {
  void OnFlow(const sflow::Datagram&, const sflow::FlowSample&) override {}
  void OnCounters(const sflow::Datagram&, const sflow::CounterSample&) override {}
};

// Decodes it with each record written, and once more to see what decoding alone takes from the heap.
size_t AllocationsOf(sflow::Decoder& decoder, std::string_view payload, Writing& sink) {
  decoder.Decode(payload, sink);
  Nothing nothing;
  allocations = 0;
  counting = true;
  decoder.Decode(payload, nothing);
  counting = false;
  return allocations;
}

void SetWord(std::string& bytes, size_t at, uint32_t word) {
  word = __builtin_bswap32(word);
  std::memcpy(bytes.data() + at, &word, sizeof word);
}

}  // namespace

TEST_CASE("every datagram, cut at every length") {
  Edge edge;
  Writing sink;
  sflow::Decoder decoder;
  size_t allocated = 0;
  for (const std::string& payload : SomeOfAll()) {
    for (size_t size = 0; size <= payload.size(); ++size) allocated += AllocationsOf(decoder, edge.Put({payload.data(), size}), sink);
  }
  CHECK(allocated == 0);
  CHECK(sink.samples > 10'000);
  CHECK(decoder.counts().at(sflow::Count::kDatagramShort) > 0);
  CHECK(decoder.counts().at(sflow::Count::kSampleCut) > 0);
}

TEST_CASE("every datagram, with each of its words made extreme") {
  Edge edge;
  Writing sink;
  sflow::Decoder decoder;
  size_t allocated = 0;
  constexpr uint32_t kExtremes[] = {0, 1, 2, 0xff, 1000, 0x3fffffff, 0x40000000, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff};
  for (std::string payload : SomeOfAll()) {
    for (size_t at = 0; at + 4 <= payload.size(); at += 4) {
      const uint32_t word = LoadU32(payload.data() + at);
      for (const uint32_t extreme : kExtremes) {
        SetWord(payload, at, extreme);
        allocated += AllocationsOf(decoder, edge.Put(payload), sink);
      }
      SetWord(payload, at, word);
    }
  }
  CHECK(allocated == 0);
  CHECK(sink.samples > 100'000);
}

TEST_CASE("what comes of damaged datagrams is JSON") {
  Edge edge;
  Writing sink;
  sink.check = true;
  sflow::Decoder decoder;
  uint32_t state = 20261124;  // a fixed seed: the same damage each time
  const auto random = [&state] { return state = state * 1664525 + 1013904223; };
  for (std::string payload : SomeOfAll()) {
    for (int i = 0; i < 8; ++i) payload[random() % payload.size()] = static_cast<char>(random() >> 24);
    decoder.Decode(edge.Put(payload), sink);
  }
  CHECK(sink.samples > 100);
}

TEST_CASE("a header that never ends is left") {
  // Ethernet with VLAN tags to the end of the largest datagram.
  std::string header(60'000, '\0');
  for (size_t i = 12; i + 4 <= header.size(); i += 4) std::memcpy(header.data() + i, "\x81\x00\x00\x01", 4);
  sflow::Packet packet;
  sflow::Counts counts;
  sflow::TakeApart(sflow::header_protocol::kEthernet, header, packet, counts);
  CHECK(counts.at(sflow::Count::kHeaderDeep) == 1);
  CHECK(packet.layers == limits::kSflowLayers);
  CHECK(packet.vlan == 1);
}

}  // namespace flowship::testing
