#pragma once
// Answers of our dates to the questions that tests/oracle/java_time/{EsDateOracle,JavaTimeOracle}.java answer too, in the same words: one question a line,
// fields by tabs; "= " and a result, or "! " and an error. `es` before a question asks as Elasticsearch, `java` as java.time.

#include <string>
#include <string_view>
#include <vector>

#include "base/date_format.h"
#include "base/ingest_date.h"
#include "base/java_time.h"

namespace flowship {

inline std::vector<std::string> SplitTabs(std::string_view line) {
  std::vector<std::string> parts;
  for (size_t at = 0;;) {
    const size_t tab = line.find('\t', at);
    parts.emplace_back(line.substr(at, tab == std::string_view::npos ? tab : tab - at));
    if (tab == std::string_view::npos) return parts;
    at = tab + 1;
  }
}

class DateAnswers {
 public:
  static std::string To(std::string_view question) {
    const std::vector<std::string> q = SplitTabs(question);
    if (q[0] == "es") return Elasticsearch(q);
    if (q[0] == "java") return Java(q);
    return "! question " + q[0];
  }

 private:
  static std::string Good(const std::string& text) { return "= " + text; }
  static std::string Bad(const std::string& text) { return "! " + text; }
  template <typename T>
  static std::string Of(const Result<T>& result) {
    return result.ok() ? Good(ToString(*result)) : Bad(result.error().message);
  }
  static std::string Chain(const std::vector<DateCause>& causes) {
    std::string text;
    for (const DateCause& cause : causes) text += (text.empty() ? "" : " <- ") + std::string(cause.type) + ": " + cause.reason;
    return Bad(text);
  }
  static ZonedDateTime InZone(const std::string& instant, const std::string& zone) {
    Instant at;
    DateFailure failure;
    FLOWSHIP_ASSERT(DateFormatter::Constant("ISO_INSTANT")->ParseInstant(instant, std::nullopt, &at, &failure));
    return AtZone(at, *FindZoneId(zone));
  }
  static ZonedDateTime Zoned(const std::string& text) {
    ZonedDateTime time;
    DateFailure failure;
    FLOWSHIP_ASSERT(DateFormatter::Constant("ISO_ZONED_DATE_TIME")->ParseZoned(text, std::nullopt, &time, &failure));
    return time;
  }

  // es TAB from|ingest|format TAB locale TAB zone TAB format TAB text; es TAB compile TAB format
  static std::string Elasticsearch(const std::vector<std::string>& q) {
    if (q[1] == "compile") {
      const auto formatter = DateFormatter::Compile(q[2]);
      return formatter.ok() ? Good("") : Bad(formatter.error().message);
    }
    const DateLocale* const locale = FindDateLocale(q[2]);
    FLOWSHIP_ASSERT(locale != nullptr);
    ZonedDateTime time;
    DateFailure failure;
    if (q[1] == "ingest") {
      constexpr int32_t kYear = 2024;
      const auto format = IngestDateFormat::Compile(q[4], *locale);
      if (!format.ok()) return Bad(format.error().message);
      return format->Parse(q[5], *FindZoneId(q[3]), kYear, &time, &failure) ? Good(ToString(time)) : Chain(format->Explain(failure, q[5]));
    }
    const auto formatter = DateFormatter::Compile(q[4], *locale);
    if (!formatter.ok()) return Bad(formatter.error().message);
    if (q[1] == "format") {
      std::string text;
      return formatter->Format(InZone(q[5], q[3]), &text, &failure) ? Good(text) : Chain(formatter->Explain(failure, ""));
    }
    return formatter->ParseFrom(q[5], *FindZoneId(q[3]), &time, &failure) ? Good(ToString(time)) : Chain(formatter->Explain(failure, q[5]));
  }

  // java TAB zoned|local|format TAB locale TAB zone TAB pattern TAB text, and arithmetic
  static std::string Java(const std::vector<std::string>& q) {
    if (q[1] == "zone") return Of(ParseZoneIdOrShort(q[2]));
    if (q[1] == "duration") return Of(ParseDuration(q[2]));
    if (q[1] == "plus") return Of(Plus(Zoned(q[2]), std::stoll(q[3]), UnitOf(q[4])));
    if (q[1] == "truncate") return Of(TruncateTo(Zoned(q[2]), UnitOf(q[3])));
    if (q[1] == "between") {
      const auto count = Between(UnitOf(q[2]), Zoned(q[3]), Zoned(q[4]));
      return count.ok() ? Good(std::to_string(*count)) : Bad(count.error().message);
    }
    DateFailure failure;
    if (q[1] == "atzone") {
      LocalDateTime local;
      FLOWSHIP_ASSERT(DateFormatter::Constant("ISO_LOCAL_DATE_TIME")->ParseLocal(q[3], &local, &failure));
      return Good(ToString(AtZone(local, *FindZoneId(q[2]))));
    }
    return JavaFormat(q);
  }

  static std::string JavaFormat(const std::vector<std::string>& q) {
    const DateFormatter* formatter = DateFormatter::Constant(q[4]);
    auto own = formatter != nullptr ? Result<DateFormatter>(*formatter) : DateFormatter::OfPattern(q[4], *FindDateLocale(q[2]));
    if (!own.ok()) return Bad(own.error().message);
    DateFailure failure;
    std::string text;
    if (q[1] == "format") return own->Format(InZone(q[5], q[3]), &text, &failure) ? Good(text) : Bad(own->Explain(failure, "").front().reason);
    if (q[1] == "local") {
      LocalDateTime local;
      return own->ParseLocal(q[5], &local, &failure) ? Good(ToString(local)) : Bad(own->Explain(failure, q[5]).front().reason);
    }
    ZonedDateTime time;
    const auto zone = q[3] == "-" ? std::nullopt : FindZoneId(q[3]);
    return own->ParseZoned(q[5], zone, &time, &failure) ? Good(ToString(time)) : Bad(own->Explain(failure, q[5]).front().reason);
  }

  // NANOS, HALF_DAYS, …: the name of Java's constant.
  static ChronoUnit UnitOf(const std::string& name) {
    for (int i = 0; i < kChronoUnitCount; ++i) {
      std::string known;
      for (const char c : ToString(static_cast<ChronoUnit>(i))) {
        if (c >= 'A' && c <= 'Z' && !known.empty()) known += '_';
        known += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
      }
      if (known == name) return static_cast<ChronoUnit>(i);
    }
    FLOWSHIP_ASSERT(false && "a unit");
    return ChronoUnit::kNanos;
  }
};

}  // namespace flowship
