#pragma once
// TraceTree: the traces of one stream's documents as a tree of steps; a step with several outcomes has a branch for each. See trace.h.
//
// One thread: each worker has its own. It points into the plan that the documents are normalised by (steps of processors and scripts, frozen keys) and
// does not outlive it; all else is its own.

#include <memory>
#include <vector>

#include "base/buffer.h"
#include "event/json_writer.h"
#include "event/trace.h"

namespace flowship {

// What all documents that end here have in common: their text but for the holes.
struct TraceLeaf {
  bool dropped = false;             // the document is left out
  std::vector<JsonPiece> pieces;    // of its text
  std::vector<Value> watched;       // where the watched fields' values are: a slot (origin), or the value itself; null: there is none
};

class TraceTree {
 public:
  // `watched`: dotted names of the fields whose values somebody wants of each document.
  explicit TraceTree(std::vector<std::string> watched);

  // Input values of the next document, before Follow.
  void SetInput(uint16_t slot, Value value) { slots_[slot] = value.From(0); }
  // Does the steps. nullptr: some step failed or had another outcome than ever before, and the document is to be run the plain way. What the steps make is
  // in the context's arena, and good until the next Follow.
  const TraceLeaf* Follow(TraceContext& context);
  // Of the leaf that Follow gave.
  void Write(const TraceLeaf& leaf, Buffer& out) const { WriteJsonPieces(leaf.pieces, slots_.get(), out); }
  Value Watched(const TraceLeaf& leaf, size_t index) const { return Filled(leaf.watched[index]); }

  // Whether to try Follow at all: a stream whose documents are all different is better off without.
  bool IsWorthwhile();
  // Whether the document that Follow had nothing for should be recorded.
  bool MayGrow() const;
  // The recorded document is done; `root` is nullptr when it was dropped.
  void Add(Tracer& tracer, const Object* root);

  size_t leaves() const { return leaves_.size(); }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  // Where a branch leads: to a node, or to a leaf.
  struct Link {
    uint32_t node = kNone, leaf = kNone;
    bool is_open() const { return node == kNone && leaf == kNone; }
  };
  struct Branch {
    TraceOutcome first;  // of `outcome`, which mostly is all of it
    TraceOutcomes outcome;
    Link next;
  };
  struct Node {
    TraceStep step;
    std::span<const Value> inputs;
    std::vector<Branch> branches;
  };

  Value Filled(const Value& value) const { return value.origin() == 0 ? value : slots_[value.origin()]; }
  Link* FindLink(const Tracer& tracer);
  Link* Grow(Link& link, const Tracer::Recorded& recorded);
  Branch* BranchFor(Node& node, TraceOutcomes outcome);
  const Link* Expected(const Node& node, const Value* inputs, TraceContext& context);
  const Link* Met(const Node& node, const Value* inputs, TraceContext& context);
  Value Keep(const Value& value);
  Key Keep(Key key);
  bool MatchesTree(const TraceOutcome** at, const Value& value);
  bool Matches(const Branch& branch, const Value& value);

  const std::vector<std::vector<std::string>> watched_;
  Arena arena_;
  std::unique_ptr<Value[]> slots_;
  std::vector<Node> nodes_;
  std::vector<std::unique_ptr<TraceLeaf>> leaves_;
  Link root_;
  uint64_t hits_ = 0;
  uint32_t fruitless_ = 0;  // recordings that came to nothing
  int32_t worth_;           // up with each hit, down with each miss
  uint32_t rest_ = 0;       // documents until the next try
  uint32_t next_rest_;
};

}  // namespace flowship
