// A tree of Ruby's syntax → the spelling of PCRE2 or RE2.

#include <algorithm>
#include <map>

#include "base/format.h"
#include "painless/text.h"
#include "pipeline/grok_regex.h"

namespace flowship::grok {

namespace {

using Op = Node::Op;

constexpr size_t kCompactFromBytes = 48;  // a shorter part costs no more than the call
constexpr uint32_t kLinearMaxRepeat = 1000;  // RE2's

void AppendUtf8(uint32_t code, std::string& out) {
  char bytes[painless::kMaxEncodedBytes];
  out.append(bytes, painless::EncodeCodePoint(code, bytes));
}

// \b among Unicode's words.
std::string UnicodeBoundary(bool negated) {
  const std::string word = *WriteUnicode(EscapeClass('w', true), false);
  if (negated) return fmt::format("(?:(?<={0})(?={0})|(?<!{0})(?!{0}))", word);
  return fmt::format("(?:(?<={0})(?!{0})|(?<!{0})(?={0}))", word);
}

class Writer {
 public:
  Writer(TextKind kind, bool linear, bool compact) : ascii_(kind == TextKind::kAsciiLine), linear_(linear), compact_(compact) {}

  // Empty: it can't be said.
  std::string Run(const Node& root) {
    std::string out = Write(root);
    if (!ok_) return "";
    if (!definitions_.empty()) out = "(?:" + out + ")(?(DEFINE)" + definitions_ + ")";
    return out.empty() ? "(?:)" : out;
  }

 private:
  std::string NotLinear() {
    ok_ = ok_ && !linear_;
    return "";
  }

  std::string Write(const Node& node) {
    switch (node.op) {
      case Op::kEmpty: return "";
      case Op::kCharacter: return Character(node.code);
      case Op::kAny: return ascii_ ? "." : "[^\\n]";
      case Op::kAnyNewline: return ".";
      case Op::kClass: return Class(*node.set);
      case Op::kLineStart: return ascii_ ? "\\A" : "(?m:^)";
      case Op::kLineEnd: return ascii_ ? "\\z" : "(?m:$)";
      case Op::kTextStart: return "\\A";
      case Op::kTextEnd: return "\\z";
      case Op::kLastLineEnd: return ascii_ ? "\\z" : NotLinear() + "\\Z";
      case Op::kMatchStart: return NotLinear() + "\\G";
      case Op::kBoundary: return Boundary(node);
      case Op::kKeep: return NotLinear() + "\\K";
      case Op::kNewline: return NotLinear() + "\\R";
      case Op::kGrapheme: return NotLinear() + "\\X";
      case Op::kConcat: return Join(node, "");
      case Op::kAlternate: return alone_ ? Join(node, "|") : "(?:" + Join(node, "|") + ")";
      case Op::kGroup: return Group(node);
      case Op::kFold: return Fold(node);
      case Op::kRepeat: return Repeat(node);
      case Op::kLookAhead: return NotLinear() + (node.negated ? "(?!" : "(?=") + Inside(node) + ")";
      case Op::kLookBehind: return NotLinear() + (node.negated ? "(?<!" : "(?<=") + Inside(node) + ")";
      case Op::kAtomic: return NotLinear() + "(?>" + Inside(node) + ")";
      case Op::kBackReference: return NotLinear() + BackReference(node);
      case Op::kCall: return NotLinear() + fmt::format("(?{})", node.number);
      case Op::kConditional: return NotLinear() + Conditional(node);
    }
    return "";
  }

  // What stands alone within brackets: alternatives need none of their own there.
  std::string Inside(const Node& node) {
    alone_ = true;
    return Write(*node.children.front());
  }

  std::string Join(const Node& node, std::string_view separator) {
    std::string out;
    for (size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out += separator;
      alone_ = false;
      out += Write(*node.children[i]);
    }
    alone_ = false;
    return out;
  }

  std::string Character(uint32_t code) const {
    if (code >= 0x80 && ascii_) return linear_ ? "[^\\x00-\\xff]" : "(?!)";
    std::string out;
    if (code < 0x80 && std::isalnum(static_cast<int>(code)) == 0) {
      if (code <= ' ' || code == 0x7F) return fmt::format("\\x{:02x}", code);
      out += '\\';
    }
    AppendUtf8(code, out);
    return out;
  }

  std::string Class(const CharClass& set) {
    if (ascii_) {
      std::string text = WriteAscii(set);
      return linear_ && text == "(?!)" ? "[^\\x00-\\xff]" : text;
    }
    auto text = WriteUnicode(set, linear_);
    return text ? *std::move(text) : NotLinear();
  }

  std::string Boundary(const Node& node) {
    if (ascii_ || node.ascii_only) return node.negated ? "\\B" : "\\b";
    return NotLinear() + UnicodeBoundary(node.negated);
  }

  static bool IsSelfContained(const Node& node) {
    switch (node.op) {
      case Op::kGroup: return node.number == 0 && std::ranges::all_of(node.children, [](const NodePtr& child) { return IsSelfContained(*child); });
      case Op::kBackReference:
      case Op::kCall:
      case Op::kConditional:
      case Op::kKeep: return false;
      default: return std::ranges::all_of(node.children, [](const NodePtr& child) { return IsSelfContained(*child); });
    }
  }

  std::string Group(const Node& node) {
    const std::string inner = Inside(node);
    alone_ = false;
    if (node.number != 0) return "(" + inner + ")";
    if (!compact_ || inner.size() < kCompactFromBytes || !IsSelfContained(node)) return "(?:" + inner + ")";
    const std::string text = fold_ ? "(?i:" + inner + ")" : inner;
    const auto [found, is_new] = names_.try_emplace(text, names_.size());
    if (is_new) definitions_ += fmt::format("(?<d{}>{})", found->second, text);
    return fmt::format("(?&d{})", found->second);
  }

  std::string Fold(const Node& node) {
    const bool before = fold_;
    fold_ = !node.negated;
    std::string out = (node.negated ? "(?-i:" : "(?i:") + Inside(node) + ")";
    alone_ = false;
    fold_ = before;
    return out;
  }

  std::string Repeat(const Node& node) {
    const Node& child = *node.children.front();
    alone_ = false;
    std::string inner = Write(child);
    const bool is_item = child.op == Op::kCharacter || child.op == Op::kAny || child.op == Op::kAnyNewline || child.op == Op::kClass ||
                         child.op == Op::kGroup || child.op == Op::kFold || child.op == Op::kAtomic;
    if (!is_item || inner.empty()) inner = "(?:" + inner + ")";
    if (linear_ && (std::max(node.least, node.most == Node::kNoLimit ? 0 : node.most) > kLinearMaxRepeat)) NotLinear();
    if (node.most == Node::kNoLimit && node.least <= 1) {
      inner += node.least == 0 ? "*" : "+";
    } else if (node.least == 0 && node.most == 1) {
      inner += "?";
    } else if (node.most == Node::kNoLimit) {
      inner += fmt::format("{{{},}}", node.least);
    } else {
      inner += node.least == node.most ? fmt::format("{{{}}}", node.least) : fmt::format("{{{},{}}}", node.least, node.most);
    }
    if (node.greed == Node::Greed::kPossessive) return NotLinear() + inner + "+";
    return node.greed == Node::Greed::kLazy ? inner + "?" : inner;
  }

  static std::string BackReference(const Node& node) {
    std::string out;
    for (const uint32_t number : node.numbers) out += fmt::format("{}\\g{{{}}}", out.empty() ? "(?:" : "|", number);
    return out + ")";
  }

  std::string Conditional(const Node& node) {
    std::string out = fmt::format("(?({})", node.number);
    for (size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out += "|";
      alone_ = false;
      out += Write(*node.children[i]);
    }
    return out + ")";
  }

  const bool ascii_, linear_, compact_;
  bool ok_ = true, fold_ = false, alone_ = true;
  std::map<std::string, size_t> names_;
  std::string definitions_;
};

class RequiredFinder {
 public:
  std::string Run(const Node& root) {
    Visit(root);
    Flush();
    return std::move(best_);
  }

 private:
  void Flush() {
    if (run_.size() > best_.size()) best_ = run_;
    run_.clear();
  }

  void Visit(const Node& node) {
    switch (node.op) {
      case Op::kCharacter: return AppendUtf8(node.code, run_);
      case Op::kConcat:
      case Op::kAtomic:
      case Op::kGroup:
        for (const NodePtr& child : node.children) Visit(*child);
        return;
      case Op::kRepeat:
        Flush();
        if (node.least > 0) Visit(*node.children.front());
        return Flush();
      case Op::kEmpty:
      case Op::kLineStart:
      case Op::kLineEnd:
      case Op::kTextStart:
      case Op::kTextEnd:
      case Op::kBoundary:
      case Op::kLookAhead:
      case Op::kLookBehind: return;  // between two characters
      default: return Flush();
    }
  }

  std::string run_, best_;
};

}  // namespace

std::string WritePcre(const ParsedRegex& regex, TextKind kind, bool compact) { return Writer(kind, false, compact).Run(*regex.root); }

std::string WriteLinear(const ParsedRegex& regex, TextKind kind) { return Writer(kind, true, false).Run(*regex.root); }

std::string RequiredText(const Node& root) { return RequiredFinder().Run(root); }

}  // namespace flowship::grok
