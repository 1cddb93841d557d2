#pragma once
// RecordBatches: samples in, batches of records out: flow samples as GoFlow2 prints them for one stream, counter samples for another.
//
// The records of a batch lie in Batch::bytes, a line each and each an event; the offset of an event is its number in the origin. A batch is pushed when it is full, when
// FlushOld finds it old, and by Flush. Getting a batch waits until the output has given one back: that is the back-pressure.
// Threads: one at a time; an object for each thread that receives.

#include <memory>
#include <optional>
#include <vector>

#include "event/batch.h"
#include "sflow/counter_writer.h"
#include "sflow/decoder.h"
#include "sflow/rate_tracker.h"
#include "sflow/record_writer.h"

namespace flowship::sflow_input {

class RecordBatches : public sflow::SampleSink {
 public:
  // `counters` nullptr: counter samples are left out. Pool and sink outlive it.
  RecordBatches(BatchPool& pool, BatchSink& sink, std::shared_ptr<const Stream> flows, std::shared_ptr<const Stream> counters, std::shared_ptr<Origin> origin);

  void OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) override;
  void OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) override;

  // When the samples that come now were received: since 1970, and by the clock that FlushOld goes by.
  void SetTime(int64_t wall_nanos, int64_t monotonic_nanos);
  void Flush();
  void FlushOld(int64_t monotonic_nanos);

  uint64_t records() const { return records_; }
  bool closed() const { return closed_; }  // the pool was closed: what comes now is dropped

 private:
  // A batch that is being filled.
  struct Open {
    std::shared_ptr<const Stream> stream;
    BatchPtr batch;
    std::vector<size_t> ends;      // of the records, in the batch's bytes
    int64_t since_nanos = 0;
  };

  Buffer* BytesOf(Open& open);     // nullptr: the pool was closed
  void EndRecord(Open& open);
  void Push(Open& open);

  BatchPool& pool_;
  BatchSink& sink_;
  const std::shared_ptr<Origin> origin_;
  Open flows_, counters_;
  sflow::RecordWriter writer_;
  sflow::CounterWriter counter_writer_;
  sflow::RateTracker rates_;
  int64_t wall_nanos_ = 0, monotonic_nanos_ = 0;
  uint64_t records_ = 0, batches_ = 0;
  bool closed_ = false;
};

}  // namespace flowship::sflow_input
