// bytes: a size for people (1kb) as a number of bytes. Elasticsearch, "Bytes processor", and its byte size units.

#include <cmath>
#include <limits>

#include "base/java_number.h"
#include "painless/text.h"
#include "processor/apply.h"
#include "processor/processors.h"
#include "processor/string_processor.h"

namespace flowship {

namespace {

struct Unit {
  std::string_view suffix;
  int shift;  // of 1
};
// In the order in which they are looked for: `b` is the last.
constexpr Unit kUnits[] = {{"k", 10}, {"kb", 10}, {"m", 20}, {"mb", 20}, {"g", 30}, {"gb", 30}, {"t", 40}, {"tb", 40}, {"p", 50}, {"pb", 50}, {"b", 0}};

class ByteSize {
 public:
  static bool Read(Document& document, std::string_view text, Value* result) {
    const std::string_view lower = TrimControl(painless::LowerCase(text, document.arena()));
    for (const Unit& unit : kUnits) {
      if (lower.ends_with(unit.suffix)) return Parse(document, text, lower.substr(0, lower.size() - unit.suffix.size()), unit, result);
    }
    if (lower == "-1" || lower == "0") return *result = Value::Long(lower == "0" ? 0 : -1), true;
    return document.FailWith("parse_exception", "failed to parse setting [Ingest Field] with value [{}] as a size in bytes: unit is missing or unrecognized", text);
  }

 private:
  static bool Parse(Document& document, std::string_view text, std::string_view digits, const Unit& unit, Value* result) {
    digits = TrimControl(digits);
    int64_t number = 0;
    double fraction = 0;
    if (painless::ParseInteger(digits, 10, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), &number)) {
      return Scale(document, text, number, unit, result);
    }
    if (unit.shift == 0 || !painless::ParseDouble(digits, &fraction)) {
      document.FailWith("number_format_exception", "For input string: \"{}\"", digits);
      return document.FailBecause("parse_exception", FormatIn(document.arena(), "failed to parse setting [Ingest Field] with value [{}]", text), document.failure());
    }
    // Java's cast stops at the ends of the range.
    const double scaled = std::ldexp(fraction, unit.shift);
    constexpr double kEnd = 9223372036854775808.0;
    number = scaled >= kEnd ? std::numeric_limits<int64_t>::max() : scaled < -kEnd ? std::numeric_limits<int64_t>::min() : static_cast<int64_t>(scaled);
    return Scale(document, text, number, kUnits[std::size(kUnits) - 1], result);
  }

  static bool Scale(Document& document, std::string_view text, int64_t number, const Unit& unit, Value* result) {
    const std::string_view name = unit.suffix.substr(0, 1);
    const std::string_view rest = name == "b" ? "" : "b";
    if (number < -1 || (number == -1 && unit.shift > 0)) {
      document.Illegal("Values less than -1 bytes are not supported: {}{}{}", number, name, rest);
    } else if (number > std::numeric_limits<int64_t>::max() >> unit.shift) {
      document.Illegal("Values greater than 9223372036854775807 bytes are not supported: {}{}{}", number, name, rest);
    } else {
      return *result = Value::Long(number * (int64_t{1} << unit.shift)), true;
    }
    return document.FailBecause("parse_exception", FormatIn(document.arena(), "failed to parse setting [Ingest Field] with value [{}] as a size in bytes", text),
                                document.failure());
  }
};

struct ToBytes {
  bool operator()(Document& document, const Value& value, Value* result) const { return ByteSize::Read(document, value.as_text(), result); }
};

}  // namespace

bool ApplyBytes(Document& document, std::string_view text, int64_t* bytes) {
  Value result;
  if (!ByteSize::Read(document, text, &result)) return false;
  *bytes = result.as_long();
  return true;
}

std::unique_ptr<const Processor> CompileBytes(config::Options& options, CompileContext& context) { return CompileStringProcessor(options, context, ToBytes()); }

}  // namespace flowship
