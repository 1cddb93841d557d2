#pragma once
// Configuration text as a tree that remembers where everything stood. The only home of yaml-cpp.
//
//   Parse(name, text, diagnostics) → Node tree; Options takes the options out of a mapping one by one; what nobody took is an error.
// Errors are collected, all of a file at once, and shown as
//   policy.yml:12:7: unknown option "exlude_files" of the filestream input; did you mean "exclude_files"?
//      12 |       exlude_files: ['\.gz$']
//         |       ^
// Thread: one while loading.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace flowship::config {

// A file (or other text) that was read; nodes and errors point into it.
struct Source {
  std::string name;
  std::string text;
};

struct Place {
  std::shared_ptr<const Source> source;
  int line = 0, column = 0;  // from 1, the column in bytes; 0: not known
};

class Diagnostics {
 public:
  void Error(const Place& place, std::string message);
  void Warning(const Place& place, std::string message);
  void Append(const Diagnostics& other);
  // Only what is said of places of which nothing was said here.
  void AppendNew(const Diagnostics& other);
  bool ok() const { return errors_ == 0; }
  size_t errors() const { return errors_; }
  // Every finding as file:line:column: message, the source line and a caret, in the order of the file; files in the order of their first finding.
  // Of a very long line, what is around the caret.
  std::string Render() const;
  std::vector<std::string> Messages() const;  // of the errors, without place

 private:
  struct Finding {
    Place place;
    std::string message;
    bool is_error;
  };
  std::vector<Finding> findings_;
  size_t errors_ = 0;
};

class Node {
 public:
  enum class Kind { kNull, kScalar, kSequence, kMapping };
  struct Member;

  Kind kind = Kind::kNull;
  Place place;
  std::string text;        // of a scalar
  bool quoted = false;     // a quoted scalar is a string whatever it looks like
  bool faulty = false;     // a scalar whose fault was reported already (a variable without a value): it counts as absent
  std::vector<Node> items;       // of a sequence
  std::vector<Member> members;   // of a mapping, in order; keys are unique

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_sequence() const { return kind == Kind::kSequence; }
  bool is_mapping() const { return kind == Kind::kMapping; }
  const Node* Find(std::string_view key) const;

  static Node Text(std::string text, const Place& place = {});  // quoted
  static Node Sequence(std::vector<Node> items, const Place& place = {});
  static Node Mapping(std::vector<Member> members, const Place& place = {});
};
struct Node::Member {
  std::string key;
  Place place;
  Node value;
};

// Reads YAML, one document a text; JSON is YAML too, its surrogate pairs (\ud83d\ude00) included. Aliases and merge keys (<<) are resolved. Not UTF-8, a
// fault of syntax, a repeated key, an unknown tag, an anchor bomb or too deep nesting goes to diagnostics and gives nullopt.
std::optional<Node> Parse(std::string name, std::string text, Diagnostics& diagnostics);
std::optional<Node> ParseFile(const std::string& path, Diagnostics& diagnostics);

// What a scalar is: a plain one as YAML's core schema has it, with octal numbers also as 010 and digits grouped as 1_000, as the YAML parsers of
// Elasticsearch (SnakeYAML) and of elastic-package (go-yaml) agree on them. `yes` and `on` are text. A quoted one is text.
enum class ScalarType { kNull, kBool, kInteger, kFloat, kText };
ScalarType TypeOf(const Node& node);  // of a null node or a scalar
std::optional<bool> ParseBool(std::string_view text);
std::optional<int64_t> ParseInteger(std::string_view text);  // also none if 64 bits can't hold it
std::optional<double> ParseFloat(std::string_view text);     // also of integers

// The name of `choices` nearest to `name`, if one is near enough to be meant.
std::optional<std::string> Nearest(std::string_view name, const std::vector<std::string>& choices);

// Takes options out of a mapping. Each Take removes the option; Finish reports what is left as unknown, with the nearest of the names asked for.
// `a.b: x` (dotted) and `a: {b: x}` (nested) are the same option.
class Options {
 public:
  Options(const Node& mapping, Diagnostics& diagnostics);

  const Place& place() const { return place_; }
  Diagnostics& diagnostics() { return *diagnostics_; }
  bool Has(std::string_view name) const;
  // Names that somebody else takes, for the suggestions of Finish.
  void AddKnown(std::span<const std::string_view> names);
  // What Finish says of the option, or of those below it, instead of the nearest name: for names that others have for what is meant.
  void AddRemedy(std::string_view name, std::string remedy);
  // Adds the option unless it is there already, were it as null.
  void AddDefault(const Node::Member& member);

  // An option that is absent or null gives the fallback (or nullopt). A value of a wrong kind is an error at its place, and gives the fallback.
  // What is given both dotted and nested is put together if these are mappings, and is an error if these are different values.
  std::optional<Node> Take(std::string_view name);
  void TakeIdle(std::string_view name);  // what others write, and what has no effect here
  std::string TakeString(std::string_view name, std::string fallback);
  std::optional<std::string> TakeString(std::string_view name);
  std::string RequireString(std::string_view name);     // absent: an error, and ""
  bool TakeBool(std::string_view name, bool fallback);
  int64_t TakeInt(std::string_view name, int64_t fallback, int64_t least, int64_t most);
  double TakeDouble(std::string_view name, double fallback);
  int64_t TakeDurationMillis(std::string_view name, int64_t fallback);  // 72h, 1m30s, 5s, 100ms, or a bare number of seconds
  int64_t TakeBytes(std::string_view name, int64_t fallback);           // 10MiB, 20MB, 16384
  std::vector<std::string> TakeStrings(std::string_view name);          // one scalar or a list of them
  std::optional<Node> TakeMapping(std::string_view name);
  std::optional<Node> TakeSequence(std::string_view name);

  // Where the option's value stands if that is on the line of its name, or else the name (also after it was taken), for errors about its meaning;
  // the mapping's own place if it was absent.
  Place PlaceOf(std::string_view name) const;
  void Error(std::string_view name, std::string message) { diagnostics_->Error(PlaceOf(name), std::move(message)); }

  // Reports what was not taken. `kind` says of what: `unknown option "x" of the set processor`.
  void Finish(std::string_view kind);
  // What is left, untaken; for whoever passes options on. Then Finish reports nothing.
  std::vector<Node::Member> TakeRest();

 private:
  const std::string* RemedyOf(std::string_view name) const;
  void Report(const std::vector<Node::Member>& left, const std::string& above, std::string_view kind);

  Place place_;
  Diagnostics* diagnostics_;
  std::vector<Node::Member> left_;
  std::map<std::string, Place, std::less<>> places_;
  std::vector<std::string> asked_;
  std::map<std::string, std::string, std::less<>> remedies_;
};

bool ParseDurationMillis(std::string_view text, int64_t* millis);
bool ParseByteSize(std::string_view text, int64_t* bytes);

// Replaces ${env.NAME}, ${NAME}, ${a|b|'default'}, ${a:default} in every scalar below `node`, once: what a value holds is not looked at. `look_up` gives the
// value of a reference, or nullopt. A reference that nothing resolves is an error that names it. $${ is a literal ${.
// A plain scalar stays plain: what comes out is typed as if it had been written there.
using LookUp = std::function<std::optional<std::string>(std::string_view name)>;
void ExpandVariables(Node& node, const LookUp& look_up, Diagnostics& diagnostics);

}  // namespace flowship::config
