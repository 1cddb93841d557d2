// drop_fields: removes fields. Beats, "Drop fields from events".

#include "edge/edge_processors.h"
#include "edge/selection.h"

namespace flowship {

namespace {

class DropFields : public Processor {
 public:
  explicit DropFields(FieldSelection selection) : selection_(std::move(selection)) {}
  RunResult Run(Document& document) const override {
    // Beats only logs what is missing; so nothing is to be done about it.
    for (const FieldPath& path : selection_.paths) {
      if (document.Has(path)) (void)document.Remove(path);
    }
    for (const PathRef& path : MatchingFields(document, selection_.regexes)) (void)document.Remove(path);
    return RunResult::kOk;
  }
  bool Traces() const override { return true; }

 private:
  const FieldSelection selection_;
};

}  // namespace

std::unique_ptr<const Processor> CompileDropFields(config::Options& options, CompileContext& context) {
  (void)options.TakeBool("ignore_missing", false);
  return std::make_unique<DropFields>(TakeSelection("drop_fields", options, context));
}

}  // namespace flowship
