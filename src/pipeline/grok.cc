#include "pipeline/grok.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/java_number.h"
#include "painless/text.h"
#include "pipeline/grok_regex.h"

namespace flowship::grok {

namespace {

constexpr size_t kRequiredFromBytes = 3;  // shorter ones PCRE2 looks for itself

CaptureType TypeOf(std::string_view name) {
  if (name == "int") return CaptureType::kInteger;
  if (name == "long") return CaptureType::kLong;
  if (name == "float") return CaptureType::kFloat;
  if (name == "double") return CaptureType::kDouble;
  return name == "boolean" ? CaptureType::kBoolean : CaptureType::kString;
}

// WORD:a:int → a, int; WORD:a → a; a → a. More parts have no type.
Capture CaptureOf(const GroupName& group) {
  std::vector<std::string_view> parts;
  const std::string_view text = group.name;
  for (size_t at = 0; at <= text.size();) {
    const size_t colon = std::min(text.find(':', at), text.size());
    parts.push_back(text.substr(at, colon - at));
    at = colon + 1;
  }
  while (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  Capture capture;
  capture.name = parts.size() >= 2 ? parts[1] : parts[0];
  if (parts.size() == 3) capture.type = TypeOf(parts[2]);
  capture.groups = group.numbers;
  return capture;
}

Result<std::unique_ptr<const RegexProgram>> CompileFor(const ParsedRegex& regex, TextKind kind) {
  RegexProgram::Source source{WritePcre(regex, kind, false), WriteLinear(regex, kind), kind == TextKind::kUnicode};
  auto program = RegexProgram::Compile(source);
  if (program.ok() || program.error().message != RegexProgram::kTooLarge) return program;
  source.pcre = WritePcre(regex, kind, true);
  return RegexProgram::Compile(std::move(source));
}

bool IsAsciiLine(std::string_view text) { return painless::IsAscii(text) && text.find('\n') == std::string_view::npos; }

// Two sets of groups for each thread: the best match so far and the one that is tried.
struct ThreadGroups {
  std::vector<RegexProgram::Group> best, next;
};
ThreadGroups& Groups() {
  thread_local ThreadGroups groups;
  return groups;
}

bool FailNumber(Document& document, std::string_view text) {
  return document.FailWith("number_format_exception", "For input string: \"{}\"", text);
}

template <typename Number>
bool ToWhole(std::string_view text, Document& document, int64_t* number) {
  return painless::ParseInteger(text, 10, std::numeric_limits<Number>::min(), std::numeric_limits<Number>::max(), number) || FailNumber(document, text);
}

bool ToReal(std::string_view text, Document& document, double* number) {
  return painless::ParseDouble(text, number) || document.FailWith("number_format_exception", "{}", WhyNoDouble(text));
}

// Plain decimals are rounded once; the other forms that Java takes by way of the double.
bool ToFloat(std::string_view text, Document& document, float* number) {
  double wide = 0;
  if (!ToReal(text, document, &wide)) return false;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  if (error != std::errc() || rest != text.data() + text.size() || wide != wide) *number = static_cast<float>(wide);
  return true;
}

}  // namespace

Result<Grok::Expression> Grok::CompileOne(const std::string& expression, const PatternBank& bank) {
  const auto text = bank.Expand(expression);
  if (!text.ok()) return text.error();
  const auto regex = ParseRegex(*text);
  if (!regex.ok()) return regex.error();
  Expression made;
  made.required = RequiredText(*regex->root);
  if (made.required.size() < kRequiredFromBytes) made.required.clear();
  made.group_count = regex->group_count;
  for (const GroupName& group : regex->names) made.captures.push_back(CaptureOf(group));
  auto ascii = CompileFor(*regex, TextKind::kAsciiLine);
  if (!ascii.ok()) return ascii.error();
  auto unicode = CompileFor(*regex, TextKind::kUnicode);
  if (!unicode.ok()) return unicode.error();
  made.ascii = *std::move(ascii);
  made.unicode = *std::move(unicode);
  return made;
}

Result<std::unique_ptr<const Grok>> Grok::Compile(std::span<const std::string> expressions, const PatternBank& bank) {
  auto grok = std::unique_ptr<Grok>(new Grok());
  for (const std::string& expression : expressions) {
    auto made = CompileOne(expression, bank);
    if (!made.ok()) return made.error();
    grok->expressions_.push_back(*std::move(made));
  }
  return std::unique_ptr<const Grok>(std::move(grok));
}

Grok::Outcome Grok::Find(std::string_view text, size_t start, Match* match) const {
  const bool is_ascii = IsAsciiLine(text);
  ThreadGroups& groups = Groups();
  size_t best_start = std::string_view::npos;
  for (size_t i = 0; i < expressions_.size(); ++i) {
    const Expression& expression = expressions_[i];
    if (!expression.required.empty() && text.find(expression.required, start) == std::string_view::npos) continue;
    groups.next.resize(expression.group_count + 1);
    const Outcome outcome = (is_ascii ? expression.ascii : expression.unicode)->Match(text, start, groups.next);
    if (outcome == Outcome::kTooHard) return outcome;
    if (outcome == Outcome::kNoMatch || groups.next[0].start >= best_start) continue;
    best_start = groups.next[0].start;
    std::swap(groups.best, groups.next);
    *match = {i, groups.best};
    if (best_start <= start) break;  // no other can be before it
  }
  return best_start == std::string_view::npos ? Outcome::kNoMatch : Outcome::kMatch;
}

bool ConvertCapture(CaptureType type, std::string_view text, Document& document, Value* value) {
  int64_t whole = 0;
  double real = 0;
  float narrow = 0;
  switch (type) {
    case CaptureType::kString: return *value = Value::String(text), true;
    case CaptureType::kInteger: return ToWhole<int32_t>(text, document, &whole) && (*value = Value::Int(static_cast<int32_t>(whole)), true);
    case CaptureType::kLong: return ToWhole<int64_t>(text, document, &whole) && (*value = Value::Long(whole), true);
    case CaptureType::kFloat: return ToFloat(text, document, &narrow) && (*value = Value::Float(narrow), true);
    case CaptureType::kDouble: return ToReal(text, document, &real) && (*value = Value::Double(real), true);
    case CaptureType::kBoolean: {
      const bool is_true = std::ranges::equal(text, std::string_view("true"), {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      return *value = Value::Bool(is_true), true;
    }
  }
  return false;
}

}  // namespace flowship::grok
