#include "parser/framing.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace flowship::parser {

namespace {

using enum FramingCounter;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && IsBlank(text[at])) ++at;
  return at;
}

// Text that is no JSON ("{a}{b} happened") is not to be taken apart.
bool LooksLikeObject(std::string_view text) {
  if (text.empty() || text[0] != '{') return false;
  const size_t next = SkipBlanks(text, 1);
  return next == text.size() || text[next] == '"' || text[next] == '}';
}

// The end of the JSON object that `text` starts with; npos when it does not end.
size_t ObjectEnd(std::string_view text) {
  size_t depth = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '{': ++depth; break;
      case '}':
        if (--depth == 0) return at + 1;
        break;
      case '"':
        for (++at; at < text.size() && text[at] != '"'; ++at) {
          if (text[at] == '\\') ++at;
        }
        break;
      default: break;
    }
  }
  return std::string_view::npos;
}

// Some { of the line comes right after a }: cheap for a record without objects inside, which is one memchr.
bool MayBeGlued(std::string_view line) {
  for (size_t at = 1; (at = line.find('{', at)) != std::string_view::npos; ++at) {
    size_t before = at - 1;
    while (before > 0 && IsBlank(line[before])) --before;
    if (line[before] == '}') return true;
  }
  return false;
}

}  // namespace

size_t FindGluedRecord(std::string_view line) {
  if (line.empty() || line[0] != '{' || !MayBeGlued(line) || !LooksLikeObject(line)) return std::string_view::npos;
  const size_t end = ObjectEnd(line);
  if (end == std::string_view::npos) return end;
  const size_t next = SkipBlanks(line, end);
  return LooksLikeObject(line.substr(next)) ? next : std::string_view::npos;
}

size_t Framer::WholeRecords(std::string_view rest) const {
  if (!options_.format.is_default() || options_.whole_lines || rest.size() > options_.message_max_bytes) return 0;
  size_t whole = 0;
  for (size_t at = std::min(rest.find_first_not_of("\r\n"), rest.size()); LooksLikeObject(rest.substr(at)); at = whole) {
    const size_t length = ObjectEnd(rest.substr(at));
    if (length == std::string_view::npos) return whole;
    whole = at + length;
  }
  return whole == rest.size() ? whole : 0;
}

void Framer::AddRecord(Batch& batch, std::string_view record, uint64_t offset, bool truncated) {
  Event& event = batch.events.emplace_back();
  event.record = record;
  event.offset = offset;
  event.truncated = truncated;
}

// Returns how much of the line was taken: all of it, unless the batch is full.
size_t Framer::AddGlued(Batch& batch, std::string_view line, uint64_t offset) {
  size_t at = 0;
  for (bool glued = false;; glued = true) {
    if (glued && batch.events.size() >= limits::kBatchMaxEvents) return at;
    const size_t next = FindGluedRecord(line.substr(at));
    std::string_view record = line.substr(at, next);
    if (glued) ++counts_[kGluedRecords];
    if (next != std::string_view::npos) {
      while (IsBlank(record.back())) record.remove_suffix(1);
    }
    AddRecord(batch, record, offset + at, false);
    if (next == std::string_view::npos) return line.size();
    at += next;
  }
}

size_t Framer::FindLineEnd(std::string_view piece, size_t from, uint64_t begin) const {
  const std::string& terminator = options_.format.terminator;
  const size_t unit = options_.format.unit_bytes;
  for (size_t at = from;; ++at) {
    at = terminator.size() == 1 ? piece.find(terminator[0], at) : piece.find(terminator, at);
    if (at == std::string_view::npos) return at;
    if (unit == 1 || (begin + at) % unit == 0) return at + terminator.size();
  }
}

// A line that is no longer than it may be and not empty (unless those count).
void Framer::AddLine(Batch& batch, std::string_view line, uint64_t offset) {
  if (line.size() > options_.message_max_bytes) {
    ++counts_[kTruncated];
    AddRecord(batch, options_.format.is_utf8() ? CutUtf8(line, options_.message_max_bytes) : line.substr(0, options_.message_max_bytes), offset, true);
  } else {
    AddRecord(batch, line, offset, false);
  }
}

size_t Framer::Frame(Batch& batch, uint64_t offset, bool at_end) {
  const std::string_view bytes = batch.bytes.view();
  const LineFormat& format = options_.format;
  const bool takes_apart = format.is_default() && !options_.whole_lines;
  size_t at = 0;
  while (at < bytes.size() && (options_.whole_lines || (batch.events.size() < limits::kBatchMaxEvents && at < limits::kBatchTargetBytes))) {
    const size_t next_line = FindLineEnd(bytes.substr(at));
    if (next_line == std::string_view::npos && !at_end) break;
    const size_t next = next_line == std::string_view::npos ? bytes.size() : at + next_line;
    size_t end = next_line == std::string_view::npos ? bytes.size() : next - format.terminator.size();
    if (format.strips_return() && bytes.substr(at, end - at).ends_with(format.carriage_return)) end -= format.carriage_return.size();
    const std::string_view line = bytes.substr(at, end - at);

    if (line.empty()) ++counts_[kEmptyLines];
    if (!line.empty() && takes_apart && line.size() <= options_.message_max_bytes) {
      if (const size_t taken = AddGlued(batch, line, offset + at); taken < line.size()) {
        at += taken;
        break;
      }
    } else if (!line.empty() || options_.whole_lines) {
      AddLine(batch, line, offset + at);
    }
    ++counts_[kLines];
    at = next;
  }
  MakeUtf8(batch, 0, bytes.substr(0, at));
  batch.range.begin = offset;
  batch.range.end = offset + at;
  return at;
}

void Framer::FrameLongLine(Batch& batch, uint64_t offset, uint64_t line_bytes) {
  FLOWSHIP_ASSERT(batch.bytes.size() >= options_.message_max_bytes);
  ++counts_[kLines];
  AddLine(batch, batch.bytes.view(), offset);
  MakeUtf8(batch, batch.events.size() - 1, batch.bytes.view());
  batch.range.begin = offset;
  batch.range.end = offset + line_bytes;
}

void Framer::MakeUtf8(Batch& batch, size_t first_event, std::string_view bytes) {
  if (!options_.format.is_utf8()) {
    for (size_t i = first_event; i < batch.events.size(); ++i) {
      Event& event = batch.events[i];
      bool whole = true;
      event.record = decoder_.Decode(event.record, event.offset == 0, batch.arena, &whole);
      if (!whole) ++counts_[kInvalidUtf8];
    }
    return;
  }
  if (IsUtf8(bytes)) return;
  for (size_t i = first_event; i < batch.events.size(); ++i) {
    Event& event = batch.events[i];
    if (IsUtf8(event.record)) continue;
    ++counts_[kInvalidUtf8];
    event.record = RepairUtf8(event.record, batch.arena);
  }
}

}  // namespace flowship::parser
