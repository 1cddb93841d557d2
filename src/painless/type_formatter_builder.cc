// DateTimeFormatterBuilder: gathers the notation of base/date_program.h, which says what patterns can and more.

#include <string>

#include "painless/api_tables.h"
#include "painless/formatter.h"
#include "painless/text.h"
#include "painless/time_methods.h"

namespace flowship::painless {
namespace {

class BuilderHost final : public Host {
 public:
  BuilderHost() : Host(TypeId::kDateTimeFormatterBuilder) {}
  static bool Is(Type type) { return type == Type(TypeId::kDateTimeFormatterBuilder); }

  std::string_view notation() const { return notation_; }
  Value Append(Run& run, std::string_view text) {
    if (run.Spend(text.size())) notation_ = Concat(notation_, text, run.arena);
    return Value::Of(this);
  }

 private:
  std::string_view notation_;
};
BuilderHost& Self(const Value* a) { return *As<BuilderHost>(a[0]); }
Value NewBuilder(Run& run, const Value*) { return Value::Of(run.arena.New<BuilderHost>()); }
template <size_t size>
Value AppendText(Run& run, const Value* a, const char (&text)[size]) { return Self(a).Append(run, {text, size - 1}); }
Value Refuse(Run& run, std::string_view what) {
  return run.ThrowFormatted(TypeId::kIllegalArgumentException, "{} is not supported here", what);
}

// Patterns, literals, other formatters -----------------------------------------------------------------------------------------------------

Value AppendPattern(Run& run, const Value* a) {
  if (a[1].is_null()) return run.Throw(TypeId::kNullPointerException, "pattern");
  if (NewFormatter(run, a[1].as_text(), "en").is_null()) return Value();
  return Self(a).Append(run, a[1].as_text());
}
Value AppendLiteral(Run& run, const Value* a) {
  if (a[1].is_null()) return run.Throw(TypeId::kNullPointerException, "literal");
  if (a[1].as_text().empty()) return a[0];
  std::string quoted = "'";
  for (const char c : a[1].as_text()) quoted.append(c == '\'' ? "''" : std::string(1, c));
  return Self(a).Append(run, quoted + "'");
}
template <bool optional>
Value AppendFormatter(Run& run, const Value* a) {
  const FormatterHost* const formatter = Required<FormatterHost>(run, a[1], "formatter");
  if (formatter == nullptr) return Value();
  struct Row {
    std::string_view name, notation;
  };
  constexpr Row kConstants[] = {
      {"ISO_DATE", "u{4-10e}-MM-dd[XXXXX]"},
      {"ISO_LOCAL_DATE", "u{4-10e}-MM-dd"},
      {"ISO_LOCAL_DATE_TIME", "u{4-10e}-MM-dd#i'T'#cHH:mm[:ss[S{.0-9}]]"},
      {"ISO_LOCAL_TIME", "HH:mm[:ss[S{.0-9}]]"},
      {"ISO_OFFSET_DATE_TIME", "u{4-10e}-MM-dd#i'T'#cHH:mm[:ss[S{.0-9}]]XXXXX"},
      {"ISO_OFFSET_TIME", "HH:mm[:ss[S{.0-9}]]XXXXX"},
      {"ISO_TIME", "HH:mm[:ss[S{.0-9}]][XXXXX]"},
  };
  std::string notation(formatter->pattern());
  if (notation.starts_with(kBuilt)) notation.erase(0, 2);
  for (const Row& row : kConstants) {
    if (row.name == formatter->constant()) notation = row.notation;
  }
  if (notation.empty() && !formatter->constant().empty()) return Refuse(run, formatter->constant());
  return Self(a).Append(run, optional ? "[" + notation + "]" : notation);
}
Value OptionalStart(Run& run, const Value* a) { return AppendText(run, a, "["); }
Value OptionalEnd(Run& run, const Value* a) { return AppendText(run, a, "]"); }
Value CaseInsensitive(Run& run, const Value* a) { return AppendText(run, a, "#i"); }
Value CaseSensitive(Run& run, const Value* a) { return AppendText(run, a, "#c"); }
Value Lenient(Run& run, const Value* a) { return AppendText(run, a, "#l"); }
Value Strict(Run& run, const Value* a) { return AppendText(run, a, "#s"); }

// Fields -----------------------------------------------------------------------------------------------------------------------------------

// #MARKfield, and what comes behind it.
Value AppendMark(Run& run, const Value* a, char mark, std::string_view rest) {
  const FieldOfTime* const field = Required<FieldOfTime>(run, a[1], "field");
  if (field == nullptr) return Value();
  return Self(a).Append(run, std::string("#") + mark + std::to_string(static_cast<int>(field->field())) + "," + std::string(rest) + ";");
}

enum class Sign : int { kNormal, kNotNegative, kExceedsPad };  // as base's SignRule
Value AppendNumber(Run& run, const Value* a, int64_t least, int64_t most, Sign sign) {
  if (least < 1 || least > 19) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "The minimum width must be from 1 to 19 inclusive but was {}", least);
  if (most < 1 || most > 19) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "The maximum width must be from 1 to 19 inclusive but was {}", most);
  if (most < least) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "The maximum width must exceed or equal the minimum width but {} < {}", most, least);
  }
  return AppendMark(run, a, 'v', std::to_string(least) + "," + std::to_string(most) + "," + std::to_string(static_cast<int>(sign)));
}
Value AnyNumber(Run& run, const Value* a) { return AppendNumber(run, a, 1, 19, Sign::kNormal); }
Value FixedNumber(Run& run, const Value* a) { return AppendNumber(run, a, a[2].as_long(), a[2].as_long(), Sign::kNotNegative); }
Value SignedNumber(Run& run, const Value* a) {
  const EnumHost* const style = Required<EnumHost>(run, a[4], "signStyle");
  if (style == nullptr) return Value();
  if (style->Name() == "ALWAYS" || style->Name() == "NEVER") return Refuse(run, style->Name());
  const Sign sign = style->Name() == "NORMAL" ? Sign::kNormal : style->Name() == "EXCEEDS_PAD" ? Sign::kExceedsPad : Sign::kNotNegative;
  return AppendNumber(run, a, a[2].as_long(), a[3].as_long(), sign);
}

Value AppendFraction(Run& run, const Value* a) {
  const FieldOfTime* const field = Required<FieldOfTime>(run, a[1], "field");
  if (field == nullptr) return Value();
  const int64_t least = a[2].as_long(), most = a[3].as_long();
  if (field->field() != DateField::kNanoOfSecond) return Refuse(run, "a fraction of another field than NANO_OF_SECOND");
  if (least < 0 || least > 9) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Minimum width must be from 0 to 9 inclusive but was {}", least);
  if (most < 1 || most > 9) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Maximum width must be from 1 to 9 inclusive but was {}", most);
  if (most < least) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Maximum width must exceed or equal the minimum width but {} < {}", most, least);
  }
  return Self(a).Append(run, std::string("S{") + (a[4].as_bool() ? "." : "") + std::to_string(least) + "-" + std::to_string(most) + "}");
}

// The number of base's TextStyle.
int StyleOf(const EnumHost& style) {
  constexpr int kStyles[] = {1, 4, 0, 3, 2, 5};
  return kStyles[style.ordinal()];
}
Value FullText(Run& run, const Value* a) { return AppendMark(run, a, 't', "1"); }
Value StyledText(Run& run, const Value* a) {
  const EnumHost* const style = As<EnumHost>(a[2]);
  if (style == nullptr) return a[2].is_null() ? run.Throw(TypeId::kNullPointerException, "textStyle") : Refuse(run, "a text of a map");
  return AppendMark(run, a, 't', std::to_string(StyleOf(*style)));
}
Value Default(Run& run, const Value* a) { return AppendMark(run, a, 'd', std::to_string(a[2].as_long())); }
Value Reduced(Run& run, const Value* a) {
  const FieldOfTime* const field = Required<FieldOfTime>(run, a[1], "field");
  if (field == nullptr) return Value();
  const bool of_year = field->field() == DateField::kYear || field->field() == DateField::kYearOfEra;
  if (!of_year || a[2].as_long() != 2 || a[3].as_long() != 2 || !a[4].is_integral() || a[4].as_long() != 2000) return Refuse(run, "a reduced value but of two digits of a year from 2000 on");
  return field->field() == DateField::kYear ? AppendText(run, a, "uu") : AppendText(run, a, "yy");
}
Value Pad(Run& run, const Value* a) {
  if (a[1].as_long() < 1 || a[1].as_long() > 255) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "The pad width must be at least one but was {}", a[1].as_long());
  return Self(a).Append(run, "#p" + std::to_string(a[1].as_long()) + ";");
}

// Zones ------------------------------------------------------------------------------------------------------------------------------------

Value AppendOffset(Run& run, const Value* a) {
  if (a[1].is_null() || a[2].is_null()) return run.Throw(TypeId::kNullPointerException, a[1].is_null() ? "pattern" : "noOffsetText");
  constexpr std::string_view kForms[] = {"+HHmm", "+HHMM", "+HH:MM", "+HHMMss", "+HH:MM:ss"};  // as base's OffsetForm
  for (size_t form = 0; form < std::size(kForms); ++form) {
    if (kForms[form] != a[1].as_text()) continue;
    if (a[2].as_text().find(';') != std::string_view::npos) return Refuse(run, a[2].as_text());
    return Self(a).Append(run, "#o" + std::to_string(form) + "," + std::string(a[2].as_text()) + ";");
  }
  return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Invalid zone offset pattern: {}", a[1].as_text());
}
Value OffsetId(Run& run, const Value* a) { return AppendText(run, a, "#o4,Z;"); }
Value AnyZone(Run& run, const Value* a) { return AppendText(run, a, "VV"); }
Value Region(Run& run, const Value* a) { return AppendText(run, a, "VV{region}"); }
template <char letter>
Value Styled(Run& run, const Value* a) {
  const EnumHost* const style = Required<EnumHost>(run, a[1], "textStyle");
  if (style == nullptr) return Value();
  return Self(a).Append(run, std::string(style->Name().starts_with("FULL") ? 4 : 1, letter));
}

// The formatter ----------------------------------------------------------------------------------------------------------------------------

std::string Built(const Value* a) { return std::string(1, kBuilt) + "M" + std::string(Self(a).notation()); }
Value Build(Run& run, const Value* a) { return NewFormatter(run, Built(a), "en"); }
Value BuildIn(Run& run, const Value* a) { return NewFormatterIn(run, Built(a), a[1]); }

constexpr Method kBuilder[] = {
    Instance("DateTimeFormatterBuilder append(DateTimeFormatter)", AppendFormatter<false>),
    Instance("DateTimeFormatterBuilder appendFraction(TemporalField,int,int,boolean)", AppendFraction),
    Instance("DateTimeFormatterBuilder appendLiteral(String)", AppendLiteral),
    Instance("DateTimeFormatterBuilder appendLocalizedOffset(TextStyle)", Styled<'O'>),
    Instance("DateTimeFormatterBuilder appendOffset(String,String)", AppendOffset),
    Instance("DateTimeFormatterBuilder appendOffsetId()", OffsetId),
    Instance("DateTimeFormatterBuilder appendOptional(DateTimeFormatter)", AppendFormatter<true>),
    Instance("DateTimeFormatterBuilder appendPattern(String)", AppendPattern),
    Instance("DateTimeFormatterBuilder appendText(TemporalField)", FullText),
    Instance("DateTimeFormatterBuilder appendText(TemporalField,def)", StyledText),
    Instance("DateTimeFormatterBuilder appendValue(TemporalField)", AnyNumber),
    Instance("DateTimeFormatterBuilder appendValue(TemporalField,int)", FixedNumber),
    Instance("DateTimeFormatterBuilder appendValue(TemporalField,int,int,SignStyle)", SignedNumber),
    Instance("DateTimeFormatterBuilder appendValueReduced(TemporalField,int,int,def)", Reduced),
    Instance("DateTimeFormatterBuilder appendZoneId()", AnyZone),
    Instance("DateTimeFormatterBuilder appendZoneOrOffsetId()", AnyZone),
    Instance("DateTimeFormatterBuilder appendZoneRegionId()", Region),
    Instance("DateTimeFormatterBuilder appendZoneText(TextStyle)", Styled<'z'>),
    Static("DateTimeFormatterBuilder new()", NewBuilder),
    Instance("DateTimeFormatterBuilder optionalEnd()", OptionalEnd),
    Instance("DateTimeFormatterBuilder optionalStart()", OptionalStart),
    Instance("DateTimeFormatterBuilder padNext(int)", Pad),
    Instance("DateTimeFormatterBuilder parseCaseInsensitive()", CaseInsensitive),
    Instance("DateTimeFormatterBuilder parseCaseSensitive()", CaseSensitive),
    Instance("DateTimeFormatterBuilder parseDefaulting(TemporalField,long)", Default),
    Instance("DateTimeFormatterBuilder parseLenient()", Lenient),
    Instance("DateTimeFormatterBuilder parseStrict()", Strict),
    Instance("DateTimeFormatter toFormatter()", Build),
    Instance("DateTimeFormatter toFormatter(Locale)", BuildIn),
};
static_assert(IsSorted(kBuilder));

constexpr TypeApi kTables[] = {{TypeId::kDateTimeFormatterBuilder, kBuilder, {}}};

}  // namespace

ApiTables FormatterBuilderApi() { return kTables; }

}  // namespace flowship::painless
