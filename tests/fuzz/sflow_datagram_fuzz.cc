// A datagram of any version: decoded, and each of its samples written. What is written has to be JSON.

#include "base/assert.h"
#include "event/json_reader.h"
#include "sflow/counter_writer.h"
#include "sflow/decoder.h"
#include "sflow/rate_tracker.h"
#include "sflow/record_writer.h"

namespace {

using namespace flowship;

class Writing : public sflow::SampleSink {
 public:
  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override {
    out_.Clear();
    writer_.Append(datagram, sample, 1'795'464'562'221'334'000, out_);
    Read();
  }
  void OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) override {
    out_.Clear();
    counter_writer_.Append(datagram, sample, rates_.Take(datagram, sample), 1'795'464'562'221'334'000, out_);
    Read();
  }

 private:
  void Read() {
    Arena arena;
    KeyTable table(keys_, arena);
    Value value;
    JsonProblem problem;
    FLOWSHIP_ASSERT(reader_.Read(out_.view(), arena, table, &value, &problem, {.refuse_duplicate_keys = true}));
    FLOWSHIP_ASSERT(value.is_object());
  }

  KeySet keys_;
  JsonReader reader_;
  sflow::RecordWriter writer_;
  sflow::CounterWriter counter_writer_;
  sflow::RateTracker rates_;
  Buffer out_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Writing sink;
  sflow::Decoder decoder;
  decoder.Decode({reinterpret_cast<const char*>(data), size}, sink);
  return 0;
}
