#pragma once
// DateTimeFormatter as scripts hold it: what it is made of. The compiled form is in a table of the thread (type_date_format.cc).

#include <optional>
#include <string_view>

#include "painless/time.h"

namespace flowship::painless {

inline constexpr char kBuilt = '\x01';

class FormatterHost final : public Host {
 public:
  FormatterHost(std::string_view pattern, std::string_view constant, std::string_view locale, const std::optional<ZoneId>& zone)
      : Host(TypeId::kDateTimeFormatter), pattern_(pattern), constant_(constant), locale_(locale), has_zone_(zone.has_value()), zone_(zone.value_or(ZoneId{})) {}
  static bool Is(Type type) { return type == Type(TypeId::kDateTimeFormatter); }

  std::string_view pattern() const { return pattern_; }  // of a builder: kBuilt, the resolver's letter, and what OfBuilder takes
  std::string_view constant() const { return constant_; }  // ISO_INSTANT and its like; empty: it has a pattern
  std::string_view locale() const { return locale_; }
  std::optional<ZoneId> zone() const { return has_zone_ ? std::optional(zone_) : std::nullopt; }
  std::string_view ToText(Arena& arena) const override { return arena.Copy(constant_.empty() ? pattern_ : constant_); }

 private:
  std::string_view pattern_, constant_, locale_;
  bool has_zone_;
  ZoneId zone_;
};

// IllegalArgumentException when the pattern is wrong.
Value NewFormatter(Run& run, std::string_view pattern, std::string_view locale);
Value NewFormatterIn(Run& run, std::string_view pattern, const Value& locale);

}  // namespace flowship::painless
