#pragma once
// Chain: a stream's `parsers:`, in their order. Lines → records.
//
//   Framer ──► lines ──► container ──► multiline ──► ndjson ──► records of the batch, with what was found in them (EventOverlay)
//
// A chain keeps nothing between calls. Lines that may belong to a record whose end is not there yet are left: they are no part of the batch's range and are
// given again, with what has come since. `flush` says that no more will come (soon enough), so they are taken as they are. So a cursor never has to know of half a
// record, and what is put together is the same whatever the batches were.
//
// The names and defaults of the options are Filebeat's (its pages on filestream and on multiline messages). One user at a time.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "config/node.h"
#include "event/batch.h"

namespace flowship::parser {

// A record on its way through the chain.
struct Message {
  std::string_view text;       // in the batch's bytes or arena; valid UTF-8
  uint64_t begin = 0;          // of its first line in the source
  Object* over = nullptr;      // fields, as EventOverlay has them
  Object* under = nullptr;
  bool has_message = true;
  bool truncated = false;
};

struct Flow {
  Batch& batch;
  bool flush = false;
  std::vector<Message> messages;
  uint64_t left_from = UINT64_MAX;  // of the source: what is there or behind it is left; UINT64_MAX: nothing is

  // Leaves messages from that one on.
  void Leave(size_t first);
  // The object at `path` (dots part its names; empty: the fields themselves) in what lies over the event's fields.
  Object& ObjectAt(Message& message, std::string_view path);
  void Set(Object& object, std::string_view name, Value value);
  void AddFlag(Message& message, std::string_view flag);  // log.flags
  void SetError(Message& message, std::string_view text, std::string_view type);
};

class RecordParser {
 public:
  virtual ~RecordParser() = default;
  virtual void Run(Flow& flow) = 0;
  // For how long a record is waited for that may go on; 0: none is.
  virtual int64_t wait_nanos() const { return 0; }
};

class Chain {
 public:
  explicit Chain(std::vector<std::unique_ptr<RecordParser>> parsers) : parsers_(std::move(parsers)) {}

  // The batch's events are the lines of its first `used` bytes, which begin at `offset`. Makes them records, sets the range, and returns the bytes that they
  // stand for. Zero: a record began there and has not ended.
  size_t Run(Batch& batch, uint64_t offset, size_t used, bool flush);

  int64_t wait_nanos() const;

 private:
  std::vector<std::unique_ptr<RecordParser>> parsers_;
};

// How each reader gets a chain of its own. nullptr when `parsers` is empty; mistakes go to the diagnostics.
using ChainMaker = std::function<std::unique_ptr<Chain>()>;
ChainMaker CompileChain(const config::Node& parsers, size_t message_max_bytes, config::Diagnostics& diagnostics);

// The parsers. Each takes its own options.
using ParserMaker = std::function<std::unique_ptr<RecordParser>()>;
ParserMaker CompileContainer(config::Options& options);
ParserMaker CompileIncludeMessage(config::Options& options);
ParserMaker CompileMultiline(config::Options& options, size_t message_max_bytes);
ParserMaker CompileNdjson(config::Options& options);
ParserMaker CompileSyslog(config::Options& options);

}  // namespace flowship::parser
