#include "processor/html_text.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/regex_program.h"
#include "painless/text.h"
#include "processor/html_entities.h"

namespace flowship {

namespace {

constexpr std::string_view kInline[] = {"a",   "abbr", "acronym", "b",     "basefont", "bdo",    "big",   "cite", "code",   "dfn",    "em",  "font", "i",        "img", "input",
                                        "kbd", "label", "q",      "s",     "samp",     "select", "small", "span", "strike", "strong", "sub", "sup",  "textarea", "tt",  "u", "var"};
static_assert(std::ranges::is_sorted(kInline));
constexpr size_t kLongestInline = 8;

constexpr size_t kTagStepsPerByte = 64, kTagStepsBase = 1 << 20;

bool IsSpace(uint32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsAlpha(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(uint32_t c) { return c >= '0' && c <= '9'; }

// One character beyond ASCII against a class of PCRE2's.
bool Matches(const RegexProgram& program, uint32_t c) {
  char bytes[painless::kMaxEncodedBytes];
  const size_t size = painless::EncodeCodePoint(c, bytes);
  return program.Match({bytes, size}, 0, {}) == RegexProgram::Outcome::kMatch;
}

bool IsNameStart(uint32_t c) {
  static const auto letters = *RegexProgram::Compile({"[\\p{L}\\p{Nl}]", "", true});
  return c < 0x80 ? IsAlpha(c) || c == '_' || c == ':' : Matches(*letters, c);
}
bool IsNamePart(uint32_t c) {
  static const auto parts = *RegexProgram::Compile({"[\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}]", "", true});
  return c < 0x80 ? IsAlpha(c) || IsDigit(c) || c == '_' || c == ':' || c == '-' || c == '.' : Matches(*parts, c);
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool StartsWithName(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::ranges::equal(text.substr(0, lower.size()), lower, {}, Lower);
}

// What may stand between a tag's name and its >: a slash, or from a blank or = on anything but < and >, attributes whose quoted values may have those, and
// server-side includes. All readings at once, as a set of states.
class TagTail {
 public:
  explicit TagTail(size_t* steps) : steps_(steps) {}

  // The end of the longest tail from `at` on, behind its >; npos: none. After some names only a blank begins what is in it.
  size_t Find(std::string_view text, size_t at, bool only_blank = false) {
    size_t end = std::string_view::npos;
    for (uint32_t states = only_blank ? kStart : kStart | kStartMore; states != 0 && at < text.size() && *steps_ > 0; --*steps_) {
      const uint32_t c = painless::NextCodePoint(text, &at);
      if (c == '>' && (states & (kContent | kStart | kSlash)) != 0) end = at;
      states = Next(states, c);
    }
    return end;
  }

 private:
  static constexpr uint32_t kContent = 1 << 0;
  static constexpr uint32_t kName = 1 << 2;
  static constexpr uint32_t kNameBlank = 1 << 3;
  static constexpr uint32_t kEquals = 1 << 4;
  static constexpr uint32_t kSingle = 1 << 5;
  static constexpr uint32_t kSingleEscape = 1 << 6;
  static constexpr uint32_t kDouble = 1 << 7;
  static constexpr uint32_t kDoubleEscape = 1 << 8;
  static constexpr uint32_t kOpen1 = 1 << 9;  // <
  static constexpr uint32_t kOpen2 = 1 << 10;  // <!
  static constexpr uint32_t kOpen3 = 1 << 11;  // <!-
  static constexpr uint32_t kOpen4 = 1 << 12;  // <!--
  static constexpr uint32_t kInclude = 1 << 13;
  static constexpr uint32_t kDash1 = 1 << 14;
  static constexpr uint32_t kDash2 = 1 << 15;
  static constexpr uint32_t kIncludeSingle = 1 << 16;
  static constexpr uint32_t kIncludeSingleEscape = 1 << 17;
  static constexpr uint32_t kIncludeDouble = 1 << 18;
  static constexpr uint32_t kIncludeDoubleEscape = 1 << 19;
  static constexpr uint32_t kStart = 1 << 20;
  static constexpr uint32_t kStartMore = 1 << 21;
  static constexpr uint32_t kSlash = 1 << 22;

  static uint32_t Quoted(uint32_t states, uint32_t c, uint32_t quote, uint32_t inside, uint32_t escape, uint32_t after) {
    uint32_t next = 0;
    if ((states & inside) != 0) next |= c == quote ? after : c == '\\' ? inside | escape : inside;
    if ((states & escape) != 0 && c == quote) next |= inside;
    return next;
  }

  static uint32_t Next(uint32_t states, uint32_t c) {
    const bool is_space = IsSpace(c);
    uint32_t next = Quoted(states, c, '\'', kSingle, kSingleEscape, kContent) | Quoted(states, c, '"', kDouble, kDoubleEscape, kContent) |
                    Quoted(states, c, '\'', kIncludeSingle, kIncludeSingleEscape, kInclude) |
                    Quoted(states, c, '"', kIncludeDouble, kIncludeDoubleEscape, kInclude);
    if ((states & kStart) != 0 && is_space) next |= kContent;
    if ((states & kStartMore) != 0) next |= c == '=' ? kContent : c == '/' ? kSlash : 0;
    if ((states & kContent) != 0) {
      if (c != '<' && c != '>') next |= kContent;
      if (IsNameStart(c)) next |= kName;
      if (c == '<') next |= kOpen1;
    }
    if ((states & kName) != 0) next |= is_space ? kNameBlank : c == '=' ? kEquals : IsNamePart(c) ? kName : 0;
    if ((states & kNameBlank) != 0) next |= is_space ? kNameBlank : c == '=' ? kEquals : 0;
    if ((states & kEquals) != 0) next |= is_space ? kEquals : c == '\'' ? kSingle : c == '"' ? kDouble : 0;
    if ((states & kOpen1) != 0 && c == '!') next |= kOpen2;
    if ((states & kOpen2) != 0 && c == '-') next |= kOpen3;
    if ((states & kOpen3) != 0 && c == '-') next |= kOpen4;
    if ((states & kOpen4) != 0 && c == '#') next |= kInclude;
    if ((states & kInclude) != 0) next |= c == '\'' ? kIncludeSingle : c == '"' ? kIncludeDouble : c == '-' ? kInclude | kDash1 : kInclude;
    if ((states & kDash1) != 0 && c == '-') next |= kDash2;
    if ((states & kDash2) != 0 && c == '>') next |= kContent;
    return next;
  }

  size_t* const steps_;
};

class Stripper {
 public:
  Stripper(std::string_view text, char* out) : text_(text), begin_(out), out_(out), steps_(kTagStepsPerByte * text.size() + kTagStepsBase) {}

  std::string_view Run() {
    while (at_ < text_.size()) {
      if (text_[at_] == '&') {
        Reference();
      } else if (text_[at_] == '<') {
        Markup();
      } else {
        Copy(std::min(text_.find_first_of("&<", at_), text_.size()));
      }
    }
    return {begin_, static_cast<size_t>(out_ - begin_)};
  }

 private:
  // The text up to `end` goes out as it is, or not at all, or as something else.
  void Copy(size_t end) {
    out_ = std::copy(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.begin() + static_cast<std::ptrdiff_t>(end), out_);
    at_ = end;
  }
  void Drop(size_t end) { at_ = std::min(end, text_.size()); }
  void Replace(size_t end, uint32_t code) {
    out_ += painless::EncodeCodePoint(code, out_);
    at_ = end;
  }

  std::string_view Rest(size_t at) const { return text_.substr(std::min(at, text_.size())); }
  bool Has(size_t at, std::string_view expected) const { return Rest(at).starts_with(expected); }
  char At(size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  size_t SkipSpace(size_t at) const {
    for (size_t next = at; at < text_.size(); at = next) {
      if (!IsSpace(painless::NextCodePoint(text_, &next))) break;
    }
    return at;
  }

  size_t SkipName(size_t at) const {
    for (size_t start = at, next = at; at < text_.size(); at = next) {
      const uint32_t c = painless::NextCodePoint(text_, &next);
      if (at == start ? !IsNameStart(c) : !IsNamePart(c)) break;
    }
    return at;
  }

  static bool IsInline(std::string_view name) {
    if (name.size() > kLongestInline) return false;
    std::array<char, kLongestInline> lower{};
    for (size_t i = 0; i < lower.size() && i < name.size(); ++i) lower[i] = Lower(name[i]);  // both bounds: with one, the linker's optimiser warns
    return std::ranges::binary_search(kInline, std::string_view(lower.data(), name.size()));
  }

  // Character references.

  void Reference() {
    const size_t start = at_ + 1;
    if (At(start) == '#') return Numeric(start + 1);
    uint32_t code = 0;
    const std::string_view name = FindHtmlEntity(Rest(start), &code);
    if (name.empty()) return Copy(start);
    ReferenceTail(start + name.size(), code);
  }

  // A reference needs its semicolon, but at the very end.
  void ReferenceTail(size_t end, uint32_t code) {
    if (end == text_.size()) return Replace(end, code);
    if (text_[end] == ';') return Replace(end + 1, code);
    Copy(end);
  }

  static int HexDigit(char c) { return IsDigit(static_cast<unsigned char>(c)) ? c - '0' : Lower(c) >= 'a' && Lower(c) <= 'f' ? Lower(c) - 'a' + 10 : -1; }

  // A number as written; *end is behind it. False: there is none.
  bool Number(size_t at, uint32_t* code, size_t* end) const {
    const bool is_hex = Lower(At(at)) == 'x';
    const uint32_t base = is_hex ? 16 : 10;
    size_t digit = at + (is_hex ? 1 : 0);
    const size_t first = digit;
    uint64_t value = 0;
    for (; digit < text_.size(); ++digit) {
      const int next = HexDigit(text_[digit]);
      if (next < 0 || next >= static_cast<int>(base)) break;
      value = std::min<uint64_t>(base * value + static_cast<uint32_t>(next), 0x110000);
    }
    if (digit == first) return false;
    *end = digit;
    const size_t length = digit - at;  // with the x, as it is counted there
    *code = value > 0x10FFFF || length > (is_hex ? 6 : 7) ? 0x110000 : static_cast<uint32_t>(value);
    return true;
  }

  // Half of a surrogate pair as Lucene takes them together: four hexadecimal digits, or five decimal ones.
  bool Half(size_t at, uint32_t first, size_t* end, uint32_t* code) const {
    if (!Number(at, code, end) || *code < first || *code > first + 0x3FF || At(*end) != ';') return false;
    return *end - at == 5;
  }

  void Numeric(size_t start) {
    uint32_t code = 0, low = 0;
    size_t end = 0, low_end = 0;
    if (Half(start, 0xD800, &end, &code) && Has(end, ";&#") && Half(end + 3, 0xDC00, &low_end, &low)) {
      return Replace(low_end + 1, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
    }
    if (!Number(start, &code, &end)) return Copy(start);
    if (code > 0x10FFFF) return Copy(end);
    ReferenceTail(end, code >= 0xD800 && code <= 0xDFFF ? 0xFFFD : code);
  }

  // Markup.

  void Markup() {
    const size_t start = at_ + 1;
    switch (At(start)) {
      case '!': return start < text_.size() ? Declaration(start + 1) : Copy(start);
      case '/': return EndTag(start + 1);
      case '?': {
        const size_t end = text_.find('>', start);
        const bool is_closed = end != std::string_view::npos && end >= start + 2 && (text_[end - 1] == '?' || text_[end - 1] == '/');
        return is_closed ? Drop(end + 1) : Copy(start);
      }
      default: return StartTag(start);
    }
  }

  void StartTag(size_t start) {
    const size_t name = SkipSpace(start);
    TagTail tail(&steps_);
    size_t end = std::string_view::npos;
    // These three are read with their tails, before names.
    if (StartsWithName(Rest(name), "br") && (end = tail.Find(text_, name + 2)) != std::string_view::npos) return Replace(end, '\n');
    if (StartsWithName(Rest(name), "script") && (end = tail.Find(text_, name + 6, true)) != std::string_view::npos) return Element(end, "script");
    if (StartsWithName(Rest(name), "style") && (end = tail.Find(text_, name + 5, true)) != std::string_view::npos) return Element(end, "style");
    const size_t name_end = SkipName(name);
    if (name_end == name) return Copy(name);
    if (name_end == text_.size()) return Drop(name_end);
    end = tail.Find(text_, name_end);
    if (end == std::string_view::npos) return Copy(name_end);
    IsInline(text_.substr(name, name_end - name)) ? Drop(end) : Replace(end, '\n');
  }

  void EndTag(size_t start) {
    const size_t name = SkipSpace(start);
    if (StartsWithName(Rest(name), "br")) {
      const size_t end = SkipSpace(name + 2);
      if (At(end) == '>') return Replace(end + 1, '\n');
    }
    const size_t name_end = SkipName(name);
    if (name_end == name) return Copy(name);
    if (name_end == text_.size()) return Drop(name_end);
    const size_t end = SkipSpace(name_end);
    if (At(end) != '>') return Copy(name_end);
    IsInline(text_.substr(name, name_end - name)) ? Drop(end + 1) : Replace(end + 1, '\n');
  }

  // Behind <!.
  void Declaration(size_t start) {
    if (Has(start, "--")) return Drop(SkipComment(start + 2));
    if (Has(start, "[CDATA[")) {
      at_ = start + 7;
      Copy(std::min(text_.find("]]>", at_), text_.size()));
      return Drop(at_ + 3);
    }
    const size_t end = text_.find('>', start);
    end == std::string_view::npos ? Copy(text_.size()) : Drop(end + 1);
  }

  size_t SkipComment(size_t at) const {
    while (at < text_.size()) {
      if (Has(at, "-->")) return at + 3;
      at = Has(at, "<!--#") ? SkipInclude(at + 5) : at + 1;
    }
    return at;
  }

  size_t SkipInclude(size_t at) const {
    while (at < text_.size()) {
      if (Has(at, "-->")) return at + 3;
      at = text_[at] == '\'' || text_[at] == '"' ? SkipQuoted(at) : at + 1;
    }
    return at;
  }

  size_t SkipQuoted(size_t at) const {
    const char quote = text_[at++];
    while (at < text_.size() && text_[at] != quote) at += text_[at] == '\\' ? 2 : 1;
    return at + 1;
  }

  // A comment within script or style knows quotes.
  size_t SkipElementComment(size_t at) const {
    while (at < text_.size()) {
      if (Has(at, "-->")) return at + 3;
      if (Has(at, "<!--#")) {
        at = SkipInclude(at + 5);
      } else {
        at = text_[at] == '\'' || text_[at] == '"' ? SkipQuoted(at) : at + 1;
      }
    }
    return at;
  }

  // script or style, behind its start tag: all up to its end tag is a newline; without one, nothing.
  void Element(size_t at, std::string_view name) {
    while ((at = std::min(text_.find('<', at), text_.size())) < text_.size()) {
      if (Has(at, "<!--")) {
        at = SkipElementComment(at + 4);
        continue;
      }
      if (At(at + 1) == '/') {
        const size_t start = SkipSpace(at + 2);
        const size_t end = StartsWithName(Rest(start), name) ? SkipSpace(start + name.size()) : text_.size();
        if (At(end) == '>') return Replace(end + 1, '\n');
      }
      ++at;
    }
    Drop(text_.size());
  }

  const std::string_view text_;
  char* const begin_;
  char* out_;
  size_t at_ = 0;
  size_t steps_;
};

}  // namespace

std::string_view StripHtml(std::string_view text, Arena& arena) {
  if (text.find_first_of("&<") == std::string_view::npos) return text;
  // Nothing gets longer than it was, but at the end, where a reference may go without its semicolon.
  char* const out = arena.NewBytes(text.size() + painless::kMaxEncodedBytes);
  return Stripper(text, out).Run();
}

}  // namespace flowship
