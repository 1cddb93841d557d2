#include "pipeline/grok_reader.h"

#include <algorithm>
#include <vector>

#include "base/limits.h"

namespace flowship::grok {

namespace {

int HexDigit(uint32_t c) {
  if (IsDigit(c)) return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A' + 10);
  return -1;
}

}  // namespace

// \w, \p{…} and their like, at the letter. False: it is none, and nothing was read.
bool Reader::ReadClassEscape(const Flags& flags, CharClass* set) {
  const char c = Peek();
  switch (c) {
    case 'w':
    case 'd':
    case 's':
    case 'h':
    case 'W':
    case 'D':
    case 'S':
    case 'H':
      ++at_;
      *set = EscapeClass(static_cast<char>(c | 0x20), flags.unicode);
      set->negated = (c & 0x20) == 0;
      return true;
    case 'p':
    case 'P': {
      if (Peek(1) != '{') return false;
      const size_t end = text_.find('}', at_);
      if (end == std::string_view::npos) return SetError("invalid character property name {" + std::string(text_.substr(at_)) + "}"), false;
      std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
      at_ = end + 1;
      bool negated = c == 'P';
      if (name.starts_with('^')) {
        negated = !negated;
        name.remove_prefix(1);
      }
      auto found = PropertyClass(name);
      if (!found) return SetError("invalid character property name <" + std::string(name) + ">"), false;
      *set = std::move(*found);
      set->negated = negated;
      return true;
    }
    default: return false;
  }
}

// What an escape stands for when it is one character; behind the backslash.
uint32_t Reader::ReadCharacterEscape() {
  const char c = Peek();
  switch (c) {
    case 'a': ++at_; return '\a';
    case 'e': ++at_; return 0x1B;
    case 'f': ++at_; return '\f';
    case 'n': ++at_; return '\n';
    case 'r': ++at_; return '\r';
    case 't': ++at_; return '\t';
    case 'v': ++at_; return '\v';
    case 'x': return ReadHex();
    case 'c': ++at_; return ReadControl();
    case 'C':
      if (Peek(1) != '-') return SetError("too short control sequence"), 0;
      at_ += 2;
      return ReadControl();
    default: break;
  }
  if (c >= '0' && c <= '7') {
    uint32_t code = 0;
    for (int digits = 0; digits < 3 && Peek() >= '0' && Peek() <= '7'; ++digits) code = 8 * code + static_cast<uint32_t>(text_[at_++] - '0');
    return code < 0x80 ? code : ReadBytes(code);
  }
  return Next();
}

uint32_t Reader::ReadControl() {
  if (AtEnd()) return SetError("end pattern at control"), 0;
  const uint32_t c = Next();
  return c == '?' ? 0x7F : c & 0x9F;
}

uint32_t Reader::ReadHex() {
  ++at_;
  uint32_t code = 0;
  if (Peek() == '{') {
    const size_t end = text_.find('}', at_);
    if (end != std::string_view::npos && end - at_ >= 2 && end - at_ <= 9) {
      for (++at_; at_ < end; ++at_) {
        const int digit = HexDigit(static_cast<unsigned char>(Peek()));
        if (digit < 0) return SetError("invalid code point value"), 0;
        code = 16 * code + static_cast<uint32_t>(digit);
      }
      ++at_;
      if (code > 0x10FFFF) return SetError("too big wide-char value"), 0;
      return code;
    }
  }
  for (int digits = 0; digits < 2 && HexDigit(static_cast<unsigned char>(Peek())) >= 0; ++digits) {
    code = 16 * code + static_cast<uint32_t>(HexDigit(static_cast<unsigned char>(text_[at_++])));
  }
  return code < 0x80 ? code : ReadBytes(code);
}

// The bytes of one UTF-8 character, each written as \xHH; the first was read.
uint32_t Reader::ReadBytes(uint32_t first) {
  std::string bytes(1, static_cast<char>(first));
  const size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  while (bytes.size() < wanted && Peek() == '\\' && Peek(1) == 'x' && HexDigit(static_cast<unsigned char>(Peek(2))) >= 8 &&
         HexDigit(static_cast<unsigned char>(Peek(3))) >= 0) {
    bytes += static_cast<char>(16 * HexDigit(static_cast<unsigned char>(Peek(2))) + HexDigit(static_cast<unsigned char>(Peek(3))));
    at_ += 4;
  }
  size_t used = 0;
  const uint32_t code = painless::NextCodePoint(bytes, &used);
  if (first < 0xC2 || first > 0xF4 || bytes.size() < wanted || used != wanted) return SetError("too short multibyte code string"), 0;
  return code;
}

// A class, behind its opening bracket; takes the closing one.
CharClass Reader::ReadClass(const Flags& flags, size_t depth) {
  CharClass whole;
  if (depth > limits::kRegexMaxDepth) return SetError("too deep nest level over"), whole;
  whole.negated = Take("^");
  std::vector<CharClass> parts(1);
  bool is_empty = true;
  // A bracket that closes at once is a member if there is another later.
  if (Peek() == ']' && text_.find(']', at_ + 1) != std::string_view::npos) {
    parts.back().Add(']', ']');
    ++at_;
    is_empty = false;
  }
  while (ok()) {
    if (AtEnd()) return SetError("premature end of char-class"), whole;
    if (Take("]")) break;
    if (Take("&&")) {
      parts.emplace_back();
    } else {
      ReadMember(flags, depth, &parts.back());
    }
    is_empty = false;
  }
  if (is_empty) return SetError("empty char-class"), whole;
  const bool negated = whole.negated;
  whole = std::move(parts.front());
  whole.negated = negated;
  for (size_t i = 1; i < parts.size(); ++i) whole.also.push_back(std::move(parts[i]));
  return whole;
}

void Reader::ReadMember(const Flags& flags, size_t depth, CharClass* set) {
  if (Peek() == '[') {
    const size_t end = Peek(1) == ':' ? text_.find(":]", at_ + 2) : std::string_view::npos;
    const size_t bracket = text_.find(']', at_);
    if (end != std::string_view::npos && bracket == end + 1) return ReadPosix(end, flags, set);
    ++at_;
    return set->Add(ReadClass(flags, depth + 1));
  }
  uint32_t first = 0;
  if (!ReadEnd(flags, set, &first)) {
    // Behind \w and its like a - can only be the last.
    if (ok() && Peek() == '-' && at_ + 1 < text_.size() && Peek(1) != ']') SetError("unmatched range specifier in char-class");
    return;
  }
  if (Peek() != '-' || at_ + 1 >= text_.size() || Peek(1) == ']' || (Peek(1) == '&' && Peek(2) == '&')) return set->Add(first, first);
  ++at_;
  if (Peek() == '[') {  // [a-[b]] has no range
    set->Add(first, first);
    return set->Add('-', '-');
  }
  uint32_t last = 0;
  CharClass other;
  if (!ReadEnd(flags, &other, &last)) return SetError("char-class value at end of range");
  if (ok() && first > last) return SetError("empty range in char class");
  set->Add(first, last);
}

// One end of a range. False: it was a class, which was added.
bool Reader::ReadEnd(const Flags& flags, CharClass* set, uint32_t* code) {
  if (Peek() != '\\') return *code = Next(), true;
  ++at_;
  if (AtEnd()) return SetError("end pattern at escape"), false;
  CharClass inner;
  if (ReadClassEscape(flags, &inner)) return set->Add(std::move(inner)), false;
  if (!ok()) return false;
  if (Peek() == 'b') return ++at_, *code = '\b', true;
  if (Peek() == 'R' || Peek() == 'X') return *code = Next(), true;
  *code = ReadCharacterEscape();
  return true;
}

void Reader::ReadPosix(size_t end, const Flags& flags, CharClass* set) {
  std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
  at_ = end + 2;
  const bool negated = name.starts_with('^');
  if (negated) name.remove_prefix(1);
  auto found = PosixClass(name, flags.ascii);
  if (!found) return SetError("invalid POSIX bracket type");
  found->negated = negated;
  set->Add(std::move(*found));
}

}  // namespace flowship::grok
