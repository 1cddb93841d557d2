#include "base/date_locale.h"

#include <algorithm>

#include "base/assert.h"

namespace flowship {
namespace {

using Text = std::string_view;

constexpr Text kMonthsShort[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr Text kMonthsShortSept[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"};
constexpr Text kMonthsFull[] = {"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
constexpr Text kMonthsNarrow[] = {"J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"};
constexpr Text kMonthNumbers[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};

constexpr Text kWeekdaysShort[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr Text kWeekdaysFull[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr Text kWeekdaysNarrow[] = {"M", "T", "W", "T", "F", "S", "S"};

constexpr Text kQuartersShort[] = {"Q1", "Q2", "Q3", "Q4"};
constexpr Text kQuartersFull[] = {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};
constexpr Text kQuarterNumbers[] = {"1", "2", "3", "4"};

constexpr Text kErasShort[] = {"BC", "AD"};
constexpr Text kErasFull[] = {"Before Christ", "Anno Domini"};
constexpr Text kErasNarrow[] = {"B", "A"};
constexpr Text kErasCommon[] = {"BCE", "CE"};

constexpr Text kHalfDaysUpper[] = {"AM", "PM"};
constexpr Text kHalfDaysLower[] = {"am", "pm"};
constexpr Text kHalfDaysDotted[] = {"a.m.", "p.m."};

// The root locale has no full words and numbers for the narrow ones.
constexpr DateLocale kRoot = {
    "",
    {kMonthsShort, kMonthsShort, kMonthNumbers, kMonthsShort, kMonthsShort, kMonthNumbers},
    {kWeekdaysShort, kWeekdaysShort, kWeekdaysNarrow, kWeekdaysShort, kWeekdaysShort, kWeekdaysNarrow},
    {kQuartersShort, kQuartersShort, kQuarterNumbers, kQuarterNumbers, kQuartersShort, kQuarterNumbers},
    {kErasShort, kErasCommon, kErasCommon, kErasShort, kErasCommon, kErasCommon},
    kHalfDaysUpper,
    {7, 1}};

constexpr DateLocale English(Text tag, const Text* months_short, const Text* half_days, WeekRule week) {
  return {tag,
          {months_short, kMonthsFull, kMonthsNarrow, months_short, kMonthsFull, kMonthsNarrow},
          {kWeekdaysShort, kWeekdaysFull, kWeekdaysNarrow, kWeekdaysShort, kWeekdaysFull, kWeekdaysNarrow},
          {kQuartersShort, kQuartersFull, kQuarterNumbers, kQuartersShort, kQuartersFull, kQuarterNumbers},
          {kErasShort, kErasFull, kErasNarrow, kErasShort, kErasFull, kErasNarrow},
          half_days,
          week};
}

constexpr Text kHalfDaysSpaced[] = {"a.\u00a0m.", "p.\u00a0m."};
constexpr Text kQuartersT[] = {"T1", "T2", "T3", "T4"};

// The six words of another language: months and weekdays short, short and alone, full; narrow ones; quarters. Eras are English.
struct Words {
  const Text *months_short, *months_alone, *months, *months_narrow, *weekdays_short, *weekdays_alone, *weekdays, *weekdays_narrow, *quarters_short, *quarters, *half_days;
};
constexpr DateLocale Other(Text tag, const Words& words) {
  return {tag,
          {words.months_short, words.months, words.months_narrow, words.months_alone, words.months, words.months_narrow},
          {words.weekdays_short, words.weekdays, words.weekdays_narrow, words.weekdays_alone, words.weekdays, words.weekdays_narrow},
          {words.quarters_short, words.quarters, kQuarterNumbers, words.quarters_short, words.quarters, kQuarterNumbers},
          {kErasShort, kErasFull, kErasNarrow, kErasShort, kErasFull, kErasNarrow},
          words.half_days,
          {7, 1}};
}

constexpr Text kGermanMonthsShort[] = {"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."};
constexpr Text kGermanMonthsAlone[] = {"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"};
constexpr Text kGermanMonths[] = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"};
constexpr Text kGermanDaysShort[] = {"Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."};
constexpr Text kGermanDaysAlone[] = {"Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"};
constexpr Text kGermanDays[] = {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"};
constexpr Text kGermanDaysNarrow[] = {"M", "D", "M", "D", "F", "S", "S"};
constexpr Text kGermanQuarters[] = {"1. Quartal", "2. Quartal", "3. Quartal", "4. Quartal"};

constexpr Text kSpanishMonthsShort[] = {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"};
constexpr Text kSpanishMonths[] = {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"};
constexpr Text kSpanishMonthsNarrow[] = {"E", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"};
constexpr Text kSpanishDaysShort[] = {"lun", "mar", "mié", "jue", "vie", "sáb", "dom"};
constexpr Text kSpanishDays[] = {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"};
constexpr Text kSpanishDaysNarrow[] = {"L", "M", "X", "J", "V", "S", "D"};
constexpr Text kSpanishQuarters[] = {"1.er trimestre", "2.º trimestre", "3.er trimestre", "4.º trimestre"};

constexpr Text kFrenchMonthsShort[] = {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."};
constexpr Text kFrenchMonths[] = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"};
constexpr Text kFrenchDaysShort[] = {"lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."};
constexpr Text kFrenchDays[] = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"};
constexpr Text kFrenchDaysNarrow[] = {"L", "M", "M", "J", "V", "S", "D"};
constexpr Text kFrenchQuarters[] = {"1er trimestre", "2e trimestre", "3e trimestre", "4e trimestre"};

constexpr Text kItalianMonthsShort[] = {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"};
constexpr Text kItalianMonths[] = {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"};
constexpr Text kItalianMonthsNarrow[] = {"G", "F", "M", "A", "M", "G", "L", "A", "S", "O", "N", "D"};
constexpr Text kItalianDaysShort[] = {"lun", "mar", "mer", "gio", "ven", "sab", "dom"};
constexpr Text kItalianDays[] = {"lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"};
constexpr Text kItalianDaysNarrow[] = {"L", "M", "M", "G", "V", "S", "D"};
constexpr Text kItalianQuarters[] = {"1º trimestre", "2º trimestre", "3º trimestre", "4º trimestre"};

constexpr Text kDutchMonthsShort[] = {"jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."};
constexpr Text kDutchMonths[] = {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"};
constexpr Text kDutchDaysShort[] = {"ma", "di", "wo", "do", "vr", "za", "zo"};
constexpr Text kDutchDays[] = {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"};
constexpr Text kDutchDaysNarrow[] = {"M", "D", "W", "D", "V", "Z", "Z"};
constexpr Text kDutchQuartersShort[] = {"K1", "K2", "K3", "K4"};
constexpr Text kDutchQuarters[] = {"1e kwartaal", "2e kwartaal", "3e kwartaal", "4e kwartaal"};

constexpr Text kPortugueseMonthsShort[] = {"jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."};
constexpr Text kPortugueseMonths[] = {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"};
constexpr Text kPortugueseDaysShort[] = {"seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."};
constexpr Text kPortugueseDays[] = {"segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"};
constexpr Text kPortugueseDaysNarrow[] = {"S", "T", "Q", "Q", "S", "S", "D"};
constexpr Text kPortugueseQuarters[] = {"1º trimestre", "2º trimestre", "3º trimestre", "4º trimestre"};

constexpr DateLocale kLocales[] = {
    kRoot,
    Other("de", {kGermanMonthsShort, kGermanMonthsAlone, kGermanMonths, kMonthsNarrow, kGermanDaysShort, kGermanDaysAlone, kGermanDays, kGermanDaysNarrow, kQuartersShort, kGermanQuarters, kHalfDaysUpper}),
    English("en", kMonthsShort, kHalfDaysUpper, {7, 1}),
    English("en-GB", kMonthsShortSept, kHalfDaysLower, {1, 4}),
    English("en-IE", kMonthsShort, kHalfDaysDotted, {1, 4}),
    English("en-IN", kMonthsShort, kHalfDaysLower, {7, 1}),
    English("en-NZ", kMonthsShort, kHalfDaysLower, {1, 1}),
    English("en-US", kMonthsShort, kHalfDaysUpper, {7, 1}),
    English("en-ZA", kMonthsShort, kHalfDaysLower, {7, 1}),
    Other("es", {kSpanishMonthsShort, kSpanishMonthsShort, kSpanishMonths, kSpanishMonthsNarrow, kSpanishDaysShort, kSpanishDaysShort, kSpanishDays, kSpanishDaysNarrow, kQuartersT, kSpanishQuarters, kHalfDaysSpaced}),
    Other("fr", {kFrenchMonthsShort, kFrenchMonthsShort, kFrenchMonths, kMonthsNarrow, kFrenchDaysShort, kFrenchDaysShort, kFrenchDays, kFrenchDaysNarrow, kQuartersT, kFrenchQuarters, kHalfDaysUpper}),
    Other("it", {kItalianMonthsShort, kItalianMonthsShort, kItalianMonths, kItalianMonthsNarrow, kItalianDaysShort, kItalianDaysShort, kItalianDays, kItalianDaysNarrow, kQuartersT, kItalianQuarters, kHalfDaysUpper}),
    Other("nl", {kDutchMonthsShort, kDutchMonthsShort, kDutchMonths, kMonthsNarrow, kDutchDaysShort, kDutchDaysShort, kDutchDays, kDutchDaysNarrow, kDutchQuartersShort, kDutchQuarters, kHalfDaysDotted}),
    Other("pt", {kPortugueseMonthsShort, kPortugueseMonthsShort, kPortugueseMonths, kMonthsNarrow, kPortugueseDaysShort, kPortugueseDaysShort, kPortugueseDays, kPortugueseDaysNarrow, kQuartersT, kPortugueseQuarters, kHalfDaysUpper}),
};
static_assert(std::ranges::is_sorted(kLocales, {}, &DateLocale::tag));
constexpr size_t kEnglish = 2;
static_assert(kLocales[kEnglish].tag == "en");

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool SameTag(Text a, Text b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x == '_' ? '-' : Lower(x)) == Lower(y); });
}

}  // namespace

const DateLocale* FindDateLocale(std::string_view tag) {
  if (SameTag(tag, "root")) return &RootDateLocale();
  for (const DateLocale& locale : kLocales) {
    if (SameTag(tag, locale.tag)) return &locale;
  }
  const Text language = tag.substr(0, tag.find_first_of("-_"));
  if (SameTag(language, tag)) return nullptr;
  return FindDateLocale(language);
}

const DateLocale& RootDateLocale() { return kLocales[0]; }
const DateLocale& EnglishDateLocale() { return kLocales[kEnglish]; }

TextRange TextRangeOf(DateField field) {
  switch (field) {
    case DateField::kMonthOfYear: return {1, 12};
    case DateField::kDayOfWeek: return {1, 7};
    case DateField::kQuarterOfYear: return {1, 4};
    case DateField::kEra: return {0, 2};
    case DateField::kAmPmOfDay: return {0, 2};
    default: FLOWSHIP_ASSERT(false && "a field with text");
  }
  return {0, 0};
}

const std::string_view* DateLocale::Words(DateField field, TextStyle style) const {
  const auto at = static_cast<size_t>(style);
  switch (field) {
    case DateField::kMonthOfYear: return months[at];
    case DateField::kDayOfWeek: return weekdays[at];
    case DateField::kQuarterOfYear: return quarters[at];
    case DateField::kEra: return eras[at];
    default: return half_days;
  }
}

}  // namespace flowship
