#pragma once
// The body of a _bulk request, as the workers encode it: for each event
//
//   {"create":{"_id":"<22 characters>"}}\n<document>\n
//
// `create` with an id of our own: what is sent twice meets 409 (design.md, identity). The target is in the path, /<data stream>/_bulk; only an event
// that goes elsewhere, or whose pipeline set `_id` or `_routing`, says so: {"create":{"_index":"…","_id":"…","routing":"…"}}.
// Source: Elasticsearch 8, "Bulk API".

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "event/batch.h"
#include "output/format_string.h"

namespace flowship {

class BulkEncoder final : public Encoder {
 public:
  // `index` (the option of that name) says where events go that no processor has sent elsewhere; where it can't say, for want of a field, or is empty, they
  // go to their data stream. Outlives the encoder.
  explicit BulkEncoder(const FormatString& index) : index_(index) {}
  void Encode(Batch& batch, std::span<Event> events) const override;
  bool TakesText() const override { return !Asks(); }

 private:
  // Whether each event's fields say where it goes.
  bool Asks() const { return !index_.empty() && !index_.is_constant(); }
  std::string_view Chosen(const Object& event, std::string& text) const;

  const FormatString& index_;
};

// What one encoded event says.
struct BulkItem {
  std::string index;          // empty: that of the path
  std::string id;
  std::string routing;        // empty: none
  std::string_view document;  // JSON without the newline; a view into the text
};
BulkItem SplitBulkItem(std::string_view encoded);

// An event whose outcome is open, and where its encoded form is.
struct PendingEvent {
  Batch* batch = nullptr;
  Event* event = nullptr;

  std::string_view encoded() const { return batch->encoded.view(event->encoded_begin, event->encoded_size); }
};

// How many of `events`, from the first, make a request of at most `max_events` and `max_bytes`: at least one.
size_t CountForRequest(std::span<const PendingEvent> events, size_t max_events, size_t max_bytes);

// The encoded events one after the other. Where they already are that, in one batch, they are not copied; else they are put together in `scratch`.
std::string_view JoinEncoded(std::span<const PendingEvent> events, Buffer& scratch);

// /<target>, escaped.
std::string IndexPath(std::string_view target);
// /<target>/_bulk?filter_path=…&pipeline=…, escaped.
std::string BulkPath(std::string_view target, std::span<const std::pair<std::string, std::string>> parameters);

}  // namespace flowship
