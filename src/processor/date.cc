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
  // `zone` and `formats` are of the options that are constant; `refused` is why one of these can't be, which every document is told.
  Date(DateOptions options, ZoneId zone, DateFormats formats, std::vector<DateCause> refused, DateFormatter output)
      : options_(std::move(options)), zone_(zone), formats_(std::move(formats)), refused_(std::move(refused)), output_(std::move(output)) {}

  RunResult Run(Document& document) const override {
    Value* value = nullptr;
    if (!document.Require(options_.field, &value)) return RunResult::kFailed;
    if (value->is_null()) return OkOrFailed(FailOnNullDate(document, formats_));
    Value text;
    if (!Reformat(document, *value, &text)) {
      if (document.tracer != nullptr) document.tracer->RecordFailure({Again, this}, {value, 1});
      return RunResult::kFailed;
    }
    if (document.tracer != nullptr) text = document.tracer->Record({Again, this}, {value, 1}, text);
    return OkOrFailed(document.Set(options_.target, text));
  }
  bool Traces() const override { return true; }

 private:
  static bool Again(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
    return static_cast<const Date*>(step.self)->Reformat(context.document, inputs[0], result);
  }

  bool Reformat(Document& document, const Value& from, Value* to) const {
    ZonedDateTime time;
    std::string_view text;
    if (!ParseText(document, JavaText(from, document.arena()), &time) || !FormatDate(document, output_, time, &text)) return false;
    *to = Value::String(text);
    return true;
  }

  bool ParseText(Document& document, std::string_view text, ZonedDateTime* time) const {
    if (!refused_.empty()) return FailToParseDate(document, text, refused_);
    ZoneId zone = zone_;
    if (!options_.timezone.is_constant()) {
      const auto rendered = ParseZoneId(options_.timezone.Render(document));
      if (!rendered.ok()) return FailToParseDate(document, text, CausesOfZone(rendered.error()));
      zone = *rendered;
    }
    if (options_.locale.is_constant()) return ParseDate(document, formats_, zone, text, WhichFormat::kFirst, time);
    // A locale of each document's own is rare enough to compile for it.
    std::vector<DateCause> why;
    const DateLocale* const locale = DateLocaleOf(options_.locale.Render(document), &why);
    if (locale == nullptr) return FailToParseDate(document, text, why);
    return ParseDate(document, CompileDateFormats(options_.format_texts, *locale), zone, text, WhichFormat::kFirst, time);
  }

  const DateOptions options_;
  const ZoneId zone_;
  const DateFormats formats_;
  const std::vector<DateCause> refused_;
  const DateFormatter output_;
};

// What no document will ever get past; Elasticsearch takes such a pipeline.
void Warn(const config::Options& options, CompileContext& context, const std::vector<DateCause>& refused, const DateFormats& formats) {
  for (const DateCause& cause : refused) context.diagnostics.Warning(options.place(), "[date] fails with every document: " + cause.reason);
  for (const DateFormat& one : formats) {
    if (!one.format) context.diagnostics.Warning(options.PlaceOf("formats"), "[formats] never fits: " + one.refused.front().reason);
  }
}

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
  std::vector<DateCause> refused;
  if (has_timezone && date.timezone.is_constant()) {
    const auto parsed = ParseZoneId(date.timezone.text());
    if (parsed.ok()) zone = *parsed; else refused = CausesOfZone(parsed.error());
  }
  const DateLocale* const locale = DateLocaleOf(date.locale.is_constant() ? date.locale.text() : "en", &refused);
  DateFormats formats = CompileDateFormats(date.format_texts, locale != nullptr ? *locale : EnglishDateLocale());
  Warn(options, context, refused, formats);
  const std::string output_text = options.TakeString("output_format", std::string(kDefaultOutput));
  auto output = DateFormatter::Compile(output_text);
  if (!output.ok()) options.Error("output_format", "[output_format] invalid output format [" + output_text + "]: " + output.error().message);
  if (formats.empty() || !output.ok()) return nullptr;
  return std::make_unique<Date>(std::move(date), zone, std::move(formats), std::move(refused), *std::move(output));
}

}  // namespace flowship
