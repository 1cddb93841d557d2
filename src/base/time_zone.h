#pragma once
// Time zones as java.time has them: ZoneId, ZoneOffset and the rules of the regions.
//
// A ZoneId is a small value: a region ("Europe/Berlin"), a fixed offset ("+02:00", "Z") or a fixed offset behind a prefix ("UTC",
// "GMT+1" which is written "GMT+01:00"). Its text is what java.time.ZoneId.of takes, plus the three-letter ids of ZoneId.SHORT_IDS.
//
// Regions come from the system's tz database by cctz. Which names are regions is said by a table of the JDK's own list
// (time_zone_table.cc), so what parses does not depend on the machine; a region that the machine lacks is an error as an unknown one is.
// A region is read at its first use and lives for ever; finding it again is a search in a sorted table and one atomic load, without a
// lock, from any thread.
//
// A local time in a gap moves later by the length of the gap; in an overlap the earlier offset holds (java.time.ZonedDateTime.ofLocal).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flowship {

class TimeZone {
 public:
  struct Rules;  // cctz's, kept out of this header

  // The region of exactly that name; null when there is none.
  static const TimeZone* Find(std::string_view id);
  // The region with the longest name that `text` starts with; null when there is none. This is how a text with "VV" is parsed.
  static const TimeZone* FindPrefix(std::string_view text);

  TimeZone(std::string_view id, uint16_t names, const Rules* rules) : id_(id), names_(names), rules_(rules) {}

  std::string_view id() const { return id_; }
  uint16_t names() const { return names_; }  // index into ZoneNames() (time_zone_table.h)

  int32_t OffsetAt(int64_t epoch_seconds) const;
  bool IsDaylightAt(int64_t epoch_seconds) const;
  // `local_seconds` counts as if the local time were UTC. Gives the offset before the transition in gaps and in overlaps: the instant
  // that it leads to is right in both, but in a gap the local time has to be taken from that instant again.
  int32_t OffsetOfLocal(int64_t local_seconds) const;

 private:
  const std::string_view id_;  // in the table
  const uint16_t names_;
  const Rules* const rules_;  // never freed
};

enum class ZonePrefix : uint8_t { kNone, kUtc, kGmt, kUt };

struct ZoneId {
  const TimeZone* region = nullptr;
  int32_t offset_seconds = 0;  // of a zone without region
  ZonePrefix prefix = ZonePrefix::kNone;

  static constexpr ZoneId OfOffset(int32_t seconds) { return {nullptr, seconds, ZonePrefix::kNone}; }

  bool IsOffset() const { return region == nullptr && prefix == ZonePrefix::kNone; }  // java.time.ZoneOffset
  bool IsUtcOffset() const { return IsOffset() && offset_seconds == 0; }              // java.time.ZoneOffset.UTC
  int32_t OffsetAt(int64_t epoch_seconds) const { return region ? region->OffsetAt(epoch_seconds) : offset_seconds; }
  int32_t OffsetOfLocal(int64_t local_seconds) const { return region ? region->OffsetOfLocal(local_seconds) : offset_seconds; }

  friend bool operator==(const ZoneId&, const ZoneId&) = default;
};

inline constexpr int32_t kMaxOffsetSeconds = 18 * 3600;
inline constexpr size_t kOffsetIdMaxBytes = 9;  // "+hh:mm:ss"
inline constexpr size_t kZoneIdMaxBytes = 64;

// As java.time.ZoneId.of takes it; nothing when it would not. Does not allocate once the region is known.
std::optional<ZoneId> FindZoneId(std::string_view text);
// The same, with the text of java.time.DateTimeException as the error: for pipelines and scripts.
Result<ZoneId> ParseZoneId(std::string_view text);
// Why a text is no offset, in Java's words.
std::string OffsetFault(std::string_view text);
// The same and ZoneId.SHORT_IDS (EST, PST, …): for configurations of ours.
Result<ZoneId> ParseZoneIdOrShort(std::string_view text);

// Write at `out`, return the end. WriteOffsetId: "Z", "+02:00", "-03:30:15".
char* WriteOffsetId(int32_t offset_seconds, char* out);
char* WriteZoneId(const ZoneId& zone, char* out);
std::string ToString(const ZoneId& zone);

}  // namespace flowship
