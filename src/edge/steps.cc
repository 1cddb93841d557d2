#include "edge/steps.h"

namespace flowship {

namespace {

class Steps : public Processor {
 public:
  Steps(std::vector<IngestStep> steps, IngestRules rules, FieldPath error) : steps_(std::move(steps)), rules_(rules), error_(std::move(error)) {}

  RunResult Run(Document& document) const override {
    Before* const before = document.arena().NewArray<Before>(steps_.size());
    for (size_t i = 0; i < steps_.size(); ++i) {
      const IngestStep& step = steps_[i];
      before[i] = Look(document, step);
      if (!before[i].has_from && rules_.ignore_missing) continue;
      const RunResult result = step.processor->Run(document);
      if (document.tracer != nullptr && !IsTraced(step, result, *document.tracer)) document.tracer->Abort();
      if (result == RunResult::kOk) {
        if (step.moves) (void)document.Remove(step.from);
        continue;
      }
      const std::string_view why = document.failure().Root().reason;
      PutBack(document, step, before[i]);
      if (!rules_.fail_on_error) continue;
      for (size_t done = i; done > 0; --done) PutBack(document, steps_[done - 1], before[done - 1]);
      (void)document.Set(error_, Value::String(FormatIn(document.arena(), "{}: {}", rules_.what, why)));
      break;
    }
    return RunResult::kOk;
  }
  bool Traces() const override { return true; }

 private:
  struct Before {
    bool has_from = false, has_to = false;
    Value from, to;
  };

  // A failure that is told of puts a text into the document that was made of the values.
  bool IsTraced(const IngestStep& step, RunResult result, Tracer& tracer) const {
    const bool fails_alike = tracer.TakeFailure() && !rules_.fail_on_error;
    return step.processor->Traces() && (result == RunResult::kOk || fails_alike);
  }
  static Before Look(Document& document, const IngestStep& step) {
    Before before;
    if (const Value* const from = document.Get(step.from)) before.has_from = true, before.from = *from;
    if (const Value* const to = document.Get(step.to)) before.has_to = true, before.to = *to;
    return before;
  }
  static void PutBack(Document& document, const IngestStep& step, const Before& before) {
    if (before.has_to) {
      (void)document.Set(step.to, before.to);
    } else if (document.Has(step.to)) {
      (void)document.Remove(step.to);
    }
    if (before.has_from && !document.Has(step.from)) (void)document.Set(step.from, before.from);
  }

  const std::vector<IngestStep> steps_;
  const IngestRules rules_;
  const FieldPath error_;
};

}  // namespace

IngestRules TakeRules(std::string_view what, config::Options& options) {
  IngestRules rules;
  rules.what = what;
  rules.ignore_missing = options.TakeBool("ignore_missing", false);
  rules.fail_on_error = options.TakeBool("fail_on_error", true);
  return rules;
}

std::unique_ptr<const Processor> MakeSteps(std::vector<IngestStep> steps, IngestRules rules, const config::Place& place, CompileContext& context) {
  return std::make_unique<Steps>(std::move(steps), rules, context.Path("error.message", place));
}

}  // namespace flowship
