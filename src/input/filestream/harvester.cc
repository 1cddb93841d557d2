#include "input/filestream/harvester.h"

#include <algorithm>
#include <cstring>

#include "input/identity.h"

namespace flowship::filestream {

namespace {

// Reads until `size` bytes are there or there are no more. Returns whether that is the end.
template <typename Read>
Result<bool> Fill(const Read& read, Buffer& out, size_t size) {
  while (size > 0) {
    const Result<size_t> count = read(out.Reserve(size), size);
    if (!count.ok()) return count.error();
    if (*count == 0) return true;
    out.AdvanceBy(*count);
    size -= *count;
  }
  return false;
}

}  // namespace

std::optional<Hash128> IdentityOfHead(const parser::LineFormat& format, std::string_view head, bool at_end) {
  if (format.terminator.find('\n') == std::string::npos) {
    const parser::Framer framer({limits::kMessageMaxBytes, format, false});
    for (size_t end = 0; (end = framer.FindLineEnd(head, end)) != std::string_view::npos;) {
      if (const auto identity = IdentityOf(head.substr(0, end), true)) return identity;
    }
  }
  return IdentityOf(head, at_end);
}

void ExtendTail(std::string* tail, std::string_view following) {
  tail->append(following.substr(following.size() - std::min(following.size(), limits::kResumeTailBytes)));
  if (tail->size() > limits::kResumeTailBytes) tail->erase(0, tail->size() - limits::kResumeTailBytes);
}

Result<std::string> ReadTail(File& file, uint64_t offset) {
  std::string tail(std::min<uint64_t>(offset, limits::kResumeTailBytes), '\0');
  const uint64_t start = offset - tail.size();
  size_t held = 0;
  while (held < tail.size()) {
    const Result<size_t> count = file.ReadAt(start + held, tail.data() + held, tail.size() - held);
    if (!count.ok()) return count.error();
    if (*count == 0) break;
    held += *count;
  }
  tail.resize(held);
  return tail;
}

Result<bool> HoldsTail(File& file, uint64_t offset, uint64_t tail_hash) {
  const Result<std::string> tail = ReadTail(file, offset);
  if (!tail.ok()) return tail.error();
  return tail->size() == std::min<uint64_t>(offset, limits::kResumeTailBytes) && TailHashOf(*tail) == tail_hash;
}

Turn Harvester::Fail(const Error& error) {
  error_ = error;
  return Turn::kFailed;
}

Turn Harvester::Read(SourceFile& file) {
  FLOWSHIP_ASSERT(file.content != nullptr && file.is_open());
  return file.handle != nullptr ? ReadPlain(file, *file.content) : ReadCompressed(file, *file.content);
}

bool Harvester::IsLast(const Waiting& waiting, uint64_t end, std::string_view rest) const {
  if (once_) return true;
  return end == waiting.to && (waiting.takes_half_line || (waiting.takes_record && !rest.empty() && WholeRecords(rest) == rest.size()));
}

// What was read before is where it was, and of a content of which nothing was read yet, the beginning is what it is known by.
Result<bool> Harvester::IsStillThere(const SourceFile& file, const Content& content, const Batch& batch, std::string* tail) {
  if (content.position == 0) {
    if (config_.identity != IdentityKind::kContent) return true;
    const bool whole = batch.bytes.size() < limits::kReadBytes;
    const auto identity = IdentityOfHead(config_.format, batch.bytes.view(), whole && IsLast(file.waiting, batch.bytes.size(), batch.bytes.view()));
    return identity && *identity == content.identity;
  }
  Result<std::string> before = ReadTail(*file.handle, content.position);
  if (!before.ok()) return before.error();
  if (before->size() != std::min<uint64_t>(content.position, limits::kResumeTailBytes)) return false;
  *tail = std::move(*before);
  return TailHashOf(*tail) == content.tail_hash;
}

// Nothing comes after the position now. Does what came before it still?
Turn Harvester::AtEnd(const SourceFile& file, const Content& content) {
  Result<bool> holds = HoldsTail(*file.handle, content.position, content.tail_hash);
  if (holds.ok() && content.position == 0 && config_.identity == IdentityKind::kContent) {
    // It had a first line when it was begun. Truncated before anything of it was read, it has not.
    char first = 0;
    const Result<size_t> count = file.handle->ReadAt(0, &first, 1);
    holds = count.ok() ? Result<bool>(*count > 0) : Result<bool>(count.error());
  }
  if (!holds.ok()) return Fail(holds.error());
  if (!*holds) return Turn::kLost;
  if (file.info.size == content.position) content.cursor->SettleAt(content.position, file.info.changed_nanos);
  return Turn::kAtEnd;
}

Turn Harvester::ReadPlain(SourceFile& file, Content& content) {
  const Result<FileInfo> info = file.handle->Info();
  if (!info.ok()) return Fail(info.error());
  file.info = *info;
  if (info->size == content.position || (info->size == content.scanned && !file.waiting.takes_half_line)) return AtEnd(file, content);
  BatchPtr batch = pool_.TryAcquire();
  if (batch == nullptr) return Turn::kNoBatch;

  uint64_t next = content.position;
  seam_.clear();
  const auto read = [&](char* out, size_t size) -> Result<size_t> {
    const Result<size_t> count = file.handle->ReadAt(next, out, size);
    if (!count.ok() || *count == 0) return count;
    // A second piece: between the two the file may have been truncated and written again, and half a line of each is no line.
    if (!seam_.empty()) {
      const Result<std::string> before = ReadTail(*file.handle, next);
      if (!before.ok()) return before.error();
      if (!before->ends_with(seam_)) return Error("\"" + file.path + "\" was written anew while it was read");
    }
    ExtendTail(&seam_, {out, *count});
    next += *count;
    return count;
  };
  // The first slice holds whatever settles the identity. No more is asked for than there is, so that no second read is needed to hear that this was all.
  const size_t slice = content.position == 0 ? limits::kReadBytes : config_.read_bytes;
  const uint64_t left = info->size > content.position ? info->size - content.position : slice;
  const Result<bool> cut = Fill(read, batch->bytes, std::min<uint64_t>(slice, left));
  if (!cut.ok()) return Fail(cut.error());
  const bool ended = *cut || left <= slice;
  // After the reading: what was truncated and written again in between is not taken for what was there.
  std::string tail;
  if (batch->bytes.empty() && info->size >= content.position) return Turn::kAtEnd;
  const Result<bool> is_there = IsStillThere(file, content, *batch, &tail);
  if (!is_there.ok()) return Fail(is_there.error());
  if (!*is_there) return Turn::kLost;
  if (batch->bytes.empty()) return Turn::kAtEnd;  // its size is stale (a network's file system): nothing was cut
  return Frame(content, std::move(batch), read, &tail, ended);
}

// Makes records of the lines that the batch's bytes hold, and returns the bytes that they stand for. May be called again when there are more bytes.
size_t Harvester::FrameLines(const Content& content, Batch& batch, bool no_more_lines, bool half_line_counts) {
  const size_t most = framer_.message_max_bytes();
  const size_t size = batch.bytes.size();
  size_t used = FrameOnce(content, batch, no_more_lines, half_line_counts);
  if (used > 0 || chain_ == nullptr || size <= most + 1) return used;
  // Lines that still go on after as much as a record may hold: what fits is one.
  batch.bytes.Resize(most);
  used = FrameOnce(content, batch, true, false);
  if (used > 0) return used;
  batch.bytes.Resize(size);
  return FrameOnce(content, batch, true, half_line_counts);
}

size_t Harvester::FrameOnce(const Content& content, Batch& batch, bool no_more_lines, bool half_line_counts) {
  batch.events.clear();
  batch.keys.Clear();
  batch.arena.Reset(limits::kBatchKeptBytes);
  size_t used = framer_.Frame(batch, content.position, half_line_counts);
  if (chain_ != nullptr && used > 0) used = chain_->Run(batch, content.position, used, no_more_lines);
  if (used > 0) Filter(batch);
  return used;
}

// Whole records, after which half a one comes that may stay that for ever.
size_t Harvester::TakeRecords(const Content& content, Batch& batch) {
  const size_t whole = WholeRecords(batch.bytes.view());
  if (whole == 0) return 0;
  batch.bytes.Resize(whole);
  return FrameOnce(content, batch, false, true);
}

void Harvester::FrameLongLine(const Content& content, Batch& batch, uint64_t line_bytes) {
  batch.events.clear();
  framer_.FrameLongLine(batch, content.position, line_bytes);
  if (chain_ != nullptr) (void)chain_->Run(batch, content.position, line_bytes, true);
  Filter(batch);
}

void Harvester::Filter(Batch& batch) {
  if (config_.include_lines.empty() && config_.exclude_lines.empty()) return;
  filtered_ += std::erase_if(batch.events, [this](const Event& event) {
    if (!config_.include_lines.empty() && !AnyMatches(config_.include_lines, event.record)) return true;
    return AnyMatches(config_.exclude_lines, event.record);
  });
}

Turn Harvester::Frame(Content& content, BatchPtr batch, const Source& read, std::string* tail, bool ended) {
  Waiting& waiting = content.file->waiting;
  waiting.is_record = false;
  for (;;) {
    const bool too_long = batch->bytes.size() > framer_.message_max_bytes() + 1;
    const uint64_t end = content.position + batch->bytes.size();
    const bool takes_lines = once_ || (waiting.takes_lines && end == waiting.to);
    size_t used = FrameLines(content, *batch, ended && takes_lines, ended && IsLast(waiting, end, batch->bytes.view()));
    if (used == 0 && ended && waiting.takes_record && end == waiting.to) used = TakeRecords(content, *batch);
    if (used > 0) {
      ExtendTail(tail, batch->bytes.view().substr(0, used));
      content.position += used;
      content.scanned = 0;
      Send(content, std::move(batch), *tail);
      return Turn::kMore;
    }
    if (too_long) break;
    if (ended) {  // a line that is not whole yet, or lines that may go on
      waiting.is_record = WholeRecords(batch->bytes.view()) > 0;
      return Turn::kAtEnd;
    }
    const Result<bool> at_end = Fill(read, batch->bytes, limits::kReadBytes);
    if (!at_end.ok()) return Fail(at_end.error());
    ended = *at_end;
  }
  std::string line_tail = *tail;
  ExtendTail(&line_tail, batch->bytes.view());
  const auto line_bytes = LongLineBytes(content, read, batch->bytes.size(), &line_tail);
  if (!line_bytes) return Turn::kAtEnd;
  FrameLongLine(content, *batch, *line_bytes);
  content.position += *line_bytes;
  content.scanned = 0;
  Send(content, std::move(batch), line_tail);
  return Turn::kMore;
}

// The length of a line of which `held` bytes were read, without a terminator among them. nullopt: it has not ended yet.
std::optional<uint64_t> Harvester::LongLineBytes(Content& content, const Source& read, uint64_t held, std::string* tail) {
  uint64_t line_bytes = held;
  std::string overlap = tail->substr(tail->size() - std::min(tail->size(), framer_.format().terminator.size() - 1));  // a terminator may lie across
  for (;;) {
    scratch_.Clear();
    scratch_.Append(overlap);
    const Result<bool> ended = Fill(read, scratch_, limits::kReadBytes);
    const size_t end = framer_.FindLineEnd(scratch_.view(), 0, line_bytes - overlap.size());
    if (end != std::string_view::npos) {
      ExtendTail(tail, scratch_.view().substr(overlap.size(), end - overlap.size()));
      return line_bytes + end - overlap.size();
    }
    const std::string_view fresh = scratch_.view().substr(overlap.size());
    ExtendTail(tail, fresh);
    line_bytes += fresh.size();
    overlap = scratch_.view().substr(scratch_.size() - std::min(scratch_.size(), framer_.format().terminator.size() - 1));
    if (ended.ok() && !*ended) continue;
    if (ended.ok() && IsLast(content.file->waiting, content.position + line_bytes, {})) return line_bytes;
    content.scanned = content.position + line_bytes;
    return std::nullopt;
  }
}

void Harvester::Send(Content& content, BatchPtr batch, const std::string& tail) {
  content.tail_hash = TailHashOf(tail);
  if (content.file != nullptr) content.file->waiting = {};
  messages_ += batch->events.size();
  batch->range.sequence = content.cursor->Began(content.position, content.tail_hash);
  batch->origin = content.cursor;
  batch->stream = stream_;
  if (batch->events.empty()) {
    batch->Finish();  // empty lines: nobody else has to see them
  } else {
    push_(std::move(batch));
  }
}

}  // namespace flowship::filestream
