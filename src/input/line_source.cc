#include "input/line_source.h"

#include <algorithm>
#include <cstring>

namespace flowship {

// Up to a full kReadBytes of content in the buffer, or as much again when it is full already.
void LineSource::Read(Buffer& bytes) {
  const size_t wanted = bytes.size() < limits::kReadBytes ? limits::kReadBytes - bytes.size() : limits::kReadBytes;
  char* const out = bytes.Reserve(wanted);
  for (size_t made = 0; made < wanted && !ended_ && status_.ok();) {
    const Result<size_t> count = source_->Read(out + made, wanted - made);
    if (!count.ok()) {
      status_ = count.error();
    } else {
      ended_ = *count == 0;
      made += *count;
      bytes.AdvanceBy(*count);
    }
  }
}

Result<bool> LineSource::Next(Batch& batch) {
  FLOWSHIP_ASSERT(batch.events.empty() && batch.bytes.empty());
  batch.bytes.Append(rest_.view());
  rest_.Clear();
  for (;;) {
    if (!ended_ && status_.ok()) Read(batch.bytes);
    if (!identity_) identity_ = IdentityOf(batch.bytes.view(), ended_);
    const size_t used = framer_.Frame(batch, offset_, ended_);
    if (used > 0) {
      offset_ += used;
      rest_.Append(batch.bytes.view().substr(used));
      return true;
    }
    if (!status_.ok()) return status_.error();
    if (ended_) return false;
    if (batch.bytes.size() > framer_.message_max_bytes() + 1) {
      SkipLongLine(batch);
      if (!status_.ok()) return status_.error();
      return true;
    }
  }
}

void LineSource::SkipLongLine(Batch& batch) {
  uint64_t line_bytes = batch.bytes.size();
  for (bool found = false; !found && !ended_ && status_.ok();) {
    Read(rest_);
    const size_t newline = rest_.view().find('\n');
    found = newline != std::string_view::npos;
    const size_t part = found ? newline + 1 : rest_.size();
    line_bytes += part;
    std::memmove(rest_.data(), rest_.data() + part, rest_.size() - part);
    rest_.Resize(rest_.size() - part);
  }
  if (!status_.ok()) return;
  framer_.FrameLongLine(batch, offset_, line_bytes);
  offset_ += line_bytes;
}

}  // namespace flowship
