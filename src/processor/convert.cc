// convert: a field's value, or each element of a list, as another type. Elasticsearch, "Convert processor".

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>

#include "base/java_number.h"
#include "event/json_writer.h"
#include "painless/text.h"
#include "processor/fields.h"
#include "processor/ip_address.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// Converts one value. False: it can't be; the failure is recorded.
using Converter = bool (*)(Document& document, const Value& from, Value* to);

// What Java's parsers say of a text, which is the cause of "unable to convert": it is what _ingest.on_failure_message tells.
bool Unable(Document& document, const Value& from, std::string_view type, std::string_view why) {
  const Failure cause{"number_format_exception", why};
  return document.FailBecause("illegal_argument_exception", FormatIn(document.arena(), "unable to convert [{}] to {}", JavaText(from, document.arena()), type),
                              cause);
}

bool IsHexadecimal(std::string_view text) { return text.starts_with("0x") || text.starts_with("-0x"); }

// Java's parseInt, or decode for 0x1F and -0x1F.
bool ParseWhole(std::string_view text, int64_t min, int64_t max, int64_t* number) {
  if (!IsHexadecimal(text)) return painless::ParseInteger(text, 10, min, max, number);
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 3 : 2);
  if (digits.starts_with('-') || digits.starts_with('+')) return false;
  if (!painless::ParseInteger(digits, 16, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), number)) {
    return negative && digits == "8000000000000000" && (*number = std::numeric_limits<int64_t>::min(), *number >= min);
  }
  if (negative) *number = -*number;
  return *number >= min && *number <= max;
}

std::string_view WhyNotWhole(std::string_view text, Arena& arena) {
  if (!IsHexadecimal(text)) return FormatIn(arena, "For input string: \"{}\"", text);
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 3 : 2);
  if (digits.starts_with('-') || digits.starts_with('+')) return "Sign character in wrong position";
  return FormatIn(arena, "For input string: \"{}{}\" under radix 16", negative ? "-" : "", digits);
}

template <typename Number>
bool ToWhole(const Value& from, Arena& arena, int64_t* number) {
  constexpr int64_t kMin = std::numeric_limits<Number>::min(), kMax = std::numeric_limits<Number>::max();
  if (from.is_integral() && from.kind() != Kind::kChar) {
    *number = from.as_long();
    return *number >= kMin && *number <= kMax;
  }
  return ParseWhole(JavaText(from, arena), kMin, kMax, number);
}

bool ToInteger(Document& document, const Value& from, Value* to) {
  int64_t number = 0;
  Arena& arena = document.arena();
  if (!ToWhole<int32_t>(from, arena, &number)) return Unable(document, from, "integer", WhyNotWhole(JavaText(from, arena), arena));
  *to = Value::Int(static_cast<int32_t>(number));
  return true;
}

bool ToLong(Document& document, const Value& from, Value* to) {
  int64_t number = 0;
  Arena& arena = document.arena();
  if (!ToWhole<int64_t>(from, arena, &number)) return Unable(document, from, "long", WhyNotWhole(JavaText(from, arena), arena));
  *to = Value::Long(number);
  return true;
}

bool ToDouble(Document& document, const Value& from, Value* to) {
  double number = 0;
  const std::string_view text = JavaText(from, document.arena());
  if (!painless::ParseDouble(text, &number)) return Unable(document, from, "double", document.arena().Copy(WhyNoDouble(text)));
  *to = Value::Double(number);
  return true;
}

bool ToFloat(Document& document, const Value& from, Value* to) {
  const std::string_view text = JavaText(from, document.arena());
  double wide = 0;
  if (!painless::ParseDouble(text, &wide)) return Unable(document, from, "float", document.arena().Copy(WhyNoDouble(text)));
  // Plain decimals are rounded once; the other forms that Java takes (a suffix, NaN) by way of the double.
  float number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool direct = error == std::errc() && rest == text.data() + text.size() && wide == wide;
  *to = Value::Float(direct ? number : static_cast<float>(wide));
  return true;
}

bool EqualsIgnoreCase(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

bool ToBoolean(Document& document, const Value& from, Value* to) {
  const std::string_view text = JavaText(from, document.arena());
  const bool is_true = EqualsIgnoreCase(text, "true");
  if (!is_true && !EqualsIgnoreCase(text, "false")) {
    return document.Illegal("[{}] is not a boolean value, cannot convert to boolean", text);
  }
  *to = Value::Bool(is_true);
  return true;
}

bool ToString(Document& document, const Value& from, Value* to) {
  const Value text = Value::String(JavaText(from, document.arena()));
  *to = from.is_string() ? from : from.is_integral() && from.kind() != Kind::kChar ? text.Plain() : text;
  return true;
}

bool ToIp(Document& document, const Value& from, Value* to) {
  IpAddress address;
  if (!from.is_string()) {
    return FailClassCast(document, from, "java.lang.String");
  }
  *to = from;
  return ParseIp(from.as_text(), document, &address);
}

bool ToAuto(Document& document, const Value& from, Value* to) {
  *to = from;
  if (!from.is_string()) return true;
  const std::string_view text = from.as_text();
  int64_t number = 0;
  if (EqualsIgnoreCase(text, "true") || EqualsIgnoreCase(text, "false")) return ToBoolean(document, from, to);
  if (ToWhole<int64_t>(from, document.arena(), &number)) {
    *to = Value::Integer(number);
    return true;
  }
  // What is a double is a float first, as Elasticsearch tries them in that order.
  double wide = 0;
  return !painless::ParseDouble(text, &wide) || ToFloat(document, from, to);
}

struct ConvertType {
  std::string_view name;
  Converter convert;
};
constexpr ConvertType kTypes[] = {{"auto", ToAuto}, {"boolean", ToBoolean}, {"double", ToDouble},   {"float", ToFloat},
                                  {"integer", ToInteger}, {"ip", ToIp}, {"long", ToLong}, {"string", ToString}};
static_assert(std::ranges::is_sorted(kTypes, {}, &ConvertType::name));

class Convert : public Processor {
 public:
  Convert(FieldPath field, FieldPath target, const ConvertType& type, bool ignore_missing)
      : field_(std::move(field)), target_(std::move(target)), type_(type), ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Value* found = document.Get(field_);
    if (found == nullptr && !ignore_missing_ && !document.Require(field_, &found)) return RunResult::kFailed;
    if (found == nullptr || found->is_null()) {
      if (ignore_missing_) return RunResult::kOk;
      return OkOrFailed(document.Illegal("Field [{}] is null, cannot be converted to type [{}]", field_.text, type_.name));
    }
    Value converted;
    const bool ok = found->is_array() ? ConvertAll(document, *found->as_array(), &converted) : ConvertOne(document, *found, &converted);
    return OkOrFailed(ok && document.Set(target_, converted));
  }
  bool Traces() const override { return true; }

 private:
  static bool Again(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
    return static_cast<const Convert*>(step.self)->type_.convert(context.document, inputs[0], result);
  }

  bool ConvertOne(Document& document, const Value& from, Value* to) const {
    if (!type_.convert(document, from, to)) {
      if (document.tracer != nullptr) document.tracer->RecordFailure({Again, this}, {&from, 1});
      return false;
    }
    if (document.tracer == nullptr) return true;
    if (type_.convert != ToString) {
      *to = document.tracer->Record({Again, this}, {&from, 1}, *to);
    } else if (!from.is_string()) {
      *to = IsTracePiece(from) ? document.tracer->Join({&from, 1}, *to) : document.tracer->Record({Again, this}, {&from, 1}, *to);
    }
    return true;
  }

  bool ConvertAll(Document& document, const Array& values, Value* converted) const {
    Array* const list = Array::New(document.arena(), values.size());
    for (const Value& value : values) {
      // Elasticsearch asks the element for its text without a look.
      if (value.is_null() && type_.convert != ToAuto && type_.convert != ToIp) {
        return document.Fail("null_pointer_exception", "Cannot invoke \"Object.toString()\" because \"value\" is null");
      }
      Value item;
      if (!ConvertOne(document, value, &item)) return false;
      list->Push(item, document.arena());
    }
    *converted = Value::Of(list);
    return true;
  }

  const FieldPath field_, target_;
  const ConvertType& type_;
  const bool ignore_missing_;
};

}  // namespace

std::unique_ptr<const Processor> CompileConvert(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  FieldPath target = TakeField(options, context, "target_field", field);
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  const bool given = options.Has("type");
  std::string name = options.RequireString("type");
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto type = std::ranges::lower_bound(kTypes, std::string_view(name), {}, &ConvertType::name);
  if (type == std::end(kTypes) || type->name != name) {
    if (given) options.Error("type", "[type] type [" + name + "] not supported, cannot convert field.");
    return nullptr;
  }
  return std::make_unique<Convert>(std::move(field), std::move(target), *type, ignore_missing);
}

}  // namespace flowship
