#include "event/trace_tree.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "event/json_escape.h"

namespace flowship {

namespace {

// A trace that is followed in vain costs about a third of what one that leads to its end saves.
constexpr int32_t kMostWorth = 256, kHitGains = 3, kMissCosts = 1;
constexpr uint32_t kFirstRest = 256, kLongestRest = 1 << 16;
// Recordings that come to nothing cost little more than the plain way; still, there is no sense in many.
constexpr uint32_t kFruitlessRecordings = 64;
constexpr uint64_t kHitsForAnotherTry = 64;

std::vector<std::vector<std::string>> SplitAll(const std::vector<std::string>& names) {
  std::vector<std::vector<std::string>> paths;
  for (const std::string& name : names) {
    std::vector<std::string>& path = paths.emplace_back();
    for (size_t at = 0; at <= name.size();) {
      const size_t end = std::min(name.find('.', at), name.size());
      path.push_back(name.substr(at, end - at));
      at = end + 1;
    }
  }
  return paths;
}

bool SameInputs(std::span<const Value> a, std::span<const Value> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Value& x, const Value& y) {
    return x.origin() == y.origin() && (x.origin() != 0 || (x.kind() == y.kind() && JavaEquals(x, y)));
  });
}

bool SameOutcome(TraceOutcomes a, TraceOutcomes b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const TraceOutcome& x, const TraceOutcome& y) {
    const bool same_key = x.key == y.key || (x.key && y.key && x.key.text() == y.key.text());
    return x.kind == y.kind && x.flag == y.flag && x.slot == y.slot && x.count == y.count && same_key;
  });
}

// Puts together the text of a document: literals grow until a hole comes.
class LeafWriter {
 public:
  LeafWriter(std::span<const std::pair<uint16_t, std::span<const Value>>> ropes, Arena& arena, TraceLeaf& leaf) : ropes_(ropes), arena_(arena), leaf_(leaf) {}

  bool Write(const Object& root) {
    if (!WriteTree(Value::Of(const_cast<Object*>(&root)))) return false;
    End(0, false);
    return true;
  }

 private:
  void End(uint16_t slot, bool is_text) {
    const std::string_view text = arena_.Copy(literal_.view());
    leaf_.pieces.push_back({text.data(), static_cast<uint32_t>(text.size()), slot, is_text});
    literal_.Clear();
  }

  void WriteText(const Value& value) {
    for (const auto& [slot, pieces] : ropes_) {
      if (slot != value.origin()) continue;
      for (const Value& piece : pieces) {
        if (piece.origin() != 0) {
          End(piece.origin(), piece.is_string());
        } else if (piece.is_string()) {
          literal_.Advance(WriteEscaped(piece.as_text(), literal_.Reserve(kJsonEscapedGrowth * piece.as_text().size() + 1)));
        } else {
          WriteJson(piece, literal_);
        }
      }
      return;
    }
    End(value.origin(), true);
  }

  bool WriteTree(const Value& value) {
    if (value.kind() == Kind::kHost) return false;
    if (value.is_object()) {
      literal_.Append('{');
      for (const Object::Entry& entry : *value.as_object()) {
        if (&entry != value.as_object()->begin()) literal_.Append(',');
        literal_.Append(entry.key.json());
        if (!WriteTree(entry.value)) return false;
      }
      literal_.Append('}');
    } else if (value.is_array()) {
      literal_.Append('[');
      for (const Value& item : *value.as_array()) {
        if (&item != value.as_array()->begin()) literal_.Append(',');
        if (!WriteTree(item)) return false;
      }
      literal_.Append(']');
    } else if (value.origin() == 0) {
      WriteJson(value, literal_);
    } else if (value.is_string()) {
      literal_.Append('"');
      WriteText(value);
      literal_.Append('"');
    } else {
      End(value.origin(), false);
    }
    return true;
  }

  const std::span<const std::pair<uint16_t, std::span<const Value>>> ropes_;
  Arena& arena_;
  TraceLeaf& leaf_;
  Buffer literal_;
};

}  // namespace

TraceTree::TraceTree(std::vector<std::string> watched)
    : watched_(SplitAll(watched)), slots_(std::make_unique<Value[]>(limits::kTraceMaxSlots)), worth_(kMostWorth), next_rest_(kFirstRest) {}

bool TraceTree::IsWorthwhile() {
  if (rest_ == 0) return true;
  if (--rest_ == 0) worth_ = kMostWorth / 2;
  return false;
}

bool TraceTree::MayGrow() const { 
  const uint64_t tries = std::min<uint64_t>(kFruitlessRecordings + hits_ / kHitsForAnotherTry, limits::kTraceMaxFruitless);
  return leaves_.size() < limits::kTraceMaxLeaves && fruitless_ < tries;
 }

const TraceLeaf* TraceTree::Follow(TraceContext& context) {
  const Link* link = &root_;
  std::array<Value, limits::kTraceMaxInputs> inputs;
  while (link != nullptr && link->node != kNone) {
    const Node& node = nodes_[link->node];
    for (size_t i = 0; i < node.inputs.size(); ++i) inputs[i] = Filled(node.inputs[i]);
    link = node.step.begin == nullptr ? Met(node, inputs.data(), context) : Expected(node, inputs.data(), context);
  }
  if (link != nullptr && link->leaf != kNone) {
    ++hits_;
    worth_ = std::min(worth_ + kHitGains, kMostWorth);
    return leaves_[link->leaf].get();
  }
  worth_ -= kMissCosts;
  if (worth_ < 0) {
    rest_ = next_rest_;
    next_rest_ = std::min(2 * next_rest_, kLongestRest);
  }
  return nullptr;
}

// Where the step leads; nullptr: nowhere.
const TraceTree::Link* TraceTree::Met(const Node& node, const Value* inputs, TraceContext& context) {
  Value result;
  const bool done = node.step.run(node.step, inputs, context, &result);
  for (const Branch& branch : node.branches) {
    if (done ? Matches(branch, result) : branch.first.kind == Kind::kHost) return &branch.next;
  }
  return nullptr;
}

const TraceTree::Link* TraceTree::Expected(const Node& node, const Value* inputs, TraceContext& context) {
  if (!node.step.begin(inputs, context)) return nullptr;
  for (const Branch& branch : node.branches) {
    if (node.step.expect(context, branch.outcome, slots_.get())) return &branch.next;
  }
  return nullptr;
}

// Puts the values of a result where the outcome says; false: it is another outcome.
bool TraceTree::Matches(const Branch& branch, const Value& value) {
  const TraceOutcome& outcome = branch.first;
  if (value.kind() != outcome.kind) return false;
  if (value.kind() >= Kind::kArray) {
    const TraceOutcome* at = branch.outcome.data();
    return MatchesTree(&at, value);
  }
  if (value.is_bool()) return value.as_bool() == outcome.flag;
  if (value.is_string() && value.as_text().empty() != outcome.flag) return false;
  slots_[outcome.slot] = value;  // that of null is nobody's
  return true;
}

// The same of a tree, or a value in it; *at moves behind what was looked at.
bool TraceTree::MatchesTree(const TraceOutcome** at, const Value& value) {
  const TraceOutcome& outcome = *(*at)++;
  if (value.kind() != outcome.kind) return false;
  switch (value.kind()) {
    case Kind::kNull: return true;
    case Kind::kBool: return value.as_bool() == outcome.flag;
    case Kind::kArray:
      if (value.as_array()->size() != outcome.count) return false;
      return std::all_of(value.as_array()->begin(), value.as_array()->end(), [this, at](const Value& item) { return MatchesTree(at, item); });
    case Kind::kObject:
      if (value.as_object()->size() != outcome.count) return false;
      return std::all_of(value.as_object()->begin(), value.as_object()->end(), [this, at](const Object::Entry& entry) {
        return ((*at)->key == entry.key || (*at)->key.text() == entry.key.text()) && MatchesTree(at, entry.value);
      });
    case Kind::kHost: return false;
    case Kind::kString:
      if (value.as_text().empty() != outcome.flag) return false;
      [[fallthrough]];
    default: slots_[outcome.slot] = value; return true;
  }
}

Value TraceTree::Keep(const Value& value) {
  if (value.origin() != 0 || !(value.is_string() || value.kind() == Kind::kBigInteger)) return value;
  const std::string_view text = arena_.Copy(value.as_text());
  if (!value.is_string()) return Value::BigInteger(text);
  return value.is_plain() ? Value::String(text).Plain() : Value::String(text);
}

Key TraceTree::Keep(Key key) {
  if (!key) return key;
  const std::string_view name = arena_.Copy(key.text()), json = arena_.Copy(key.json());
  return Key(arena_.New<KeyData>(key.hash(), static_cast<uint32_t>(name.size()), static_cast<uint32_t>(json.size()), name.data(), json.data()));
}

TraceTree::Branch* TraceTree::BranchFor(Node& node, TraceOutcomes outcome) {
  for (Branch& branch : node.branches) {
    if (SameOutcome(branch.outcome, outcome)) return &branch;
  }
  TraceOutcome* const own = arena_.NewArray<TraceOutcome>(outcome.size());
  for (size_t i = 0; i < outcome.size(); ++i) {
    new (&own[i]) TraceOutcome(outcome[i]);
    own[i].key = Keep(own[i].key);
  }
  return &node.branches.emplace_back(Branch{own[0], {own, outcome.size()}, {}});
}

// The way of one step from `link`; nullptr: what is there is another step, which a trace by the law can't meet.
TraceTree::Link* TraceTree::Grow(Link& link, const Tracer::Recorded& recorded) {
  if (link.leaf != kNone || recorded.inputs.size() > limits::kTraceMaxInputs) return nullptr;
  if (link.node == kNone) {
    if (nodes_.size() == limits::kTraceMaxSteps) return nullptr;
    Value* const own = arena_.NewArray<Value>(recorded.inputs.size());
    for (size_t i = 0; i < recorded.inputs.size(); ++i) new (&own[i]) Value(Keep(recorded.inputs[i]));
    link.node = static_cast<uint32_t>(nodes_.size());
    nodes_.push_back(Node{recorded.step, {own, recorded.inputs.size()}, {}});
  }
  Node& node = nodes_[link.node];
  if (node.step != recorded.step || !SameInputs(node.inputs, recorded.inputs)) return nullptr;
  return &BranchFor(node, recorded.outcome)->next;
}

TraceTree::Link* TraceTree::FindLink(const Tracer& tracer) {
  Link* link = &root_;
  for (const Tracer::Recorded& recorded : tracer.steps_) {
    link = Grow(*link, recorded);
    if (link == nullptr) return nullptr;
  }
  return link->is_open() ? link : nullptr;
}

void TraceTree::Add(Tracer& tracer, const Object* root) {
  if (tracer.aborted()) {
    ++fruitless_;
    return;
  }
  auto leaf = std::make_unique<TraceLeaf>();
  leaf->dropped = root == nullptr;
  for (const std::vector<std::string>& path : watched_) {
    Value value = root == nullptr ? Value() : Value::Of(const_cast<Object*>(root));
    for (const std::string& name : path) {
      const Value* const found = value.is_object() ? value.as_object()->Find(std::string_view(name)) : nullptr;
      value = found == nullptr ? Value() : *found;
    }
    leaf->watched.push_back(value.kind() < Kind::kArray ? Keep(tracer.Settled(value)) : Value());
  }
  std::vector<std::pair<uint16_t, std::span<const Value>>> ropes;
  for (const Tracer::Rope& rope : tracer.ropes_) {
    if (!rope.settled) ropes.emplace_back(rope.slot, rope.pieces);
  }
  const bool whole = !tracer.aborted() && (root == nullptr || LeafWriter(ropes, arena_, *leaf).Write(*root));
  Link* const link = whole ? FindLink(tracer) : nullptr;
  if (link == nullptr) {
    ++fruitless_;
    return;
  }
  link->leaf = static_cast<uint32_t>(leaves_.size());
  leaves_.push_back(std::move(leaf));
  next_rest_ = kFirstRest;
}

}  // namespace flowship
