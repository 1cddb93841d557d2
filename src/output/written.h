#pragma once
// Outcomes of a batch whose encoded lines are written in order.

#include "event/batch.h"

namespace flowship {

// The first `written` bytes of batch.encoded are out: a pending event whose line is among them is delivered, any other is abandoned.
void SettleWritten(Batch& batch, size_t written);

}  // namespace flowship
