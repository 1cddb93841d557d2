#pragma once
// Methods that several classes of java.time have: each works on whatever a[0] is.

#include "painless/api.h"
#include "painless/time.h"

namespace flowship::painless {

inline const TemporalHost& SelfTemporal(const Value* a) { return *As<TemporalHost>(a[0]); }

template <DateField field>
Value GetPart(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(GetField(SelfTemporal(a).time(), field))); }
template <DateField field>
Value WithPart(Run& run, const Value* a) { return WithFieldOf(run, a[0], field, a[1].as_long()); }
template <ChronoUnit unit>
Value PlusOf(Run& run, const Value* a) { return AddUnits(run, a[0], a[1].as_long(), unit, false); }
template <ChronoUnit unit>
Value MinusOf(Run& run, const Value* a) { return AddUnits(run, a[0], a[1].as_long(), unit, true); }

template <bool subtract>
Value AddUnitsTo(Run& run, const Value* a) {
  ChronoUnit unit;
  return UnitOf(run, a[2], &unit) ? AddUnits(run, a[0], a[1].as_long(), unit, subtract) : Value();
}
template <bool subtract>
Value AddAmountTo(Run& run, const Value* a) { return AddAmount(run, a[0], a[1], subtract); }

template <TypeId type>
Value FromAccessor(Run& run, const Value* a) { return ConvertTemporal(run, a[0], type); }
template <TypeId type>
Value ToTemporal(Run& run, const Value* a) { return ConvertTemporal(run, a[0], type); }

inline Value GetWeekday(Run& run, const Value* a) {
  return NewEnum(run, TypeId::kDayOfWeek, static_cast<uint32_t>(GetField(SelfTemporal(a).time(), DateField::kDayOfWeek)) - 1);
}
inline Value GetMonthOf(Run& run, const Value* a) { return NewEnum(run, TypeId::kMonth, static_cast<uint32_t>(SelfTemporal(a).time().local.month) - 1); }

// with(adjuster), with(field, value), truncatedTo(unit): type_temporal.cc.
Value WithAdjuster(Run& run, const Value* a);
Value WithFieldValue(Run& run, const Value* a);
Value Truncated(Run& run, const Value* a);

// zone.getRules(): type_partial_date.cc.
Value RulesOf(Run& run, const Value* a);

// formatter.format(a[0]) and its reverse: type_date_format.cc. `type` is what a text becomes; `constant` the formatter when the script gives none.
Value FormatTemporal(Run& run, const Value& temporal, const Value& formatter);
Value ParseTemporal(Run& run, TypeId type, const Value& text, const Value& formatter, std::string_view constant);
inline Value FormatWith(Run& run, const Value* a) { return FormatTemporal(run, a[0], a[1]); }
template <TypeId type>
Value ParseWith(Run& run, const Value* a) {
  return a[1].is_null() ? run.Throw(TypeId::kNullPointerException, "formatter") : ParseTemporal(run, type, a[0], a[1], {});
}

}  // namespace flowship::painless
