#include "processor/json_fault.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/limits.h"
#include "painless/text.h"

namespace flowship {

namespace {

constexpr size_t kShownUnits = 500;  // of the source
constexpr size_t kTokenUnits = 256;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Java's identifier parts, as far as they are letters, digits and signs of currencies.
bool IsIdentifierPart(uint32_t c) {
  if (c < 0x80) return IsDigit(static_cast<char>(c)) || (c | 32) - 'a' < 26u || c == '_' || c == '$';
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA || (c >= 0xA2 && c <= 0xA5);
  if (c == 0xD7 || c == 0xF7) return false;
  return c < 0x10000 && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x2190 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3004) && !(c >= 0xFE10 && c < 0xFF10);
}

class Scan {
 public:
  Scan(std::string_view text, bool refuse_duplicates, Arena& arena, JsonFault* fault)
      : text_(text), refuse_duplicates_(refuse_duplicates), arena_(arena), fault_(fault) {}

  JsonVerdict Judge() {
    if (!SkipSpace()) return JsonVerdict::kFault;
    if (AtEnd()) return JsonVerdict::kFine;
    if (Peek() == ']' || Peek() == '}') return CloseMarker({}), JsonVerdict::kFault;
    if (!ReadValue(0)) return JsonVerdict::kFault;
    fault_->behind_value = true;
    if (!SkipSpace()) return JsonVerdict::kFault;
    if (AtEnd()) return JsonVerdict::kFine;
    if (Peek() == ']' || Peek() == '}') return CloseMarker({}), JsonVerdict::kFault;
    const char c = Peek();
    // Of what follows only the first token is looked at.
    if (c == '{' || c == '[' || c == '"') return JsonVerdict::kMore;
    return ReadValue(0) ? JsonVerdict::kMore : JsonVerdict::kFault;
  }

  bool gave_up() const { return gave_up_; }

 private:
  struct Container {
    bool is_object = false;
    size_t at = std::string_view::npos;  // npos: the root
  };

  bool AtEnd() const { return at_ == text_.size(); }
  char Peek() const { return text_[at_]; }

  // Line and column of a byte, both from 1; columns count UTF-16 units.
  std::pair<size_t, size_t> PlaceOf(size_t byte) const {
    size_t line = 1, row = 0;
    for (size_t i = 0; i < byte; ++i) {
      if (text_[i] == '\n' || (text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n'))) {
        ++line;
        row = i + 1;
      }
    }
    return {line, painless::UnitCount(text_.substr(row, byte - row)) + 1};
  }

  std::string SourceAt(size_t line, size_t column) const {
    const size_t units = painless::UnitCount(text_);
    const std::string_view shown = units > kShownUnits ? painless::Substring(text_, 0, kShownUnits, arena_) : text_;
    std::string source = "[Source: (String)\"";
    for (const char c : shown) {
      if (static_cast<uint8_t>(c) < 0x20 && c != '\n' && c != '\r') {
        source += fmt::format("\\u{:04X}", static_cast<int>(c));
      } else {
        source += c;
      }
    }
    source += '"';
    if (units > kShownUnits) source += fmt::format("[truncated {} chars]", units - kShownUnits);
    return source + fmt::format("; line: {}, column: {}]", line, column);
  }
  std::string SourceOf(const Container& container) const {
    if (container.at == std::string_view::npos) return SourceAt(1, 0);
    const auto [line, column] = PlaceOf(container.at);
    return SourceAt(line, column);
  }

  bool Fault(size_t byte, const std::string& what, bool at_end = false) {
    const auto [line, column] = PlaceOf(byte);
    fault_->message = arena_.Copy(what + "\n at " + SourceAt(line, column));
    fault_->at_end = at_end;
    fault_->located = at_end ? FormatIn(arena_, "[{}:{}] Unexpected end of file", line, column) : FormatIn(arena_, "[{}:{}] {}", line, column, fault_->message);
    return false;
  }
  bool FaultAtEnd(const std::string& what) { return Fault(text_.size(), what, true); }

  std::string CharacterAt(size_t byte) const {
    size_t next = byte;
    uint32_t c = painless::NextCodePoint(text_, &next);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return fmt::format("(CTRL-CHAR, code {})", c);
    std::string shown(text_.substr(byte, next - byte));
    if (c >= 0x10000) {
      c = 0xD800 + ((c - 0x10000) >> 10);
      shown = "?";
    }
    return c > 255 ? fmt::format("'{}' (code {} / 0x{:x})", shown, c, c) : fmt::format("'{}' (code {})", shown, c);
  }
  bool Unexpected(size_t byte, std::string_view why) { return Fault(byte, "Unexpected character (" + CharacterAt(byte) + ")" + std::string(why)); }
  bool NoValue() {
    return Unexpected(at_, ": expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
  }

  // False after a fault.
  bool SkipSpace() {
    while (!AtEnd()) {
      const char c = Peek();
      if (c == '/') {
        if (!SkipComment()) return false;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at_;
      } else if (static_cast<uint8_t>(c) < 0x20) {
        return Fault(at_ + 1, "Illegal character (" + CharacterAt(at_) + "): only regular white space (\\r, \\n, \\t) is allowed between tokens");
      } else {
        return true;
      }
    }
    return true;
  }

  bool SkipComment() {
    if (at_ + 1 == text_.size()) return FaultAtEnd("Unexpected end-of-input in a comment");
    const char kind = text_[at_ + 1];
    if (kind != '*' && kind != '/') return Unexpected(at_ + 1, ": was expecting either '*' or '/' for a comment");
    const size_t end = kind == '*' ? text_.find("*/", at_ + 2) : std::min(text_.find('\n', at_ + 2), text_.size());
    if (end == std::string_view::npos) return FaultAtEnd("Unexpected end-of-input in a comment");
    at_ = end + (kind == '*' ? 2 : 0);
    return true;
  }

  bool ReadValue(size_t depth) {
    const char c = Peek();
    if (c == '"') return ReadString(nullptr);
    if (c == '{' || c == '[') {
      if (depth == limits::kJsonMaxDepth) return gave_up_ = true, false;
      return c == '{' ? ReadObject(depth) : ReadArray(depth);
    }
    if (IsDigit(c) || c == '-') return ReadNumber(depth);
    if (c == '+') return ReadPlus();
    return ReadWord();
  }

  bool ReadWord() {
    const std::string_view word = IdentifierAt(at_);
    if (word.empty() || IsDigit(word.front())) return NoValue();
    if (word == "true" || word == "false" || word == "null") return at_ += word.size(), true;
    return BadToken(word);
  }

  std::string_view IdentifierAt(size_t from) const {
    size_t end = from;
    while (end < text_.size()) {
      size_t next = end;
      if (!IsIdentifierPart(painless::NextCodePoint(text_, &next))) break;
      end = next;
    }
    return text_.substr(from, end - from);
  }

  // Numbers that are none in JSON have a text of their own.
  bool BadToken(std::string_view word) {
    static constexpr std::string_view kNumbers[] = {"NaN", "Infinity", "-INF", "-Infinity", "+INF", "+Infinity"};
    const auto end = static_cast<size_t>(word.data() + word.size() - text_.data());
    if (std::ranges::find(kNumbers, word) != std::end(kNumbers)) {
      return Fault(end, "Non-standard token '" + std::string(word) + "': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow");
    }
    std::string shown(word);
    if (painless::UnitCount(word) > kTokenUnits) shown = std::string(painless::Substring(word, 0, kTokenUnits, arena_)) + "...";
    return Fault(end, "Unrecognized token '" + shown + "': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
  }

  // Of -Infinity and the like; at_ is on the I.
  bool BadInfinity() {
    if (at_ + 1 == text_.size()) return FaultAtEnd("Unexpected end-of-input in a Number value");
    if ((text_[at_ + 1] | 32) == 'n') return BadToken(text_.substr(at_ - 1, 1 + IdentifierAt(at_).size()));
    return Unexpected(at_ + 1, " in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value");
  }

  bool ReadPlus() {
    if (at_ + 1 == text_.size()) return FaultAtEnd("Unexpected end-of-input in a Number value");
    if (text_[at_ + 1] == 'I') return ++at_, BadInfinity();
    return Fault(at_ + 1, "Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs: enable "
                          "`JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow");
  }

  bool ReadNumber(size_t depth) {
    if (Peek() == '-') {
      ++at_;
      if (AtEnd()) return FaultAtEnd("Unexpected end-of-inputNo digit following sign");
      if (Peek() == 'I') return BadInfinity();
      if (Peek() == '.') return NoValue();
      if (!IsDigit(Peek())) return Unexpected(at_, " in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value");
    }
    if (Peek() == '0' && at_ + 1 < text_.size() && IsDigit(text_[at_ + 1])) return Fault(at_ + 1, "Invalid numeric value: Leading zeroes not allowed");
    SkipDigits();
    const size_t whole_end = at_;  // the parser goes back there before it tells what is wrong with the rest
    if (!AtEnd() && Peek() == '.' && !ReadFraction()) return false;
    if (!AtEnd() && (Peek() | 32) == 'e' && !ReadExponent(whole_end)) return false;
    if (depth > 0 || AtEnd() || std::string_view(" \t\r\n").find(Peek()) != std::string_view::npos) return true;
    return Unexpected(at_, ": Expected space separating root-level values");
  }

  void SkipDigits() {
    while (!AtEnd() && IsDigit(Peek())) ++at_;
  }

  bool ReadFraction() {
    const size_t point = at_++;
    if (AtEnd()) return Unexpected(point, " in numeric value: Decimal point not followed by a digit");
    if (!IsDigit(Peek())) return Fault(point, "Unexpected character (" + CharacterAt(at_) + ") in numeric value: Decimal point not followed by a digit");
    SkipDigits();
    return true;
  }

  bool ReadExponent(size_t whole_end) {
    ++at_;
    if (!AtEnd() && (Peek() == '+' || Peek() == '-')) ++at_;
    if (AtEnd()) return FaultAtEnd("Unexpected end-of-inputexpected a digit for number exponent");
    if (!IsDigit(Peek())) return Fault(whole_end, "Unexpected character (" + CharacterAt(at_) + ") in numeric value: Exponent indicator not followed by a digit");
    SkipDigits();
    return true;
  }

  // `name` is set for the name of a member, decoded.
  bool ReadString(std::string* name) {
    for (++at_; !AtEnd(); ++at_) {
      const char c = Peek();
      if (c == '"') return ++at_, true;
      if (static_cast<uint8_t>(c) < 0x20) {
        return Fault(at_, "Illegal unquoted character (" + CharacterAt(at_) + "): has to be escaped using backslash to be included in " +
                              (name != nullptr ? "name" : "string value"));
      }
      if (c == '\\' ? !ReadEscape(name) : false) return false;
      if (c != '\\' && name != nullptr) *name += c;
    }
    return FaultAtEnd(name != nullptr ? "Unexpected end-of-input in field name" : "Unexpected end-of-input: was expecting closing quote for a string value");
  }

  // Leaves at_ on the last character of the escape.
  bool ReadEscape(std::string* name) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    if (++at_ == text_.size()) return FaultAtEnd("Unexpected end-of-input in character escape sequence");
    const size_t letter = kLetters.find(Peek());
    if (letter != std::string_view::npos) {
      if (name != nullptr) *name += kMeanings[letter];
      return true;
    }
    if (Peek() != 'u') return Fault(at_, "Unrecognized character escape " + CharacterAt(at_));
    uint32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
      if (++at_ == text_.size()) return FaultAtEnd("Unexpected end-of-input in character escape sequence");
      const char c = Peek(), lower = static_cast<char>(c | 32);
      if (!IsDigit(c) && (lower < 'a' || lower > 'f')) return Unexpected(at_, ": expected a hex-digit for character escape sequence");
      unit = unit << 4 | static_cast<uint32_t>(IsDigit(c) ? c - '0' : lower - 'a' + 10);
    }
    if (name != nullptr) {
      char bytes[4];
      name->append(bytes, painless::EncodeCodePoint(unit, bytes));
    }
    return true;
  }

  bool CloseMarker(const Container& container) {
    const char found = Peek();
    const bool is_root = container.at == std::string_view::npos;
    const char wanted = is_root ? (found == ']' ? '}' : ']') : container.is_object ? '}' : ']';
    return Fault(at_, std::string("Unexpected close marker '") + found + "': expected '" + wanted + "' (for " +
                          (is_root ? "root" : container.is_object ? "Object" : "Array") + " starting at " + SourceOf(container) + ")");
  }

  bool NotClosed(const Container& container) {
    return FaultAtEnd(std::string("Unexpected end-of-input: expected close marker for ") + (container.is_object ? "Object" : "Array") +
                      " (start marker at " + SourceOf(container) + ")");
  }

  // After a value or at the beginning. *ended: it was the closing bracket.
  bool EndOrComma(const Container& container, bool first, bool* ended) {
    if (!SkipSpace()) return false;
    if (AtEnd()) return NotClosed(container);
    const char c = Peek();
    *ended = c == (container.is_object ? '}' : ']');
    if (*ended) return ++at_, true;
    if (c == '}' || c == ']') return CloseMarker(container);
    if (first) return true;
    if (c != ',') return Unexpected(at_, container.is_object ? ": was expecting comma to separate Object entries" : ": was expecting comma to separate Array entries");
    ++at_;
    if (!SkipSpace()) return false;
    return !AtEnd() || Fault(at_, container.is_object ? "Unexpected end-of-input within/between Object entries" : "Unexpected end-of-input within/between Array entries");
  }

  bool ReadArray(size_t depth) {
    const Container container{false, at_++};
    for (bool first = true;; first = false) {
      bool ended = false;
      if (!EndOrComma(container, first, &ended)) return false;
      if (ended) return true;
      if (Peek() == '}') return Unexpected(at_, ": expected a value");
      if (!ReadValue(depth + 1)) return false;
    }
  }

  bool ReadObject(size_t depth) {
    const Container container{true, at_++};
    std::vector<std::string> names;
    for (bool first = true;; first = false) {
      bool ended = false;
      if (!EndOrComma(container, first, &ended)) return false;
      if (ended) return true;
      if (Peek() != '"') return Unexpected(at_, ": was expecting double-quote to start field name");
      std::string name;
      if (!ReadString(&name)) return false;
      if (refuse_duplicates_ && std::ranges::find(names, name) != names.end()) return Fault(at_, "Duplicate field '" + name + "'");
      names.push_back(std::move(name));
      if (!ReadMember(depth)) return false;
    }
  }

  bool ReadMember(size_t depth) {
    if (!SkipSpace()) return false;
    if (AtEnd()) return FaultAtEnd("Unexpected end-of-input within/between Object entries");
    if (Peek() != ':') return Unexpected(at_, ": was expecting a colon to separate field name and value");
    ++at_;
    if (!SkipSpace()) return false;
    if (AtEnd()) return FaultAtEnd("Unexpected end-of-input within/between Object entries");
    return ReadValue(depth + 1);
  }

  const std::string_view text_;
  const bool refuse_duplicates_;
  Arena& arena_;
  JsonFault* const fault_;
  size_t at_ = 0;
  bool gave_up_ = false;
};

}  // namespace

JsonVerdict JudgeJson(std::string_view text, bool refuse_duplicate_keys, Arena& arena, JsonFault* fault) {
  *fault = {};
  Scan scan(text, refuse_duplicate_keys, arena, fault);
  const JsonVerdict verdict = scan.Judge();
  return scan.gave_up() ? JsonVerdict::kFine : verdict;
}

std::string_view WithoutComments(std::string_view text, Arena& arena) {
  char* const out = arena.NewBytes(text.size());
  std::ranges::copy(text, out);
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == '/' && i + 1 < text.size() && (text[i + 1] == '/' || text[i + 1] == '*')) {
      const size_t close = text[i + 1] == '/' ? text.find('\n', i) : text.find("*/", i + 2);
      const size_t end = close == std::string_view::npos ? text.size() : close + (text[i + 1] == '*' ? 2 : 0);
      std::fill(out + i, out + end, ' ');
      i = end - 1;
    }
  }
  return {out, text.size()};
}

}  // namespace flowship
