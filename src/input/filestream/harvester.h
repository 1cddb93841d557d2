#pragma once
// Harvester: reads a file's content into batches, a slice a turn.
//
// Before anything is pushed the content is compared: the bytes before the position must be those that were read last (their hash), or it is no longer that
// content (truncated, rewritten, another file under the same inode), whatever the sizes say. Nothing of a line is kept between turns, unless the file is
// compressed: a plain file's half line is read again when the rest is there.
// One thread. It never waits: without a free batch the turn is kNoBatch.

#include <functional>
#include <string>

#include "input/filestream/config.h"
#include "input/filestream/source_file.h"
#include "parser/framing.h"

namespace flowship::filestream {

enum class Turn : uint8_t {
  kMore,     // there may be more to read
  kAtEnd,    // there is none now
  kNoBatch,  // all batches are under way
  kLost,     // this file does not hold the content (any more)
  kProbed,   // a compressed file does hold what it was probed for
  kFailed,   // it could not be read; `error` says why
};

class Harvester {
 public:
  using Push = std::function<void(BatchPtr)>;

  // `once`: what is there is all there will be, so a last line needs no newline. `config` outlives the harvester.
  Harvester(BatchPool& pool, std::shared_ptr<const Stream> stream, const Config& config, bool once, Push push)
      : pool_(pool),
        stream_(std::move(stream)),
        config_(config),
        framer_({config.message_max_bytes, config.format, config.chain != nullptr}),
        chain_(config.chain ? config.chain() : nullptr),
        once_(once),
        push_(std::move(push)) {}

  // A turn of an open file that has a content. At the end of it, `info` of the file is new.
  Turn Read(SourceFile& file);
  // A turn of a compressed file that is probed.
  Turn ReadProbe(SourceFile& file);

  size_t WholeRecords(std::string_view rest) const { return framer_.WholeRecords(rest); }
  // Nothing is to come after what ends there: it is all there is, or it has waited long enough. `rest`: what no newline ends.
  bool IsLast(const Waiting& waiting, uint64_t end, std::string_view rest) const;

  const Error& error() const { return error_; }
  const parser::FramingCounts& counts() const { return framer_.counts(); }
  uint64_t messages() const { return messages_; }
  uint64_t filtered() const { return filtered_; }  // by include_lines and exclude_lines
  // For how long lines that may go on are waited for; 0: there are none.
  int64_t wait_nanos() const { return chain_ ? chain_->wait_nanos() : 0; }

 private:
  using Source = std::function<Result<size_t>(char* out, size_t size)>;  // the content, in order

  Turn ReadPlain(SourceFile& file, Content& content);
  Turn ReadCompressed(SourceFile& file, Content& content);
  Turn SkipTo(Decompressor& source, uint64_t offset, uint64_t tail_hash);
  Result<bool> IsStillThere(const SourceFile& file, const Content& content, const Batch& batch, std::string* tail);
  Turn AtEnd(const SourceFile& file, const Content& content);
  Turn Frame(Content& content, BatchPtr batch, const Source& read, std::string* tail, bool ended);
  std::optional<uint64_t> LongLineBytes(Content& content, const Source& read, uint64_t held, std::string* tail);
  size_t TakeRecords(const Content& content, Batch& batch);
  size_t FrameLines(const Content& content, Batch& batch, bool no_more_lines, bool half_line_counts);
  size_t FrameOnce(const Content& content, Batch& batch, bool no_more_lines, bool half_line_counts);
  void FrameLongLine(const Content& content, Batch& batch, uint64_t line_bytes);
  void Filter(Batch& batch);
  Turn LongCompressedLine(Decompressor& source, Content& content, BatchPtr batch);
  void Send(Content& content, BatchPtr batch, const std::string& tail);
  Turn Fail(const Error& error);

  BatchPool& pool_;
  const std::shared_ptr<const Stream> stream_;
  const Config& config_;
  parser::Framer framer_;
  const std::unique_ptr<parser::Chain> chain_;
  const bool once_;
  const Push push_;
  Error error_;
  Buffer scratch_;
  std::string seam_;  // the last bytes that this turn has read
  uint64_t messages_ = 0, filtered_ = 0;
};

// input/identity.h's, for lines that may end in something else than a newline.
std::optional<Hash128> IdentityOfHead(const parser::LineFormat& format, std::string_view head, bool at_end);
// Makes `tail` the last kResumeTailBytes bytes of itself and what follows it.
void ExtendTail(std::string* tail, std::string_view following);
// The up to kResumeTailBytes bytes before the offset; less than that when the file has not got them.
Result<std::string> ReadTail(File& file, uint64_t offset);
// Whether the file has the bytes whose hash that is before the offset. An error is no answer: what can't be read may be there.
Result<bool> HoldsTail(File& file, uint64_t offset, uint64_t tail_hash);

}  // namespace flowship::filestream
