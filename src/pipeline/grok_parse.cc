// Ruby's regular expressions, read.

#include <algorithm>

#include "base/limits.h"
#include "painless/text.h"
#include "pipeline/grok_reader.h"
#include "pipeline/grok_regex.h"

namespace flowship::grok {

namespace {

using Op = Node::Op;

NodePtr Make(Op op) { return std::make_unique<Node>(op); }

NodePtr MakeCharacter(uint32_t code) {
  NodePtr node = Make(Op::kCharacter);
  node->code = code;
  return node;
}

NodePtr MakeClass(CharClass set) {
  NodePtr node = Make(Op::kClass);
  node->set = std::make_unique<CharClass>(std::move(set));
  return node;
}

NodePtr Wrap(Op op, NodePtr child) {
  NodePtr node = Make(op);
  node->children.push_back(std::move(child));
  return node;
}

class Parser : private Reader {
 public:
  explicit Parser(std::string_view text) : Reader(text) {}

  Result<ParsedRegex> Run() {
    NodePtr root = ParseAlternatives({}, 0);
    if (ok() && at_ < text_.size()) Fail("unmatched close parenthesis");
    if (ok()) Resolve(*root);
    if (!ok()) return Error{error()};
    if (!regex_.names.empty()) regex_.group_count = named_count_;
    regex_.root = std::move(root);
    return std::move(regex_);
  }

 private:
  NodePtr Fail(std::string message) {
    SetError(std::move(message));
    return Make(Op::kEmpty);
  }

  // a|b|c up to the closing parenthesis or the end, which is left there.
  NodePtr ParseAlternatives(Flags flags, size_t depth) {
    if (depth > limits::kRegexMaxDepth) return Fail("too deep nest level over");
    NodePtr all = Make(Op::kAlternate);
    do {
      all->children.push_back(ParseBranch(flags, depth));
    } while (ok() && Take("|"));
    return all->children.size() == 1 ? std::move(all->children.front()) : std::move(all);
  }

  NodePtr ParseBranch(const Flags& flags, size_t depth) {
    NodePtr branch = Make(Op::kConcat);
    while (ok() && !AtEnd() && Peek() != '|' && Peek() != ')') {
      if (flags.extended && SkipBlank()) continue;
      NodePtr item = ParseItem(flags, depth);
      if (item == nullptr) continue;  // a comment, or flags that took the rest of the group with them
      branch->children.push_back(ParseRepeats(std::move(item), flags));
    }
    return branch;
  }

  bool SkipBlank() {
    const char c = Peek();
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return true;
    }
    if (c != ' ' && (c < '\t' || c > '\r')) return false;
    ++at_;
    return true;
  }

  // Behind (?#.
  void SkipComment() {
    const size_t end = text_.find(')', at_);
    if (end == std::string_view::npos) return SetError("end pattern in group");
    at_ = end + 1;
  }

  NodePtr ParseItem(const Flags& flags, size_t depth) {
    switch (Peek()) {
      case '(': return ParseGroup(flags, depth);
      case '[': ++at_; return MakeClass(ReadClass(flags, depth));
      case '\\': return ParseEscape(flags);
      case '.': ++at_; return Make(flags.dot_all ? Op::kAnyNewline : Op::kAny);
      case '^': ++at_; return Make(Op::kLineStart);
      case '$': ++at_; return Make(Op::kLineEnd);
      case '*':
      case '+':
      case '?': return Fail("target of repeat operator is not specified");
      case '{': {
        uint32_t least = 0, most = 0;
        if (ParseInterval(&least, &most)) return Fail("target of repeat operator is not specified");
        break;
      }
      default: break;
    }
    return ok() ? MakeCharacter(Next()) : Make(Op::kEmpty);
  }

  // {n}, {n,}, {,m}, {n,m}; anything else is text.
  bool ParseInterval(uint32_t* least, uint32_t* most) {
    const size_t start = at_;
    const auto number = [&](uint32_t* value) {
      const size_t from = ++at_;
      for (*value = 0; IsDigit(static_cast<unsigned char>(Peek())) && *value <= limits::kRegexMaxRepeat; ++at_) *value = 10 * *value + static_cast<uint32_t>(Peek() - '0');
      return at_ > from;
    };
    const bool has_least = number(least);
    *most = *least;
    bool has_most = has_least;
    if (Peek() == ',') {
      has_most = number(most);
      if (!has_most) *most = Node::kNoLimit;
    }
    if ((!has_least && !has_most) || Peek() != '}') {
      at_ = start;
      // As many digits as no number has are not text either.
      if (has_least && *least > limits::kRegexMaxRepeat) Fail("too big number for repeat range");
      return false;
    }
    ++at_;
    if (*least > limits::kRegexMaxRepeat || (has_most && *most > limits::kRegexMaxRepeat)) return Fail("too big number for repeat range"), true;
    if (*least > *most) return Fail("upper is smaller than lower in repeat range"), true;
    return true;
  }

  NodePtr ParseRepeats(NodePtr item, const Flags& flags) {
    while (ok() && !AtEnd()) {
      if (flags.extended && SkipBlank()) continue;
      if (Take("(?#")) {  // an operator behind it is of what is before it
        SkipComment();
        continue;
      }
      uint32_t least = 0, most = Node::kNoLimit;
      bool is_interval = false;
      const char c = Peek();
      if (c == '*' || c == '+' || c == '?') {
        ++at_;
        if (c == '+') least = 1;
        if (c == '?') most = 1;
      } else if (c == '{' && ParseInterval(&least, &most)) {
        is_interval = true;
      } else {
        break;
      }
      item = Wrap(Op::kRepeat, std::move(item));
      item->least = least;
      item->most = most;
      if (Peek() == '?' && !(is_interval && least == most)) {
        ++at_;
        item->greed = Node::Greed::kLazy;
      } else if (Peek() == '+' && !is_interval) {
        ++at_;
        item->greed = Node::Greed::kPossessive;
      }
    }
    return item;
  }

  NodePtr Close(NodePtr node) {
    if (ok() && !Take(")")) return Fail("end pattern with unmatched parenthesis");
    return node;
  }

  NodePtr ParseGroup(const Flags& flags, size_t depth) {
    ++at_;
    if (!Take("?")) {
      const uint32_t number = ++unnamed_count_;
      NodePtr group = Wrap(Op::kGroup, ParseAlternatives(flags, depth + 1));
      group->number = number | kUnnamed;
      return Close(std::move(group));
    }
    if (AtEnd()) return Fail("end pattern in group");
    if (Take("#")) return SkipComment(), nullptr;
    if (Take(":")) return Close(Wrap(Op::kGroup, ParseAlternatives(flags, depth + 1)));
    if (Take(">")) return Close(Wrap(Op::kAtomic, ParseAlternatives(flags, depth + 1)));
    if (Take("=")) return Close(Wrap(Op::kLookAhead, ParseAlternatives(flags, depth + 1)));
    if (Take("!")) return Close(Negated(Wrap(Op::kLookAhead, ParseAlternatives(flags, depth + 1))));
    if (Take("<=")) return Close(LookBehind(Wrap(Op::kLookBehind, ParseAlternatives(flags, depth + 1))));
    if (Take("<!")) return Close(LookBehind(Negated(Wrap(Op::kLookBehind, ParseAlternatives(flags, depth + 1)))));
    if (Take("<")) return ParseNamedGroup('>', flags, depth);
    if (Take("'")) return ParseNamedGroup('\'', flags, depth);
    if (Take("(")) return ParseConditional(flags, depth);
    if (Peek() == '~') return Fail("the absence operator (?~ is not supported");
    return ParseFlags(flags, depth);
  }

  static NodePtr Negated(NodePtr node) {
    node->negated = true;
    return node;
  }

  // Its alternatives may differ in length, what is within them may not.
  NodePtr LookBehind(NodePtr node) {
    const Node& inner = *node->children.front();
    std::vector<const Node*> branches{&inner};
    if (inner.op == Op::kAlternate) {
      branches.clear();
      for (const NodePtr& branch : inner.children) branches.push_back(branch.get());
    }
    for (const Node* const branch : branches) {
      if (Length(*branch) == kVaries || (node->negated && HasNamedGroup(*branch))) return Fail("invalid pattern in look-behind");
    }
    return node;
  }

  static constexpr int64_t kVaries = -1;
  // In characters.
  static int64_t Length(const Node& node) {
    switch (node.op) {
      case Op::kCharacter:
      case Op::kAny:
      case Op::kAnyNewline:
      case Op::kClass: return 1;
      case Op::kConcat: {
        int64_t sum = 0;
        for (const NodePtr& child : node.children) {
          const int64_t length = Length(*child);
          if (length == kVaries) return kVaries;
          sum += length;
        }
        return sum;
      }
      case Op::kAlternate: {
        const int64_t first = Length(*node.children.front());
        const bool same = std::ranges::all_of(node.children, [first](const NodePtr& child) { return Length(*child) == first; });
        return same ? first : kVaries;
      }
      case Op::kRepeat: {
        const int64_t once = Length(*node.children.front());
        return node.least != node.most || once == kVaries ? kVaries : once * node.least;
      }
      case Op::kGroup:
      case Op::kFold:
      case Op::kAtomic: return Length(*node.children.front());
      case Op::kBackReference:
      case Op::kCall:
      case Op::kConditional:
      case Op::kNewline:
      case Op::kGrapheme: return kVaries;
      default: return 0;
    }
  }

  static bool HasNamedGroup(const Node& node) {
    if (node.op == Op::kGroup && node.number != 0 && (node.number & kUnnamed) == 0) return true;
    return std::ranges::any_of(node.children, [](const NodePtr& child) { return HasNamedGroup(*child); });
  }

  // The name up to `end`. Nearly anything is a name, so that field paths are.
  std::string ParseName(char end) {
    const size_t stop = text_.find(end, at_);
    const std::string name(text_.substr(at_, stop == std::string_view::npos ? stop : stop - at_));
    if (stop == std::string_view::npos) return Fail("invalid group name <" + name + ">"), "";
    at_ = stop + 1;
    if (name.empty()) return Fail("group name is empty"), "";
    return name;
  }

  NodePtr ParseNamedGroup(char end, const Flags& flags, size_t depth) {
    const std::string name = ParseName(end);
    if (!ok()) return Make(Op::kEmpty);
    if (IsDigit(static_cast<unsigned char>(name.front())) || name.find(')') != std::string::npos) return Fail("invalid group name <" + name + ">");
    const uint32_t number = ++named_count_;
    auto known = std::ranges::find(regex_.names, name, &GroupName::name);
    if (known == regex_.names.end()) known = regex_.names.insert(known, GroupName{name, {}});
    known->numbers.push_back(number);
    NodePtr group = Wrap(Op::kGroup, ParseAlternatives(flags, depth + 1));
    group->number = number;
    return Close(std::move(group));
  }

  NodePtr ParseConditional(const Flags& flags, size_t depth) {
    NodePtr node = Make(Op::kConditional);
    if (Take("<")) {
      node->name = ParseName('>');
    } else if (Take("'")) {
      node->name = ParseName('\'');
    } else {
      while (IsDigit(static_cast<unsigned char>(Peek())) && node->name.size() < 6) node->name += text_[at_++];
      if (node->name.empty()) return Fail("invalid conditional pattern");
    }
    if (ok() && !Take(")")) return Fail("invalid conditional pattern");
    NodePtr inner = ParseAlternatives(flags, depth + 1);
    if (inner->op != Op::kAlternate) {
      node->children.push_back(std::move(inner));
    } else if (inner->children.size() == 2) {
      node->children = std::move(inner->children);
    } else {
      return Fail("invalid conditional pattern");
    }
    return Close(std::move(node));
  }

  // (?imx-imx) and (?imx-imx:…). The first form reaches to the end of the group around it, alternatives included.
  NodePtr ParseFlags(Flags flags, size_t depth) {
    const bool fold_before = flags.fold;
    for (bool on = true; !AtEnd(); ++at_) {
      switch (Peek()) {
        case '-': on = false; continue;
        case 'i': flags.fold = on; continue;
        case 'm': flags.dot_all = on; continue;
        case 'x': flags.extended = on; continue;
        case 'u': flags.unicode = on, flags.ascii = false; continue;
        case 'a': flags.ascii = on, flags.unicode = false; continue;
        case 'd': flags.ascii = flags.unicode = false; continue;
        default: break;
      }
      break;
    }
    if (AtEnd()) return Fail("end pattern in group");
    const bool isolated = Take(")");
    if (!isolated && !Take(":")) return Fail("undefined group option");
    NodePtr inner = Wrap(Op::kGroup, ParseAlternatives(flags, depth + 1));
    if (flags.fold != fold_before) {
      inner = Wrap(Op::kFold, std::move(inner));
      inner->negated = fold_before;
    }
    return isolated ? std::move(inner) : Close(std::move(inner));
  }

  NodePtr ParseEscape(const Flags& flags) {
    ++at_;
    if (AtEnd()) return Fail("end pattern at escape");
    const char c = Peek();
    const auto plain = [&](Op op, bool negated = false) {
      ++at_;
      NodePtr node = Make(op);
      node->negated = negated;
      node->ascii_only = flags.ascii;
      return node;
    };
    switch (c) {
      case 'A': return plain(Op::kTextStart);
      case 'z': return plain(Op::kTextEnd);
      case 'Z': return plain(Op::kLastLineEnd);
      case 'G': return plain(Op::kMatchStart);
      case 'b': return plain(Op::kBoundary);
      case 'B': return plain(Op::kBoundary, true);
      case 'K': return plain(Op::kKeep);
      case 'R': return plain(Op::kNewline);
      case 'X': return plain(Op::kGrapheme);
      case 'k': return ParseReference(Op::kBackReference);
      case 'g': return ParseReference(Op::kCall);
      default: break;
    }
    if (c >= '1' && c <= '9') return ParseNumberedReference();
    CharClass set;
    if (ReadClassEscape(flags, &set)) return MakeClass(std::move(set));
    return ok() ? MakeCharacter(ReadCharacterEscape()) : Make(Op::kEmpty);
  }

  NodePtr ParseNumberedReference() {
    std::string digits;
    while (IsDigit(static_cast<unsigned char>(Peek(digits.size()))) && digits.size() < 4) digits += Peek(digits.size());
    // More than there are groups so far, and more than nine: an octal number.
    const auto number = static_cast<uint32_t>(std::strtoul(digits.c_str(), nullptr, 10));
    if (number > 9 && number > named_count_ + unnamed_count_ && digits.front() < '8') return MakeCharacter(ReadCharacterEscape());
    at_ += digits.size();
    NodePtr node = Make(Op::kBackReference);
    node->name = digits;
    return node;
  }

  NodePtr ParseReference(Op op) {
    ++at_;
    NodePtr node = Make(op);
    if (Take("<")) {
      node->name = ParseName('>');
    } else if (Take("'")) {
      node->name = ParseName('\'');
    } else {
      return MakeCharacter(op == Op::kCall ? 'g' : 'k');
    }
    // A nesting level, \k<a+0>, is where this is called from.
    const size_t level = node->name.find_last_of("+-");
    if (op == Op::kBackReference && level != std::string::npos && level > 0 && node->name.substr(level + 1) == "0") node->name.resize(level);
    return node;
  }

  // Once all groups are known: numbers of references; groups without a name take nothing if one has a name.
  void Resolve(Node& node) {
    if (node.op == Op::kGroup && (node.number & kUnnamed) != 0) {
      node.number = regex_.names.empty() ? node.number & ~kUnnamed : 0;
    }
    if (node.op == Op::kBackReference || node.op == Op::kCall || node.op == Op::kConditional) ResolveReference(node);
    for (const NodePtr& child : node.children) {
      if (!ok()) return;
      Resolve(*child);
    }
    if (regex_.names.empty()) regex_.group_count = unnamed_count_;
  }

  void ResolveReference(Node& node) {
    const auto known = std::ranges::find(regex_.names, node.name, &GroupName::name);
    if (known != regex_.names.end()) {
      node.numbers.assign(known->numbers.rbegin(), known->numbers.rend());
    } else if (node.name.find_first_not_of("0123456789+-") != std::string::npos || node.name.empty()) {
      return void(Fail("undefined name <" + node.name + "> reference"));
    } else if (!regex_.names.empty()) {
      return void(Fail("numbered backref/call is not allowed. (use name)"));
    } else {
      const auto number = static_cast<uint32_t>(std::strtoul(node.name.c_str(), nullptr, 10));
      if (node.name.find_first_of("+-") != std::string::npos || number > unnamed_count_) return void(Fail("invalid backref number/name"));
      node.numbers = {number};
    }
    node.number = node.numbers.front();
  }

  static constexpr uint32_t kUnnamed = 1u << 31;

  ParsedRegex regex_;
  uint32_t named_count_ = 0, unnamed_count_ = 0;
};

}  // namespace

Result<ParsedRegex> ParseRegex(std::string_view text) { return Parser(text).Run(); }

}  // namespace flowship::grok
