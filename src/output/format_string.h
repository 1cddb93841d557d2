#pragma once
// Format strings, as Beats have them: text with fields of the event in it.
//
//   logs-%{[data_stream.dataset]}-%{[host.name]:unknown}-%{+yyyy.MM.dd}
//
// %{[a.b]} is the text of a field, %{[a.b]:x} with a default, %{+…} the event's @timestamp in UTC, of the parts yyyy, yy, MM, dd and HH.
// Source: "Format strings (sprintf)", Beats. Immutable after Parse; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/value.h"

namespace flowship {

class FormatString {
 public:
  FormatString() = default;
  static Result<FormatString> Parse(std::string_view text);

  bool empty() const { return parts_.empty(); }
  bool is_constant() const { return parts_.size() == 1 && parts_.front().kind == Part::Kind::kText; }
  const std::string& constant() const { return parts_.front().text; }  // of one that is
  // Appends the text for the event. False: a field is absent or no scalar, and has no default; then nothing was appended.
  bool Append(const Object& event, std::string& out) const;

 private:
  struct Part {
    enum class Kind { kText, kField, kTime };
    Kind kind = Kind::kText;
    std::string text;                // kText: itself; kField: the default; kTime: the pattern
    std::vector<std::string> path;   // kField
    bool has_default = false;
  };
  static Result<Part> ParseReference(std::string_view inside);
  static bool AppendPart(const Part& part, const Object& event, std::string& out);

  std::vector<Part> parts_;
};

// The text of a scalar: a string's own, a number's or a boolean's as JSON has it. False: it is none.
bool AppendScalarText(const Value& value, std::string& out);

}  // namespace flowship
