// From a format's text to a DateFormatter.

#include <memory>
#include <utility>
#include <vector>

#include "base/date_format.h"
#include "base/date_program.h"

namespace flowship {
namespace {

// One name or pattern of a format.
Result<DateParsers> CompileOne(std::string_view format, const DateLocale& locale) {
  if (auto named = FindNamedDateFormat(format)) return *std::move(named);
  Result<DateProgram> program = CompileDatePattern(format, locale, ResolverStyle::kStrict);
  if (!program) return Error{"Invalid format: [" + std::string(format) + "]: " + program.error().message};
  DateParsers parsers;
  parsers.printer.program = *std::move(program);
  parsers.parsers.push_back(parsers.printer);
  return parsers;
}

// As Java's String.trim.
std::string_view Trimmed(std::string_view text) {
  const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<DateFormatter> DateFormatter::Compile(std::string_view format, const DateLocale& locale) {
  if (Trimmed(format).empty()) return Error{"No date pattern provided"};
  auto all = std::make_shared<DateParsers>();
  all->format = format.find("||") == std::string_view::npos ? Trimmed(format) : format;
  all->locale = &locale;
  if (format.starts_with('8')) format.remove_prefix(1);  // of the time when patterns of Joda had to be told from Java's
  for (std::string_view rest = format;;) {
    const size_t bar = rest.find("||");
    const std::string_view one = rest.substr(0, bar);
    if (one.empty()) return Error{"Cannot have empty element in multi date format pattern: " + std::string(format)};
    const std::string_view trimmed = Trimmed(one);
    if (trimmed.empty()) return Error{"No date pattern provided"};
    Result<DateParsers> parsers = CompileOne(trimmed, locale);
    if (!parsers) return parsers.error();
    if (all->parsers.empty()) all->printer = std::move(parsers->printer);
    all->several |= parsers->several || !all->parsers.empty();
    for (DateParser& parser : parsers->parsers) all->parsers.push_back(std::move(parser));
    if (bar == std::string_view::npos) return DateFormatter(std::move(all));
    rest.remove_prefix(bar + 2);
  }
}

namespace {

// As java.time's own formatter of that program.
std::shared_ptr<const DateParsers> OfJava(DateProgram program, const DateLocale& locale) {
  auto parsers = std::make_shared<DateParsers>();
  parsers->locale = &locale;
  parsers->of_java = true;
  parsers->printer.program = std::move(program);
  parsers->parsers.push_back(parsers->printer);
  return parsers;
}

}  // namespace

Result<DateFormatter> DateFormatter::OfPattern(std::string_view pattern, const DateLocale& locale) {
  Result<DateProgram> program = CompileDatePattern(pattern, locale, ResolverStyle::kSmart);
  if (!program) return program.error();
  return DateFormatter(OfJava(*std::move(program), locale));
}

Result<DateFormatter> DateFormatter::OfBuilder(std::string_view pattern, char resolver, const DateLocale& locale) {
  const ResolverStyle style = resolver == 'S' ? ResolverStyle::kStrict : resolver == 'L' ? ResolverStyle::kLenient : ResolverStyle::kSmart;
  Result<DateProgram> program = CompileDatePattern(pattern, locale, style, DateNotation::kWidths);
  if (!program) return program.error();
  return DateFormatter(OfJava(*std::move(program), locale));
}

const DateFormatter* DateFormatter::Constant(std::string_view name) {
  // In the order of the table, and like it for ever.
  static const auto* const formatters = [] {
    auto* all = new std::vector<std::pair<std::string_view, DateFormatter>>;
    for (const std::string_view constant : JavaConstantNames()) {
      auto parsers = std::make_shared<DateParsers>(JavaConstant(constant));
      parsers->of_java = true;
      all->emplace_back(constant, DateFormatter(std::move(parsers)));
    }
    return all;
  }();
  for (const auto& [constant, formatter] : *formatters) {
    if (constant == name) return &formatter;
  }
  return nullptr;
}

}  // namespace flowship
