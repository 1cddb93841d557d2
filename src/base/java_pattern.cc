// Java's spelling of regular expressions → PCRE2's.

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/java_regex.h"

namespace flowship {
namespace {

struct ClassName {
  std::string_view java, pcre;  // inside of brackets
};

constexpr ClassName kClassNames[] = {
    {"ASCII", "\\x00-\\x7F"},
    {"Alnum", "a-zA-Z0-9"},
    {"Alpha", "a-zA-Z"},
    {"Blank", " \\t"},
    {"Cntrl", "\\x00-\\x1F\\x7F"},
    {"Digit", "0-9"},
    {"Graph", "\\x21-\\x7E"},
    {"IsAlphabetic", "\\p{L}\\p{Nl}"},
    {"IsDigit", "\\p{Nd}"},
    {"IsIdeographic", "\\p{Han}"},
    {"IsLetter", "\\p{L}"},
    {"IsLowercase", "\\p{Ll}"},
    {"IsPunctuation", "\\p{P}"},
    {"IsUppercase", "\\p{Lu}"},
    {"IsWhite_Space", "\\p{Z}\\t-\\r\\x{85}"},
    {"Lower", "a-z"},
    {"Print", "\\x20-\\x7E"},
    {"Punct", "!-\\/:-@\\[-`{-~"},
    {"Space", " \\t-\\r"},
    {"Upper", "A-Z"},
    {"XDigit", "0-9a-fA-F"},
    {"javaAlphabetic", "\\p{L}\\p{Nl}"},
    {"javaDigit", "\\p{Nd}"},
    {"javaLetter", "\\p{L}"},
    {"javaLetterOrDigit", "\\p{L}\\p{Nd}"},
    {"javaLowerCase", "\\p{Ll}"},
    {"javaUpperCase", "\\p{Lu}"},
    {"javaWhitespace", "\\p{Z}\\t-\\r\\x1C-\\x1F"},
};
static_assert(std::is_sorted(std::begin(kClassNames), std::end(kClassNames), [](const ClassName& a, const ClassName& b) { return a.java < b.java; }));

class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  std::string Run() {
    while (at_ < pattern_.size()) {
      if (pattern_[at_] == '\\') {
        out_ += Escape(false);
      } else if (pattern_[at_] == '[') {
        out_ += Class(0);
      } else if (pattern_.substr(at_).starts_with("(?")) {
        Flags();
      } else {
        out_ += pattern_[at_++];
      }
    }
    return std::move(out_);
  }

 private:
  static constexpr int kMaxDepth = 50;

  char Peek(size_t ahead = 0) const { return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0'; }

  // (?i), (?iu-m:…: Java's letters u, d and U mean nothing to PCRE2, or something else. What begins otherwise is copied.
  void Flags() {
    size_t end = at_ + 2;
    while (end < pattern_.size() && (std::isalpha(static_cast<unsigned char>(pattern_[end])) != 0 || pattern_[end] == '-')) ++end;
    const bool are_flags = end < pattern_.size() && (pattern_[end] == ')' || pattern_[end] == ':');
    out_ += "(?";
    for (at_ += 2; are_flags && at_ < end; ++at_) {
      if (std::string_view("udU").find(pattern_[at_]) == std::string_view::npos) out_ += pattern_[at_];
    }
  }

  // One escape, from the backslash on.
  std::string Escape(bool in_class) {
    const size_t start = at_;
    at_ = std::min(at_ + 2, pattern_.size());
    switch (start + 1 < pattern_.size() ? pattern_[start + 1] : '\0') {
      case 'Q': {
        const size_t end = std::min(pattern_.find("\\E", at_), pattern_.size());
        std::string quoted;
        for (const char c : pattern_.substr(at_, end - at_)) {
          if (std::isalnum(static_cast<unsigned char>(c)) == 0 && static_cast<unsigned char>(c) < 0x80) quoted += '\\';
          quoted += c;
        }
        at_ = std::min(end + 2, pattern_.size());
        return quoted;
      }
      case 'u': return CodePoint();
      case 'p':
      case 'P': return Property(pattern_[start + 1] == 'P', in_class);
      case '0': return Octal();
      // PCRE2 10.42's compiled code finds no character beyond ASCII for these where text may be invalid UTF-8, but does for the class.
      case 'D': return in_class ? "\\D" : "[^\\d]";
      case 'S': return in_class ? "\\S" : "[^\\s]";
      case 'W': return in_class ? "\\W" : "[^\\w]";
      default: return std::string(pattern_.substr(start, at_ - start));
    }
  }

  std::string CodePoint() {
    const std::string_view digits = pattern_.substr(at_, 4);
    at_ += digits.size();
    return "\\x{" + std::string(digits) + "}";
  }

  std::string Octal() {
    std::string digits;
    while (digits.size() < 3 && Peek() >= '0' && Peek() <= '7') digits += pattern_[at_++];
    return "\\o{" + (digits.empty() ? "0" : digits) + "}";
  }

  std::string Property(bool negated, bool in_class) {
    std::string name(1, Peek());
    if (Peek() == '{') {
      const size_t end = std::min(pattern_.find('}', at_), pattern_.size());
      name = pattern_.substr(at_ + 1, end - at_ - 1);
      at_ = std::min(end + 1, pattern_.size());
    } else {
      ++at_;
    }
    const ClassName* const row =
        std::lower_bound(std::begin(kClassNames), std::end(kClassNames), name, [](const ClassName& a, const std::string& b) { return a.java < b; });
    if (row != std::end(kClassNames) && row->java == name) {
      if (in_class && !negated) return std::string(row->pcre);
      if (!in_class) return std::string(negated ? "[^" : "[") + std::string(row->pcre) + "]";
    }
    // A script or a category: \p{IsLatin}, \p{script=Latin}, \p{general_category=Lu}.
    for (const std::string_view prefix : {"script=", "sc=", "general_category=", "gc=", "Is"}) {
      if (name.starts_with(prefix)) {
        name = name.substr(prefix.size());
        break;
      }
    }
    return (negated ? "\\P{" : "\\p{") + name + "}";
  }

  // A class may hold classes (their union) and be cut with others (&&). Each part that can't be written inside of one pair of brackets
  // becomes a look-ahead or an alternative.
  std::string Class(int depth) {
    ++at_;
    const bool negated = Peek() == '^';
    if (negated) ++at_;
    std::vector<std::string> parts;
    std::string plain;
    std::vector<std::string> unions;
    const auto finish = [&] {
      std::string all;
      if (!plain.empty()) all = "[" + plain + "]";
      for (const std::string& member : unions) all += (all.empty() ? "" : "|") + member;
      parts.push_back(unions.empty() ? all : "(?:" + all + ")");
      plain.clear();
      unions.clear();
    };
    for (bool first = true; at_ < pattern_.size() && (Peek() != ']' || first); first = false) {
      if (Peek() == '&' && Peek(1) == '&') {
        at_ += 2;
        finish();
      } else if (Peek() == '[' && depth < kMaxDepth) {
        unions.push_back(Class(depth + 1));
      } else if (Peek() == '\\') {
        plain += Escape(true);
      } else {
        if (Peek() == '[') plain += '\\';
        plain += pattern_[at_++];
      }
    }
    if (at_ < pattern_.size()) {
      ++at_;
    } else {
      plain += "";  // no end: PCRE2 says so
      return (negated ? "[^" : "[") + plain;
    }
    finish();
    if (parts.size() == 1 && parts[0].starts_with('[')) return negated ? "[^" + parts[0].substr(1) : parts[0];
    std::string all;
    for (size_t i = 0; i + 1 < parts.size(); ++i) all += "(?=" + parts[i] + ")";
    all += parts.back();
    return negated ? "(?:(?!" + all + ")(?s:.))" : "(?:" + all + ")";
  }

  std::string_view pattern_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string TranslateJavaPattern(std::string_view pattern) { return Translator(pattern).Run(); }

}  // namespace flowship
