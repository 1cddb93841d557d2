// Statements.

#include "painless/api.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/nodes.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

struct BlockStep : Step {
  const Step* const* steps;
  uint32_t count;
};

Flow ExecBlock(const Step& base, Run& run) {
  const auto& block = static_cast<const BlockStep&>(base);
  for (uint32_t i = 0; i < block.count; ++i) {
    const Flow flow = Exec(block.steps[i], run);
    if (flow != Flow::kNext) return flow;
  }
  return Flow::kNext;
}

struct ValueStep : Step {
  const Node* value;
};

Flow ExecEvaluate(const Step& base, Run& run) {
  Eval(static_cast<const ValueStep&>(base).value, run);
  return run.failed() ? Flow::kThrow : Flow::kNext;
}

Flow ExecReturn(const Step& base, Run& run) {
  const Node* const value = static_cast<const ValueStep&>(base).value;
  run.result = value == nullptr ? Value() : Eval(value, run);
  return run.failed() ? Flow::kThrow : Flow::kReturn;
}

Flow ExecThrow(const Step& base, Run& run) {
  const Value value = Eval(static_cast<const ValueStep&>(base).value, run);
  if (!run.failed()) {
    ExceptionHost* const exception = As<ExceptionHost>(value);
    if (exception == nullptr) {
      run.ThrowNull("Cannot throw exception because value is null");
    } else {
      run.Throw(exception);
    }
    run.Locate(base.at);
  }
  return Flow::kThrow;
}

struct DeclareStep : Step {
  uint32_t slot;
  const Node* value;
};

Flow ExecDeclare(const Step& base, Run& run) {
  const auto& step = static_cast<const DeclareStep&>(base);
  run.slots[step.slot] = Eval(step.value, run);
  return run.failed() ? Flow::kThrow : Flow::kNext;
}

struct IfStep : Step {
  const Node* condition;
  const Step *yes, *no;
};

Flow ExecIf(const Step& base, Run& run) {
  const auto& step = static_cast<const IfStep&>(base);
  const Value condition = Eval(step.condition, run);
  if (run.failed()) return Flow::kThrow;
  if (condition.as_bool()) return Exec(step.yes, run);
  return step.no == nullptr ? Flow::kNext : Exec(step.no, run);
}

struct LoopStep : Step {
  const Step* start;
  const Node *condition, *after;
  const Step* body;
};

// False: leave the loop with *flow.
bool GoesOn(const Step& loop, Flow* flow, Run& run) {
  if (*flow == Flow::kBreak) {
    *flow = Flow::kNext;
    return false;
  }
  if (*flow != Flow::kNext && *flow != Flow::kContinue) return false;
  if (run.CountLoop()) return true;
  run.Locate(loop.at);
  *flow = Flow::kThrow;
  return false;
}

Flow ExecLoop(const Step& base, Run& run) {
  const auto& loop = static_cast<const LoopStep&>(base);
  if (loop.start != nullptr && Exec(loop.start, run) != Flow::kNext) return Flow::kThrow;
  for (;;) {
    if (loop.condition != nullptr) {
      const Value condition = Eval(loop.condition, run);
      if (run.failed()) return Flow::kThrow;
      if (!condition.as_bool()) return Flow::kNext;
    }
    Flow flow = loop.body == nullptr ? Flow::kNext : Exec(loop.body, run);
    if (!GoesOn(loop, &flow, run)) return flow;
    if (loop.after != nullptr) Eval(loop.after, run);
    if (run.failed()) return Flow::kThrow;
  }
}

Flow ExecDoWhile(const Step& base, Run& run) {
  const auto& loop = static_cast<const LoopStep&>(base);
  for (;;) {
    Flow flow = Exec(loop.body, run);
    if (!GoesOn(loop, &flow, run)) return flow;
    const Value condition = Eval(loop.condition, run);
    if (run.failed()) return Flow::kThrow;
    if (!condition.as_bool()) return Flow::kNext;
  }
}

struct ForEachStep : Step {
  uint32_t slot;
  bool cast;
  Type variable;
  const Node* items;
  const Step* body;
};

// The number of elements that an iterator would compare to find that it was changed behind its back.
uint32_t CurrentSize(const Value& items) {
  if (const ArrayHost* const array = As<ArrayHost>(items)) return array->items().size();
  return SizeOf(items);
}

Flow ExecForEach(const Step& base, Run& run) {
  const auto& loop = static_cast<const ForEachStep&>(base);
  const Value items = Eval(loop.items, run);
  if (run.failed()) return Flow::kThrow;
  Sequence sequence;
  if (items.is_null()) {
    run.ThrowNull("Cannot iterate over a null value");
  } else if (!ToSequence(run, items, &sequence) && !run.failed()) {
    run.ThrowFormatted(TypeId::kIllegalArgumentException, "Cannot iterate over [{}]", ClassNameOf(items));
  }
  if (run.failed()) {
    run.Locate(loop.at);
    return Flow::kThrow;
  }
  const bool live = IsList(items);  // a list is read as it is at the moment, and its memory may move
  const size_t size = sequence.size();
  for (size_t i = 0;; ++i) {
    const uint32_t current = CurrentSize(items);
    if (EndsAt(items, i, size, current)) return Flow::kNext;
    if (current != size) {
      run.ThrowWithoutMessage(TypeId::kConcurrentModificationException);
      run.Locate(loop.at);
      return Flow::kThrow;
    }
    const Value item = live ? ListOf(items)[i] : sequence[i];
    run.slots[loop.slot] = loop.cast ? CastDef(run, item, loop.variable, true) : item;
    if (run.tracer != nullptr && run.slots[loop.slot].origin() != item.origin()) run.tracer->Abort();
    if (run.failed()) {
      run.Locate(loop.at);
      return Flow::kThrow;
    }
    Flow flow = Exec(loop.body, run);
    if (!GoesOn(loop, &flow, run)) return flow;
  }
}

Flow ExecBreak(const Step&, Run&) { return Flow::kBreak; }
Flow ExecContinue(const Step&, Run&) { return Flow::kContinue; }

struct TryStep : Step {
  const Step* body;
  std::span<const Trap> traps;
};

Flow ExecTry(const Step& base, Run& run) {
  const auto& step = static_cast<const TryStep&>(base);
  const Flow flow = Exec(step.body, run);
  if (flow != Flow::kThrow) return flow;
  for (const Trap& trap : step.traps) {
    if (!IsSubtype(run.thrown()->type().id, trap.type)) continue;
    run.slots[trap.slot] = Value::Of(run.TakeThrown());
    return trap.body == nullptr ? Flow::kNext : Exec(trap.body, run);
  }
  return Flow::kThrow;
}

}  // namespace

const Step* MakeBlock(NodeArena& arena, uint32_t at, Steps steps) {
  if (steps.size() == 1) return steps[0];
  return arena.New<BlockStep>(Step{ExecBlock, at, kTraces}, steps.data(), static_cast<uint32_t>(steps.size()));
}

const Step* MakeEvaluate(NodeArena& arena, uint32_t at, const Node* value) { return arena.New<ValueStep>(Step{ExecEvaluate, at, kTraces}, value); }

const Step* MakeDeclare(NodeArena& arena, uint32_t at, uint32_t slot, const Node* value) {
  return arena.New<DeclareStep>(Step{ExecDeclare, at, kTraces}, slot, value);
}

const Step* MakeIf(NodeArena& arena, uint32_t at, const Node* condition, const Step* yes, const Step* no) {
  return arena.New<IfStep>(Step{ExecIf, at, kTraces}, condition, yes, no);
}

const Step* MakeLoop(NodeArena& arena, uint32_t at, const Step* start, const Node* condition, const Node* after, const Step* body) {
  return arena.New<LoopStep>(Step{ExecLoop, at, kTraces}, start, condition, after, body);
}

const Step* MakeDoWhile(NodeArena& arena, uint32_t at, const Step* body, const Node* condition) {
  return arena.New<LoopStep>(Step{ExecDoWhile, at, kTraces}, nullptr, condition, nullptr, body);
}

const Step* MakeForEach(NodeArena& arena, uint32_t at, uint32_t slot, Type item, Type variable, const Node* items, const Step* body) {
  return arena.New<ForEachStep>(Step{ExecForEach, at, kTraces}, slot, item != variable && !variable.is_def(), variable, items, body);
}

const Node* ReturnedValue(const Step* body) {
  if (body->exec == ExecBlock) {
    const auto& block = static_cast<const BlockStep&>(*body);
    return block.count == 1 ? ReturnedValue(block.steps[0]) : nullptr;
  }
  return body->exec == ExecReturn ? static_cast<const ValueStep&>(*body).value : nullptr;
}

const Step* MakeReturn(NodeArena& arena, uint32_t at, const Node* value) { return arena.New<ValueStep>(Step{ExecReturn, at, kTraces}, value); }
const Step* MakeThrow(NodeArena& arena, uint32_t at, const Node* value) { return arena.New<ValueStep>(Step{ExecThrow, at}, value); }
const Step* MakeBreak(NodeArena& arena, uint32_t at) { return arena.New<Step>(ExecBreak, at, kTraces); }
const Step* MakeContinue(NodeArena& arena, uint32_t at) { return arena.New<Step>(ExecContinue, at, kTraces); }

const Step* MakeTry(NodeArena& arena, uint32_t at, const Step* body, std::span<const Trap> traps) {
  return arena.New<TryStep>(Step{ExecTry, at}, body, traps);
}

}  // namespace flowship::painless
