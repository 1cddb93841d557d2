#pragma once
// The documents of console and file: one event a line, `<document>\n` (NDJSON).

#include "event/batch.h"

namespace flowship {

class NdjsonEncoder final : public Encoder {
 public:
  void Encode(Batch& batch, std::span<Event> events) const override;
  bool TakesText() const override { return true; }
  bool WantsIds() const override { return false; }
};

// For encoders: appends the document of an event, and a newline.
void AppendDocument(const Event& event, Buffer& out);
void AppendDocumentLine(const Event& event, Buffer& out);
// Says in the event which bytes of `encoded` are its own: from `begin` to the end.
void MarkEncoded(Event& event, size_t begin, const Buffer& encoded);

}  // namespace flowship
