#include "base/time_zone.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/time_zone_table.h"

namespace flowship {

// cctz answers a question in 50 to 130 ns. Dates of one log lie between the same two transitions, so these are taken from cctz once and the
// last answer's place is where the next search begins.
struct TimeZone::Rules {
  cctz::time_zone zone;
  // Transition i is at utc[i], where offsets[i] gives way to offsets[i + 1]. Local times before local[i] have the earlier one: that is the
  // end of the gap or of the overlap.
  std::vector<int64_t> utc, local;
  std::vector<int32_t> offsets;
  mutable std::atomic<size_t> last_utc{0}, last_local{0};

  void Fill();
  int32_t OffsetAfter(const std::vector<int64_t>& bounds, std::atomic<size_t>& last, int64_t seconds) const;
};

namespace {

using Slot = std::atomic<const TimeZone*>;
using TimePoint = cctz::time_point<cctz::seconds>;

constexpr int64_t kLastYear = 2400;  // cctz goes on by its own rules from there

// One slot for every row of ZoneIds().
Slot* Slots() {
  static Slot* const slots = new Slot[ZoneIds().size()]();
  return slots;
}

TimePoint AtSeconds(int64_t epoch_seconds) { return TimePoint(cctz::seconds(epoch_seconds)); }

const TimeZone* Load(const ZoneIdRow& row) {
  Slot& slot = Slots()[&row - ZoneIds().data()];
  if (const TimeZone* zone = slot.load(std::memory_order_acquire)) return zone;
  auto rules = std::make_unique<TimeZone::Rules>();
  if (!cctz::load_time_zone(std::string(row.id), &rules->zone)) return nullptr;
  rules->Fill();
  auto loaded = std::make_unique<TimeZone>(row.id, row.names, rules.get());
  const TimeZone* expected = nullptr;
  if (!slot.compare_exchange_strong(expected, loaded.get(), std::memory_order_acq_rel)) return expected;
  rules.release();
  return loaded.release();
}

// ZoneId.SHORT_IDS of the JDK.
using ShortId = std::pair<std::string_view, std::string_view>;
constexpr ShortId kShortIds[] = {
    {"ACT", "Australia/Darwin"},    {"AET", "Australia/Sydney"},    {"AGT", "America/Argentina/Buenos_Aires"},
    {"ART", "Africa/Cairo"},        {"AST", "America/Anchorage"},   {"BET", "America/Sao_Paulo"},
    {"BST", "Asia/Dhaka"},          {"CAT", "Africa/Harare"},       {"CNT", "America/St_Johns"},
    {"CST", "America/Chicago"},     {"CTT", "Asia/Shanghai"},       {"EAT", "Africa/Addis_Ababa"},
    {"ECT", "Europe/Paris"},        {"EST", "-05:00"},              {"HST", "-10:00"},
    {"IET", "America/Indiana/Indianapolis"}, {"IST", "Asia/Kolkata"}, {"JST", "Asia/Tokyo"},
    {"MIT", "Pacific/Apia"},        {"MST", "-07:00"},              {"NET", "Asia/Yerevan"},
    {"NST", "Pacific/Auckland"},    {"PLT", "Asia/Karachi"},        {"PNT", "America/Phoenix"},
    {"PRT", "America/Puerto_Rico"}, {"PST", "America/Los_Angeles"}, {"SST", "Pacific/Guadalcanal"},
    {"VST", "Asia/Ho_Chi_Minh"},
};
static_assert(std::ranges::is_sorted(kShortIds, {}, &ShortId::first));

// Two digits at `at` of `text`; -1 when they are not there.
int TwoDigits(std::string_view text, size_t at) {
  if (at + 2 > text.size()) return -1;
  const int tens = text[at] - '0', units = text[at + 1] - '0';
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1;
}

struct OffsetParts {
  bool valid = false;  // of the form; the parts may be too large
  int hours = 0, minutes = 0, seconds = 0;

  bool InRange() const {
    return hours <= 18 && minutes <= 59 && seconds <= 59 && (hours < 18 || (minutes | seconds) == 0);
  }
};

// As java.time.ZoneOffset.of: +h, +hh, +hh:mm, +hhmm, +hh:mm:ss, +hhmmss, and the same with '-'.
OffsetParts ReadOffsetId(std::string_view text) {
  const auto two = [text](size_t at) { return TwoDigits(text, at); };
  const auto after_colon = [text](size_t at) { return text[at] == ':' ? TwoDigits(text, at + 1) : -1; };
  OffsetParts parts;
  switch (text.size()) {
    case 2: parts.hours = text[1] >= '0' && text[1] <= '9' ? text[1] - '0' : -1; break;
    case 3: parts.hours = two(1); break;
    case 5: parts = {false, two(1), two(3), 0}; break;
    case 6: parts = {false, two(1), after_colon(3), 0}; break;
    case 7: parts = {false, two(1), two(3), two(5)}; break;
    case 9: parts = {false, two(1), after_colon(3), after_colon(6)}; break;
    default: return parts;
  }
  parts.valid = (text[0] == '+' || text[0] == '-') && parts.hours >= 0 && parts.minutes >= 0 && parts.seconds >= 0;
  return parts;
}

std::optional<int32_t> FindOffset(std::string_view text) {
  const OffsetParts parts = ReadOffsetId(text);
  if (!parts.valid || !parts.InRange()) return std::nullopt;
  const int32_t total = parts.hours * 3600 + parts.minutes * 60 + parts.seconds;
  return text[0] == '-' ? -total : total;
}

// Why what is not even of the form of an offset is none; the parts in the order in which Java reads them.
const char* OffsetFormFault(std::string_view text, const OffsetParts& parts) {
  const bool right_size = text.size() >= 2 && text.size() <= 9 && text.size() != 4 && text.size() != 8;
  if (!right_size) return "invalid format";
  const bool colons = (text.size() != 6 && text.size() != 9) || (text[3] == ':' && (text.size() == 6 || text[6] == ':'));
  if (parts.hours >= 0 && !colons) return "colon not found when expected";
  return parts.hours < 0 || parts.minutes < 0 || parts.seconds < 0 ? "non numeric characters found" : "plus/minus not found when expected";
}

}  // namespace

std::string OffsetFault(std::string_view text) {
  const OffsetParts parts = ReadOffsetId(text);
  if (!parts.valid) return std::string("Invalid ID for ZoneOffset, ") + OffsetFormFault(text, parts) + ": " + std::string(text);
  const auto beyond = [](const char* name, int value, int limit) {
    const std::string bound = std::to_string(limit);
    return std::string("Zone offset ") + name + " not in valid range: value " + std::to_string(value) +
           " is not in the range -" + bound + " to " + bound;
  };
  if (parts.hours > 18) return beyond("hours", parts.hours, 18);
  if (parts.minutes > 59) return beyond("minutes", parts.minutes, 59);
  if (parts.seconds > 59) return beyond("seconds", parts.seconds, 59);
  return "Zone offset not in valid range: -18:00 to +18:00";
}

namespace {

constexpr std::string_view kPrefixes[] = {"", "UTC", "GMT", "UT"};  // by ZonePrefix

// "UTC", "GMT+2", "UT-03:30": the prefix, or none of them.
ZonePrefix PrefixOf(std::string_view text) {
  for (const ZonePrefix prefix : {ZonePrefix::kUtc, ZonePrefix::kGmt, ZonePrefix::kUt}) {
    const std::string_view name = kPrefixes[static_cast<size_t>(prefix)];
    if (text.starts_with(name) && (text.size() == name.size() || text[name.size()] == '+' || text[name.size()] == '-')) return prefix;
  }
  return ZonePrefix::kNone;
}

// java.time.ZoneRegion's idea of a name: a letter, then at least one more of these.
bool IsRegionName(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return text.size() >= 2 && letter(text[0]) && std::ranges::all_of(text.substr(1), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || std::string_view("/~._+-").find(c) != std::string_view::npos;
  });
}

char* WriteTwoDigits(int value, char* out) {
  *out++ = static_cast<char>('0' + value / 10);
  *out++ = static_cast<char>('0' + value % 10);
  return out;
}

}  // namespace

const TimeZone* TimeZone::Find(std::string_view id) {
  const auto rows = ZoneIds();
  const auto row = std::ranges::lower_bound(rows, id, {}, &ZoneIdRow::id);
  return row != rows.end() && row->id == id ? Load(*row) : nullptr;
}

const TimeZone* TimeZone::FindPrefix(std::string_view text) {
  const ZoneIdRow* row = FindLongestPrefix(ZoneIds(), text, [](const ZoneIdRow& r) { return r.id; });
  return row ? Load(*row) : nullptr;
}

void TimeZone::Rules::Fill() {
  TimePoint at = TimePoint::min();
  offsets.push_back(zone.lookup(at).offset);
  for (cctz::time_zone::civil_transition next; zone.next_transition(at, &next) && next.to.year() <= kLastYear;) {
    at = zone.lookup(next.to).trans;
    const int64_t seconds = at.time_since_epoch().count();
    const int32_t before = offsets.back(), after = zone.lookup(at).offset;
    utc.push_back(seconds);
    local.push_back(seconds + std::max(before, after));
    offsets.push_back(after);
  }
}

int32_t TimeZone::Rules::OffsetAfter(const std::vector<int64_t>& bounds, std::atomic<size_t>& last, int64_t seconds) const {
  size_t i = last.load(std::memory_order_relaxed);
  const bool here = (i == 0 || seconds >= bounds[i - 1]) && (i == bounds.size() || seconds < bounds[i]);
  if (!here) {
    i = static_cast<size_t>(std::ranges::upper_bound(bounds, seconds) - bounds.begin());
    last.store(i, std::memory_order_relaxed);
  }
  return offsets[i];
}

int32_t TimeZone::OffsetAt(int64_t epoch_seconds) const {
  if (rules_->utc.empty() || epoch_seconds < rules_->utc.back()) {
    return rules_->OffsetAfter(rules_->utc, rules_->last_utc, epoch_seconds);
  }
  return rules_->zone.lookup(AtSeconds(epoch_seconds)).offset;
}

bool TimeZone::IsDaylightAt(int64_t epoch_seconds) const {
  // In Ireland and Morocco the tz database calls the winter "daylight" and java.time the summer. The abbreviation tells them apart, or
  // else that Western European Time is UTC.
  const auto now = rules_->zone.lookup(AtSeconds(epoch_seconds));
  const ZoneNameRow& row = ZoneNames()[names_];
  if (row.short_standard == "WET") return now.offset > 0;
  if (row.short_standard != row.short_daylight) {
    if (now.abbr == row.short_standard) return false;
    if (now.abbr == row.short_daylight) return true;
  }
  return now.is_dst;
}

int32_t TimeZone::OffsetOfLocal(int64_t local_seconds) const {
  if (rules_->local.empty() || local_seconds < rules_->local.back()) {
    return rules_->OffsetAfter(rules_->local, rules_->last_local, local_seconds);
  }
  const auto at = rules_->zone.lookup(cctz::civil_second(1970, 1, 1) + local_seconds);
  return static_cast<int32_t>(local_seconds - at.pre.time_since_epoch().count());
}

std::optional<ZoneId> FindZoneId(std::string_view text) {
  if (text == "Z") return ZoneId{};
  if (text.size() < 2) return std::nullopt;
  const ZonePrefix prefix = PrefixOf(text);
  const std::string_view rest = text.substr(kPrefixes[static_cast<size_t>(prefix)].size());
  if (rest.empty()) return ZoneId{nullptr, 0, prefix};
  if (rest[0] == '+' || rest[0] == '-') {
    const std::optional<int32_t> offset = FindOffset(rest);
    return offset ? std::optional(ZoneId{nullptr, *offset, prefix}) : std::nullopt;
  }
  const TimeZone* const region = TimeZone::Find(text);
  return region ? std::optional(ZoneId{region, 0, ZonePrefix::kNone}) : std::nullopt;
}

Result<ZoneId> ParseZoneIdOrShort(std::string_view text) {
  const auto* const row = std::ranges::lower_bound(kShortIds, text, {}, &ShortId::first);
  return ParseZoneId(row != std::end(kShortIds) && row->first == text ? row->second : text);
}

Result<ZoneId> ParseZoneId(std::string_view text) {
  if (const auto zone = FindZoneId(text)) return *zone;
  if (text.size() < 2 || text[0] == '+' || text[0] == '-') return Error{OffsetFault(text)};
  if (PrefixOf(text) != ZonePrefix::kNone) return Error{"Invalid ID for offset-based ZoneId: " + std::string(text)};
  if (!IsRegionName(text)) return Error{"Invalid ID for region-based ZoneId, invalid format: " + std::string(text)};
  return Error{"Unknown time-zone ID: " + std::string(text)};
}

char* WriteOffsetId(int32_t offset_seconds, char* out) {
  if (offset_seconds == 0) {
    *out++ = 'Z';
    return out;
  }
  const int32_t total = offset_seconds < 0 ? -offset_seconds : offset_seconds;
  *out++ = offset_seconds < 0 ? '-' : '+';
  out = WriteTwoDigits(total / 3600, out);
  *out++ = ':';
  out = WriteTwoDigits(total / 60 % 60, out);
  if (total % 60 == 0) return out;
  *out++ = ':';
  return WriteTwoDigits(total % 60, out);
}

char* WriteZoneId(const ZoneId& zone, char* out) {
  const std::string_view name = zone.region ? zone.region->id() : kPrefixes[static_cast<size_t>(zone.prefix)];
  out = std::ranges::copy(name, out).out;
  if (zone.region || (zone.offset_seconds == 0 && zone.prefix != ZonePrefix::kNone)) return out;
  return WriteOffsetId(zone.offset_seconds, out);
}

std::string ToString(const ZoneId& zone) {
  char text[kZoneIdMaxBytes];
  return std::string(text, WriteZoneId(zone, text));
}

}  // namespace flowship
