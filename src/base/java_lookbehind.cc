// Java looks behind for anything of a bounded length, (?<=ab?c{1,3}), PCRE2 for alternatives of which each has one length. So what varies is written out:
// (?<=ac|acc|accc|abc|abcc|abccc).

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/java_regex.h"

namespace flowship {
namespace {

constexpr size_t kMostAlternatives = 2000;  // of one look-behind
constexpr size_t kMostBytes = 64 << 10;     // of one look-behind
constexpr int kMostDepth = 20;
constexpr int kMostTurns = 64;  // of a loop without an end, which newer Javas take too

// What the content of a look-behind can be, each of one length. It can't always be said: references, too many.
class Lengths {
 public:
  // `keeps_groups`: the groups inside stay; false: they are left out.
  Lengths(std::string_view text, bool keeps_groups) : text_(text), keeps_groups_(keeps_groups) {}

  // From `at` to the parenthesis that closes; false: not to be written out.
  bool Read(size_t* at, int depth, std::vector<std::string>* all) {
    if (depth > kMostDepth) return false;
    std::vector<std::string> sequence = {""};
    while (true) {
      const char c = *at < text_.size() ? text_[*at] : '\0';
      if (*at >= text_.size()) return false;
      if (c == ')' || c == '|') {
        all->insert(all->end(), sequence.begin(), sequence.end());
        if (c == ')') return true;
        sequence = {""};
        ++*at;
      } else if (!ReadItem(at, depth, &sequence)) {
        return false;
      }
    }
  }

  // As many groups, of the same names, as there were inside: they keep the numbers of those that follow, and take no part.
  const std::string& lost_groups() const { return lost_groups_; }
  int groups() const { return groups_; }

 private:
  bool ReadItem(size_t* at, int depth, std::vector<std::string>* sequence) {
    std::vector<std::string> item;
    if (text_[*at] == '(') {
      const std::string_view rest = text_.substr(*at);
      const int groups_before = groups_;
      const bool looks = rest.starts_with("(?=") || rest.starts_with("(?!") || rest.starts_with("(?<=") || rest.starts_with("(?<!");
      if (!looks && !SkipGroupStart(at)) return false;
      const size_t start = *at;
      const std::string_view opening = keeps_groups_ && groups_ != groups_before ? rest.substr(0, *at - (text_.size() - rest.size())) : "(?:";
      if (looks) *at += rest[2] == '<' ? 4 : 3;
      if (!Read(at, depth + 1, &item)) return false;
      ++*at;
      if (looks) {
        // Looking takes no room, whatever is looked for; a group of it would be there as often as it is written.
        if (groups_ != groups_before) return false;
        item = {std::string(text_.substr(start, *at - start))};
      } else {
        for (std::string& one : item) one = std::string(opening) + one + ")";
      }
      const char next = *at < text_.size() ? text_[*at] : '\0';
      if (keeps_groups_ && groups_ != groups_before && std::string_view("?*+{").find(next) != std::string_view::npos) return false;
    } else {
      const size_t end = AtomEnd(*at);
      if (end == std::string_view::npos) return false;
      item.emplace_back(text_.substr(*at, end - *at));
      *at = end;
    }
    int least = 1, most = 1;
    if (!ReadQuantifier(at, &least, &most)) return false;
    // What a look-behind begins with may stand behind more of it: the fewest turns say it all.
    if (most == kNoEnd) most = sequence->size() == 1 && sequence->front().empty() ? least : least + kMostTurns;
    return Append(item, least, most, sequence);
  }

  // Over `(`, `(?:` or `(?<name>`; false: it is another one.
  bool SkipGroupStart(size_t* at) {
    const std::string_view rest = text_.substr(*at);
    if (rest.starts_with("(?:")) return *at += 3, true;
    if (rest.starts_with("(?<")) {
      const size_t end = rest.find('>');
      if (end == std::string_view::npos) return false;
      lost_groups_ += "(?:(?!)" + std::string(rest.substr(0, end + 1)) + "))?";
      ++groups_;
      return *at += end + 1, true;
    }
    if (rest.starts_with("(?") || rest.starts_with("(*")) return false;
    lost_groups_ += "(?:(?!)())?";
    ++groups_;
    return *at += 1, true;
  }

  // Behind one character, escape or class.
  size_t AtomEnd(size_t at) const {
    if (text_[at] == '[') {
      for (size_t i = at + 1; i < text_.size(); ++i) {
        if (text_[i] == '\\') {
          ++i;
        } else if (text_[i] == ']' && i > at + 1 && !(i == at + 2 && text_[at + 1] == '^')) {
          return i + 1;
        }
      }
      return std::string_view::npos;
    }
    if (text_[at] != '\\') {
      size_t end = at + 1;
      while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
      return end;
    }
    if (at + 1 >= text_.size() || (text_[at + 1] >= '1' && text_[at + 1] <= '9') || text_[at + 1] == 'k' || text_[at + 1] == 'R' || text_[at + 1] == 'X') {
      return std::string_view::npos;
    }
    size_t end = at + 2;
    if (end < text_.size() && text_[end] == '{' && std::string_view("pPxo").find(text_[at + 1]) != std::string_view::npos) end = text_.find('}', end);
    return end == std::string_view::npos ? end : end < text_.size() && text_[end] == '}' && end > at + 2 ? end + 1 : end;
  }

  static constexpr int kNoEnd = -1;

  bool ReadQuantifier(size_t* at, int* least, int* most) const {
    const char c = *at < text_.size() ? text_[*at] : '\0';
    if (c == '*' || c == '+' || c == '?') {
      *least = c == '+' ? 1 : 0;
      *most = c == '?' ? 1 : kNoEnd;
      ++*at;
    } else if (c == '{') {
      const size_t end = text_.find('}', *at);
      if (end == std::string_view::npos) return false;
      const char *from = text_.data() + *at + 1, *const to = text_.data() + end;
      auto read = std::from_chars(from, to, *least);
      if (read.ec != std::errc()) return false;
      *most = *least;
      if (read.ptr != to) {
        if (*read.ptr != ',') return false;
        *most = kNoEnd;
        if (read.ptr + 1 != to) {
          read = std::from_chars(read.ptr + 1, to, *most);
          if (read.ec != std::errc() || read.ptr != to || *most < *least) return false;
        }
      }
      *at = end + 1;
    }
    // Lazy or possessive: behind, the lengths are the same.
    if (*most != 1 || *least != 1) {
      if (*at < text_.size() && (text_[*at] == '?' || text_[*at] == '+')) ++*at;
    }
    return true;
  }

  // Each of `sequence` followed by `least` to `most` of `item`.
  static bool Append(const std::vector<std::string>& item, int least, int most, std::vector<std::string>* sequence) {
    std::vector<std::string> longer, tails = {""};
    size_t bytes = 0;
    for (int count = 0; count <= most; ++count) {
      if (count >= least) {
        for (const std::string& head : *sequence) {
          for (const std::string& tail : tails) {
            longer.push_back(head + tail);
            bytes += longer.back().size();
            if (longer.size() > kMostAlternatives || bytes > kMostBytes) return false;
          }
        }
      }
      if (count == most) break;
      std::vector<std::string> next;
      for (const std::string& tail : tails) {
        for (const std::string& one : item) next.push_back(tail + one);
        if (next.size() > kMostAlternatives) return false;
      }
      tails = std::move(next);
    }
    *sequence = std::move(longer);
    return true;
  }

  std::string_view text_;
  bool keeps_groups_;
  int groups_ = 0;
  std::string lost_groups_;
};

int CountGroups(std::string_view pcre) {
  int groups = 0;
  bool in_class = false;
  for (size_t at = 0; at < pcre.size(); ++at) {
    const std::string_view rest = pcre.substr(at);
    if (rest[0] == '\\') {
      ++at;
    } else if (in_class || rest[0] == '[') {
      in_class = rest[0] != ']';
    } else if (rest[0] == '(' && (!rest.starts_with("(?") || (rest.starts_with("(?<") && !rest.starts_with("(?<=") && !rest.starts_with("(?<!")))) {
      ++groups;
    }
  }
  return groups;
}

// The look-behind that begins at `at`, with its groups: each alternative is a look-behind of its own, and their groups have the same numbers. That is
// right where each has all groups; else, and where none is asked for, the groups take no part. Moves `at` behind it; empty: it can't be said.
std::string WriteOut(std::string_view pcre, size_t* at) {
  const std::string_view opening = pcre.substr(*at, 4);
  size_t end = *at + 4;
  std::vector<std::string> all;
  std::string out;
  Lengths with_groups(pcre, true), without(pcre, false);
  if (opening == "(?<=" && with_groups.Read(&end, 0, &all) && with_groups.groups() > 0 &&
      std::all_of(all.begin(), all.end(), [&](const std::string& one) { return CountGroups(one) == with_groups.groups(); })) {
    for (const std::string& one : all) out += (out.empty() ? "(?|(?<=" : "|(?<=") + one + ")";
  } else {
    all.clear();
    end = *at + 4;
    if (!without.Read(&end, 0, &all) || all.empty()) return {};
    for (const std::string& one : all) out += (out.empty() ? std::string(opening) : "|") + one;
  }
  out += ")";
  if (!out.starts_with("(?|")) out += without.lost_groups();
  *at = end + 1;
  return out;
}

}  // namespace

std::string WriteOutLookbehinds(std::string_view pcre) {
  std::string out;
  bool in_class = false;
  for (size_t at = 0; at < pcre.size();) {
    const std::string_view rest = pcre.substr(at);
    if (pcre[at] == '\\') {
      out += rest.substr(0, 2);
      at += rest.substr(0, 2).size();
      continue;
    }
    if (in_class ? pcre[at] == ']' : pcre[at] == '[') {
      // A bracket at the beginning of a class is one of its characters.
      const size_t first = rest.starts_with("[^]") ? 3 : rest.starts_with("[]") ? 2 : 1;
      in_class = !in_class;
      out += rest.substr(0, in_class ? first : 1);
      at += in_class ? first : 1;
      continue;
    }
    if (!in_class && (rest.starts_with("(?<=") || rest.starts_with("(?<!"))) {
      if (const std::string written = WriteOut(pcre, &at); !written.empty()) {
        out += written;
        continue;
      }
    }
    out += pcre[at++];
  }
  return out;
}

}  // namespace flowship
