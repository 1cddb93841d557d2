#include "processor/text_pattern.h"

#include <algorithm>

#include "base/utf8.h"

namespace flowship {

namespace {

constexpr std::string_view kMeta = "\\^$.|?*+()[]{}";

// The text that the pattern stands for, if it is one: no operator, or operators behind a backslash.
bool IsLiteral(std::string_view pattern, std::string* literal) {
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      if (++i == pattern.size() || std::isalnum(static_cast<unsigned char>(pattern[i])) != 0 || static_cast<unsigned char>(pattern[i]) >= 0x80) return false;
    } else if (kMeta.find(pattern[i]) != std::string_view::npos) {
      return false;
    }
    *literal += pattern[i];
  }
  return !literal->empty();
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<TextPattern> TextPattern::Compile(std::string_view pattern) {
  TextPattern made;
  made.text_ = pattern;
  if (IsLiteral(pattern, &made.literal_)) return made;
  auto regex = JavaRegex::Compile(pattern, 0);
  if (!regex.ok()) return regex.error();
  made.regex_ = *std::move(regex);
  return made;
}

TextPattern::Outcome TextPattern::Find(std::string_view text, size_t start, Arena& arena, std::span<const Group>* groups) const {
  if (regex_ == nullptr) {
    const size_t found = text.find(literal_, start);
    if (found == std::string_view::npos) return Outcome::kNoMatch;
    *groups = {arena.New<Group>(Group{found, found + literal_.size()}), 1};
    return Outcome::kMatch;
  }
  std::span<Group> found;
  const Outcome outcome = regex_->Match(text, start, JavaRegex::Anchor::kNone, arena, &found);
  *groups = found;
  return outcome;
}

bool TextPattern::Split(std::string_view text, int limit, Arena& arena, std::span<const std::string_view>* parts) const {
  thread_local std::vector<std::string_view> found;
  found.clear();
  size_t index = 0;
  for (size_t at = 0; at <= text.size() && (limit <= 0 || found.size() + 1 < static_cast<size_t>(limit));) {
    std::span<const Group> groups;
    const Outcome outcome = Find(text, at, arena, &groups);
    if (outcome == Outcome::kTooHard) return false;
    if (outcome == Outcome::kNoMatch) break;
    const auto [start, end] = groups[0];
    at = end > start ? end : start == text.size() ? text.size() + 1 : NextCharacter(text, start);
    if (end == 0) continue;  // nothing, at the beginning: no part before it
    found.push_back(text.substr(index, start - index));
    index = end;
  }
  found.push_back(text.substr(index));
  // With nothing found, the text is the only part, were it empty.
  while (limit == 0 && found.size() > 1 && found.back().empty()) found.pop_back();
  if (limit == 0 && index > 0 && found.size() == 1 && found.back().empty()) found.clear();
  std::string_view* const kept = arena.NewArray<std::string_view>(found.size() + 1);
  std::copy(found.begin(), found.end(), kept);
  *parts = {kept, found.size()};
  return true;
}

TextReplacement::TextReplacement(std::string_view text, const TextPattern& pattern) { Parse(text, pattern); }

void TextReplacement::AddLiteral(std::string_view text) {
  if (pieces_.empty() || pieces_.back().group >= 0) pieces_.emplace_back();
  pieces_.back().literal += text;
}

size_t TextReplacement::Wrong(std::string_view type, std::string message) {
  error_type_ = type;
  error_ = std::move(message);
  return std::string_view::npos;
}

void TextReplacement::Parse(std::string_view text, const TextPattern& pattern) {
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '\\') {
      if (at + 1 == text.size()) at = Wrong("illegal_argument_exception", "character to be escaped is missing");
      else AddLiteral(text.substr(at + 1, 1)), at += 2;
    } else if (text[at] == '$') {
      at = ParseGroup(text, at + 1, pattern);
    } else {
      const size_t end = std::min(text.find_first_of("\\$", at), text.size());
      AddLiteral(text.substr(at, end - at));
      at = end;
    }
  }
}

// Behind the $; returns where it ends.
size_t TextReplacement::ParseGroup(std::string_view text, size_t at, const TextPattern& pattern) {
  constexpr std::string_view kIllegal = "illegal_argument_exception";
  if (at == text.size()) return Wrong(kIllegal, "Illegal group reference: group index is missing");
  if (text[at] == '{') {
    size_t end = at + 1;
    while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0) ++end;
    const std::string name(text.substr(at + 1, end - at - 1));
    if (name.empty()) return Wrong(kIllegal, "named capturing group has 0 length name");
    if (end == text.size() || text[end] != '}') return Wrong(kIllegal, "named capturing group is missing trailing '}'");
    if (IsDigit(name.front())) return Wrong(kIllegal, "capturing group name {" + name + "} starts with digit character");
    const int number = pattern.GroupNumber(name);
    if (number < 0) return Wrong(kIllegal, "No group with name {" + name + "}");
    pieces_.push_back({"", number});
    return end + 1;
  }
  if (!IsDigit(text[at])) return Wrong(kIllegal, "Illegal group reference");
  // As many digits as there are groups for.
  size_t number = static_cast<size_t>(text[at++] - '0');
  if (number > pattern.GroupCount()) return Wrong("index_out_of_bounds_exception", "No group " + std::to_string(number));
  for (; at < text.size() && IsDigit(text[at]); ++at) {
    const size_t longer = 10 * number + static_cast<size_t>(text[at] - '0');
    if (longer > pattern.GroupCount()) break;
    number = longer;
  }
  pieces_.push_back({"", static_cast<int>(number)});
  return at;
}

TextReplacement::Outcome TextReplacement::ReplaceAll(const TextPattern& pattern, std::string_view text, Arena& arena, std::string_view* out) const {
  thread_local std::string made;
  made.clear();
  *out = text;
  size_t copied = 0;
  bool any = false;
  for (size_t at = 0; at <= text.size();) {
    std::span<const TextPattern::Group> groups;
    const TextPattern::Outcome outcome = pattern.Find(text, at, arena, &groups);
    if (outcome == TextPattern::Outcome::kTooHard) return Outcome::kTooHard;
    if (outcome == TextPattern::Outcome::kNoMatch) break;
    if (!error_.empty()) return Outcome::kWrong;
    any = true;
    const auto [start, end] = groups[0];
    made.append(text, copied, start - copied);
    for (const Piece& piece : pieces_) {
      if (piece.group < 0) {
        made += piece.literal;
      } else if (const TextPattern::Group& group = groups[static_cast<size_t>(piece.group)]; group.start != JavaRegex::kNone) {
        made.append(text, group.start, group.end - group.start);
      }
    }
    copied = end;
    at = end > start ? end : start == text.size() ? text.size() + 1 : NextCharacter(text, start);
  }
  if (!any) return Outcome::kUnchanged;
  made.append(text, copied);
  *out = arena.Copy(made);
  return Outcome::kReplaced;
}

}  // namespace flowship
