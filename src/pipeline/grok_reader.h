#pragma once
// The characters of a grok expression: a cursor over its text, escapes, and character classes. What ParseRegex stands on.

#include <string>
#include <string_view>

#include "painless/text.h"
#include "pipeline/grok_class.h"

namespace flowship::grok {

// What (?imxuad) say; it holds to the end of a group.
struct Flags {
  bool fold = false, extended = false, dot_all = false, unicode = false, ascii = false;
};

inline bool IsDigit(uint32_t c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // The first error, in joni's words; after one, the cursor is at the end.
  const std::string& error() const { return error_; }
  bool ok() const { return error_.empty(); }

 protected:
  // Records the error, if it is the first.
  void SetError(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    at_ = text_.size();
  }

  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool Take(std::string_view expected) {
    if (!text_.substr(std::min(at_, text_.size())).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  uint32_t Next() { return painless::NextCodePoint(text_, &at_); }

  // \w, \p{…} and their like, at the letter. False: it is none, and nothing was read.
  bool ReadClassEscape(const Flags& flags, CharClass* set);
  // What an escape stands for when it is one character; behind the backslash.
  uint32_t ReadCharacterEscape();
  // A class, behind its opening bracket; takes the closing one.
  CharClass ReadClass(const Flags& flags, size_t depth);

  std::string_view text_;
  size_t at_ = 0;

 private:
  uint32_t ReadControl();
  uint32_t ReadHex();
  uint32_t ReadBytes(uint32_t first);
  void ReadMember(const Flags& flags, size_t depth, CharClass* set);
  bool ReadEnd(const Flags& flags, CharClass* set, uint32_t* code);
  void ReadPosix(size_t end, const Flags& flags, CharClass* set);

  std::string error_;
};

}  // namespace flowship::grok
