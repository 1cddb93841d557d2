#pragma once
// Document: one event while a pipeline runs over it. Elasticsearch's IngestDocument: field access by path with its rules and its error texts, ingest
// metadata, and the failure of the processor that could not go on.
//
// Every method that can fail returns false and leaves the reason in failure(); nothing throws and nothing allocates outside the batch's arena.
// One thread; lives as long as the run over one event.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/format.h"
#include "event/batch.h"
#include "event/field_path.h"
#include "event/json_reader.h"
#include "event/trace.h"

namespace flowship {

class Pipeline;
struct ScriptPlace;
class StepObserver;

// Why a processor failed: Elasticsearch's exception type (illegal_argument_exception …) and message. Both outlive the run or are in the arena. An exception
// without a message has kNoReason, which is null in JSON and nothing in a template.
inline constexpr char kNoReasonText[] = "";
inline constexpr std::string_view kNoReason{kNoReasonText, 0};
inline bool IsReason(std::string_view reason) { return reason.data() != kNoReasonText; }

struct Failure {
  std::string_view type;
  std::string_view reason;
  const Failure* cause = nullptr;  // in the arena
  const ScriptPlace* place = nullptr;  // of a script_exception; in the arena

  // Where it began, which is what on_failure_message tells.
  const Failure& Root() const { return cause == nullptr ? *this : cause->Root(); }
};

// A path that is compiled, or the result of a template.
struct PathRef {
  PathRoot root;
  std::span<const FieldPath::Part> parts;
  std::string_view text;

  PathRef(const FieldPath& path) : root(path.root), parts(path.parts), text(path.text) {}  // NOLINT: implicit by design
  PathRef(PathRoot of, std::span<const FieldPath::Part> p, std::string_view t) : root(of), parts(p), text(t) {}
};

// What the run needs beside the event; one for each worker, reused.
struct RunContext {
  // The run, or a batch of them, begins now: timestamp and now_nanos. The text is the arena's.
  void Begin(int64_t nanos, Arena& arena);

  std::string_view timestamp;       // of this run, ISO 8601 with nanoseconds: _ingest.timestamp
  int64_t now_nanos = 0;            // the same, since the epoch
  int64_t (*clock)() = nullptr;     // nanoseconds since the epoch; nullptr: the system clock
  std::string_view index;           // of the stream: what `_index` is at first; empty: there is none
  JsonReader* json_reader = nullptr;
  // The machine's local zone at now_nanos, for add_locale: asked of the system once a batch, not once an event.
  struct LocalZone {
    int64_t at_nanos = -1;
    std::string offset, abbreviation;  // "+02:00", "CEST"
  };
  LocalZone local_zone;
  std::vector<FieldPath::Part> path_scratch;
  // What processors hold on to until the batch's documents are written: data that may be replaced between batches (a database), whose texts stand in the
  // trees. Emptied by whoever begins the next batch.
  struct Held {
    const void* owner;
    std::shared_ptr<const void> thing;
  };
  std::vector<Held> held;
};

class Document {
 public:
  // The batch owns `event`'s memory and outlives the document.
  Document(Event& event, Arena& arena, KeyTable& keys, RunContext& context)
      : event_(event), arena_(arena), keys_(keys), context_(context) {}

  Object* root() { return event_.root; }
  Event& event() { return event_; }
  Arena& arena() { return arena_; }
  KeyTable& keys() { return keys_; }
  RunContext& context() { return context_; }

  // The value, or nullptr when a part of the path is missing (Elasticsearch's getFieldValue with ignoreMissing). The pointer is good until the next change.
  Value* Get(PathRef path);
  // The same, but a missing field is a failure: `field [b] not present as part of path [a.b]`, `cannot resolve [b] from null as part of path [a.b]` ….
  bool Require(PathRef path, Value** value);
  bool Has(PathRef path) { return Get(path) != nullptr; }
  // Whether no index of the path is beyond the end of its list; else a failure (rename asks, where others take that for a missing field).
  bool InBounds(PathRef path);

  // Makes the objects on the way; a part on the way that is no container is a failure: `cannot set [b] with parent object of type [java.lang.String] as part of path [a.b]`.
  bool Set(PathRef path, Value value);
  // A scalar there (a null too) becomes a list of it and what is added. `unique`: what is there already is not added again, and a scalar to which
  // nothing is added stays one.
  bool Append(PathRef path, std::span<const Value> values, bool unique);
  // A missing field is a failure.
  bool Remove(PathRef path);

  Object* ingest();                       // `_ingest`, made when first asked for
  Object* metadata();                     // `_index`, `_id` …, made when first asked for, with the context's index
  bool HasMetadata() const { return metadata_ != nullptr; }

  // Records the failure and returns false, so that `return document.Fail(…)` reads well.
  bool Fail(std::string_view type, std::string_view reason) {
    failure_ = {type, reason};
    return false;
  }
  // A failure that another one led to.
  bool FailBecause(std::string_view type, std::string_view reason, const Failure& cause, const ScriptPlace* place = nullptr) {
    failure_ = {type, reason, arena_.New<Failure>(cause), place};
    return false;
  }
  template <typename... Args>
  bool FailWith(std::string_view type, fmt::format_string<Args...> format, const Args&... args) {
    return Fail(type, FormatIn(arena_, format, args...));
  }
  // illegal_argument_exception, the type of nearly all failures.
  template <typename... Args>
  bool Illegal(fmt::format_string<Args...> format, const Args&... args) {
    return Fail("illegal_argument_exception", FormatIn(arena_, format, args...));
  }
  const Failure& failure() const { return failure_; }

  // The pipelines that run over the document now, innermost first; nullptr: none. For `pipeline` processors and failure metadata. `_ingest.pipeline`
  // names the innermost.
  struct Running {
    const Pipeline* pipeline;
    const Running* outer;
    size_t depth;  // 1: the outermost
  };
  const Running* running() const { return running_; }
  void Enter(const Pipeline& pipeline);
  void Leave();

  // The step where failure() began; set by the pipeline while a failure goes up. An empty type: not yet known.
  std::string_view failed_type, failed_tag;
  const Pipeline* failed_pipeline = nullptr;
  StepObserver* observer = nullptr;  // simulate's verbose mode; nullptr otherwise
  Tracer* tracer = nullptr;          // records the run (event/trace.h); nullptr otherwise

 private:
  Object* Root(PathRoot root);
  void ShowPipeline();
  bool NotAnIndex(std::string_view part, PathRef path);
  bool OutOfBounds(int64_t index, const Array& list, PathRef path);
  // nullptr and a failure when the list has no such element.
  Value* Element(Array& list, const FieldPath::Part& part, PathRef path);
  // Metadata have types of their own.
  bool CheckMetadata(std::string_view name, const Value& value);
  // The container of the path's last part; nullptr and a failure when there is none. `create`: makes the objects on the way.
  Value* Parent(PathRef path, bool create, Value* root_holder);

  Event& event_;
  Arena& arena_;
  KeyTable& keys_;
  RunContext& context_;
  Failure failure_;
  Object* ingest_ = nullptr;
  Object* metadata_ = nullptr;
  const Running* running_ = nullptr;
};

}  // namespace flowship
