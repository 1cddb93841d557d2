// java.util.TimeZone, which SimpleDateFormat wants. Its ids are those of ZoneId, the three-letter ones, and GMT with an offset; every other one is GMT.
//
// What Java keeps as a zone's standard offset and what daylight saving adds is read off the year that begins now.

#include <optional>

#include "painless/api_tables.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

constexpr int64_t kDaySeconds = 86'400;

const TimeZoneHost& SelfZone(const Value* a) { return *As<TimeZoneHost>(a[0]); }

// The offset on the first day from now on whose time is daylight time, or is none; nullopt: there is no such day within a year.
std::optional<int32_t> NextOffset(const Run& run, const ZoneId& zone, bool daylight) {
  const int64_t now = run.NowNanoseconds() / kNanosPerSecond;
  for (int64_t day = 0; day < 366; ++day) {
    const int64_t at = now + day * kDaySeconds;
    if ((zone.region != nullptr && zone.region->IsDaylightAt(at)) == daylight) return zone.OffsetAt(at);
  }
  return std::nullopt;
}
int32_t RawOffsetOf(const Run& run, const ZoneId& zone) { return NextOffset(run, zone, false).value_or(zone.offset_seconds); }

// "GMT+2" is written "GMT+02:00", as an id too.
Value NewTimeZone(Run& run, std::string_view text) {
  const auto zone = ParseZoneIdOrShort(text);
  const bool is_custom = zone.ok() && zone->region == nullptr && zone->prefix == ZonePrefix::kGmt && zone->offset_seconds % 60 == 0;
  if (is_custom) {
    char id[kZoneIdMaxBytes];
    return Value::Of(run.arena.New<TimeZoneHost>(*zone, run.Copy({id, static_cast<size_t>(WriteZoneId(*zone, id) - id)})));
  }
  if (zone.ok() && (zone->region != nullptr || text == "UTC" || text == "EST" || text == "MST" || text == "HST")) return Value::Of(run.arena.New<TimeZoneHost>(*zone, run.Copy(text)));
  return Value::Of(run.arena.New<TimeZoneHost>(*FindZoneId("GMT"), "GMT"));
}

Value GetTimeZone(Run& run, const Value* a) { return a[0].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : NewTimeZone(run, a[0].as_text()); }
Value GetDefault(Run& run, const Value*) { return NewTimeZone(run, "UTC"); }
Value GetId(Run&, const Value* a) { return Value::String(SelfZone(a).id()); }
Value GetOffsetAt(Run&, const Value* a) { return Value::Int(SelfZone(a).zone().OffsetAt(OfEpochMilli(a[1].as_long()).seconds) * 1000); }
Value GetRawOffset(Run& run, const Value* a) { return Value::Int(RawOffsetOf(run, SelfZone(a).zone()) * 1000); }
Value GetSavings(Run& run, const Value* a) {
  const ZoneId& zone = SelfZone(a).zone();
  const auto daylight = NextOffset(run, zone, true);
  return Value::Int(daylight ? (*daylight - RawOffsetOf(run, zone)) * 1000 : 0);
}
Value HasDaylight(Run& run, const Value* a) { return Value::Bool(NextOffset(run, SelfZone(a).zone(), true).has_value()); }
Value HasSameRules(Run&, const Value* a) {
  const TimeZoneHost* const other = As<TimeZoneHost>(a[1]);
  return Value::Bool(other != nullptr && other->zone() == SelfZone(a).zone());
}
Value IsInDaylight(Run& run, const Value* a) {
  const DateHost* const date = As<DateHost>(a[1]);
  if (date == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const ZoneId& zone = SelfZone(a).zone();
  return Value::Bool(zone.region != nullptr && zone.region->IsDaylightAt(OfEpochMilli(date->millis()).seconds));
}
Value ToZone(Run& run, const Value* a) { return NewZone(run, SelfZone(a).zone()); }
Value CloneZone(Run&, const Value* a) { return a[0]; }  // nothing changes one

constexpr Method kTimeZone[] = {
    Instance("def clone()", CloneZone),
    Instance("int getDSTSavings()", GetSavings),
    Static("TimeZone getDefault()", GetDefault),
    Instance("String getID()", GetId),
    Instance("int getOffset(long)", GetOffsetAt),
    Instance("int getRawOffset()", GetRawOffset),
    Static("TimeZone getTimeZone(String)", GetTimeZone),
    Instance("boolean hasSameRules(TimeZone)", HasSameRules),
    Instance("boolean inDaylightTime(Date)", IsInDaylight),
    Instance("boolean observesDaylightTime()", HasDaylight),
    Instance("ZoneId toZoneId()", ToZone),
    Instance("boolean useDaylightTime()", HasDaylight),
};
static_assert(IsSorted(kTimeZone));

constexpr TypeApi kTables[] = {{TypeId::kTimeZone, kTimeZone, {}}};

}  // namespace

ApiTables TimeZoneApi() { return kTables; }

}  // namespace flowship::painless
