#pragma once
// Tracing: how a pipeline runs over a document once, and over the ten thousand that are like it without being run again.
//
// While one document is normalised the plain way, each of its values knows where it came from (Value::origin): an input (the record, its offset), or a step
// that computed it. Moving values about (rename, set, the paths of a script) needs no word: origins go with the copies. What computes, compares or looks
// into a value says so to the Tracer, which writes down the step, its inputs and its outcome. What is left in the end is a short list of steps and the text
// of the document with holes in it (TraceTree). The next document does these steps and nothing else, as long as each has the outcome that was recorded:
// the same kind, the same structure, the same yes or no. Where one has not, the document is run the plain way, and its trace becomes a branch of the tree.
//
//   record ─► json ─► {15 values} ─► convert ─► src_addr is an address ─► … ─► the text of the document, with holes
//                └──► {16 values} ─► …
//
// Law:
// * Outcome: of a number its kind, of a text whether it is empty, of a boolean and of null all there is, of a list or object its structure and the outcome
//   of each element. So these never need a step: a decision on the kind of a value, on a field's presence, on a text's emptiness.
// * A decision on anything else of a value that has an origin is a step (Record with a boolean result), and so is a value made of one.
// * A step is a pure function of its inputs and of what stays the same while the plan lives. Whoever does what is not (metadata, the clock) calls Abort.
// * Who has not been taught this law is not traced: processors and script nodes say that they keep it (Processor::Traces, Node::traces), and meeting
//   another one aborts the trace.
// * A failure aborts the trace, and such documents are always run the plain way; unless the step says that it fails with these inputs (RecordFailure) and
//   the pipeline ignores it.
// The proof is in tests/pipeline/trace_test.cc: both ways over generated pipelines and documents, and nothing differs.

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "event/value.h"

namespace flowship {

class Document;

// What a step has at hand when it is done again. `document` is nobody's: it lends its arena, keys, context and failure.
struct TraceContext {
  Document& document;
  Arena& arena;
  KeyTable& keys;
};

// What came of a step: one for each value of the result's tree, in the order of writing.
struct TraceOutcome {
  Kind kind = Kind::kNull;  // kHost: the step failed
  bool flag = false;   // kBool: its value; kString: it is empty
  uint16_t slot = 0;   // where the value goes; 0: nowhere, it is all said here
  uint32_t count = 0;  // elements of a list or object
  Key key{};           // of a member
};
using TraceOutcomes = std::span<const TraceOutcome>;

// A step and what it works with beside its inputs: who recorded it, and (for a node of a script) the script.
struct TraceStep {
  using Function = bool (*)(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result);
  Function run = nullptr;  // false: it fails with these inputs
  const void* self = nullptr;
  const void* owner = nullptr;
  // A shorter way for a step whose result is a tree, or nullptr: `begin`, and then for each outcome that there has been whether it is that one, with the values
  // put into their slots.
  bool (*begin)(const Value* inputs, TraceContext& context) = nullptr;
  bool (*expect)(TraceContext& context, TraceOutcomes outcome, Value* slots) = nullptr;

  friend bool operator==(const TraceStep&, const TraceStep&) = default;
};

// Inputs that every document has.
inline constexpr uint16_t kTraceTime = 1, kTraceRecord = 2, kTraceOffset = 3, kTracePath = 4, kTraceFirstFree = 5;

class Tracer {
 public:
  // The arena is the recorded document's.
  explicit Tracer(Arena& arena) : arena_(arena) {}

  // The step gave `result` for these inputs. Gives the result back with its origins; nothing is written down when no input has one and `always` is not said
  // (it is for a step without inputs).
  Value Record(const TraceStep& step, std::span<const Value> inputs, const Value& result, bool always = false);
  // The step failed with these inputs, which is all that matters of them. Whoever called it asks TakeFailure, once, whether it said so.
  void RecordFailure(const TraceStep& step, std::span<const Value> inputs);
  bool TakeFailure() { return std::exchange(failure_recorded_, false); }
  // `text` is the texts of these pieces (IsTracePiece), one after the other, numbers as Java prints them. It is put together when somebody asks for it, and else when it
  // is written.
  Value Join(std::span<const Value> pieces, const Value& text);
  // JavaEquals.
  bool Equal(const Value& a, const Value& b);

  void Abort() { aborted_ = true; }
  bool aborted() const { return aborted_; }

 private:
  friend class TraceTree;

  struct Recorded {
    TraceStep step;
    std::span<const Value> inputs;
    TraceOutcomes outcome;
  };
  // A text that is not put together yet.
  struct Rope {
    uint16_t slot;
    std::vector<Value> pieces;
    bool settled = false;
  };

  const Rope* Unsettled(uint16_t slot) const;
  Value Settled(const Value& input);
  bool IsTraced(std::span<const Value> inputs);
  void Push(const TraceStep& step, std::span<const Value> inputs, TraceOutcomes outcome);
  Value Mark(const Value& value, Key key, std::vector<TraceOutcome>* outcome);
  uint16_t NewSlot();

  Arena& arena_;
  std::vector<Recorded> steps_;
  std::vector<Rope> ropes_;
  uint16_t next_slot_ = kTraceFirstFree;
  bool aborted_ = false;
  bool failure_recorded_ = false;
};

// What Join takes: what is printed in one way only.
inline bool IsTracePiece(const Value& value) { return value.is_string() || value.kind() == Kind::kInt || value.kind() == Kind::kLong; }

// Whether the value or one below it has an origin.
bool HasOrigin(const Value& value);

}  // namespace flowship
