// date: a text or number as a point in time. Elasticsearch, "Date processor"; the formats are those of base/ingest_date.h.

#include "event/json_writer.h"
#include "processor/date_text.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

constexpr std::string_view kDefaultOutput = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

struct DateOptions {
  FieldPath field, target;
  std::vector<std::string> format_texts;
  Template timezone, locale;
};

class Date : public Processor {
 public:
  // `zone` and `formats` are of the options that are constant.
  Date(DateOptions options, ZoneId zone, DateFormats formats, DateFormatter output)
      : options_(std::move(options)), zone_(zone), formats_(std::move(formats)), output_(std::move(output)) {}

  RunResult Run(Document& document) const override {
    Value* value = nullptr;
    if (!document.Require(options_.field, &value)) return RunResult::kFailed;
    // Elasticsearch's parsers all fail on null, each in its way.
    if (value->is_null()) return OkOrFailed(document.Illegal("unable to parse date [null]"));
    ZonedDateTime time;
    std::string_view text;
    const bool done = ParseText(document, JavaText(*value, document.arena()), &time) && FormatDate(document, output_, time, &text);
    return OkOrFailed(done && document.Set(options_.target, Value::String(text)));
  }

 private:
  bool ParseText(Document& document, std::string_view text, ZonedDateTime* time) const {
    ZoneId zone = zone_;
    if (!options_.timezone.is_constant()) {
      const auto rendered = ParseZoneId(options_.timezone.Render(document));
      if (!rendered.ok()) return FailToParseDate(document, text, {{"date_time_exception", rendered.error().message}});
      zone = *rendered;
    }
    if (options_.locale.is_constant()) return ParseDate(document, formats_, zone, text, WhichFormat::kFirst, time);
    // A locale of each document's own is rare enough to compile for it.
    const auto locale = DateLocaleOf(options_.locale.Render(document));
    if (!locale.ok()) return FailToParseDate(document, text, {{"illegal_argument_exception", locale.error().message}});
    const auto formats = CompileDateFormats(options_.format_texts, **locale);
    if (!formats.ok()) return FailToParseDate(document, text, {{"illegal_argument_exception", formats.error().message}});
    return ParseDate(document, *formats, zone, text, WhichFormat::kFirst, time);
  }

  const DateOptions options_;
  const ZoneId zone_;
  const DateFormats formats_;
  const DateFormatter output_;
};

}  // namespace

std::unique_ptr<const Processor> CompileDate(config::Options& options, CompileContext& context) {
  DateOptions date;
  date.field = RequireField(options, context);
  date.target = TakeField(options, context, "target_field", "@timestamp");
  date.format_texts = options.TakeStrings("formats");
  if (date.format_texts.empty()) options.Error("formats", "[formats] required property is missing");
  // Without the option it is the offset Z, to which times are moved; "UTC" by name is a region like any other, in which a pattern's own offset is lost.
  const bool has_timezone = options.Has("timezone");
  date.timezone = TakeTemplate(options, "timezone", "UTC");
  date.locale = TakeTemplate(options, "locale", "en");
  ZoneId zone;
  if (has_timezone && date.timezone.is_constant()) {
    const auto parsed = ParseZoneId(date.timezone.text());
    if (parsed.ok()) zone = *parsed; else options.Error("timezone", "[timezone] " + parsed.error().message);
  }
  const auto locale = DateLocaleOf(date.locale.is_constant() ? date.locale.text() : "en");
  if (!locale.ok()) options.Error("locale", "[locale] " + locale.error().message);
  auto formats = CompileDateFormats(date.format_texts, locale.ok() ? **locale : EnglishDateLocale());
  if (!formats.ok()) options.Error("formats", "[formats] " + formats.error().message);
  const std::string output_text = options.TakeString("output_format", std::string(kDefaultOutput));
  auto output = DateFormatter::Compile(output_text);
  if (!output.ok()) options.Error("output_format", "[output_format] invalid output format [" + output_text + "]: " + output.error().message);
  if (!formats.ok() || formats->empty() || !output.ok()) return nullptr;
  return std::make_unique<Date>(std::move(date), zone, *std::move(formats), *std::move(output));
}

}  // namespace flowship
