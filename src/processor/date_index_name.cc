// date_index_name: `_index` = an expression of date mathematics (<prefix{2016-04-25||/M{yyyy-MM-dd|UTC}}>), which Elasticsearch resolves when it indexes the
// document. Elasticsearch, "Date index name processor".

#include "event/json_writer.h"
#include "processor/date_text.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

struct DateIndexNameOptions {
  FieldPath field, index;
  Template prefix, rounding, name_format;
  ZoneId zone;
  std::string zone_text;
};

class DateIndexName : public Processor {
 public:
  // `name_format` is of a format that is constant; nullopt: it is a template.
  DateIndexName(DateIndexNameOptions options, DateFormats formats, std::optional<DateFormatter> name_format)
      : options_(std::move(options)), formats_(std::move(formats)), name_format_(std::move(name_format)) {}

  RunResult Run(Document& document) const override {
    Value* value = nullptr;
    if (!document.Require(options_.field, &value)) return RunResult::kFailed;
    if (value->is_null()) return OkOrFailed(FailOnNullDate(document, formats_));
    ZonedDateTime time;
    std::string_view date;
    const std::string_view text = JavaText(*value, document.arena());
    // Elasticsearch tries the other formats even after one has fitted.
    if (!ParseDate(document, formats_, options_.zone, text, WhichFormat::kLast, &time)) return RunResult::kFailed;
    const std::string_view name_format = options_.name_format.Render(document);
    if (name_format_ ? !FormatDate(document, *name_format_, time, &date) : !FormatBy(document, name_format, time, &date)) return RunResult::kFailed;
    const std::string_view name = FormatIn(document.arena(), "<{}{{{}||/{}{{{}|{}}}}}>", options_.prefix.Render(document), date,
                                           options_.rounding.Render(document), name_format, options_.zone_text);
    return OkOrFailed(document.Set(options_.index, Value::String(name)));
  }

 private:
  static bool FormatBy(Document& document, std::string_view pattern, const ZonedDateTime& time, std::string_view* date) {
    const auto format = DateFormatter::Compile(pattern);
    return format.ok() ? FormatDate(document, *format, time, date) : document.Illegal("{}", format.error().message);
  }

  const DateIndexNameOptions options_;
  const DateFormats formats_;
  const std::optional<DateFormatter> name_format_;
};

}  // namespace

std::unique_ptr<const Processor> CompileDateIndexName(config::Options& options, CompileContext& context) {
  DateIndexNameOptions name;
  name.field = RequireField(options, context);
  name.index = context.Path("_index", options.place());
  name.prefix = TakeTemplate(options, "index_name_prefix", "");
  if (!options.Has("date_rounding")) options.Error("date_rounding", "[date_rounding] required property is missing");
  name.rounding = TakeTemplate(options, "date_rounding", "");
  name.name_format = TakeTemplate(options, "index_name_format", "yyyy-MM-dd");
  const auto zone_text = options.TakeString("timezone");
  const auto zone = ParseZoneId(zone_text.value_or("UTC"));
  if (!zone.ok()) options.Error("timezone", "[timezone] " + zone.error().message);
  if (zone.ok() && zone_text) name.zone = *zone;
  name.zone_text = zone_text && !name.zone.IsUtcOffset() ? ToString(name.zone) : "UTC";
  std::vector<DateCause> why;
  const DateLocale* const locale = DateLocaleOf(options.TakeString("locale", "en"), &why);
  if (locale == nullptr) options.Error("locale", "[locale] " + why.front().reason);
  std::vector<std::string> texts = options.TakeStrings("date_formats");
  if (texts.empty()) texts.emplace_back("yyyy-MM-dd'T'HH:mm:ss.SSSXX");
  DateFormats formats = CompileDateFormats(texts, locale != nullptr ? *locale : EnglishDateLocale());
  for (const DateFormat& one : formats) {
    if (!one.format) options.Error("date_formats", "[date_formats] " + one.refused.front().reason);
  }
  std::optional<DateFormatter> name_format;
  if (name.name_format.is_constant()) {
    auto compiled = DateFormatter::Compile(name.name_format.text());
    if (compiled.ok()) name_format = *std::move(compiled); else options.Error("index_name_format", "[index_name_format] " + compiled.error().message);
  }
  return std::make_unique<DateIndexName>(std::move(name), std::move(formats), std::move(name_format));
}

}  // namespace flowship
