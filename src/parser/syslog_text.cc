#include "parser/syslog_text.h"

#include <algorithm>
#include <charconv>

namespace flowship::parser {

namespace {

constexpr int kPriorityMax = 191;
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes what a grammar asks for from the front.
class Text {
 public:
  explicit Text(std::string_view text) : left_(text) {}

  std::string_view left() const { return left_; }
  bool Take(char c) {
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  std::optional<int> TakeNumber(size_t least, size_t most) {
    size_t digits = 0;
    while (digits < std::min(most, left_.size()) && IsDigit(left_[digits])) ++digits;
    if (digits < least) return std::nullopt;
    int number = 0;
    std::from_chars(left_.data(), left_.data() + digits, number);
    left_.remove_prefix(digits);
    return number;
  }
  // Up to the space, which goes too.
  std::string_view TakeWord() {
    const size_t space = std::min(left_.find(' '), left_.size());
    const std::string_view word = left_.substr(0, space);
    left_.remove_prefix(std::min(space + 1, left_.size()));
    return word;
  }
  void Skip(size_t count) { left_.remove_prefix(count); }

 private:
  std::string_view left_;
};

std::string_view TakePriority(Text& text, SyslogText* parsed) {
  if (!text.Take('<')) return "there is no priority";
  const auto priority = text.TakeNumber(1, 3);
  if (!priority || !text.Take('>')) return "the priority is no number in <>";
  if (*priority > kPriorityMax) return "the priority is beyond 191";
  parsed->priority = *priority;
  return "";
}

bool TakeClock(Text& text, LocalDateTime* time) {
  const auto hour = text.TakeNumber(2, 2);
  if (!hour || *hour > 23 || !text.Take(':')) return false;
  const auto minute = text.TakeNumber(2, 2);
  if (!minute || *minute > 59 || !text.Take(':')) return false;
  const auto second = text.TakeNumber(2, 2);
  if (!second || *second > 59) return false;
  time->hour = static_cast<uint8_t>(*hour);
  time->minute = static_cast<uint8_t>(*minute);
  time->second = static_cast<uint8_t>(*second);
  if (!text.Take('.')) return true;
  int32_t nano = 0;
  size_t digits = 0;
  for (; !text.left().empty() && IsDigit(text.left()[0]); text.Skip(1), ++digits) {
    if (digits < 9) nano = nano * 10 + (text.left()[0] - '0');
  }
  for (size_t i = digits; i < 9; ++i) nano *= 10;
  time->nano = nano;
  return digits > 0;
}

// RFC 3339, with the zone left out where a sender does.
std::optional<SyslogText::Time> ParseIsoTime(std::string_view word, bool needs_zone) {
  Text text(word);
  SyslogText::Time time;
  const auto year = text.TakeNumber(4, 4);
  if (!year || !text.Take('-')) return std::nullopt;
  const auto month = text.TakeNumber(2, 2);
  if (!month || *month < 1 || *month > 12 || !text.Take('-')) return std::nullopt;
  const auto day = text.TakeNumber(2, 2);
  if (!day || *day < 1 || *day > DaysInMonth(*year, *month) || !text.Take('T')) return std::nullopt;
  time.local.year = *year;
  time.local.month = static_cast<uint8_t>(*month);
  time.local.day = static_cast<uint8_t>(*day);
  if (!TakeClock(text, &time.local)) return std::nullopt;
  if (text.left().empty()) return needs_zone ? std::nullopt : std::optional(time);
  if (text.Take('Z')) {
    time.offset_seconds = 0;
  } else {
    const int sign = text.Take('-') ? -1 : text.Take('+') ? 1 : 0;
    const auto hours = text.TakeNumber(2, 2);
    text.Take(':');
    const auto minutes = text.TakeNumber(2, 2);
    if (sign == 0 || !hours || !minutes || *hours > 18 || *minutes > 59) return std::nullopt;
    time.offset_seconds = sign * (*hours * 3600 + *minutes * 60);
  }
  return text.left().empty() ? std::optional(time) : std::nullopt;
}

// Mmm dd hh:mm:ss, the day with a space or a zero in front, or neither; and the space after it.
std::optional<SyslogText::Time> TakeBsdTime(Text& text, int32_t year) {
  const std::string_view name = text.left().substr(0, 3);
  const size_t at = name.size() == 3 ? kMonths.find(name) : std::string_view::npos;
  if (at == std::string_view::npos || at % 3 != 0) return std::nullopt;
  Text rest(text.left().substr(3));
  if (!rest.Take(' ')) return std::nullopt;
  rest.Take(' ');
  const auto day = rest.TakeNumber(1, 2);
  SyslogText::Time time;
  time.local.year = year;
  time.local.month = static_cast<uint8_t>(at / 3 + 1);
  if (!day || *day < 1 || *day > DaysInMonth(year, time.local.month) || !rest.Take(' ')) return std::nullopt;
  time.local.day = static_cast<uint8_t>(*day);
  if (!TakeClock(rest, &time.local)) return std::nullopt;
  if (!rest.left().empty() && !rest.Take(' ')) return std::nullopt;
  text = rest;
  return time;
}

std::string_view NilToEmpty(std::string_view word) { return word == "-" ? std::string_view() : word; }

// [id name="value" …][…], after which comes a space or the end.
bool TakeData(Text& text, SyslogText* parsed) {
  if (text.Take('-')) return true;
  if (!text.left().starts_with('[')) return false;
  while (text.Take('[')) {
    const size_t id_end = text.left().find_first_of(" ]");
    if (id_end == std::string_view::npos || id_end == 0) return false;
    const std::string_view element = text.left().substr(0, id_end);
    text.Skip(id_end);
    parsed->data.push_back({element, {}, {}});
    while (text.Take(' ')) {
      const size_t equals = text.left().find('=');
      if (equals == std::string_view::npos || equals == 0) return false;
      SyslogText::Parameter parameter{element, text.left().substr(0, equals), {}};
      text.Skip(equals + 1);
      if (!text.Take('"')) return false;
      for (; !text.left().empty() && text.left()[0] != '"'; text.Skip(1)) {
        // A backslash before anything else than ", \ and ] is a backslash.
        if (text.left()[0] == '\\' && text.left().size() > 1 && std::string_view("\"\\]").find(text.left()[1]) != std::string_view::npos) text.Skip(1);
        parameter.value += text.left()[0];
      }
      if (!text.Take('"')) return false;
      parsed->data.push_back(std::move(parameter));
    }
    if (!text.Take(']')) return false;
  }
  return true;
}

}  // namespace

bool LooksLike5424(std::string_view text) {
  Text rest(text);
  return rest.Take('<') && rest.TakeNumber(1, 3) && rest.Take('>') && rest.TakeNumber(1, 3) && rest.Take(' ');
}

std::string_view Parse5424(std::string_view text, SyslogText* parsed) {
  Text rest(text);
  if (const std::string_view problem = TakePriority(rest, parsed); !problem.empty()) return problem;
  const auto version = rest.TakeNumber(1, 3);
  if (!version || *version == 0 || !rest.Take(' ')) return "there is no version after the priority";
  parsed->version = *version;
  const std::string_view time = rest.TakeWord();
  if (time != "-") {
    parsed->time = ParseIsoTime(time, true);
    if (!parsed->time) return "the time is none of RFC 5424";
  }
  parsed->hostname = NilToEmpty(rest.TakeWord());
  parsed->appname = NilToEmpty(rest.TakeWord());
  parsed->procid = NilToEmpty(rest.TakeWord());
  parsed->msgid = NilToEmpty(rest.TakeWord());
  if (!TakeData(rest, parsed)) return "the structured data are not well formed";
  if (!rest.left().empty() && !rest.Take(' ')) return "there is no space after the structured data";
  parsed->message = rest.left();
  if (parsed->message.starts_with(kMark)) parsed->message.remove_prefix(kMark.size());
  return "";
}

std::string_view Parse3164(std::string_view text, int32_t year, SyslogText* parsed) {
  Text rest(text);
  if (text.starts_with('<')) {
    if (const std::string_view problem = TakePriority(rest, parsed); !problem.empty()) return problem;
  }
  parsed->time = TakeBsdTime(rest, year);
  if (!parsed->time) {
    parsed->time = ParseIsoTime(rest.TakeWord(), false);
    if (!parsed->time) return "the time is neither `Mmm dd hh:mm:ss` nor RFC 3339's";
  }
  parsed->hostname = rest.TakeWord();
  parsed->message = rest.left();
  // tag[pid]: message; the tag ends at the first character that is none of a program's name.
  const size_t tag_end = rest.left().find_first_of("[: ");
  if (tag_end == std::string_view::npos || tag_end == 0 || rest.left()[tag_end] == ' ') return "";
  Text after(rest.left().substr(tag_end));
  std::string_view procid;
  if (after.Take('[')) {
    const size_t close = after.left().find(']');
    if (close == std::string_view::npos) return "";
    procid = after.left().substr(0, close);
    after.Skip(close + 1);
  }
  if (!after.Take(':')) return "";
  after.Take(' ');
  parsed->appname = rest.left().substr(0, tag_end);
  parsed->procid = procid;
  parsed->message = after.left();
  return "";
}

}  // namespace flowship::parser
