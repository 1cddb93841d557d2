#include "output/ndjson_encoder.h"

#include "event/json_writer.h"
#include "event/trace_tree.h"

namespace flowship {

void AppendDocument(const Event& event, Buffer& out) {
  FLOWSHIP_ASSERT(event.root != nullptr || event.traced != nullptr);
  if (event.traced != nullptr) return event.traced->tree->Write(*event.traced->leaf, out);
  WriteJson(Value::Of(event.root), out);
}

void AppendDocumentLine(const Event& event, Buffer& out) {
  AppendDocument(event, out);
  out.Append('\n');
}

void MarkEncoded(Event& event, size_t begin, const Buffer& encoded) {
  FLOWSHIP_ASSERT(encoded.size() <= UINT32_MAX);
  event.encoded_begin = static_cast<uint32_t>(begin);
  event.encoded_size = static_cast<uint32_t>(encoded.size() - begin);
}

void NdjsonEncoder::Encode(Batch& batch, std::span<Event> events) const {
  for (Event& event : events) {
    if (event.outcome != Outcome::kPending) continue;
    const size_t begin = batch.encoded.size();
    AppendDocumentLine(event, batch.encoded);
    MarkEncoded(event, begin, batch.encoded);
  }
}

}  // namespace flowship
