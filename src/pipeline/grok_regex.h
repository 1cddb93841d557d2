#pragma once
// A grok expression as a tree, after its patterns were written out: Oniguruma's Ruby syntax, as the joni library that Elasticsearch uses reads it.
//
//   ParseRegex(text, names) → Node tree ──► Write(node, kind) → PCRE2's or RE2's spelling for one kind of text
// Where Ruby differs from Perl: ^ and $ are at lines, (?m) is the dot that takes newlines, \h is a hexadecimal digit, {n}+ and {n}? are a second operator,
// (?i) reaches to the end of its group over all alternatives, \w \d \s are ASCII but \b and POSIX brackets are Unicode's, a group without a name takes
// nothing once there is one with a name. Source: doc/RE of Oniguruma (Ruby syntax); error texts are joni's.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipeline/grok_class.h"

namespace flowship::grok {

struct Node {
  enum class Op : uint8_t {
    kEmpty,
    kCharacter,    // code
    kAny,          // any but newline
    kAnyNewline,   // any
    kClass,        // set
    kLineStart,    // ^
    kLineEnd,      // $
    kTextStart,    // \A
    kTextEnd,      // \z
    kLastLineEnd,  // \Z
    kMatchStart,   // \G
    kBoundary,     // \b, \B: negated; ascii_only
    kKeep,         // \K
    kNewline,      // \R
    kGrapheme,     // \X
    kConcat,
    kAlternate,
    kGroup,        // of capture `number`, or 0
    kFold,         // (?i:…), or negated (?-i:…)
    kRepeat,       // least, most
    kLookAhead,    // or negated
    kLookBehind,
    kAtomic,
    kBackReference,  // to numbers, the last that took part first
    kCall,           // \g<name>: number
    kConditional,    // (?(number)children[0]|children[1])
  };
  enum class Greed : uint8_t { kGreedy, kLazy, kPossessive };
  static constexpr uint32_t kNoLimit = UINT32_MAX;

  explicit Node(Op of) : op(of) {}

  Op op;
  bool negated = false, ascii_only = false;
  Greed greed = Greed::kGreedy;
  uint32_t code = 0, number = 0, least = 0, most = 0;
  std::vector<uint32_t> numbers;
  std::string name;  // of a reference, until names are known
  std::unique_ptr<CharClass> set;
  std::vector<std::unique_ptr<Node>> children;
};
using NodePtr = std::unique_ptr<Node>;

// Names of groups in the order in which they come; a name may have several groups.
struct GroupName {
  std::string name;
  std::vector<uint32_t> numbers;  // from 1
};

struct ParsedRegex {
  NodePtr root;
  std::vector<GroupName> names;
  uint32_t group_count = 0;
};

Result<ParsedRegex> ParseRegex(std::string_view text);

enum class TextKind : uint8_t {
  kAsciiLine,  // all ASCII, and no newline in it
  kUnicode,
};
// PCRE2's spelling. `compact` says long parts that come again once only, for what is too large otherwise.
std::string WritePcre(const ParsedRegex& regex, TextKind kind, bool compact);
// RE2's; empty where it can't be said with the same meaning.
std::string WriteLinear(const ParsedRegex& regex, TextKind kind);

// The longest text that every match has in it, for a quick look beforehand; empty: none.
std::string RequiredText(const Node& root);

}  // namespace flowship::grok
