#include "input/sflow/record_batches.h"

#include "base/clock.h"
#include "base/limits.h"

namespace flowship::sflow_input {

RecordBatches::RecordBatches(BatchPool& pool, BatchSink& sink, std::shared_ptr<const Stream> flows, std::shared_ptr<const Stream> counters, std::shared_ptr<Origin> origin)
    : pool_(pool), sink_(sink), origin_(std::move(origin)) {
  flows_.stream = std::move(flows);
  counters_.stream = std::move(counters);
}

void RecordBatches::SetTime(int64_t wall_nanos, int64_t monotonic_nanos) {
  wall_nanos_ = wall_nanos;
  monotonic_nanos_ = monotonic_nanos;
}

void RecordBatches::OnFlow(const sflow::Datagram& datagram, const sflow::FlowSample& sample) {
  Buffer* const bytes = BytesOf(flows_);
  if (bytes == nullptr) return;
  writer_.Append(datagram, sample, wall_nanos_, *bytes);
  EndRecord(flows_);
}

void RecordBatches::OnCounters(const sflow::Datagram& datagram, const sflow::CounterSample& sample) {
  if (counters_.stream == nullptr) return;
  Buffer* const bytes = BytesOf(counters_);
  if (bytes == nullptr) return;
  counter_writer_.Append(datagram, sample, rates_.Take(datagram, sample), wall_nanos_, *bytes);
  EndRecord(counters_);
}

Buffer* RecordBatches::BytesOf(Open& open) {
  if (open.batch == nullptr) {
    open.batch = closed_ ? nullptr : pool_.Acquire();
    closed_ = open.batch == nullptr;
    if (closed_) return nullptr;
    open.since_nanos = monotonic_nanos_;
    open.batch->range.begin = records_;
  }
  return &open.batch->bytes;
}

void RecordBatches::EndRecord(Open& open) {
  open.ends.push_back(open.batch->bytes.size());
  open.batch->bytes.Append('\n');  // whoever wants the records as lines takes the bytes as they are
  Event& event = open.batch->events.emplace_back();
  event.offset = records_++;
  if (open.ends.size() >= limits::kBatchMaxEvents || open.batch->bytes.size() >= limits::kBatchTargetBytes) Push(open);
}

void RecordBatches::Push(Open& open) {
  if (open.batch == nullptr) return;
  Batch& batch = *open.batch;
  size_t begin = 0;
  for (size_t i = 0; i < open.ends.size(); ++i) {  // the bytes do not move any more
    batch.events[i].record = batch.bytes.view(begin, open.ends[i] - begin);
    begin = open.ends[i] + 1;
  }
  open.ends.clear();
  batch.range.end = records_;
  batch.range.sequence = batches_++;
  batch.origin = origin_;
  batch.stream = open.stream;
  sink_.Push(std::move(open.batch));
}

void RecordBatches::Flush() {
  Push(flows_);
  Push(counters_);
}

void RecordBatches::FlushOld(int64_t monotonic_nanos) {
  for (Open* open : {&flows_, &counters_}) {
    if (open->batch != nullptr && monotonic_nanos - open->since_nanos >= limits::kSflowBatchMillis * kNanosPerMilli) Push(*open);
  }
}

}  // namespace flowship::sflow_input
