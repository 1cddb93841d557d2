#include "base/time_zone.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "base/time_zone_table.h"

namespace flowship {

struct TimeZone::Rules {
  cctz::time_zone zone;
};

namespace {

using Slot = std::atomic<const TimeZone*>;
using TimePoint = cctz::time_point<cctz::seconds>;

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
  auto loaded = std::make_unique<TimeZone>(row.id, row.names, rules.get());
  const TimeZone* expected = nullptr;
  if (!slot.compare_exchange_strong(expected, loaded.get(), std::memory_order_acq_rel)) return expected;
  rules.release();
  return loaded.release();
}

// ZoneId.SHORT_IDS of the JDK.
constexpr std::pair<std::string_view, std::string_view> kShortIds[] = {
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
static_assert(std::ranges::is_sorted(kShortIds, {}, &std::pair<std::string_view, std::string_view>::first));

// Two digits at `at` of `text`; -1 when they are not there.
int TwoDigits(std::string_view text, size_t at) {
  if (at + 2 > text.size()) return -1;
  const int tens = text[at] - '0', units = text[at + 1] - '0';
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1;
}

Error InvalidOffset(std::string_view text) {
  return Error{"Invalid ID for ZoneOffset, invalid format: " + std::string(text)};
}

Status CheckOffsetParts(int hours, int minutes, int seconds) {
  if (hours > 18) {
    return Error{"Zone offset hours not in valid range: value " + std::to_string(hours) + " is not in the range -18 to 18"};
  }
  for (const auto& [name, value] : {std::pair{"minutes", minutes}, std::pair{"seconds", seconds}}) {
    if (value > 59) {
      return Error{std::string("Zone offset ") + name + " not in valid range: value " + std::to_string(value) +
                   " is not in the range -59 to 59"};
    }
  }
  if (hours == 18 && (minutes | seconds) != 0) return Error{"Zone offset not in valid range: -18:00 to +18:00"};
  return {};
}

// As java.time.ZoneOffset.of: Z, +h, +hh, +hh:mm, +hhmm, +hh:mm:ss, +hhmmss, and the same with '-'.
Result<int32_t> ParseOffset(std::string_view text) {
  if (text == "Z") return 0;
  const bool short_hour = text.size() == 2 && text[1] >= '0' && text[1] <= '9';
  const int hours = short_hour ? text[1] - '0' : TwoDigits(text, 1);
  int minutes = 0, seconds = 0;
  switch (text.size()) {
    case 2: case 3: break;
    case 5: minutes = TwoDigits(text, 3); break;
    case 6: minutes = text[3] == ':' ? TwoDigits(text, 4) : -1; break;
    case 7: minutes = TwoDigits(text, 3), seconds = TwoDigits(text, 5); break;
    case 9: minutes = text[3] == ':' ? TwoDigits(text, 4) : -1, seconds = text[6] == ':' ? TwoDigits(text, 7) : -1; break;
    default: return InvalidOffset(text);
  }
  if (hours < 0 || minutes < 0 || seconds < 0) return InvalidOffset(text);
  if (text[0] != '+' && text[0] != '-') {
    return Error{"Invalid ID for ZoneOffset, plus/minus not found when expected: " + std::string(text)};
  }
  if (const Status status = CheckOffsetParts(hours, minutes, seconds); !status) return status.error();
  const int32_t total = hours * 3600 + minutes * 60 + seconds;
  return text[0] == '-' ? -total : total;
}

constexpr std::string_view kPrefixes[] = {"", "UTC", "GMT", "UT"};  // by ZonePrefix

// As java.time.ZoneId.of takes "UTC", "GMT+2", "UT-03:30". Nothing when the text is not of that form.
std::optional<Result<ZoneId>> ParsePrefixed(std::string_view text) {
  for (const ZonePrefix prefix : {ZonePrefix::kUtc, ZonePrefix::kGmt, ZonePrefix::kUt}) {
    const std::string_view name = kPrefixes[static_cast<size_t>(prefix)];
    if (!text.starts_with(name)) continue;
    const std::string_view rest = text.substr(name.size());
    if (rest.empty()) return ZoneId{nullptr, 0, prefix};
    if (rest[0] != '+' && rest[0] != '-') continue;
    const Result<int32_t> offset = ParseOffset(rest);
    if (!offset) return Error{"Invalid ID for offset-based ZoneId: " + std::string(text)};
    return ZoneId{nullptr, *offset, prefix};
  }
  return std::nullopt;
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

int32_t TimeZone::OffsetAt(int64_t epoch_seconds) const { return rules_->zone.lookup(AtSeconds(epoch_seconds)).offset; }

bool TimeZone::IsDaylightAt(int64_t epoch_seconds) const {
  // Ireland's winter time is the tz database's "daylight" time and java.time's standard time: the abbreviation tells them apart.
  const auto now = rules_->zone.lookup(AtSeconds(epoch_seconds));
  const ZoneNameRow& row = ZoneNames()[names_];
  if (row.short_standard != row.short_daylight) {
    if (now.abbr == row.short_standard) return false;
    if (now.abbr == row.short_daylight) return true;
  }
  return now.is_dst;
}

int32_t TimeZone::OffsetOfLocal(int64_t local_seconds) const {
  const auto at = rules_->zone.lookup(cctz::civil_second(1970, 1, 1) + local_seconds);
  return static_cast<int32_t>(local_seconds - at.pre.time_since_epoch().count());
}

Result<ZoneId> ParseZoneId(std::string_view text) {
  if (text == "Z") return ZoneId{};
  if (text.size() <= 1) return Error{"Invalid zone: " + std::string(text)};
  if (text[0] == '+' || text[0] == '-') {
    const Result<int32_t> offset = ParseOffset(text);
    if (!offset) return offset.error();
    return ZoneId::OfOffset(*offset);
  }
  if (auto prefixed = ParsePrefixed(text)) return *std::move(prefixed);
  if (const TimeZone* region = TimeZone::Find(text)) return ZoneId{region, 0, ZonePrefix::kNone};
  const auto* short_id = std::ranges::lower_bound(kShortIds, text, {}, &std::pair<std::string_view, std::string_view>::first);
  if (short_id != std::end(kShortIds) && short_id->first == text) return ParseZoneId(short_id->second);
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
