#include "output/elasticsearch/bulk_body.h"

#include "event/json_writer.h"
#include "output/json_document.h"
#include "output/ndjson_encoder.h"

namespace flowship {

namespace {

constexpr std::string_view kCreate = R"({"create":{)", kId = R"("_id":")", kEnd = "\"}}\n";
constexpr size_t kPlainActionBytes = kCreate.size() + kId.size() + kBase64UrlIdBytes + kEnd.size();

void AppendMember(std::string_view name, std::string_view text, Buffer& out) {
  if (text.empty()) return;
  if (out.view().back() != '{') out.Append(',');
  out.Append(name);
  WriteJsonString(text, out);
}

void AppendAction(const Event& event, std::string_view index, Buffer& out) {
  constexpr EventAddress kNone;
  const EventAddress& address = event.address != nullptr ? *event.address : kNone;
  out.Append(kCreate);
  AppendMember(R"("_index":)", index, out);
  AppendMember(R"("routing":)", address.routing, out);
  AppendMember(R"("_id":)", address.id, out);
  if (!address.id.empty()) return out.Append(kEnd.substr(1));
  if (out.view().back() != '{') out.Append(',');
  out.Append(kId);
  WriteBase64Url(event.id, out.Reserve(kBase64UrlIdBytes));
  out.AdvanceBy(kBase64UrlIdBytes);
  out.Append(kEnd);
}

void AppendUrlEscaped(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
}

}  // namespace

// Names of indices have no capital letters.
std::string_view BulkEncoder::Chosen(const Object& event, std::string& text) const {
  text.clear();
  (void)index_.Append(event, text);
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return text;
}

void BulkEncoder::Encode(Batch& batch, std::span<Event> events) const {
  const bool asks = Asks();
  std::string own;
  for (Event& event : events) {
    if (event.outcome != Outcome::kPending) continue;
    const size_t begin = batch.encoded.size();
    std::string_view index = event.address != nullptr ? event.address->index : std::string_view();
    if (asks && index.empty()) index = Chosen(*event.root, own);
    AppendAction(event, index, batch.encoded);
    AppendDocumentLine(event, batch.encoded);
    MarkEncoded(event, begin, batch.encoded);
  }
}

BulkItem SplitBulkItem(std::string_view encoded) {
  BulkItem item;
  const size_t line = encoded.find('\n');
  FLOWSHIP_ASSERT(line != std::string_view::npos && encoded.ends_with('\n'));
  item.document = encoded.substr(line + 1, encoded.size() - line - 2);
  const std::string_view action = encoded.substr(0, line + 1);
  if (action.size() == kPlainActionBytes && action.substr(kCreate.size()).starts_with(kId)) {
    item.id = action.substr(kCreate.size() + kId.size(), kBase64UrlIdBytes);
    return item;
  }
  JsonDocument said;
  const bool read = said.Read(action);
  FLOWSHIP_ASSERT(read);
  const auto text = [&said](std::string_view name) { return std::string(TextAt(said.root(), {"create", name})); };
  item.index = text("_index");
  item.id = text("_id");
  item.routing = text("routing");
  return item;
}

size_t CountForRequest(std::span<const PendingEvent> events, size_t max_events, size_t max_bytes) {
  size_t count = 0, bytes = 0;
  while (count < events.size() && count < max_events) {
    bytes += events[count].event->encoded_size;
    if (bytes > max_bytes && count > 0) break;
    ++count;
  }
  return count;
}

std::string_view JoinEncoded(std::span<const PendingEvent> events, Buffer& scratch) {
  bool adjacent = true;
  for (size_t i = 1; i < events.size() && adjacent; ++i) {
    const Event& before = *events[i - 1].event;
    adjacent = events[i].batch == events[0].batch && events[i].event->encoded_begin == before.encoded_begin + before.encoded_size;
  }
  if (adjacent) {
    const Event &first = *events.front().event, &last = *events.back().event;
    return events[0].batch->encoded.view(first.encoded_begin, size_t{last.encoded_begin} + last.encoded_size - first.encoded_begin);
  }
  scratch.Clear();
  for (const PendingEvent& event : events) scratch.Append(event.encoded());
  return scratch.view();
}

std::string IndexPath(std::string_view target) {
  std::string path = "/";
  AppendUrlEscaped(target, path);
  return path;
}

std::string BulkPath(std::string_view target, std::span<const std::pair<std::string, std::string>> parameters) {
  std::string path = IndexPath(target);
  // Only what the verdicts need comes back: of 1,600 documents some 50 KB instead of 400.
  path += "/_bulk?filter_path=errors,items.*.error,items.*.status,items.*.failure_store";
  for (const auto& [name, value] : parameters) {
    path += '&';
    AppendUrlEscaped(name, path);
    path += '=';
    AppendUrlEscaped(value, path);
  }
  return path;
}

}  // namespace flowship
