// Reading of compressed files. They are read from their beginning: what was delivered before is decompressed and skipped, and what comes at its end must be
// the tail that is known.

#include <algorithm>
#include <cstring>

#include "input/filestream/harvester.h"
#include "input/identity.h"

namespace flowship::filestream {

void Decompressor::Fill(size_t most) {
  for (size_t held = 0; held < most && !ended && status.ok();) {
    const Result<size_t> count = source->Read(rest.Reserve(most - held), most - held);
    if (!count.ok()) {
      status = count.error();
    } else {
      ended = *count == 0;
      rest.AdvanceBy(*count);
      held += *count;
    }
  }
}

void Decompressor::Advance(size_t count) {
  if (count == 0) return;
  ExtendTail(&tail, rest.view().substr(0, count));
  std::memmove(rest.data(), rest.data() + count, rest.size() - count);
  rest.Resize(rest.size() - count);
  offset += count;
}

// kProbed: it is there, and the tail is the one that was asked for.
Turn Harvester::SkipTo(Decompressor& source, uint64_t offset, uint64_t tail_hash) {
  if (source.offset > offset) return Turn::kLost;
  for (size_t skipped = 0; source.offset < offset;) {
    if (source.rest.empty()) {
      if (!source.status.ok()) return Fail(source.status.error());
      if (source.ended) return Turn::kLost;
      if (skipped >= limits::kSkipSliceBytes) return Turn::kMore;
      source.Fill(limits::kReadBytes);
      skipped += source.rest.size();
      continue;
    }
    source.Advance(std::min<uint64_t>(source.rest.size(), offset - source.offset));
  }
  return offset == 0 || TailHashOf(source.tail) == tail_hash ? Turn::kProbed : Turn::kLost;
}

Turn Harvester::ReadProbe(SourceFile& file) { return SkipTo(*file.decompressor, file.probe->offset, file.probe->tail_hash); }

Turn Harvester::ReadCompressed(SourceFile& file, Content& content) {
  Decompressor& source = *file.decompressor;
  if (const Turn turn = SkipTo(source, content.position, content.tail_hash); turn != Turn::kProbed) return turn;
  if (source.rest.size() < limits::kReadBytes) source.Fill(limits::kReadBytes - source.rest.size());
  if (source.rest.empty()) {
    if (!source.status.ok()) return Fail(source.status.error());
    content.cursor->SettleAt(content.position, file.info.changed_nanos);
    return Turn::kAtEnd;
  }
  BatchPtr batch = pool_.TryAcquire();
  if (batch == nullptr) return Turn::kNoBatch;
  for (;;) {
    batch->bytes.Append(source.rest.view().substr(batch->bytes.size()));
    const bool too_long = batch->bytes.size() > framer_.message_max_bytes() + 1;
    const size_t used = FrameLines(content, *batch, source.ended, source.ended);
    if (used > 0) {
      source.Advance(used);
      content.position += used;
      Send(content, std::move(batch), source.tail);
      return Turn::kMore;
    }
    if (!source.status.ok()) return Fail(source.status.error());  // what was read of a line then may be anything
    if (too_long) return LongCompressedLine(source, content, std::move(batch));
    source.Fill(limits::kReadBytes);
  }
}

Turn Harvester::LongCompressedLine(Decompressor& source, Content& content, BatchPtr batch) {
  const uint64_t begin = source.offset;
  const size_t overlap = framer_.format().terminator.size() - 1;  // a terminator may lie across two pieces
  for (;;) {
    const size_t end = framer_.FindLineEnd(source.rest.view(), 0, source.offset - begin);
    if (end != std::string_view::npos || source.ended) {
      source.Advance(end != std::string_view::npos ? end : source.rest.size());
      FrameLongLine(content, *batch, source.offset - begin);
      content.position = source.offset;
      Send(content, std::move(batch), source.tail);
      return Turn::kMore;
    }
    source.Advance(source.rest.size() - std::min(source.rest.size(), overlap));
    if (!source.status.ok()) return Fail(source.status.error());
    source.Fill(limits::kReadBytes);
  }
}

}  // namespace flowship::filestream
