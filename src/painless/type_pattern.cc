// java.util.regex: Pattern, Matcher, =~ and ==~, and CharSequence.replaceAll and replaceFirst with a function.

#include <algorithm>
#include <string>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/pattern.h"
#include "painless/stream.h"
#include "painless/strings.h"
#include "painless/text.h"

namespace flowship::painless {
namespace {

using Group = JavaRegex::Group;
using Anchor = JavaRegex::Anchor;

struct FlagLetter {
  char letter;
  int flag;
};
constexpr FlagLetter kFlags[] = {
    {'c', JavaRegex::kCanonEq},   {'i', JavaRegex::kIgnoreCase}, {'l', JavaRegex::kLiteral},     {'m', JavaRegex::kMultiline},
    {'s', JavaRegex::kDotAll},    {'U', JavaRegex::kUnicodeClasses}, {'u', JavaRegex::kUnicodeCase}, {'x', JavaRegex::kComments},
};

// True: there is a match. A match that takes too long is thrown as what Elasticsearch's own limit on expressions throws.
bool Match(Run& run, const JavaRegex& regex, std::string_view text, size_t start, Anchor anchor, std::span<Group>* groups) {
  switch (regex.Match(text, start, anchor, run.arena, groups)) {
    case JavaRegex::Outcome::kMatch: return run.Spend(groups->size_bytes());
    case JavaRegex::Outcome::kNoMatch: return false;
    case JavaRegex::Outcome::kTooHard: break;
  }
  run.ThrowFormatted(TypeId::kCircuitBreakingException, "[scripting] Regular expression took more than [{}] steps, pattern: [{}]",
                     limits::kRegexMatchSteps, regex.pattern());
  return false;
}

// Where to look for the next match after one that ended at `end`: an empty one is not found twice.
size_t After(std::string_view text, const Group& group) {
  size_t next = group.end;
  if (group.start != group.end) return next;
  if (next >= text.size()) return text.size() + 1;
  NextCodePoint(text, &next);
  return next;
}

class MatcherHost final : public Host {
 public:
  MatcherHost(const PatternHost* pattern, std::string_view text) : Host(TypeId::kMatcher), pattern_(pattern), text_(text), end_(text.size()) {}
  static bool Is(Type type) { return type == Type(TypeId::kMatcher); }

  const PatternHost& pattern() const { return *pattern_; }
  std::string_view text() const { return text_; }
  bool matched() const { return !groups_.empty(); }
  std::span<const Group> groups() const { return groups_; }
  size_t region_start() const { return start_; }
  size_t region_end() const { return end_; }

  void Reset() { Region(0, text_.size()); }
  void Region(size_t start, size_t end) {
    start_ = next_ = start;
    end_ = end;
    groups_ = {};
  }
  void Use(const PatternHost* pattern) {
    pattern_ = pattern;
    groups_ = {};
  }
  bool FindFrom(Run& run, size_t from) {
    groups_ = {};
    if (from > end_ || !Match(run, pattern_->regex(), text_.substr(0, end_), from, Anchor::kNone, &groups_)) return false;
    next_ = After(text_, groups_[0]);
    return true;
  }
  bool Find(Run& run) { return FindFrom(run, next_); }
  bool Look(Run& run, Anchor anchor) {
    groups_ = {};
    if (!Match(run, pattern_->regex(), text_.substr(0, end_), start_, anchor, &groups_)) return false;
    next_ = After(text_, groups_[0]);
    return true;
  }
  std::string_view ToText(Arena& arena) const override {
    std::string last;
    if (matched()) last = text_.substr(groups_[0].start, groups_[0].end - groups_[0].start);
    return FormatIn(arena, "java.util.regex.Matcher[pattern={} region={},{} lastmatch={}]", pattern_->regex().pattern(), UnitsBefore(text_, start_),
                    UnitsBefore(text_, end_), last);
  }

 private:
  const PatternHost* pattern_;
  std::string_view text_;
  size_t start_ = 0, end_;  // of the region
  size_t next_ = 0;
  std::span<Group> groups_;
};

MatcherHost& Self(const Value* a) { return *As<MatcherHost>(a[0]); }
const JavaRegex& Regex(const Value& pattern) { return As<PatternHost>(pattern)->regex(); }

// Pattern ----------------------------------------------------------------------------------------------------------------------------------

Value Flags(Run&, const Value* a) { return Value::Int(Regex(a[0]).flags()); }
Value PatternText(Run&, const Value* a) { return Value::String(Regex(a[0]).pattern()); }

Value MakeMatcher(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[1], &text)) return Value();
  return Value::Of(run.arena.New<MatcherHost>(As<PatternHost>(a[0]), run.Copy(text)));
}

Value Quote(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  std::string quoted = "\\Q";
  for (const char c : a[0].as_text()) {
    quoted += c;
    if (quoted.ends_with("\\E")) quoted += "\\\\E\\Q";
  }
  return Value::String(run.Copy(quoted + "\\E"));
}

// The pieces between matches. No empty piece before a match without width at the start; with limit 0 none at the end.
bool Split(Run& run, const JavaRegex& regex, std::string_view text, int64_t limit, Array* pieces) {
  size_t at = 0, from = 0;
  std::span<Group> groups;
  while ((limit <= 0 || pieces->size() + 1 < limit) && from <= text.size() && Match(run, regex, text, from, Anchor::kNone, &groups)) {
    from = After(text, groups[0]);
    if (groups[0].end == 0) continue;
    pieces->Push(Value::String(text.substr(at, groups[0].start - at)), run.arena);
    at = groups[0].end;
  }
  if (run.failed()) return false;
  pieces->Push(Value::String(text.substr(at)), run.arena);
  if (limit != 0) return true;
  while (pieces->size() > 1 && (*pieces)[pieces->size() - 1].as_text().empty()) pieces->Erase(pieces->size() - 1);
  // Nothing but separators leaves nothing at all; a text without any is a piece of its own.
  if (at != 0 && pieces->size() == 1 && (*pieces)[0].as_text().empty()) pieces->Clear();
  return true;
}
Value SplitLimit(Run& run, const Value* a) {
  std::string_view text;
  if (!TextArgument(run, a[1], &text)) return Value();
  Array* const pieces = Array::New(run.arena);
  if (!Split(run, Regex(a[0]), run.Copy(text), a[2].as_long(), pieces)) return Value();
  return Value::Of(run.arena.New<ArrayHost>(Type(TypeId::kString, 1), pieces));
}
Value SplitAll(Run& run, const Value* a) {
  const Value arguments[] = {a[0], a[1], Value::Int(0)};
  return SplitLimit(run, arguments);
}
Value SplitAsStream(Run& run, const Value* a) {
  const Value array = SplitAll(run, a);
  if (run.failed()) return Value();
  const Array& items = As<ArrayHost>(array)->items();
  return NewStream(run, TypeId::kStream, Sequence(items.begin(), items.size()));
}

Value TestText(Run& run, const Value* bound, const Value* a) {
  std::string_view text;
  std::span<Group> groups;
  return Value::Bool(TextArgument(run, a[0], &text) && Match(run, Regex(bound[0]), text, 0, Anchor::kNone, &groups));
}
Value AsPredicate(Run& run, const Value* a) { return BindFunction(run, TypeId::kPredicate, TestText, {a[0]}); }

constexpr Method kPattern[] = {
    Instance("Predicate asPredicate()", AsPredicate),
    Instance("int flags()", Flags),
    Instance("Matcher matcher(CharSequence)", MakeMatcher),
    Instance("String pattern()", PatternText),
    Static("String quote(String)", Quote),
    Instance("String[] split(CharSequence)", SplitAll),
    Instance("String[] split(CharSequence,int)", SplitLimit),
    Instance("Stream splitAsStream(CharSequence)", SplitAsStream),
};
static_assert(IsSorted(kPattern));

// Matcher ----------------------------------------------------------------------------------------------------------------------------------

// The group asked for; false: there is no match, or no such group.
bool FindGroup(Run& run, const Value* a, int64_t number, std::string_view without_match, Group* group) {
  if (!Self(a).matched()) {
    run.Throw(TypeId::kIllegalStateException, without_match);
    return false;
  }
  if (number < 0 || number >= static_cast<int64_t>(Self(a).groups().size())) {
    run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "No group {}", number);
    return false;
  }
  *group = Self(a).groups()[static_cast<size_t>(number)];
  return true;
}

Value GroupText(Run& run, const Value* a, int64_t number) {
  Group group;
  if (!FindGroup(run, a, number, "No match found", &group) || group.start == JavaRegex::kNone) return Value();
  return Value::String(Self(a).text().substr(group.start, group.end - group.start));
}
Value WholeGroup(Run& run, const Value* a) { return GroupText(run, a, 0); }
Value NumberedGroup(Run& run, const Value* a) { return GroupText(run, a, a[1].as_long()); }
Value NamedGroup(Run& run, const Value* a) {
  if (a[1].is_null()) return run.Throw(TypeId::kNullPointerException, "Group name");
  if (!Self(a).matched()) return run.Throw(TypeId::kIllegalStateException, "No match found");
  const int number = Self(a).pattern().regex().GroupNumber(a[1].as_text());
  if (number < 0) return run.ThrowFormatted(TypeId::kIllegalArgumentException, "No group with name <{}>", a[1].as_text());
  return GroupText(run, a, number);
}
Value GroupCount(Run&, const Value* a) { return Size(Self(a).pattern().regex().GroupCount()); }

template <bool start>
Value Bound(Run& run, const Value* a, int64_t number) {
  Group group;
  if (!FindGroup(run, a, number, "No match available", &group)) return Value();
  const size_t byte = start ? group.start : group.end;
  return Value::Int(byte == JavaRegex::kNone ? -1 : static_cast<int32_t>(UnitsBefore(Self(a).text(), byte)));
}
template <bool start>
Value WholeBound(Run& run, const Value* a) { return Bound<start>(run, a, 0); }
template <bool start>
Value GroupBound(Run& run, const Value* a) { return Bound<start>(run, a, a[1].as_long()); }

Value Find(Run& run, const Value* a) { return Value::Bool(Self(a).Find(run)); }
Value FindAt(Run& run, const Value* a) {
  const int64_t index = a[1].as_long();
  if (index < 0 || index > static_cast<int64_t>(UnitCount(Self(a).text()))) return run.Throw(TypeId::kIndexOutOfBoundsException, "Illegal start index");
  Self(a).Reset();
  return Value::Bool(Self(a).FindFrom(run, ByteOf(Self(a).text(), static_cast<size_t>(index))));
}
template <Anchor anchor>
Value Look(Run& run, const Value* a) { return Value::Bool(Self(a).Look(run, anchor)); }

Value PatternOf(Run&, const Value* a) { return Value::Of(const_cast<PatternHost*>(&Self(a).pattern())); }
Value UsePattern(Run& run, const Value* a) {
  if (a[1].is_null()) return run.Throw(TypeId::kIllegalArgumentException, "Pattern cannot be null");
  Self(a).Use(As<PatternHost>(a[1]));
  return a[0];
}
Value Reset(Run&, const Value* a) {
  Self(a).Reset();
  return a[0];
}
Value SetRegion(Run& run, const Value* a) {
  const int64_t start = a[1].as_long(), end = a[2].as_long(), size = static_cast<int64_t>(UnitCount(Self(a).text()));
  if (start < 0 || start > size) return run.Throw(TypeId::kIndexOutOfBoundsException, "start");
  if (end < 0 || end > size) return run.Throw(TypeId::kIndexOutOfBoundsException, "end");
  if (start > end) return run.Throw(TypeId::kIndexOutOfBoundsException, "start > end");
  Self(a).Region(ByteOf(Self(a).text(), static_cast<size_t>(start)), ByteOf(Self(a).text(), static_cast<size_t>(end)));
  return a[0];
}
Value RegionStart(Run&, const Value* a) { return Size(UnitsBefore(Self(a).text(), Self(a).region_start())); }
Value RegionEnd(Run&, const Value* a) { return Size(UnitsBefore(Self(a).text(), Self(a).region_end())); }

Value QuoteReplacement(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  std::string quoted;
  for (const char c : a[0].as_text()) {
    if (c == '\\' || c == '$') quoted += '\\';
    quoted += c;
  }
  return Value::String(run.Copy(quoted));
}

// The text with what `replace` appends in the place of each match. `replace` gives false to end with a failure.
template <typename Replace>
Value ReplaceMatches(Run& run, const JavaRegex& regex, std::string_view text, bool all, Replace replace) {
  std::string out;
  size_t at = 0, from = 0;
  std::span<Group> groups;
  while (from <= text.size() && Match(run, regex, text, from, Anchor::kNone, &groups)) {
    out.append(text.substr(at, groups[0].start - at));
    const size_t before = out.size();
    if (!replace(groups, out) || !run.Spend(out.size() - before)) return Value();
    at = groups[0].end;
    from = After(text, groups[0]);
    if (!all) break;
  }
  if (run.failed()) return Value();
  return Value::String(run.Copy(out.append(text.substr(at))));
}
template <bool all>
Value Replace(Run& run, const Value* a) {
  if (a[1].is_null()) return run.Throw(TypeId::kNullPointerException, "replacement");
  const JavaRegex& regex = Self(a).pattern().regex();
  Self(a).Reset();
  return ReplaceMatches(run, regex, Self(a).text(), all, [&](std::span<const Group> groups, std::string& out) {
    const std::string problem = ExpandReplacement(regex, a[1].as_text(), Self(a).text(), groups, out);
    if (problem.empty()) return true;
    run.Throw(problem.starts_with("No group ") && !problem.starts_with("No group with") ? TypeId::kIndexOutOfBoundsException : TypeId::kIllegalArgumentException,
              problem);
    return false;
  });
}

constexpr Method kMatcher[] = {
    Instance("int end()", WholeBound<false>),
    Instance("int end(int)", GroupBound<false>),
    Instance("boolean find()", Find),
    Instance("boolean find(int)", FindAt),
    Instance("String group()", WholeGroup),
    Instance("String group(int)", NumberedGroup),
    Instance("int groupCount()", GroupCount),
    Instance("boolean lookingAt()", Look<Anchor::kStart>),
    Instance("boolean matches()", Look<Anchor::kBoth>),
    Instance("String namedGroup(String)", NamedGroup),
    Instance("Pattern pattern()", PatternOf),
    Static("String quoteReplacement(String)", QuoteReplacement),
    Instance("Matcher region(int,int)", SetRegion),
    Instance("int regionEnd()", RegionEnd),
    Instance("int regionStart()", RegionStart),
    Instance("String replaceAll(String)", Replace<true>),
    Instance("String replaceFirst(String)", Replace<false>),
    Instance("Matcher reset()", Reset),
    Instance("int start()", WholeBound<true>),
    Instance("int start(int)", GroupBound<true>),
    Instance("Matcher usePattern(Pattern)", UsePattern),
};
static_assert(IsSorted(kMatcher));

// =~ and ==~ ------------------------------------------------------------------------------------------------------------------------------

template <Anchor anchor>
Value Test(Run& run, const Value* a) {
  std::span<Group> groups;
  if (a[0].is_null()) return run.Throw(TypeId::kNullPointerException, "Cannot invoke \"java.lang.CharSequence.length()\" because \"this.wrapped\" is null");
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return Value::Bool(Match(run, Regex(a[1]), a[0].as_text(), 0, anchor, &groups));
}
constexpr Method kTests[] = {
    Static("boolean find(String,Pattern)", Test<Anchor::kNone>),
    Static("boolean matches(String,Pattern)", Test<Anchor::kBoth>),
};

constexpr TypeApi kTables[] = {{TypeId::kPattern, kPattern, {}}, {TypeId::kMatcher, kMatcher, {}}};

}  // namespace

ApiTables PatternApi() { return kTables; }
const Method* FindTextMethod() { return &kTests[0]; }
const Method* MatchTextMethod() { return &kTests[1]; }

PatternHost* CompilePattern(std::string_view pattern, std::string_view flags, Program& program, std::string* problem) {
  int bits = 0;
  for (const char letter : flags) {
    const auto* const row = std::find_if(std::begin(kFlags), std::end(kFlags), [letter](const FlagLetter& flag) { return flag.letter == letter; });
    if (row == std::end(kFlags)) {
      *problem = "unknown flag [" + std::string(1, letter) + "]";
      return nullptr;
    }
    bits |= row->flag;
  }
  auto regex = JavaRegex::Compile(pattern, bits);
  if (!regex.ok()) {
    *problem = regex.error().message;
    return nullptr;
  }
  program.patterns.push_back(*std::move(regex));
  return program.arena.New<PatternHost>(program.patterns.back().get());
}

Value ReplaceByFunction(Run& run, const Value* a, bool all) {
  std::string_view text;
  if (!TextArgument(run, a[0], &text)) return Value();
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const auto* const pattern = As<PatternHost>(a[1]);
  text = run.Copy(text);
  MatcherHost* const matcher = run.arena.New<MatcherHost>(pattern, text);
  size_t from = 0;
  return ReplaceMatches(run, pattern->regex(), text, all, [&](std::span<const Group> groups, std::string& out) {
    // The function gets a matcher that has found just this match.
    matcher->FindFrom(run, from);
    from = After(text, groups[0]);
    const Value replacement = run.failed() ? Value() : CallAs(run, TypeId::kString, a[2], {Value::Of(matcher)});
    if (run.failed()) return false;
    if (replacement.is_null()) {
      run.ThrowWithoutMessage(TypeId::kNullPointerException);
      return false;
    }
    out += replacement.as_text();
    return true;
  });
}

}  // namespace flowship::painless
