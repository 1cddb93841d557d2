#include "output/written.h"

namespace flowship {

void SettleWritten(Batch& batch, size_t written) {
  for (Event& event : batch.events) {
    if (event.outcome != Outcome::kPending) continue;
    const size_t end = size_t{event.encoded_begin} + event.encoded_size;
    event.outcome = end <= written ? Outcome::kDelivered : Outcome::kAbandoned;
  }
}

}  // namespace flowship
