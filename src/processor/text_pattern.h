#pragma once
// java.util.regex as gsub, split and kv use it: find, replaceAll, split. A pattern that is plain text, as separators mostly are, is looked for as text.
// Immutable; any thread. What is made lives in the arena.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/java_regex.h"

namespace flowship {


class TextPattern {
 public:
  using Group = JavaRegex::Group;
  using Outcome = JavaRegex::Outcome;

  static Result<TextPattern> Compile(std::string_view pattern);

  const std::string& text() const { return text_; }
  // The leftmost match at or behind `start`; groups[0] is the whole of it.
  Outcome Find(std::string_view text, size_t start, Arena& arena, std::span<const Group>* groups) const;

  // Pattern.split: limit 0 leaves empty parts at the end out, a negative one keeps them, another is the number of parts at most. False: too hard.
  bool Split(std::string_view text, int limit, Arena& arena, std::span<const std::string_view>* parts) const;

  // Number of groups and of a name, for replacements.
  size_t GroupCount() const { return regex_ == nullptr ? 0 : regex_->GroupCount(); }
  int GroupNumber(std::string_view name) const { return regex_ == nullptr ? -1 : regex_->GroupNumber(name); }

 private:
  TextPattern() = default;

  std::string text_;      // as written
  std::string literal_;   // what is looked for, when there is no regex_
  std::unique_ptr<const JavaRegex> regex_;
};

// Java looks at a replacement when something matched, so what is wrong in it is an error of that moment.
class TextReplacement {
 public:
  TextReplacement(std::string_view text, const TextPattern& pattern);

  enum class Outcome : uint8_t { kReplaced, kUnchanged, kTooHard, kWrong };
  // All matches of `pattern`, the one it was made for. kUnchanged: *out is `text`.
  Outcome ReplaceAll(const TextPattern& pattern, std::string_view text, Arena& arena, std::string_view* out) const;

  // Of kWrong: Java's exception and its text.
  std::string_view error_type() const { return error_type_; }
  std::string_view error() const { return error_; }

 private:
  struct Piece {
    std::string literal;
    int group = -1;  // or: what this group took
  };
  void Parse(std::string_view text, const TextPattern& pattern);
  void AddLiteral(std::string_view text);
  size_t ParseGroup(std::string_view text, size_t at, const TextPattern& pattern);
  size_t Wrong(std::string_view type, std::string message);

  std::vector<Piece> pieces_;
  std::string error_type_, error_;
};

}  // namespace flowship
