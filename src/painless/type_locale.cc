#include <algorithm>

#include "base/format.h"
#include "painless/api_tables.h"
#include "painless/locale.h"
#include "painless/text.h"

namespace flowship::painless {

std::string_view LocaleHost::Tag(Arena& arena) const {
  if (language_.empty() && country_.empty()) return "und";
  std::string_view tag = language_.empty() ? std::string_view("und") : language_;
  if (!country_.empty()) tag = FormatIn(arena, "{}-{}", tag, country_);
  return variant_.empty() ? tag : FormatIn(arena, "{}-{}", tag, variant_);
}

std::string_view LocaleHost::ToText(Arena& arena) const {
  if (country_.empty() && variant_.empty()) return language_;
  if (variant_.empty()) return FormatIn(arena, "{}_{}", language_, country_);
  return FormatIn(arena, "{}_{}_{}", language_, country_, variant_);
}

Value LocaleOfTag(Run& run, std::string_view tag) {
  std::string_view parts[3];
  for (std::string_view& part : parts) {
    const size_t end = std::min(tag.find('-'), tag.size());
    part = tag.substr(0, end);
    tag.remove_prefix(std::min(end + 1, tag.size()));
  }
  if (parts[0] == "und") parts[0] = {};
  return Value::Of(run.arena.New<LocaleHost>(LowerCase(parts[0], run.arena), UpperCase(parts[1], run.arena), UpperCase(parts[2], run.arena)));
}

namespace {

const LocaleHost& Self(const Value* a) { return *As<LocaleHost>(a[0]); }

template <size_t arity>
Value New(Run& run, const Value* a) {
  std::string_view parts[3];
  for (size_t i = 0; i < arity; ++i) {
    if (a[i].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
    parts[i] = i == 0 ? LowerCase(a[i].as_text(), run.arena) : i == 1 ? UpperCase(a[i].as_text(), run.arena) : a[i].as_text();
  }
  return Value::Of(run.arena.New<LocaleHost>(parts[0], parts[1], parts[2]));
}
Value ForTag(Run& run, const Value* a) {
  return a[0].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : LocaleOfTag(run, a[0].as_text());
}
Value Country(Run&, const Value* a) { return Value::String(Self(a).country()); }
Value Language(Run&, const Value* a) { return Value::String(Self(a).language()); }
Value Variant(Run&, const Value* a) { return Value::String(Self(a).variant()); }
Value LanguageTag(Run& run, const Value* a) { return Value::String(Self(a).Tag(run.arena)); }
Value Default(Run& run, const Value*) { return LocaleOfTag(run, "en"); }

constexpr Method kLocale[] = {
    Static("Locale forLanguageTag(String)", ForTag), Instance("String getCountry()", Country), Static("Locale getDefault()", Default),
    Instance("String getLanguage()", Language),      Instance("String getVariant()", Variant), Static("Locale new(String)", New<1>),
    Static("Locale new(String,String)", New<2>),     Static("Locale new(String,String,String)", New<3>),
    Instance("String toLanguageTag()", LanguageTag),
};
static_assert(IsSorted(kLocale));

Value Canada(Run& run) { return LocaleOfTag(run, "en-CA"); }
Value CanadaFrench(Run& run) { return LocaleOfTag(run, "fr-CA"); }
Value China(Run& run) { return LocaleOfTag(run, "zh-CN"); }
Value Chinese(Run& run) { return LocaleOfTag(run, "zh"); }
Value English(Run& run) { return LocaleOfTag(run, "en"); }
Value France(Run& run) { return LocaleOfTag(run, "fr-FR"); }
Value French(Run& run) { return LocaleOfTag(run, "fr"); }
Value German(Run& run) { return LocaleOfTag(run, "de"); }
Value Germany(Run& run) { return LocaleOfTag(run, "de-DE"); }
Value Italian(Run& run) { return LocaleOfTag(run, "it"); }
Value Italy(Run& run) { return LocaleOfTag(run, "it-IT"); }
Value Japan(Run& run) { return LocaleOfTag(run, "ja-JP"); }
Value Japanese(Run& run) { return LocaleOfTag(run, "ja"); }
Value Korea(Run& run) { return LocaleOfTag(run, "ko-KR"); }
Value Korean(Run& run) { return LocaleOfTag(run, "ko"); }
Value Root(Run& run) { return LocaleOfTag(run, "und"); }
Value Taiwan(Run& run) { return LocaleOfTag(run, "zh-TW"); }
Value Kingdom(Run& run) { return LocaleOfTag(run, "en-GB"); }
Value States(Run& run) { return LocaleOfTag(run, "en-US"); }

constexpr Constant kConstants[] = {
    Field("Locale", "CANADA", Canada),     Field("Locale", "CANADA_FRENCH", CanadaFrench),
    Field("Locale", "CHINA", China),       Field("Locale", "CHINESE", Chinese),
    Field("Locale", "ENGLISH", English),   Field("Locale", "FRANCE", France),
    Field("Locale", "FRENCH", French),     Field("Locale", "GERMAN", German),
    Field("Locale", "GERMANY", Germany),   Field("Locale", "ITALIAN", Italian),
    Field("Locale", "ITALY", Italy),       Field("Locale", "JAPAN", Japan),
    Field("Locale", "JAPANESE", Japanese), Field("Locale", "KOREA", Korea),
    Field("Locale", "KOREAN", Korean),     Field("Locale", "PRC", China),
    Field("Locale", "ROOT", Root),         Field("Locale", "SIMPLIFIED_CHINESE", China),
    Field("Locale", "TAIWAN", Taiwan),     Field("Locale", "TRADITIONAL_CHINESE", Taiwan),
    Field("Locale", "UK", Kingdom),        Field("Locale", "US", States),
};

constexpr TypeApi kTables[] = {{TypeId::kLocale, kLocale, kConstants}};

}  // namespace

ApiTables LocaleApi() { return kTables; }

}  // namespace flowship::painless
