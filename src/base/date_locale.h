#pragma once
// The words and the weeks of a language, as the JDK's (17, CLDR) java.time has them: what "MMM", "EEEE", "a", "G" read and write, and
// on which day the weeks of "Y", "w", "W", "e" begin. The root locale, English with its countries, and the words of German, Spanish,
// French, Italian, Dutch and Portuguese, whose eras are English. Any other language has the English words.

#include <array>
#include <string_view>

#include "base/java_time.h"

namespace flowship {

// In the order of java.time.format.TextStyle that the pattern letters use. Standalone differs from its companion in few languages.
enum class TextStyle : uint8_t { kShort, kFull, kNarrow, kShortStandalone, kFullStandalone, kNarrowStandalone };
inline constexpr size_t kTextStyleCount = 6;

struct DateLocale {
  using Styles = std::array<const std::string_view*, kTextStyleCount>;

  std::string_view tag;    // "" is Locale.ROOT, else language or language-COUNTRY
  Styles months;           // 12
  Styles weekdays;         // 7, from Monday
  Styles quarters;         // 4
  Styles eras;             // 2: before Christ, after
  const std::string_view* half_days;  // 2: AM, PM
  WeekRule week;

  // The words of MonthOfYear, DayOfWeek, QuarterOfYear, Era or AmPmOfDay, as many as TextRangeOf says.
  const std::string_view* Words(DateField field, TextStyle style) const;
};

// `tag` as in "en-GB", "en_GB", "EN", "" or "ROOT". Null when the language is not known; an unknown country is its language.
const DateLocale* FindDateLocale(std::string_view tag);
const DateLocale& RootDateLocale();
const DateLocale& EnglishDateLocale();

// How many values the texts of a field have, and the first one of them.
struct TextRange {
  int first, count;
};
TextRange TextRangeOf(DateField field);

}  // namespace flowship
