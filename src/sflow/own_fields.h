#pragma once
// The fields of a record that GoFlow2 does not have. docs/sflow.md lists them.

#include "sflow/field_writer.h"
#include "sflow/sample.h"

namespace flowship::sflow {

void WriteOwnFields(const Datagram& datagram, const FlowSample& sample, FieldWriter& fields);

}  // namespace flowship::sflow
