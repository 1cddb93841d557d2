// Optional and its primitive forms, the summary statistics.

#include <cmath>

#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/stream.h"
#include "painless/summary.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {

std::string_view OptionalHost::ToText(Arena& arena) const {
  const std::string_view name = SimpleNameOf(type().id);
  if (!present_) return Concat(name, ".empty", arena);
  std::string_view text = "?";
  if (value_.is_string()) text = value_.as_text();
  if (value_.is_integral()) text = FormatInteger(value_.as_long(), arena);
  if (value_.kind() == Kind::kDouble) text = FormatDouble(value_.as_double(), arena);
  return Concat(Concat(Concat(name, "[", arena), text, arena), "]", arena);
}

void SummaryHost::AddDouble(double number) {
  const double corrected = number - low_;
  const double sum = high_ + corrected;
  low_ = (sum - high_) - corrected;
  high_ = sum;
  simple_ += number;
}

double SummaryHost::SumDouble() const {
  const double sum = high_ - low_;
  return std::isnan(sum) && std::isinf(simple_) ? simple_ : sum;
}

void SummaryHost::Add(const Value& number) {
  ++count_;
  if (is_floating()) {
    const double value = ToDouble(number);
    AddDouble(value);
    min_double_ = std::isnan(value) || value < min_double_ ? value : min_double_;
    max_double_ = std::isnan(value) || value > max_double_ ? value : max_double_;
    return;
  }
  const int64_t value = ToLong(number);
  sum_ = static_cast<int64_t>(static_cast<uint64_t>(sum_) + static_cast<uint64_t>(value));
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

void SummaryHost::Combine(const SummaryHost& other) {
  count_ += other.count_;
  sum_ = static_cast<int64_t>(static_cast<uint64_t>(sum_) + static_cast<uint64_t>(other.sum_));
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  if (!is_floating()) return;
  AddDouble(other.SumDouble());
  min_double_ = std::min(min_double_, other.min_double_);
  max_double_ = std::max(max_double_, other.max_double_);
}

Value SummaryHost::SumAs(TypeId summary) const {
  return summary == TypeId::kIntSummaryStatistics ? Value::Int(static_cast<int32_t>(sum_)) : Sum();
}

Value SummaryHost::Min() const {
  if (is_floating()) return Value::Double(min_double_);
  if (type().id == TypeId::kLongSummaryStatistics) return Value::Long(min_);
  return Value::Int(count_ == 0 ? INT32_MAX : static_cast<int32_t>(min_));
}

Value SummaryHost::Max() const {
  if (is_floating()) return Value::Double(max_double_);
  if (type().id == TypeId::kLongSummaryStatistics) return Value::Long(max_);
  return Value::Int(count_ == 0 ? INT32_MIN : static_cast<int32_t>(max_));
}

std::string_view SummaryHost::ToText(Arena& arena) const {
  const auto shown = [](const Value& value) { return value.is_floating() ? fmt::format("{:f}", value.as_double()) : std::to_string(value.as_long()); };
  return FormatIn(arena, "{}{{count={}, sum={}, min={}, average={:f}, max={}}}", SimpleNameOf(type().id), count_, shown(Sum()), shown(Min()), average(),
                  shown(Max()));
}

namespace {

const OptionalHost& Self(const Value* a) { return *As<OptionalHost>(a[0]); }

template <TypeId type>
Value Empty(Run& run, const Value*) { return NewOptional(run, type, nullptr); }
template <TypeId type>
Value Of(Run& run, const Value* a) { return a[0].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : NewOptional(run, type, &a[0]); }
Value OfNullable(Run& run, const Value* a) { return NewOptional(run, TypeId::kOptional, a[0].is_null() ? nullptr : &a[0]); }
Value Get(Run& run, const Value* a) { return Self(a).present() ? Self(a).value() : run.Throw(TypeId::kNoSuchElementException, "No value present"); }
Value IsPresent(Run&, const Value* a) { return Value::Bool(Self(a).present()); }
Value IfPresent(Run& run, const Value* a) {
  if (Self(a).present()) CallFunction(run, a[1], {Self(a).value()});
  return Value();
}
Value Filter(Run& run, const Value* a) {
  if (!Self(a).present() || CallPredicate(run, a[1], {Self(a).value()})) return a[0];
  return NewOptional(run, TypeId::kOptional, nullptr);
}
Value Map(Run& run, const Value* a) {
  if (!Self(a).present()) return a[0];
  const Value value = CallFunction(run, a[1], {Self(a).value()});
  return run.failed() ? Value() : OfNullable(run, &value);
}
Value FlatMap(Run& run, const Value* a) { return Self(a).present() ? CallFunction(run, a[1], {Self(a).value()}) : a[0]; }
Value OrElse(Run&, const Value* a) { return Self(a).present() ? Self(a).value() : a[1]; }
template <TypeId type>
Value OrElseGet(Run& run, const Value* a) { return Self(a).present() ? Self(a).value() : CallAs(run, type, a[1], {}); }
Value OrElseThrow(Run& run, const Value* a) {
  if (Self(a).present()) return Self(a).value();
  const Value thrown = CallFunction(run, a[1], {});
  if (run.failed()) return Value();
  ExceptionHost* const exception = As<ExceptionHost>(thrown);
  return exception == nullptr ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : run.Throw(exception);
}

constexpr Method kOptional[] = {
    Static("Optional empty()", Empty<TypeId::kOptional>),
    Instance("Optional filter(Predicate)", Filter),
    Instance("Optional flatMap(Function)", FlatMap),
    Instance("def get()", Get),
    Instance("void ifPresent(Consumer)", IfPresent),
    Instance("boolean isPresent()", IsPresent),
    Instance("Optional map(Function)", Map),
    Static("Optional of(def)", Of<TypeId::kOptional>),
    Static("Optional ofNullable(def)", OfNullable),
    Instance("def orElse(def)", OrElse),
    Instance("def orElseGet(Supplier)", OrElseGet<TypeId::kDef>),
    Instance("def orElseThrow(Supplier)", OrElseThrow),
};
static_assert(IsSorted(kOptional));

constexpr Method kOptionalInt[] = {
    Static("OptionalInt empty()", Empty<TypeId::kOptionalInt>),   Instance("int getAsInt()", Get),
    Instance("void ifPresent(IntConsumer)", IfPresent),           Instance("boolean isPresent()", IsPresent),
    Static("OptionalInt of(int)", Of<TypeId::kOptionalInt>),      Instance("int orElse(int)", OrElse),
    Instance("int orElseGet(IntSupplier)", OrElseGet<TypeId::kInt>), Instance("int orElseThrow(Supplier)", OrElseThrow),
};
static_assert(IsSorted(kOptionalInt));

constexpr Method kOptionalLong[] = {
    Static("OptionalLong empty()", Empty<TypeId::kOptionalLong>),    Instance("long getAsLong()", Get),
    Instance("void ifPresent(LongConsumer)", IfPresent),             Instance("boolean isPresent()", IsPresent),
    Static("OptionalLong of(long)", Of<TypeId::kOptionalLong>),      Instance("long orElse(long)", OrElse),
    Instance("long orElseGet(LongSupplier)", OrElseGet<TypeId::kLong>), Instance("long orElseThrow(Supplier)", OrElseThrow),
};
static_assert(IsSorted(kOptionalLong));

constexpr Method kOptionalDouble[] = {
    Static("OptionalDouble empty()", Empty<TypeId::kOptionalDouble>),      Instance("double getAsDouble()", Get),
    Instance("void ifPresent(DoubleConsumer)", IfPresent),                 Instance("boolean isPresent()", IsPresent),
    Static("OptionalDouble of(double)", Of<TypeId::kOptionalDouble>),      Instance("double orElse(double)", OrElse),
    Instance("double orElseGet(DoubleSupplier)", OrElseGet<TypeId::kDouble>), Instance("double orElseThrow(Supplier)", OrElseThrow),
};
static_assert(IsSorted(kOptionalDouble));

// Summaries -------------------------------------------------------------------------------------------------------------------------------

const SummaryHost& Summary(const Value* a) { return *As<SummaryHost>(a[0]); }

template <TypeId type>
Value NewSummary(Run& run, const Value*) { return Value::Of(run.arena.New<SummaryHost>(type)); }
Value Combine(Run& run, const Value* a) {
  const SummaryHost* const other = As<SummaryHost>(a[1]);
  if (other == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  As<SummaryHost>(a[0])->Combine(*other);
  return Value();
}
Value GetAverage(Run&, const Value* a) { return Value::Double(Summary(a).average()); }
Value GetCount(Run&, const Value* a) { return Value::Long(Summary(a).count()); }
Value GetMax(Run&, const Value* a) { return Summary(a).Max(); }
Value GetMin(Run&, const Value* a) { return Summary(a).Min(); }
Value GetSum(Run&, const Value* a) { return Summary(a).Sum(); }

constexpr Method kIntSummary[] = {
    Instance("void combine(IntSummaryStatistics)", Combine), Instance("double getAverage()", GetAverage), Instance("long getCount()", GetCount),
    Instance("int getMax()", GetMax), Instance("int getMin()", GetMin), Instance("long getSum()", GetSum),
    Static("IntSummaryStatistics new()", NewSummary<TypeId::kIntSummaryStatistics>),
};
constexpr Method kLongSummary[] = {
    Instance("void combine(LongSummaryStatistics)", Combine), Instance("double getAverage()", GetAverage), Instance("long getCount()", GetCount),
    Instance("long getMax()", GetMax), Instance("long getMin()", GetMin), Instance("long getSum()", GetSum),
    Static("LongSummaryStatistics new()", NewSummary<TypeId::kLongSummaryStatistics>),
};
constexpr Method kDoubleSummary[] = {
    Instance("void combine(DoubleSummaryStatistics)", Combine), Instance("double getAverage()", GetAverage), Instance("long getCount()", GetCount),
    Instance("double getMax()", GetMax), Instance("double getMin()", GetMin), Instance("double getSum()", GetSum),
    Static("DoubleSummaryStatistics new()", NewSummary<TypeId::kDoubleSummaryStatistics>),
};
static_assert(IsSorted(kIntSummary) && IsSorted(kLongSummary) && IsSorted(kDoubleSummary));

constexpr TypeApi kTables[] = {
    {TypeId::kOptional, kOptional, {}},
    {TypeId::kOptionalInt, kOptionalInt, {}},
    {TypeId::kOptionalLong, kOptionalLong, {}},
    {TypeId::kOptionalDouble, kOptionalDouble, {}},
    {TypeId::kIntSummaryStatistics, kIntSummary, {}},
    {TypeId::kLongSummaryStatistics, kLongSummary, {}},
    {TypeId::kDoubleSummaryStatistics, kDoubleSummary, {}},
};

}  // namespace

ApiTables OptionalApi() { return kTables; }

}  // namespace flowship::painless
