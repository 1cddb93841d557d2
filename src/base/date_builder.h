#pragma once
// Makes a DateProgram, an element at a time: where optional sections begin and end, which numbers touch, how long a text may become. Who calls it
// (date_pattern.cc) knows the letters. Private to date_format.h's implementation.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/date_program.h"
#include "base/result.h"

namespace flowship {

class DateProgramBuilder {
 public:
  DateProgramBuilder(const DateLocale& locale, ResolverStyle resolver);

  // Of all elements that are added from now on.
  void set_lenient(bool lenient) { lenient_ = lenient; }
  void set_ignore_case(bool ignore_case) { ignore_case_ = ignore_case; }

  bool OpenOptional();   // false: too many are open
  bool CloseOptional();  // false: none is open

  Status AddNumber(DateField field, size_t min, size_t max, SignRule sign);
  Status AddFraction(size_t min, size_t max, bool point);
  Status AddText(DateField field, TextStyle style);
  void AddLiteral(std::string_view text);  // not empty
  void AddOffset(OffsetForm form, std::string_view zero);
  void AddDefault(DateField field, std::string_view value);
  void AppendNumber(Element element);  // that may touch the number before it
  void Add(Element element);           // any other

  DateProgram Finish();  // closes what is open; once

 private:
  static constexpr size_t kNoNumber = SIZE_MAX;

  void StoreLiteral(std::string_view text, Element* element);
  size_t MaxBytes() const;

  DateProgram program_;
  std::vector<size_t> open_;
  size_t adjacent_ = kNoNumber;  // the element that numbers which follow at once are adjacent to
  bool lenient_ = false, ignore_case_ = false;
};

}  // namespace flowship
