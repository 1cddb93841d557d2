// Ruby's regular expressions, read.

#include <algorithm>

#include "base/limits.h"
#include "painless/text.h"
#include "pipeline/grok_regex.h"

namespace flowship::grok {

namespace {

using Op = Node::Op;

struct Flags {
  bool fold = false, extended = false, dot_all = false, unicode = false, ascii = false;
};

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

bool IsDigit(uint32_t c) { return c >= '0' && c <= '9'; }

int HexDigit(uint32_t c) {
  if (IsDigit(c)) return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A' + 10);
  return -1;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<ParsedRegex> Run() {
    NodePtr root = ParseAlternatives({}, 0);
    if (error_.empty() && at_ < text_.size()) Fail("unmatched close parenthesis");
    if (error_.empty()) Resolve(*root);
    if (!error_.empty()) return Error{error_};
    if (!regex_.names.empty()) regex_.group_count = named_count_;
    regex_.root = std::move(root);
    return std::move(regex_);
  }

 private:
  NodePtr Fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    at_ = text_.size();
    return Make(Op::kEmpty);
  }

  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool Take(std::string_view expected) {
    if (!text_.substr(std::min(at_, text_.size())).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  uint32_t Next() { return painless::NextCodePoint(text_, &at_); }

  // a|b|c up to the closing parenthesis or the end, which is left there.
  NodePtr ParseAlternatives(Flags flags, size_t depth) {
    if (depth > limits::kRegexMaxDepth) return Fail("too deep nest level over");
    NodePtr all = Make(Op::kAlternate);
    do {
      all->children.push_back(ParseBranch(flags, depth));
    } while (error_.empty() && Take("|"));
    return all->children.size() == 1 ? std::move(all->children.front()) : std::move(all);
  }

  NodePtr ParseBranch(const Flags& flags, size_t depth) {
    NodePtr branch = Make(Op::kConcat);
    while (error_.empty() && !AtEnd() && Peek() != '|' && Peek() != ')') {
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

  NodePtr ParseItem(const Flags& flags, size_t depth) {
    switch (Peek()) {
      case '(': return ParseGroup(flags, depth);
      case '[': ++at_; return MakeClass(ParseClass(flags, depth));
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
    return error_.empty() ? MakeCharacter(Next()) : Make(Op::kEmpty);
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
    while (error_.empty() && !AtEnd()) {
      if (flags.extended && SkipBlank()) continue;
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
    if (error_.empty() && !Take(")")) return Fail("end pattern with unmatched parenthesis");
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
    if (Take("#")) {
      const size_t end = text_.find(')', at_);
      if (end == std::string_view::npos) return Fail("end pattern in group");
      at_ = end + 1;
      return nullptr;
    }
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
    if (!error_.empty()) return Make(Op::kEmpty);
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
    if (error_.empty() && !Take(")")) return Fail("invalid conditional pattern");
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
    if (ParseClassEscape(flags, &set)) return MakeClass(std::move(set));
    return error_.empty() ? MakeCharacter(ParseCharacterEscape()) : Make(Op::kEmpty);
  }

  NodePtr ParseNumberedReference() {
    std::string digits;
    while (IsDigit(static_cast<unsigned char>(Peek())) && digits.size() < 4) digits += text_[at_++];
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

  // \w, \p{…} and their like, at the letter. False: it is none, and nothing was read.
  bool ParseClassEscape(const Flags& flags, CharClass* set) {
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
        if (end == std::string_view::npos) return Fail("invalid character property name {" + std::string(text_.substr(at_)) + "}"), false;
        std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
        at_ = end + 1;
        bool negated = c == 'P';
        if (name.starts_with('^')) {
          negated = !negated;
          name.remove_prefix(1);
        }
        auto found = PropertyClass(name);
        if (!found) return Fail("invalid character property name <" + std::string(name) + ">"), false;
        *set = std::move(*found);
        set->negated = negated;
        return true;
      }
      default: return false;
    }
  }

  // What an escape stands for when it is one character; behind the backslash.
  uint32_t ParseCharacterEscape() {
    const char c = Peek();
    switch (c) {
      case 'a': ++at_; return '\a';
      case 'e': ++at_; return 0x1B;
      case 'f': ++at_; return '\f';
      case 'n': ++at_; return '\n';
      case 'r': ++at_; return '\r';
      case 't': ++at_; return '\t';
      case 'v': ++at_; return '\v';
      case 'x': return ParseHex();
      case 'c': ++at_; return ParseControl();
      case 'C':
        if (Peek(1) != '-') return Fail("too short control sequence"), 0;
        at_ += 2;
        return ParseControl();
      default: break;
    }
    if (c >= '0' && c <= '7') {
      uint32_t code = 0;
      for (int digits = 0; digits < 3 && Peek() >= '0' && Peek() <= '7'; ++digits) code = 8 * code + static_cast<uint32_t>(text_[at_++] - '0');
      return code < 0x80 ? code : ParseBytes(code);
    }
    return Next();
  }

  uint32_t ParseControl() {
    if (AtEnd()) return Fail("end pattern at control"), 0;
    const uint32_t c = Next();
    return c == '?' ? 0x7F : c & 0x9F;
  }

  uint32_t ParseHex() {
    ++at_;
    uint32_t code = 0;
    if (Peek() == '{') {
      const size_t end = text_.find('}', at_);
      if (end != std::string_view::npos && end - at_ >= 2 && end - at_ <= 9) {
        for (++at_; at_ < end; ++at_) {
          const int digit = HexDigit(static_cast<unsigned char>(Peek()));
          if (digit < 0) return Fail("invalid code point value"), 0;
          code = 16 * code + static_cast<uint32_t>(digit);
        }
        ++at_;
        if (code > 0x10FFFF) return Fail("too big wide-char value"), 0;
        return code;
      }
    }
    for (int digits = 0; digits < 2 && HexDigit(static_cast<unsigned char>(Peek())) >= 0; ++digits) {
      code = 16 * code + static_cast<uint32_t>(HexDigit(static_cast<unsigned char>(text_[at_++])));
    }
    return code < 0x80 ? code : ParseBytes(code);
  }

  // The bytes of one UTF-8 character, each written as \xHH; the first was read.
  uint32_t ParseBytes(uint32_t first) {
    std::string bytes(1, static_cast<char>(first));
    const size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    while (bytes.size() < wanted && Peek() == '\\' && Peek(1) == 'x' && HexDigit(static_cast<unsigned char>(Peek(2))) >= 8 &&
           HexDigit(static_cast<unsigned char>(Peek(3))) >= 0) {
      bytes += static_cast<char>(16 * HexDigit(static_cast<unsigned char>(Peek(2))) + HexDigit(static_cast<unsigned char>(Peek(3))));
      at_ += 4;
    }
    size_t used = 0;
    const uint32_t code = painless::NextCodePoint(bytes, &used);
    if (first < 0xC2 || first > 0xF4 || bytes.size() < wanted || used != wanted) return Fail("too short multibyte code string"), 0;
    return code;
  }

  // A class, behind its opening bracket; takes the closing one.
  CharClass ParseClass(const Flags& flags, size_t depth) {
    CharClass whole;
    if (depth > limits::kRegexMaxDepth) return Fail("too deep nest level over"), whole;
    whole.negated = Take("^");
    std::vector<CharClass> parts(1);
    bool is_empty = true;
    // A bracket that closes at once is a member if there is another later.
    if (Peek() == ']' && text_.find(']', at_ + 1) != std::string_view::npos) {
      parts.back().Add(']', ']');
      ++at_;
      is_empty = false;
    }
    while (error_.empty()) {
      if (AtEnd()) return Fail("premature end of char-class"), whole;
      if (Take("]")) break;
      if (Take("&&")) {
        parts.emplace_back();
      } else {
        ParseMember(flags, depth, &parts.back());
      }
      is_empty = false;
    }
    if (is_empty) return Fail("empty char-class"), whole;
    const bool negated = whole.negated;
    whole = std::move(parts.front());
    whole.negated = negated;
    for (size_t i = 1; i < parts.size(); ++i) whole.also.push_back(std::move(parts[i]));
    return whole;
  }

  void ParseMember(const Flags& flags, size_t depth, CharClass* set) {
    if (Peek() == '[') {
      const size_t end = Peek(1) == ':' ? text_.find(":]", at_ + 2) : std::string_view::npos;
      const size_t bracket = text_.find(']', at_);
      if (end != std::string_view::npos && bracket == end + 1) return ParsePosix(end, flags, set);
      ++at_;
      return set->Add(ParseClass(flags, depth + 1));
    }
    uint32_t first = 0;
    if (!ParseEnd(flags, set, &first)) {
      // Behind \w and its like a - can only be the last.
      if (error_.empty() && Peek() == '-' && at_ + 1 < text_.size() && Peek(1) != ']') Fail("unmatched range specifier in char-class");
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
    if (!ParseEnd(flags, &other, &last)) return void(Fail("char-class value at end of range"));
    if (error_.empty() && first > last) return void(Fail("empty range in char class"));
    set->Add(first, last);
  }

  // One end of a range. False: it was a class, which was added.
  bool ParseEnd(const Flags& flags, CharClass* set, uint32_t* code) {
    if (Peek() != '\\') return *code = Next(), true;
    ++at_;
    if (AtEnd()) return Fail("end pattern at escape"), false;
    CharClass inner;
    if (ParseClassEscape(flags, &inner)) return set->Add(std::move(inner)), false;
    if (!error_.empty()) return false;
    if (Peek() == 'b') return ++at_, *code = '\b', true;
    if (Peek() == 'R' || Peek() == 'X') return *code = Next(), true;
    *code = ParseCharacterEscape();
    return true;
  }

  void ParsePosix(size_t end, const Flags& flags, CharClass* set) {
    std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
    at_ = end + 2;
    const bool negated = name.starts_with('^');
    if (negated) name.remove_prefix(1);
    auto found = PosixClass(name, flags.ascii);
    if (!found) return void(Fail("invalid POSIX bracket type"));
    found->negated = negated;
    set->Add(std::move(*found));
  }

  // Once all groups are known: numbers of references; groups without a name take nothing if one has a name.
  void Resolve(Node& node) {
    if (node.op == Op::kGroup && (node.number & kUnnamed) != 0) {
      node.number = regex_.names.empty() ? node.number & ~kUnnamed : 0;
    }
    if (node.op == Op::kBackReference || node.op == Op::kCall || node.op == Op::kConditional) ResolveReference(node);
    for (const NodePtr& child : node.children) {
      if (!error_.empty()) return;
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

  std::string_view text_;
  size_t at_ = 0;
  std::string error_;
  ParsedRegex regex_;
  uint32_t named_count_ = 0, unnamed_count_ = 0;
};

}  // namespace

Result<ParsedRegex> ParseRegex(std::string_view text) { return Parser(text).Run(); }

}  // namespace flowship::grok
