// java.util.Formatter: %[index$][flags][width][.precision]conversion. Source: the Java SE documentation of java.util.Formatter.

#include <algorithm>
#include <cmath>
#include <string>

#include "painless/decimal.h"
#include "painless/decimal_text.h"
#include "painless/format_spec.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {

std::string FormatSpec::ShownFlags() const {
  std::string shown;
  for (const char flag : {'-', '#', '+', ' ', '0', ',', '(', '<'}) {
    if (Has(flag)) shown += flag;
  }
  return shown;
}

namespace {

constexpr size_t kMaxWidth = 1 << 20;
constexpr int kNoWidth = -1;
constexpr std::string_view kFlags = "-#+ 0,(<";
constexpr std::string_view kDigits = "0123456789";

bool IsConversion(char c) { return std::string_view("bBhHsScCdoxXeEfgGaAn%").find(c) != std::string_view::npos; }

class Formatter {
 public:
  Formatter(Run& run, std::string_view format, std::span<const Value> arguments) : run_(run), format_(format), arguments_(arguments) {}

  Value Format() {
    while (at_ < format_.size()) {
      const size_t percent = std::min(format_.find('%', at_), format_.size());
      out_.append(format_, at_, percent - at_);
      at_ = percent;
      if (percent == format_.size()) break;
      FormatSpec spec;
      if (!ReadSpec(spec) || !WriteSpec(spec) || !run_.Spend(out_.size() - spent_)) return Value();
      spent_ = out_.size();
    }
    return Value::String(run_.Copy(out_));
  }

 private:
  bool Throw(TypeId type, const std::string& message) {
    run_.Throw(type, message);
    return false;
  }
  bool ThrowUnknown(std::string_view conversion) {
    return Throw(TypeId::kUnknownFormatConversionException, "Conversion = '" + std::string(conversion) + "'");
  }
  bool ThrowFlags(const FormatSpec& spec) { return Throw(TypeId::kIllegalFormatFlagsException, "Flags = '" + spec.ShownFlags() + "'"); }
  bool ThrowMismatch(const FormatSpec& spec, char flag) {
    return Throw(TypeId::kFormatFlagsConversionMismatchException, "Conversion = " + std::string(1, spec.lower()) + ", Flags = " + std::string(1, flag));
  }
  bool ThrowPrecision(const FormatSpec& spec) { return Throw(TypeId::kIllegalFormatPrecisionException, std::to_string(spec.precision)); }
  bool ThrowConversion(const FormatSpec& spec, const Value& value) {
    return Throw(TypeId::kIllegalFormatConversionException, std::string(1, spec.lower()) + " != " + ClassNameOf(value));
  }

  // A number of the specifier; kNoWidth when there is none. Far beyond every limit it stays there.
  int Number() {
    if (at_ >= format_.size() || kDigits.find(format_[at_]) == std::string_view::npos) return kNoWidth;
    size_t number = 0;
    for (; at_ < format_.size() && kDigits.find(format_[at_]) != std::string_view::npos; ++at_) {
      number = std::min(number * 10 + static_cast<size_t>(format_[at_] - '0'), kMaxWidth + 1);
    }
    return static_cast<int>(number);
  }

  bool ReadSpec(FormatSpec& spec) {
    const size_t start = at_++;
    const size_t digits = at_;
    spec.index = at_ < format_.size() && format_[at_] != '0' ? Number() : kNoWidth;
    if (at_ < format_.size() && spec.index != kNoWidth && format_[at_] == '$') {
      ++at_;
    } else {
      spec.index = kNoWidth;
      at_ = digits;
    }
    for (; at_ < format_.size() && kFlags.find(format_[at_]) != std::string_view::npos; ++at_) {
      if (spec.Has(format_[at_])) return Throw(TypeId::kDuplicateFormatFlagsException, "Flags = '" + std::string(1, format_[at_]) + "'");
      spec.flags += format_[at_];
    }
    spec.width = Number();
    if (at_ < format_.size() && format_[at_] == '.') {
      ++at_;
      spec.precision = Number();
      if (spec.precision == kNoWidth) return ThrowUnknown(".");
    }
    if (at_ >= format_.size()) return ThrowUnknown("%");
    spec.conversion = format_[at_++];
    spec.text = format_.substr(start, at_ - start);
    if (!IsConversion(spec.conversion)) return ThrowUnknown(std::string_view(&spec.conversion, 1));
    if (spec.width > static_cast<int>(kMaxWidth)) return Throw(TypeId::kIllegalFormatWidthException, std::to_string(spec.width));
    if (spec.precision > static_cast<int>(kMaxWidth)) return ThrowPrecision(spec);
    return true;
  }

  bool CheckWidth(const FormatSpec& spec) {
    if (spec.Has('-') && spec.Has('0')) return ThrowFlags(spec);
    if (spec.Has('+') && spec.Has(' ')) return ThrowFlags(spec);
    if ((spec.Has('-') || spec.Has('0')) && spec.width == kNoWidth) {
      return Throw(TypeId::kMissingFormatWidthException, std::string(spec.text));
    }
    return true;
  }

  // Only '-' (and those of `allowed`) may stand there.
  bool CheckFlags(const FormatSpec& spec, std::string_view allowed) {
    for (const char flag : spec.flags) {
      if (flag != '-' && flag != '<' && allowed.find(flag) == std::string_view::npos) return ThrowMismatch(spec, flag);
    }
    return true;
  }

  bool NextArgument(const FormatSpec& spec, Value* value) {
    size_t index = next_;
    if (spec.Has('<')) {
      index = last_;
    } else if (spec.index != kNoWidth) {
      index = static_cast<size_t>(spec.index) - 1;
    } else {
      ++next_;
    }
    last_ = index;
    if (index >= arguments_.size()) return Throw(TypeId::kMissingFormatArgumentException, "Format specifier '" + std::string(spec.text) + "'");
    *value = arguments_[index];
    return true;
  }

  void Pad(const FormatSpec& spec, std::string text) {
    if (spec.is_upper()) text = std::string(UpperCase(text, run_.arena));
    const size_t size = UnitCount(text), width = spec.width == kNoWidth ? 0 : static_cast<size_t>(spec.width);
    const std::string blanks(width > size ? width - size : 0, ' ');
    out_ += spec.Has('-') ? text + blanks : blanks + text;
  }

  bool WriteSpec(const FormatSpec& spec) {
    if (spec.conversion == 'n') {
      if (spec.width != kNoWidth) return Throw(TypeId::kIllegalFormatWidthException, std::to_string(spec.width));
      if (spec.precision != kNoWidth) return ThrowPrecision(spec);
      if (!spec.flags.empty()) return ThrowFlags(spec);
      out_ += '\n';
      return true;
    }
    if (spec.conversion == '%') {
      if (spec.precision != kNoWidth) return ThrowPrecision(spec);
      if (!spec.flags.empty() && spec.flags != "-") return ThrowFlags(spec);
      if (!CheckWidth(spec)) return false;
      Pad(spec, "%");
      return true;
    }
    // The specifier is judged before its argument is looked for.
    const char lower = spec.lower();
    if (lower == 'd' || lower == 'o' || lower == 'x') return CheckInteger(spec) && WithArgument(spec, &Formatter::WriteInteger);
    if (lower == 'e' || lower == 'f' || lower == 'g' || lower == 'a') return CheckDecimal(spec) && WithArgument(spec, &Formatter::WriteDecimal);
    return CheckGeneral(spec) && WithArgument(spec, lower == 'c' ? &Formatter::WriteCharacter : &Formatter::WriteGeneral);
  }

  bool WithArgument(const FormatSpec& spec, bool (Formatter::*write)(const FormatSpec&, const Value&)) {
    Value value;
    return NextArgument(spec, &value) && (this->*write)(spec, value);
  }

  bool CheckGeneral(const FormatSpec& spec) {
    if (spec.lower() == 'c' && spec.precision != kNoWidth) return ThrowPrecision(spec);
    if (!CheckFlags(spec, "")) return false;
    return !spec.Has('-') || spec.width != kNoWidth || Throw(TypeId::kMissingFormatWidthException, std::string(spec.text));
  }

  bool CheckInteger(const FormatSpec& spec) {
    if (!CheckWidth(spec)) return false;
    if (spec.precision != kNoWidth) return ThrowPrecision(spec);
    return CheckFlags(spec, spec.lower() == 'd' ? "+ 0,(" : "#0+ (");
  }

  bool CheckDecimal(const FormatSpec& spec) {
    if (!CheckWidth(spec)) return false;
    const char lower = spec.lower();
    return CheckFlags(spec, lower == 'f' ? "#+ 0,(" : lower == 'e' ? "#+ 0(" : lower == 'g' ? "+ 0,(" : "#+ 0");
  }

  bool WriteGeneral(const FormatSpec& spec, const Value& value) {
    std::string text;
    switch (spec.lower()) {
      case 'b': text = value.is_bool() ? value.as_bool() ? "true" : "false" : value.is_null() ? "false" : "true"; break;
      case 'h': text = value.is_null() ? "null" : std::string(FormatInteger(static_cast<uint32_t>(HashOf(value)), run_.arena, 16)); break;
      default: text = std::string(TextOf(run_, value));
    }
    if (spec.precision != kNoWidth && UnitCount(text) > static_cast<size_t>(spec.precision)) {
      text = std::string(Substring(text, 0, static_cast<size_t>(spec.precision), run_.arena));
    }
    Pad(spec, text);
    return true;
  }

  bool WriteCharacter(const FormatSpec& spec, const Value& value) {
    if (value.is_null()) return Pad(spec, "null"), true;
    if (!value.is_integral() || value.kind() == Kind::kLong) return ThrowConversion(spec, value);
    const int64_t code_point = value.as_long();
    if (code_point < 0 || code_point > 0x10FFFF) {
      return Throw(TypeId::kIllegalFormatCodePointException, "Code point = 0x" + std::string(FormatInteger(static_cast<uint32_t>(code_point), run_.arena, 16)));
    }
    char bytes[kMaxEncodedBytes];
    Pad(spec, std::string(bytes, EncodeCodePoint(static_cast<uint32_t>(code_point), bytes)));
    return true;
  }

  bool WriteInteger(const FormatSpec& spec, const Value& value) {
    if (value.is_null()) return Pad(spec, "null"), true;
    const bool big = value.kind() == Kind::kBigInteger;
    if (!big && (!value.is_integral() || value.kind() == Kind::kChar)) return ThrowConversion(spec, value);
    if (spec.lower() != 'd' && !big) {
      for (const char flag : {'(', ' ', '+'}) {
        if (spec.Has(flag)) return ThrowMismatch(spec, flag);
      }
      return WriteBits(spec, value);
    }
    if (spec.lower() != 'd') return ThrowConversion(spec, value);
    std::string text = big ? std::string(value.as_text()) : std::to_string(value.as_long());
    const bool negative = text[0] == '-';
    if (negative) text.erase(0, 1);
    WriteNumber(spec, negative, text);
    return true;
  }

  // Hexadecimal or octal: the bits of the value in its own width.
  bool WriteBits(const FormatSpec& spec, const Value& value) {
    auto bits = static_cast<uint64_t>(value.as_long());
    if (value.kind() == Kind::kByte) bits &= 0xFF;
    if (value.kind() == Kind::kShort) bits &= 0xFFFF;
    if (value.kind() == Kind::kInt) bits &= 0xFFFFFFFF;
    const bool hexadecimal = spec.lower() == 'x';
    std::string text = hexadecimal ? fmt::format("{:x}", bits) : fmt::format("{:o}", bits);
    const std::string prefix = !spec.Has('#') ? "" : hexadecimal ? "0x" : "0";
    const size_t width = spec.Has('0') ? static_cast<size_t>(spec.width) : 0;
    if (prefix.size() + text.size() < width) text.insert(0, width - prefix.size() - text.size(), '0');
    Pad(spec, prefix + text);
    return true;
  }

  bool WriteDecimal(const FormatSpec& spec, const Value& value) {
    if (value.is_null()) return WriteGeneral(spec, value);  // a text like any other: a precision cuts it
    DecimalText number;
    if (value.is_integral()) return ThrowConversion(spec, value);
    if (value.kind() == Kind::kBigInteger || !DecimalOf(run_, value, &number)) {
      if (!value.is_floating()) return ThrowConversion(spec, value);
      const double special = value.as_double();
      const std::string sign = special < 0 ? spec.Has('(') ? "(" : "-" : std::isnan(special) ? "" : spec.Has('+') ? "+" : spec.Has(' ') ? " " : "";
      FormatSpec plain = spec;
      plain.flags.erase(std::remove(plain.flags.begin(), plain.flags.end(), '0'), plain.flags.end());
      Pad(plain, sign + (std::isnan(special) ? "NaN" : "Infinity") + (sign == "(" ? ")" : ""));
      return true;
    }
    const int precision = spec.precision == kNoWidth ? 6 : spec.precision;
    std::string text;
    switch (spec.lower()) {
      case 'f': text = number.Fixed(precision); break;
      case 'e': text = number.Scientific(precision); break;
      case 'g': text = number.General(precision); break;
      default: text = value.is_floating() ? HexadecimalText(std::fabs(value.as_double())) : number.Fixed(precision);
    }
    if (spec.Has('#') && text.find('.') == std::string::npos) text.insert(std::min(text.find('e'), text.size()), ".");
    WriteNumber(spec, number.negative(), text);
    return true;
  }

  // Sign, grouping, zeros; `text` is the absolute value.
  void WriteNumber(const FormatSpec& spec, bool negative, std::string text) {
    if (spec.Has(',')) {
      const size_t whole = std::min(text.find_first_not_of(kDigits), text.size());
      for (size_t place = whole; place > 3; place -= 3) text.insert(place - 3, ",");
    }
    const bool parentheses = negative && spec.Has('(');
    const std::string sign = parentheses ? "(" : negative ? "-" : spec.Has('+') ? "+" : spec.Has(' ') ? " " : "";
    const size_t around = sign.size() + (parentheses ? 1 : 0), width = spec.Has('0') ? static_cast<size_t>(spec.width) : 0;
    if (around + text.size() < width) text.insert(0, width - around - text.size(), '0');
    Pad(spec, sign + text + (parentheses ? ")" : ""));
  }

  Run& run_;
  const std::string_view format_;
  const std::span<const Value> arguments_;
  size_t at_ = 0, next_ = 0, last_ = SIZE_MAX, spent_ = 0;
  std::string out_;
};

}  // namespace

Value FormatText(Run& run, std::string_view format, std::span<const Value> arguments) { return Formatter(run, format, arguments).Format(); }

}  // namespace flowship::painless
