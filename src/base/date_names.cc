// The named formats of Elasticsearch (8.19) and the constants of java.time.format.DateTimeFormatter.
//
// A row says how a text is read and how one is written; they differ more often than not: date_optional_time reads "2024" and writes
// milliseconds and an offset. Formats with a zone are tried twice, for regions and offsets with a colon, then for offsets without one.

#include <algorithm>
#include <span>

#include "base/assert.h"
#include "base/date_program.h"

namespace flowship {
namespace {

// What follows a pattern that is read.
enum class Ending : uint8_t {
  kNone,
  kZone,           // "VV", then "X"
  kOffset,         // "XXX", then "X"
  kOptionalZone,   // as kOffset, then "[VV]", then "[X]"
};

std::span<const std::string_view> EndingsOf(Ending ending) {
  static constexpr std::string_view kNone[] = {""}, kZone[] = {"VV", "X"}, kOffset[] = {"XXX", "X", "[VV]", "[X]"};
  switch (ending) {
    case Ending::kNone: return kNone;
    case Ending::kZone: return kZone;
    case Ending::kOffset: return std::span(kOffset).first(2);
    case Ending::kOptionalZone: return kOffset;
  }
  return {};
}

// How a pattern's fields are resolved; there is no system in it, and month 14 of strict_date really is next February.
enum class How : uint8_t { kStrict, kSmart, kLenient, kStrictInUtc, kEpochSeconds, kEpochMillis };

struct NameRow {
  std::string_view name;
  std::string_view read;  // in the notation of date_program.h
  Ending ending;
  std::string_view write;
  How how = How::kStrict;
  const IsoRule* iso = nullptr;  // read by hand first, which is faster and, in details, says yes more often
};

// Pieces that many rows share.
#define LENIENT_DATE "u{1-9n}[-M{1-2}[-d{1-2}]]"
#define LENIENT_MINUTE "H{1-2}:m{1-2}"
#define LENIENT_SECOND LENIENT_MINUTE ":s{1-2}"
#define FRACTION "S{.1-9}"
#define ISO_DATE "u{4-10e}-MM-dd"
#define ISO_MILLIS "u{4-9e}-MM-dd'T'HH:mm:ssS{.3}XXX"
#define SHORT_YEAR_DATE "u{4-4e}-MM-dd"
#define SHORT_YEAR "u{4-4e}[-MM[-dd]]"
#define BASIC_DATE "u{4-4n}MMdd"
#define BASIC_DATE_OUT "u{4-10n}MMdd"
#define BASIC_WEEK "Y{1-19n}'W'w{1-2}E{1-19n}"
#define STRICT_BASIC_WEEK "Y{4}'W'w{1-2}E{1-19n}"
#define BASIC_WEEK_OUT "Y{4-10n}'W'wwE{1}"
#define WEEK "Y{4-10e}'-W'w{1-2}-E{1}"
#define WEEK_OUT "Y{4-10e}'-W'ww-E{1}"
#define STRICT_WEEK "#i" WEEK_OUT
#define LENIENT_ORDINAL "u{4-10e}-D{1-3}"
#define SHORT_YEAR_ORDINAL "u{4-4e}-DDD"

constexpr IsoRule kIsoAny{};
constexpr IsoRule kIsoYear{IsoPart::kYear, IsoPart::kYear, IsoZone::kForbidden};
constexpr IsoRule kIsoMonth{IsoPart::kMonth, IsoPart::kMonth, IsoZone::kForbidden};
constexpr IsoRule kIsoSecond{IsoPart::kSecond, IsoPart::kSecond, IsoZone::kForbidden};
constexpr IsoRule kIsoFraction{IsoPart::kNano, IsoPart::kNano, IsoZone::kForbidden, false, false};
constexpr IsoRule kIsoNanos{IsoPart::kSecond, IsoPart::kNano, IsoZone::kOptional, true};
constexpr IsoRule kIsoDateTime{IsoPart::kSecond, IsoPart::kNano, IsoZone::kMandatory, false, false};
constexpr IsoRule kIsoNoMillis{IsoPart::kSecond, IsoPart::kSecond, IsoZone::kMandatory};

constexpr NameRow kNames[] = {
    {"basic_date", "u{1-4n}M{1-2}d{1-2}", Ending::kNone, BASIC_DATE_OUT, How::kStrictInUtc},
    {"basic_date_time", BASIC_DATE "'T'HHmmss" FRACTION, Ending::kZone, BASIC_DATE_OUT "'T'HHmmssS{.3}XXX"},
    {"basic_date_time_no_millis", BASIC_DATE "'T'HHmmss", Ending::kZone, BASIC_DATE_OUT "'T'HHmmssXXX"},
    {"basic_ordinal_date", "uuuuDDD", Ending::kNone, "uuuuDDD", How::kSmart},
    {"basic_ordinal_date_time", "yyyyDDD'T'HHmmss" FRACTION, Ending::kZone, "yyyyDDD'T'HHmmssS{.3}XXX"},
    {"basic_ordinal_date_time_no_millis", "uuuuDDD'T'HHmmss", Ending::kZone, "uuuuDDD'T'HHmmssXXX"},
    {"basic_t_time", "'T'HHmmss" FRACTION, Ending::kZone, "'T'HHmmssS{.3}XXX"},
    {"basic_t_time_no_millis", "'T'HHmmss", Ending::kZone, "'T'HHmmssXXX"},
    {"basic_time", "HHmmss" FRACTION, Ending::kZone, "HHmmssS{.3}XXX"},
    {"basic_time_no_millis", "HHmmss", Ending::kZone, "HHmmssXXX"},
    {"basic_week_date", BASIC_WEEK, Ending::kNone, BASIC_WEEK_OUT},
    {"basic_week_date_time", BASIC_WEEK "'T'HHmmss" FRACTION, Ending::kZone, BASIC_WEEK_OUT "'T'HHmmss.SSSX"},
    {"basic_week_date_time_no_millis", BASIC_WEEK "'T'HHmmss", Ending::kZone, BASIC_WEEK_OUT "'T'HHmmssX"},
    {"date", LENIENT_DATE, Ending::kNone, ISO_DATE},
    {"date_hour", LENIENT_DATE "'T'H{1-2}", Ending::kNone, "uuuu-MM-dd'T'HH"},
    {"date_hour_minute", LENIENT_DATE "'T'" LENIENT_MINUTE, Ending::kNone, "uuuu-MM-dd'T'HH:mm"},
    {"date_hour_minute_second", LENIENT_DATE "'T'" LENIENT_SECOND, Ending::kNone, "uuuu-MM-dd'T'HH:mm:ss"},
    {"date_hour_minute_second_fraction", LENIENT_DATE "'T'" LENIENT_SECOND FRACTION, Ending::kNone,
     SHORT_YEAR_DATE "'T'HH:mm:ssS{.3}"},
    {"date_hour_minute_second_millis", LENIENT_DATE "'T'" LENIENT_SECOND "S{.1-3}", Ending::kNone,
     SHORT_YEAR_DATE "'T'HH:mm:ssS{.3}"},
    {"date_optional_time", LENIENT_DATE "['T'[H{1-2}[:m{1-2}[:s{1-2}][S{.1-9}][,S{1-9}][VV][X]]]]", Ending::kNone, ISO_MILLIS},
    {"date_time", LENIENT_DATE "'T'" LENIENT_MINUTE "[:s{1-2}" FRACTION "]", Ending::kOffset, ISO_MILLIS},
    {"date_time_no_millis", LENIENT_DATE "'T'" LENIENT_MINUTE "[:s{1-2}]", Ending::kOptionalZone, ISO_DATE "'T'HH:mm:ssVV"},
    {"epoch_millis", "", Ending::kNone, "", How::kEpochMillis},
    {"epoch_second", "", Ending::kNone, "", How::kEpochSeconds},
    {"hour", "H{1-2}", Ending::kNone, "HH"},
    {"hour_minute", LENIENT_MINUTE, Ending::kNone, "HH:mm"},
    {"hour_minute_second", LENIENT_SECOND, Ending::kNone, "HH:mm:ss"},
    {"hour_minute_second_fraction", LENIENT_SECOND FRACTION, Ending::kNone, "HH:mm:ssS{.3}"},
    {"hour_minute_second_millis", LENIENT_SECOND "S{.1-3}", Ending::kNone, "HH:mm:ssS{.3}"},
    {"iso8601", SHORT_YEAR "['T'[HH[:mm[:ss[S{.1-9}][,S{1-9}]]]][VV][X]]", Ending::kNone, ISO_MILLIS, How::kStrict, &kIsoAny},
    {"ordinal_date", LENIENT_ORDINAL, Ending::kNone, "u{4-10e}-DDD"},
    {"ordinal_date_time", LENIENT_ORDINAL "'T'" LENIENT_MINUTE "[:s{1-2}" FRACTION "]", Ending::kZone,
     SHORT_YEAR_ORDINAL "'T'HH:mm:ssS{.3-9}XXX"},
    {"ordinal_date_time_no_millis", LENIENT_ORDINAL "'T'" LENIENT_SECOND, Ending::kZone, SHORT_YEAR_ORDINAL "'T'HH:mm:ssXXX"},
    {"strict_basic_week_date", STRICT_BASIC_WEEK, Ending::kNone, BASIC_WEEK_OUT},
    {"strict_basic_week_date_time", STRICT_BASIC_WEEK "'T'HHmmss" FRACTION, Ending::kZone, BASIC_WEEK_OUT "'T'HHmmss.SSSX"},
    {"strict_basic_week_date_time_no_millis", "Y{4-10n}'W'wwE{1-19n}'T'HHmmss", Ending::kZone, BASIC_WEEK_OUT "'T'HHmmssXXX"},
    {"strict_date", ISO_DATE, Ending::kNone, ISO_DATE, How::kLenient},
    {"strict_date_hour", "uuuu-MM-dd'T'HH", Ending::kNone, "uuuu-MM-dd'T'HH", How::kSmart},
    {"strict_date_hour_minute", "uuuu-MM-dd'T'HH:mm", Ending::kNone, "uuuu-MM-dd'T'HH:mm", How::kSmart},
    {"strict_date_hour_minute_second", "uuuu-MM-dd'T'HH:mm:ss", Ending::kNone,
     "uuuu-MM-dd'T'HH:mm:ss", How::kSmart, &kIsoSecond},
    {"strict_date_hour_minute_second_fraction", SHORT_YEAR "'T'HH:mm:ss" FRACTION, Ending::kNone,
     SHORT_YEAR_DATE "'T'HH:mm:ssS{.3}", How::kStrict, &kIsoFraction},
    {"strict_date_hour_minute_second_millis", SHORT_YEAR "'T'HH:mm:ss" FRACTION, Ending::kNone,
     SHORT_YEAR_DATE "'T'HH:mm:ssS{.3}", How::kStrict, &kIsoFraction},
    {"strict_date_optional_time", SHORT_YEAR "['T'[HH[:mm[:ss[S{.1-9}][,S{1-9}]]][VV][X]]]", Ending::kNone,
     ISO_MILLIS, How::kStrict, &kIsoAny},
    {"strict_date_optional_time_nanos", SHORT_YEAR "['T'HH:mm:ss[S{.1-9}][,S{1-9}][VV][X]]", Ending::kNone,
     "u{4-9e}-MM-dd'T'HH:mm:ssS{.3-9}XXX", How::kStrict, &kIsoNanos},
    {"strict_date_time", SHORT_YEAR "'T'HH:mm:ss[S{.1-9}]", Ending::kZone,
     SHORT_YEAR_DATE "'T'HH:mm:ssS{.3-9}XXX", How::kStrict, &kIsoDateTime},
    {"strict_date_time_no_millis", SHORT_YEAR "'T'HH:mm:ss", Ending::kZone,
     SHORT_YEAR_DATE "'T'HH:mm:ssXXX", How::kStrict, &kIsoNoMillis},
    {"strict_hour", "HH", Ending::kNone, "HH", How::kSmart},
    {"strict_hour_minute", "HH:mm", Ending::kNone, "HH:mm", How::kSmart},
    {"strict_hour_minute_second", "HH:mm:ss", Ending::kNone, "HH:mm:ss"},
    {"strict_hour_minute_second_fraction", "HH:mm:ss" FRACTION, Ending::kNone, "HH:mm:ssS{.3}"},
    {"strict_hour_minute_second_millis", "HH:mm:ss" FRACTION, Ending::kNone, "HH:mm:ssS{.3}"},
    {"strict_ordinal_date", "#i" SHORT_YEAR_ORDINAL, Ending::kNone, SHORT_YEAR_ORDINAL},
    {"strict_ordinal_date_time", SHORT_YEAR_ORDINAL "'T'HH:mm[:ss" FRACTION "]", Ending::kZone,
     SHORT_YEAR_ORDINAL "'T'HH:mm:ssS{.3-9}XXX"},
    {"strict_ordinal_date_time_no_millis", SHORT_YEAR_ORDINAL "'T'HH:mm:ss", Ending::kZone, SHORT_YEAR_ORDINAL "'T'HH:mm:ssXXX"},
    {"strict_t_time", "'T'HH:mm:ss" FRACTION, Ending::kZone, "'T'HH:mm:ssS{.3}XXX"},
    {"strict_t_time_no_millis", "'T'HH:mm:ss", Ending::kZone, "'T'HH:mm:ssXXX"},
    {"strict_time", "HH:mm:ss" FRACTION, Ending::kZone, "HH:mm:ssS{.3}XXX"},
    {"strict_time_no_millis", "HH:mm:ss", Ending::kZone, "HH:mm:ssXXX"},
    {"strict_week_date", STRICT_WEEK, Ending::kNone, WEEK_OUT},
    {"strict_week_date_time", STRICT_WEEK "'T'HH:mm:ss" FRACTION, Ending::kZone, WEEK_OUT "'T'HH:mm:ssS{.3}XXX"},
    {"strict_week_date_time_no_millis", STRICT_WEEK "'T'HH:mm:ss", Ending::kZone, WEEK_OUT "'T'HH:mm:ssXXX"},
    {"strict_weekyear", "Y{4-10e}", Ending::kNone, "Y{4-10e}"},
    {"strict_weekyear_week", "Y{4-10e}'-W'ww", Ending::kNone, "Y{4-10e}'-W'ww"},
    {"strict_weekyear_week_day", "Y{4-10e}'-W'ww-e{1-19n}", Ending::kNone, WEEK_OUT},
    {"strict_year", "u{4-4e}", Ending::kNone, "u{4-4e}", How::kStrict, &kIsoYear},
    {"strict_year_month", "u{4-4e}-MM", Ending::kNone, "u{4-4e}-MM", How::kStrict, &kIsoMonth},
    {"strict_year_month_day", SHORT_YEAR, Ending::kNone, SHORT_YEAR_DATE},
    {"t_time", "'T'" LENIENT_SECOND FRACTION, Ending::kZone, "'T'HH:mm:ssS{.3}XXX"},
    {"t_time_no_millis", "'T'" LENIENT_SECOND, Ending::kZone, "'T'HH:mm:ssXXX"},
    {"time", LENIENT_SECOND FRACTION, Ending::kZone, "HH:mm:ssS{.3}XXX"},
    {"time_no_millis", LENIENT_SECOND, Ending::kZone, "HH:mm:ssXXX"},
    {"week_date", WEEK, Ending::kNone, WEEK_OUT},
    {"week_date_time", WEEK "'T'" LENIENT_SECOND FRACTION, Ending::kZone, WEEK_OUT "'T'HH:mm:ssS{.3}XXX"},
    {"week_date_time_no_millis", WEEK "'T'" LENIENT_SECOND, Ending::kZone, WEEK_OUT "'T'HH:mm:ssXXX"},
    {"weekyear", "Y{1-19n}", Ending::kNone, "Y{1-19n}"},
    {"weekyear_week", "Y{1-19n}'-W'w{1-19n}", Ending::kNone, "Y{4-10e}'-W'ww"},
    {"weekyear_week_day", "Y{1-19n}'-W'w{1-19n}-e{1-19n}", Ending::kNone, WEEK_OUT},
    {"year", "u", Ending::kNone, "u"},
    {"year_month", "u-M", Ending::kNone, "u{4-10e}-MM"},
    {"year_month_day", "u-M-d", Ending::kNone, SHORT_YEAR_DATE},
};
static_assert(std::ranges::is_sorted(kNames, {}, &NameRow::name));

#define JAVA_DATE "uuuu-MM-dd"
#define JAVA_TIME "HH:mm[:ss[S{.0-9}]]"
#define JAVA_OFFSET "#lXXXXX#s"
#define JAVA_DATE_TIME "#iu{4-10e}-MM-dd'T'" JAVA_TIME

struct ConstantRow {
  std::string_view name;
  std::string_view read;
  std::string_view write;
  ResolverStyle resolver = ResolverStyle::kStrict;
};

constexpr ConstantRow kConstants[] = {
    {"BASIC_ISO_DATE", "#iu{4}MMdd[#lXXXX]", "u{4}MMddXXXX"},
    {"ISO_DATE", "#iu{4-10e}-MM-dd[" JAVA_OFFSET "]", "u{4-10e}-MM-ddXXXXX"},
    {"ISO_DATE_TIME", JAVA_DATE_TIME "[" JAVA_OFFSET "['['#cVV{region}']']]", "u{4-10e}-MM-dd'T'HH:mm:ssS{.0-9}XXXXX['['VV{region}']']"},
    {"ISO_INSTANT", "", ""},
    {"ISO_LOCAL_DATE", "u{4-10e}-MM-dd", "u{4-10e}-MM-dd"},
    {"ISO_LOCAL_DATE_TIME", JAVA_DATE_TIME, "u{4-10e}-MM-dd'T'HH:mm:ssS{.0-9}"},
    {"ISO_LOCAL_TIME", JAVA_TIME, "HH:mm:ssS{.0-9}"},
    {"ISO_OFFSET_DATE", "#iu{4-10e}-MM-dd" JAVA_OFFSET, "u{4-10e}-MM-ddXXXXX"},
    {"ISO_OFFSET_DATE_TIME", JAVA_DATE_TIME JAVA_OFFSET, "u{4-10e}-MM-dd'T'HH:mm:ssS{.0-9}XXXXX"},
    {"ISO_OFFSET_TIME", "#i" JAVA_TIME JAVA_OFFSET, "HH:mm:ssS{.0-9}XXXXX"},
    {"ISO_ORDINAL_DATE", "#iu{4-10e}-DDD[" JAVA_OFFSET "]", "u{4-10e}-DDDXXXXX"},
    {"ISO_TIME", "#i" JAVA_TIME "[" JAVA_OFFSET "]", "HH:mm:ssS{.0-9}XXXXX"},
    {"ISO_WEEK_DATE", STRICT_WEEK "[" JAVA_OFFSET "]", WEEK_OUT "XXXXX"},
    {"ISO_ZONED_DATE_TIME", JAVA_DATE_TIME JAVA_OFFSET "['['#cVV{region}']']", "u{4-10e}-MM-dd'T'HH:mm:ssS{.0-9}XXXXX['['VV{region}']']"},
    {"RFC_1123_DATE_TIME", "#i#l[EEE, ]d{1-2} MMM u{4} HH:mm[:ss] Z{GMT}", "EEE, d{1-2} MMM u{4} HH:mm:ss Z{GMT}",
     ResolverStyle::kSmart},
};
static_assert(std::ranges::is_sorted(kConstants, {}, &ConstantRow::name));

// Our own patterns are right; weeks are ISO's in all of them.
DateProgram Compiled(std::string_view pattern, ResolverStyle resolver) {
  Result<DateProgram> program = CompileDatePattern(pattern, EnglishDateLocale(), resolver, DateNotation::kWidths);
  FLOWSHIP_ASSERT(program.ok());
  program->week = kIsoWeek;
  return *std::move(program);
}

DateParser ProgramOf(std::string_view pattern, ResolverStyle resolver) {
  DateParser parser;
  parser.program = Compiled(pattern, resolver);
  return parser;
}

template <typename Row, size_t kSize>
const Row* FindRow(const Row (&rows)[kSize], std::string_view name) {
  const Row* const row = std::ranges::lower_bound(rows, name, {}, &Row::name);
  return row != std::end(rows) && row->name == name ? row : nullptr;
}

DateParsers EpochParsers(EpochUnit unit) {
  DateParsers parsers;
  parsers.printer.kind = DateParser::Kind::kEpoch;
  parsers.printer.epoch = unit;
  parsers.parsers.push_back(parsers.printer);
  parsers.several = true;  // one parser here, two or three in Elasticsearch
  return parsers;
}

ResolverStyle StyleOf(How how) {
  return how == How::kSmart ? ResolverStyle::kSmart : how == How::kLenient ? ResolverStyle::kLenient : ResolverStyle::kStrict;
}

}  // namespace

std::optional<DateParsers> FindNamedDateFormat(std::string_view name) {
  const NameRow* const row = FindRow(kNames, name);
  if (!row) return std::nullopt;
  if (row->how == How::kEpochSeconds) return EpochParsers(EpochUnit::kSeconds);
  if (row->how == How::kEpochMillis) return EpochParsers(EpochUnit::kMillis);
  DateParsers parsers;
  parsers.printer = ProgramOf(row->write, StyleOf(row->how));
  parsers.printer.in_utc = row->how == How::kStrictInUtc;
  if (row->iso) {
    DateParser parser;
    parser.kind = DateParser::Kind::kIso;
    parser.iso = *row->iso;
    parser.program.week = kIsoWeek;
    parsers.parsers.push_back(std::move(parser));
  }
  for (const std::string_view ending : EndingsOf(row->ending)) {
    parsers.parsers.push_back(ProgramOf(std::string(row->read) + std::string(ending), StyleOf(row->how)));
    parsers.parsers.back().in_utc = parsers.printer.in_utc;
  }
  parsers.several = parsers.parsers.size() > 1;
  return parsers;
}

std::vector<std::string_view> JavaConstantNames() {
  std::vector<std::string_view> names;
  for (const ConstantRow& row : kConstants) names.push_back(row.name);
  return names;
}

DateParsers JavaConstant(std::string_view name) {
  const ConstantRow* const row = FindRow(kConstants, name);
  FLOWSHIP_ASSERT(row != nullptr);
  DateParsers parsers;
  if (row->read.empty()) {
    parsers.printer.kind = DateParser::Kind::kInstant;
    parsers.parsers.push_back(parsers.printer);
    return parsers;
  }
  parsers.printer = ProgramOf(row->write, row->resolver);
  parsers.parsers.push_back(ProgramOf(row->read, row->resolver));
  return parsers;
}

}  // namespace flowship
