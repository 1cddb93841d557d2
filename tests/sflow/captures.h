#pragma once
// What tests of sflow share: the datagrams of the captures in testdata/sflow, the readings of others beside them, and records taken apart.

#include <zlib.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_reader.h"
#include "event/json_reader.h"
#include "event/json_writer.h"
#include "sflow/counter_writer.h"
#include "sflow/decoder.h"
#include "sflow/record_writer.h"

namespace flowship::testing {

inline std::string DataPath(const std::string& name) { return FLOWSHIP_SOURCE_DIR "/testdata/sflow/" + name; }

// The payloads of a capture in pcap's first format, little-endian, Ethernet and IPv4 without options: what the captures here are.
inline std::vector<std::string> PayloadsOf(const std::string& name) {
  std::ifstream in(DataPath(name), std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), {}};
  REQUIRE(file.size() > 24);
  std::vector<std::string> payloads;
  for (size_t at = 24; at + 16 <= file.size();) {
    const uint32_t bytes = __builtin_bswap32(LoadU32(file.data() + at + 8));
    constexpr size_t kHeaders = 14 + 20 + 8;
    REQUIRE(bytes > kHeaders);
    payloads.push_back(file.substr(at + 16 + kHeaders, bytes - kHeaders));
    at += 16 + bytes;
  }
  return payloads;
}

// Objects, one a line; GoFlow2 sometimes puts two on one, and an empty line after them.
inline std::vector<std::string> ObjectsOf(const std::string& name) {
  const gzFile file = gzopen(DataPath(name).c_str(), "rb");
  REQUIRE(file != nullptr);
  std::string text;
  char part[1 << 16];
  for (int got; (got = gzread(file, part, sizeof part)) > 0;) text.append(part, static_cast<size_t>(got));
  gzclose(file);
  for (size_t at = 0; (at = text.find("}{", at)) != std::string::npos;) text.insert(at + 1, 1, '\n');
  std::vector<std::string> objects;
  for (size_t at = 0, end; at < text.size(); at = end + 1) {
    end = std::min(text.find('\n', at), text.size());
    if (end > at) objects.push_back(text.substr(at, end - at));
  }
  return objects;
}

// Members of a JSON object in order, each with its value's text. An object within is taken apart too: `outer.inner`.
using Members = std::vector<std::pair<std::string, std::string>>;

inline void AddMembers(const Object& object, const std::string& prefix, Members& members) {
  for (const Object::Entry& entry : object) {
    const std::string name = prefix + std::string(entry.key.text());
    if (entry.value.is_object()) {
      AddMembers(*entry.value.as_object(), name + ".", members);
    } else {
      members.emplace_back(name, ToJson(entry.value));
    }
  }
}

// A JSON object, taken apart.
class Parsed {
 public:
  explicit Parsed(const std::string& json) : table_(keys_, arena_) {
    JsonProblem problem;
    INFO(json);
    REQUIRE(reader_.Read(json, arena_, table_, &value_, &problem));
    REQUIRE(value_.is_object());
  }
  const Object& root() const { return *value_.as_object(); }

 private:
  KeySet keys_;
  Arena arena_;
  KeyTable table_;
  JsonReader reader_;
  Value value_;
};

inline Members MembersOf(const std::string& json) {
  const Parsed parsed(json);
  Members members;
  AddMembers(parsed.root(), "", members);
  return members;
}

inline std::map<std::string, std::string> MapOf(const std::string& json) {
  const Members members = MembersOf(json);
  return {members.begin(), members.end()};
}

// Every sample as JSON, and where its sampled header begins, if that is Ethernet.
class Collector : public sflow::SampleSink {
 public:
  struct Flow {
    std::string json;
    std::string frame;  // of an Ethernet header, to the end of the datagram
  };
  std::vector<Flow> flows;
  std::vector<std::string> counters;
  std::string_view payload;

  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override {
    Buffer out;
    writer_.Append(datagram, sample, 0, out);
    const std::string_view mac = sample.packet.dst_mac;
    std::string frame;
    if (!mac.empty()) frame.assign(mac.data(), payload.data() + payload.size());
    flows.push_back({std::string(out.view()), frame});
  }
  void OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) override {
    Buffer out;
    counter_writer_.Append(datagram, sample, std::nullopt, 0, out);
    counters.emplace_back(out.view());
  }
  bool Decode(sflow::Decoder& decoder, std::string_view datagram) {
    payload = datagram;
    return decoder.Decode(datagram, *this);
  }

 private:
  sflow::RecordWriter writer_;
  sflow::CounterWriter counter_writer_;
};

}  // namespace flowship::testing
