// date: a text or number as a point in time. Elasticsearch, "Date processor"; the formats are those of base/ingest_date.h.

#include "base/ingest_date.h"
#include "event/json_writer.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

constexpr std::string_view kDefaultOutput = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

using Formats = std::vector<IngestDateFormat>;

Result<Formats> CompileFormats(const std::vector<std::string>& texts, const DateLocale& locale) {
  Formats formats;
  for (const std::string& text : texts) {
    auto format = IngestDateFormat::Compile(text, locale);
    if (!format.ok()) return format.error();
    formats.push_back(*std::move(format));
  }
  return formats;
}

Result<const DateLocale*> LocaleOf(std::string_view tag) {
  const DateLocale* const locale = FindDateLocale(tag);
  if (locale == nullptr) return Error{"locale [" + std::string(tag) + "] is not known; texts of dates are English"};
  return locale;
}

int32_t YearOf(int64_t nanos, const ZoneId& zone) {
  return AtZone(Instant{nanos / kNanosPerSecond, 0}, zone).local.year;
}

struct DateOptions {
  FieldPath field, target;
  std::vector<std::string> format_texts;
  Template timezone, locale;
};

class Date : public Processor {
 public:
  // `zone` and `formats` are of the options that are constant.
  Date(DateOptions options, ZoneId zone, Formats formats, DateFormatter output)
      : options_(std::move(options)), zone_(zone), formats_(std::move(formats)), output_(std::move(output)) {}

  RunResult Run(Document& document) const override {
    Value* value = nullptr;
    if (!document.Require(options_.field, &value)) return RunResult::kFailed;
    // Elasticsearch's parsers all fail on null, each in its way.
    if (value->is_null()) return OkOrFailed(document.Illegal("unable to parse date [null]"));
    const std::string_view text = JavaText(*value, document.arena());
    ZonedDateTime time;
    if (!ParseText(document, text, &time)) return RunResult::kFailed;
    char* const out = document.arena().NewBytes(output_.max_bytes());
    DateFailure failure;
    char* const end = output_.Format(time, out, &failure);
    if (end == nullptr) return OkOrFailed(FailWithCauses(document, output_.Explain(failure, text), 0));
    document.arena().Shrink(end);
    return OkOrFailed(document.Set(options_.target, Value::String({out, static_cast<size_t>(end - out)})));
  }

 private:
  bool ParseText(Document& document, std::string_view text, ZonedDateTime* time) const {
    ZoneId zone = zone_;
    if (!options_.timezone.is_constant()) {
      const auto rendered = ParseZoneId(options_.timezone.Render(document));
      if (!rendered.ok()) return FailToParse(document, text, {{"date_time_exception", rendered.error().message}});
      zone = *rendered;
    }
    if (options_.locale.is_constant()) return Try(document, formats_, zone, text, time);
    // A locale of each document's own is rare enough to compile for it.
    const auto locale = LocaleOf(options_.locale.Render(document));
    if (!locale.ok()) return FailToParse(document, text, {{"illegal_argument_exception", locale.error().message}});
    const auto formats = CompileFormats(options_.format_texts, **locale);
    if (!formats.ok()) return FailToParse(document, text, {{"illegal_argument_exception", formats.error().message}});
    return Try(document, *formats, zone, text, time);
  }

  static bool Try(Document& document, const Formats& formats, const ZoneId& zone, std::string_view text, ZonedDateTime* time) {
    const int32_t year = YearOf(document.context().now_nanos, zone);
    DateFailure first;
    for (const IngestDateFormat& format : formats) {
      DateFailure failure;
      if (format.Parse(text, zone, year, time, &failure)) return true;
      if (first.kind == DateFailure::Kind::kNone) first = failure;
    }
    return FailToParse(document, text, formats.front().Explain(first, text));
  }

  static bool FailToParse(Document& document, std::string_view text, const std::vector<DateCause>& causes) {
    FailWithCauses(document, causes, 0);
    return document.FailBecause("illegal_argument_exception", FormatIn(document.arena(), "unable to parse date [{}]", text), document.failure());
  }

  static bool FailWithCauses(Document& document, const std::vector<DateCause>& causes, size_t at) {
    for (size_t i = causes.size(); i-- > at;) {
      const std::string_view type = document.arena().Copy(causes[i].type), reason = document.arena().Copy(causes[i].reason);
      if (i + 1 == causes.size()) {
        document.Fail(type, reason);
      } else {
        document.FailBecause(type, reason, document.failure());
      }
    }
    return false;
  }

  const DateOptions options_;
  const ZoneId zone_;
  const Formats formats_;
  const DateFormatter output_;
};

// Errors are reported and give a template of the fallback.
Template TakeTemplate(config::Options& options, std::string_view name, const std::string& fallback) {
  auto text = Template::Compile(options.TakeString(name, fallback));
  if (text.ok()) return *std::move(text);
  options.Error(name, text.error().message);
  return Template();
}

}  // namespace

std::unique_ptr<const Processor> CompileDate(config::Options& options, CompileContext& context) {
  DateOptions date;
  date.field = RequireField(options, context);
  date.target = TakeField(options, context, "target_field", "@timestamp");
  date.format_texts = options.TakeStrings("formats");
  if (date.format_texts.empty()) options.Error("formats", "[formats] required property is missing");
  date.timezone = TakeTemplate(options, "timezone", "UTC");
  date.locale = TakeTemplate(options, "locale", "en");
  ZoneId zone;
  if (date.timezone.is_constant()) {
    const auto parsed = ParseZoneId(date.timezone.text());
    if (parsed.ok()) zone = *parsed; else options.Error("timezone", "[timezone] " + parsed.error().message);
  }
  const auto locale = LocaleOf(date.locale.is_constant() ? date.locale.text() : "en");
  if (!locale.ok()) options.Error("locale", "[locale] " + locale.error().message);
  auto formats = CompileFormats(date.format_texts, locale.ok() ? **locale : EnglishDateLocale());
  if (!formats.ok()) options.Error("formats", "[formats] " + formats.error().message);
  auto output = DateFormatter::Compile(options.TakeString("output_format", std::string(kDefaultOutput)));
  if (!output.ok()) options.Error("output_format", "[output_format] " + output.error().message);
  if (!formats.ok() || formats->empty() || !output.ok()) return nullptr;
  return std::make_unique<Date>(std::move(date), zone, *std::move(formats), *std::move(output));
}

}  // namespace flowship
