#include "base/date_builder.h"

#include "base/limits.h"

namespace flowship {

namespace {

Quick QuickOf(const Element& element) {
  if (element.kind == ElementKind::kLiteral && element.size == 1 && !element.ignore_case) return Quick::kCharacter;
  const bool exact = element.kind == ElementKind::kNumber && element.min_width == 2 && element.max_width == 2 &&
                     element.sign == SignRule::kNotNegative && element.reserved == 0 && !element.lenient;
  return exact && QuickPart(element.field) != kNoQuickPart ? Quick::kTwoDigits : Quick::kNone;
}

}  // namespace

DateProgramBuilder::DateProgramBuilder(const DateLocale& locale, ResolverStyle resolver) {
  program_.locale = &locale;
  program_.week = locale.week;
  program_.resolver = resolver;
}

bool DateProgramBuilder::OpenOptional() {
  if (open_.size() == limits::kDateOptionalMaxDepth) return false;
  open_.push_back(program_.elements.size());
  Add({.kind = ElementKind::kOptional});
  return true;
}

bool DateProgramBuilder::CloseOptional() {
  if (open_.empty()) return false;
  program_.elements[open_.back()].end = static_cast<uint16_t>(program_.elements.size());
  open_.pop_back();
  adjacent_ = kNoNumber;
  return true;
}

Status DateProgramBuilder::AddNumber(DateField field, size_t min, size_t max, SignRule sign) {
  if (min < 1 || min > 19) {
    return Error{"The minimum width must be from 1 to 19 inclusive but was " + std::to_string(min)};
  }
  AppendNumber({.kind = ElementKind::kNumber, .field = field, .sign = sign, .min_width = static_cast<uint8_t>(min),
                .max_width = static_cast<uint8_t>(max)});
  return {};
}

Status DateProgramBuilder::AddFraction(size_t min, size_t max, bool point) {
  if (max > 9) return Error{"Minimum width must be from 0 to 9 inclusive but was " + std::to_string(min)};
  const Element element{.kind = ElementKind::kFraction, .field = DateField::kNanoOfSecond, .sign = SignRule::kNotNegative,
                        .min_width = static_cast<uint8_t>(min), .max_width = static_cast<uint8_t>(max), .point = point};
  if (min == max && !point) AppendNumber(element); else Add(element);
  return {};
}

Status DateProgramBuilder::AddText(DateField field, TextStyle style) {
  Add({.kind = ElementKind::kText, .field = field, .style = style});
  return {};
}

void DateProgramBuilder::Add(Element element) {
  element.lenient = lenient_;
  element.ignore_case = ignore_case_;
  program_.elements.push_back(element);
  adjacent_ = kNoNumber;
}

// A number after a number: when it has a fixed width it is a follower, and the first one leaves it its digits. Otherwise the first one
// takes what it can and this one is the first of the next run.
void DateProgramBuilder::AppendNumber(Element element) {
  const size_t first = adjacent_;
  const bool follower =
      first != kNoNumber && element.min_width == element.max_width && element.sign == SignRule::kNotNegative;
  if (first != kNoNumber) {
    Element& base = program_.elements[first];
    base.reserved = static_cast<uint8_t>(follower ? base.reserved + element.max_width : 0);
  }
  const bool padded = !program_.elements.empty() && program_.elements.back().kind == ElementKind::kPad;
  Add(element);
  if (!padded) adjacent_ = follower ? first : program_.elements.size() - 1;
}

void DateProgramBuilder::AddLiteral(std::string_view text) {
  Element element{.kind = ElementKind::kLiteral, .character = text[0]};
  StoreLiteral(text, &element);
  Add(element);
}

void DateProgramBuilder::StoreLiteral(std::string_view text, Element* element) {
  element->literal = static_cast<uint16_t>(program_.literals.size());
  element->size = static_cast<uint16_t>(text.size());
  program_.literals += text;
}

void DateProgramBuilder::AddOffset(OffsetForm form, std::string_view zero) {
  Element element{.kind = ElementKind::kOffset, .offset = form};
  StoreLiteral(zero, &element);
  Add(element);
}

void DateProgramBuilder::AddDefault(DateField field, std::string_view value) {
  Element element{.kind = ElementKind::kDefault, .field = field};
  StoreLiteral(value, &element);
  Add(element);
}

size_t DateProgramBuilder::MaxBytes() const {
  size_t sum = 0;
  for (const Element& element : program_.elements) {
    switch (element.kind) {
      case ElementKind::kLiteral: sum += element.size; break;
      case ElementKind::kNumber: case ElementKind::kReduced: case ElementKind::kFraction: sum += 20; break;
      case ElementKind::kPad: sum += element.min_width; break;
      case ElementKind::kOptional: case ElementKind::kDefault: break;
      default: sum += kZoneIdMaxBytes; break;
    }
  }
  return sum;
}

DateProgram DateProgramBuilder::Finish() {
  while (CloseOptional()) {
  }
  for (Element& element : program_.elements) {
    element.quick = QuickOf(element);
    element.part = QuickPart(element.field);
  }
  program_.max_bytes = MaxBytes();
  return std::move(program_);
}

}  // namespace flowship
