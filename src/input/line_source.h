#pragma once
// LineSource: a ByteSource's content as batches of records, in order, from its beginning. What replay and compressed files are read with.
//
// Each batch gets its bytes, events and range; `origin` and `stream` are the caller's to set, and so is giving the origin the identity, which is there
// from the first batch on. Memory: one batch, and a rest of at most one line; a line longer than message_max_bytes is skipped through.

#include <memory>
#include <optional>

#include "base/buffer.h"
#include "input/byte_source.h"
#include "input/identity.h"
#include "parser/framing.h"

namespace flowship {

class LineSource {
 public:
  LineSource(std::unique_ptr<ByteSource> source, parser::Framer& framer) : source_(std::move(source)), framer_(framer) {}

  // Fills an empty batch with the next records; its range is not empty. false: there are no more. Whole lines before an error are still given; the error
  // comes with the call after them, and what was read of a line then is dropped.
  Result<bool> Next(Batch& batch);

  const std::optional<Hash128>& identity() const { return identity_; }
  uint64_t offset() const { return offset_; }  // of the content: what was given so far
  uint64_t file_bytes() const { return source_->file_bytes(); }

 private:
  void Read(Buffer& bytes);
  void SkipLongLine(Batch& batch);

  std::unique_ptr<ByteSource> source_;
  parser::Framer& framer_;
  Buffer rest_;  // read and not framed: the beginning of the next batch
  std::optional<Hash128> identity_;
  uint64_t offset_ = 0;
  bool ended_ = false;
  Status status_;
};

}  // namespace flowship
