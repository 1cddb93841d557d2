// sort: the elements of a list in order. Elasticsearch, "Sort processor".

#include <algorithm>

#include "painless/collections.h"
#include "painless/text.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// Of two values of one kind; Java's natural order.
int Compare(const Value& a, const Value& b) {
  const auto order = [](int64_t x, int64_t y) { return x < y ? -1 : x > y ? 1 : 0; };
  switch (a.kind()) {
    case Kind::kString: return painless::CompareUnits(a.as_text(), b.as_text());
    case Kind::kFloat:
    case Kind::kDouble: return painless::CompareDoubles(a.as_double(), b.as_double());
    case Kind::kBigInteger: {
      const bool negative = a.as_text().starts_with('-'), other = b.as_text().starts_with('-');
      if (negative != other) return negative ? -1 : 1;
      const int by_size = order(static_cast<int64_t>(a.as_text().size()), static_cast<int64_t>(b.as_text().size()));
      const int by_value = by_size != 0 ? by_size : a.as_text().compare(b.as_text());
      return negative ? -by_value : by_value;
    }
    default: return order(a.as_long(), b.as_long());
  }
}

class Sort : public Processor {
 public:
  Sort(FieldPath field, FieldPath target, bool descending) : field_(std::move(field)), target_(std::move(target)), descending_(descending) {}

  RunResult Run(Document& document) const override {
    Value* found = nullptr;
    if (!document.Require(field_, &found)) return RunResult::kFailed;
    if (found->is_null()) return OkOrFailed(document.Illegal("field [{}] is null, cannot sort.", field_.text));
    if (!found->is_array()) return OkOrFailed(FailCast(document, field_, *found, "java.util.List"));
    const Array& values = *found->as_array();
    if (!AreComparable(document, values)) return RunResult::kFailed;
    Array* const sorted = Array::New(document.arena(), values.size());
    for (const Value& value : values) sorted->Push(value, document.arena());
    const bool descending = descending_;
    std::stable_sort(sorted->begin(), sorted->end(),
                     [descending](const Value& a, const Value& b) { return descending ? Compare(b, a) < 0 : Compare(a, b) < 0; });
    return OkOrFailed(document.Set(target_, Value::Of(sorted)));
  }

 private:
  // Java compares neighbours first: the later one with the earlier one, or the other way round when the order is reversed.
  bool AreComparable(Document& document, const Array& values) const {
    for (uint32_t i = 1; i < values.size(); ++i) {
      const Value &asked = descending_ ? values[i - 1] : values[i], &given = descending_ ? values[i] : values[i - 1];
      if (asked.is_null() || given.is_null()) {
        return document.Fail("null_pointer_exception", "a null in a list can't be compared");
      }
      if (asked.is_array() || asked.is_object()) return FailClassCast(document, asked, "java.lang.Comparable");
      if (asked.kind() != given.kind()) return FailClassCast(document, given, JavaTypeName(asked));
    }
    return true;
  }

  const FieldPath field_, target_;
  const bool descending_;
};

}  // namespace

std::unique_ptr<const Processor> CompileSort(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  FieldPath target = TakeField(options, context, "target_field", field);
  const std::string order = options.TakeString("order", "asc");
  if (order != "asc" && order != "desc") {
    options.Error("order", "[order] Sort direction [" + order + "] not recognized. Valid values are: [asc, desc]");
  }
  return std::make_unique<Sort>(std::move(field), std::move(target), order == "desc");
}

}  // namespace flowship
