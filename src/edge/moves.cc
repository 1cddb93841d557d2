#include "edge/moves.h"

#include <vector>

namespace flowship {

namespace {

struct FieldPair {
  FieldPath from, to;
};

struct MoveOptions {
  std::vector<FieldPair> fields;
  bool ignore_missing = false, fail_on_error = true;
};

// One pair that was done, and how to undo it.
struct Done {
  const FieldPair* pair;
  size_t made_parts;  // the first so many parts of `to` are the part of the path that was not there before
  Value value;
};

size_t FirstMissing(Document& document, const FieldPath& path) {
  for (size_t parts = 1; parts < path.parts.size(); ++parts) {
    if (!document.Has(PathRef(path.root, std::span(path.parts).first(parts), path.text))) return parts;
  }
  return path.parts.size();
}

// The text of the failure; empty: none.
std::string_view MoveOne(Document& document, const FieldPair& pair, Move move, bool ignore_missing, Done* done) {
  Arena& arena = document.arena();
  if (document.Has(pair.to)) return FormatIn(arena, "target field {} already exists, drop or rename this field first", pair.to.text);
  const Value* const found = document.Get(pair.from);
  if (found == nullptr) {
    return ignore_missing ? std::string_view() : FormatIn(arena, "could not fetch value for key: {}, Error: key not found", pair.from.text);
  }
  done->value = *found;
  if (move == Move::kRename) (void)document.Remove(pair.from);
  done->made_parts = FirstMissing(document, pair.to);
  if (document.Set(pair.to, move == Move::kCopy ? DeepCopy(done->value, arena) : done->value)) {
    done->pair = &pair;
    return {};
  }
  const std::string_view why = document.failure().reason;
  if (move == Move::kRename) (void)document.Set(pair.from, done->value);
  return move == Move::kCopy ? FormatIn(arena, "could not copy value to {}: {}", pair.to.text, why)
                             : FormatIn(arena, "could not put value: {}: {}", pair.to.text, why);
}

void Undo(Document& document, const Done& done, Move move) {
  (void)document.Remove(PathRef(done.pair->to.root, std::span(done.pair->to.parts).first(done.made_parts), done.pair->to.text));
  if (move == Move::kRename) (void)document.Set(done.pair->from, done.value);
}

MoveOptions TakeMoveOptions(std::string_view processor, config::Options& options, CompileContext& context) {
  MoveOptions moves;
  moves.ignore_missing = options.TakeBool("ignore_missing", false);
  moves.fail_on_error = options.TakeBool("fail_on_error", true);
  const auto list = options.TakeSequence("fields");
  if (!list || list->items.empty()) {
    options.Error("fields", std::string(processor) + " needs `fields`, a list of {from, to}");
    return moves;
  }
  for (const config::Node& item : list->items) {
    config::Options pair(item, context.diagnostics);
    const bool given = pair.Has("from") && pair.Has("to");
    const std::string from = pair.RequireString("from"), to = pair.RequireString("to");
    if (given) moves.fields.push_back({context.Path(from, pair.PlaceOf("from")), context.Path(to, pair.PlaceOf("to"))});
    pair.Finish("a pair of fields");
  }
  return moves;
}

class MoveFields : public Processor {
 public:
  MoveFields(Move move, std::string_view what, MoveOptions options, FieldPath error_message)
      : move_(move), what_(what), options_(std::move(options)), error_message_(std::move(error_message)) {}

  RunResult Run(Document& document) const override {
    Done* const done = document.arena().NewArray<Done>(options_.fields.size());
    size_t count = 0;
    for (const FieldPair& pair : options_.fields) {
      done[count] = {nullptr, 0, Value::Null()};
      const std::string_view why = MoveOne(document, pair, move_, options_.ignore_missing, &done[count]);
      if (why.empty()) {
        if (done[count].pair != nullptr) ++count;
      } else if (options_.fail_on_error) {
        while (count > 0) Undo(document, done[--count], move_);
        (void)document.Set(error_message_, Value::String(FormatIn(document.arena(), "Failed to {}: {}", what_, why)));
        break;
      }
    }
    return RunResult::kOk;
  }
  // Failures tell of names and kinds only, which a trace stands for.
  bool Traces() const override { return true; }

 private:
  const Move move_;
  const std::string_view what_;
  const MoveOptions options_;
  const FieldPath error_message_;
};

}  // namespace

std::unique_ptr<const Processor> CompileMove(Move move, std::string_view name, std::string_view what, config::Options& options, CompileContext& context) {
  MoveOptions moves = TakeMoveOptions(name, options, context);
  return std::make_unique<MoveFields>(move, what, std::move(moves), context.Path("error.message", options.place()));
}

}  // namespace flowship
