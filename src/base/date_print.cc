// Elements and a date to text.

#include <algorithm>
#include <cstring>

#include "base/date_program.h"
#include "base/decimal.h"
#include "base/time_zone_table.h"

namespace flowship {
namespace {

char* WriteText(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// "+02", then minutes and seconds as the form has them.
char* WriteOffset(int32_t offset, OffsetForm form, char* out) {
  const int32_t total = offset < 0 ? -offset : offset;
  const bool colon = form == OffsetForm::kHHcMM || form == OffsetForm::kHHcMMcss;
  *out++ = offset < 0 ? '-' : '+';
  out = WriteTwoDigits(total / 3600, out);
  if (form == OffsetForm::kHHmm && total / 60 % 60 == 0) return out;
  if (colon) *out++ = ':';
  out = WriteTwoDigits(total / 60 % 60, out);
  const bool seconds = form == OffsetForm::kHHMMss || form == OffsetForm::kHHcMMcss;
  if (!seconds || total % 60 == 0) return out;
  if (colon) *out++ = ':';
  return WriteTwoDigits(total % 60, out);
}

char* WriteLocalOffset(int32_t offset, bool full, char* out) {
  out = WriteText("GMT", out);
  if (offset == 0) return out;
  const int32_t total = offset < 0 ? -offset : offset;
  *out++ = offset < 0 ? '-' : '+';
  const int32_t hours = total / 3600, minutes = total / 60 % 60, seconds = total % 60;
  if (full || hours >= 10) {
    out = WriteTwoDigits(hours, out);
  } else {
    *out++ = static_cast<char>('0' + hours);
  }
  if (!full && minutes == 0 && seconds == 0) return out;
  *out++ = ':';
  out = WriteTwoDigits(minutes, out);
  if (seconds == 0) return out;
  *out++ = ':';
  return WriteTwoDigits(seconds, out);
}

const ZoneNameRow* NamesOf(const ZoneId& zone) {
  if (zone.region) return &ZoneNames()[zone.region->names()];
  if (zone.offset_seconds != 0 || zone.prefix == ZonePrefix::kNone) return nullptr;
  const TimeZone* const region = TimeZone::Find(zone.prefix == ZonePrefix::kGmt ? "GMT" : "UTC");
  return region ? &ZoneNames()[region->names()] : nullptr;
}

class DatePrinter {
 public:
  DatePrinter(const DateProgram& program, const ZonedDateTime& time, DateFailure* failure)
      : program_(program), time_(time), failure_(*failure) {}

  char* Run(char* out) {
    const LocalDateTime& local = time_.local;
    const uint8_t parts[kNoQuickPart] = {local.month, local.day, local.hour, local.minute, local.second};
    const Element* const first = program_.elements.data();
    const Element* const end = first + program_.elements.size();
    for (const Element* element = first; element != end && out; ++element) {
      if (element->quick == Quick::kCharacter) {
        *out++ = element->character;
      } else if (element->quick == Quick::kTwoDigits) {
        out = WriteTwoDigits(parts[element->part], out);
      } else if (element->kind == ElementKind::kPad) {
        out = Padded(element[0], element[1], out);
        ++element;
      } else if (element->kind == ElementKind::kOptional) {
        if (!IsWritten(*element, first)) element = first + element->end - 1;
      } else {
        out = One(*element, out);
      }
    }
    return out;
  }

 private:
  // A date has all fields, so an optional section is there, but for a region that there is none of.
  bool IsWritten(const Element& optional, const Element* first) const {
    return !time_.zone.IsOffset() || std::none_of(&optional, first + optional.end, [](const Element& element) {
      return element.kind == ElementKind::kZoneRegion;
    });
  }

  char* Padded(const Element& pad, const Element& inner, char* out) {
    char* const end = One(inner, out);
    if (!end) return nullptr;
    const size_t size = static_cast<size_t>(end - out), width = pad.min_width;
    if (size > width) {
      failure_ = {.kind = DateFailure::Kind::kPrintPad, .value = static_cast<int64_t>(size), .other = pad.min_width};
      return nullptr;
    }
    std::memmove(out + (width - size), out, size);
    std::memset(out, ' ', width - size);
    return out + width;
  }

  char* One(const Element& element, char* out) {
    switch (element.kind) {
      case ElementKind::kLiteral: return WriteText(program_.LiteralOf(element), out);
      case ElementKind::kNumber: return Number(element, out);
      case ElementKind::kReduced: return WriteTwoDigits(static_cast<int>(std::abs(Get(element.field)) % 100), out);
      case ElementKind::kFraction: return Fraction(element, out);
      case ElementKind::kText: {
        const int64_t value = Get(element.field) - TextRangeOf(element.field).first;
        return WriteText(program_.locale->Words(element.field, element.style)[value], out);
      }
      case ElementKind::kOffset:
        if (IsZero(element)) return WriteText(program_.LiteralOf(element), out);
        return WriteOffset(time_.offset_seconds, element.offset, out);
      case ElementKind::kLocalOffset:
        return WriteLocalOffset(time_.offset_seconds, element.style == TextStyle::kFull, out);
      case ElementKind::kZoneId: case ElementKind::kZoneRegion: return WriteZoneId(time_.zone, out);
      case ElementKind::kZoneText: case ElementKind::kZoneGeneric: return ZoneText(element, out);
      case ElementKind::kDefault: return out;
      case ElementKind::kPad: case ElementKind::kOptional: break;
    }
    return out;
  }

  // Without minutes the offset of some seconds is written as zero, and as what stands for zero.
  bool IsZero(const Element& element) const {
    const int32_t offset = time_.offset_seconds;
    if (offset == 0) return true;
    const bool with_seconds = element.offset == OffsetForm::kHHMMss || element.offset == OffsetForm::kHHcMMcss;
    return !with_seconds && offset > -60 && offset < 60;
  }

  int64_t Get(DateField field) const {
    return field == DateField::kYear ? time_.local.year : GetField(time_, field, program_.week);
  }

  char* Number(const Element& element, char* out) {
    const int64_t value = Get(element.field);
    if (value >= 1000 && value < 10'000 && element.min_width == 4) {
      return WriteTwoDigits(static_cast<int>(value % 100), WriteTwoDigits(static_cast<int>(value / 100), out));
    }
    const uint64_t absolute = value < 0 ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    char digits[kMostDecimalDigits];
    const auto size = static_cast<size_t>(WriteDecimal(absolute, digits) - digits);
    if (size > element.max_width) {
      failure_ = {.kind = DateFailure::Kind::kPrintWidth, .field = element.field, .value = value, .other = element.max_width};
      return nullptr;
    }
    if (value < 0) *out++ = '-';
    if (value > 0 && element.sign == SignRule::kExceedsPad && size > element.min_width) *out++ = '+';
    for (size_t i = size; i < element.min_width; ++i) *out++ = '0';
    return WriteText({digits, size}, out);
  }

  // As many digits as the nanoseconds need, between the least and the most; none and no point when none is needed.
  char* Fraction(const Element& element, char* out) {
    const int32_t nano = time_.local.nano;
    if (element.max_width == 3 && element.min_width == 3) {
      if (element.point) *out++ = '.';
      const int32_t milli = nano / 1'000'000;
      *out++ = static_cast<char>('0' + milli / 100);
      return WriteTwoDigits(milli % 100, out);
    }
    char digits[9];
    digits[0] = static_cast<char>('0' + nano / 100'000'000);
    for (int i = 1, scale = 1'000'000; i < 9; i += 2, scale /= 100) WriteTwoDigits(nano / scale % 100, digits + i);
    size_t size = element.max_width;
    while (size > element.min_width && digits[size - 1] == '0') --size;
    if (size == 0) return out;
    if (element.point) *out++ = '.';
    return WriteText({digits, size}, out);
  }

  char* ZoneText(const Element& element, char* out) {
    const ZoneNameRow* const names = NamesOf(time_.zone);
    if (!names) return WriteZoneId(time_.zone, out);
    const bool full = element.style == TextStyle::kFull;
    if (element.kind == ElementKind::kZoneGeneric) return WriteText(full ? names->full_generic : names->short_generic, out);
    const bool daylight = time_.zone.region && time_.zone.region->IsDaylightAt(ToInstant(time_).seconds);
    if (daylight) return WriteText(full ? names->full_daylight : names->short_daylight, out);
    return WriteText(full ? names->full_standard : names->short_standard, out);
  }

  const DateProgram& program_;
  const ZonedDateTime& time_;
  DateFailure& failure_;
};

}  // namespace

char* PrintDate(const DateProgram& program, const ZonedDateTime& time, char* out, DateFailure* failure) {
  return DatePrinter(program, time, failure).Run(out);
}

}  // namespace flowship
