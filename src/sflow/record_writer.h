#pragma once
// RecordWriter: a flow sample as GoFlow2 prints it: one JSON object, without a newline.
//
// Law: GoFlow2's 50 fields, always all of them, in its order and with its values but for what docs/sflow.md lists. What it loses comes after them, in
// fields of flowship's own, and only where there is something to say (own_fields.cc), so a record that GoFlow2 gets right has not a byte more.
// Threads: one at a time. Allocates nothing but what the buffer grows by.

#include "base/arena.h"
#include "base/buffer.h"
#include "sflow/sample.h"

namespace flowship::sflow {

class RecordWriter {
 public:
  // `nanos`: when the datagram was received, since 1970.
  void Append(const Datagram& datagram, const FlowSample& sample, int64_t nanos, Buffer& out);

 private:
  Arena arena_;  // texts off the wire that are not UTF-8, while they are repaired
};

}  // namespace flowship::sflow
