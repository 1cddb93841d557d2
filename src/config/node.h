#pragma once
// Configuration text as a tree that remembers where everything stood. The only home of yaml-cpp.
//
//   Source::Parse(name, text, diagnostics) → Node tree; Options takes the options out of a mapping one by one; what nobody took is an error.
// Errors are collected, all of a file at once, and shown as
//   policy.yml:12:7: unknown option "exlude_files"; did you mean "exclude_files"?
//      12 |       exlude_files: ['\.gz$']
//         |       ^
// Thread: one while loading.

#include <map>
#include <memory>
#include <optional>
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
  int line = 0, column = 0;  // from 1; 0: not known
};

class Diagnostics {
 public:
  void Error(const Place& place, std::string message);
  void Warning(const Place& place, std::string message);
  bool ok() const { return errors_ == 0; }
  size_t errors() const { return errors_; }
  // Every finding as file:line:column: message, the source line and a caret, in the order of the file.
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
  std::vector<Node> items;       // of a sequence
  std::vector<Member> members;   // of a mapping, in order; keys are unique

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_sequence() const { return kind == Kind::kSequence; }
  bool is_mapping() const { return kind == Kind::kMapping; }
  const Node* Find(std::string_view key) const;
};
struct Node::Member {
  std::string key;
  Place place;
  Node value;
};

// Reads YAML (JSON is YAML too). An error of syntax, a repeated key, an anchor bomb or too deep nesting goes to diagnostics and gives nullopt.
std::optional<Node> Parse(std::string name, std::string text, Diagnostics& diagnostics);
std::optional<Node> ParseFile(const std::string& path, Diagnostics& diagnostics);

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

  // An option that is absent or null gives the fallback (or nullopt). A value of a wrong kind is an error at its place, and gives the fallback.
  std::optional<Node> Take(std::string_view name);
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

  // Where the option stood (also after it was taken), for errors about its meaning; the mapping's own place if it was absent.
  Place PlaceOf(std::string_view name) const;
  void Error(std::string_view name, std::string message) { diagnostics_->Error(PlaceOf(name), std::move(message)); }

  // Reports what was not taken. `kind` says of what: `unknown option "x" of the set processor`.
  void Finish(std::string_view kind);
  // What is left, untaken; for whoever passes options on. Then Finish reports nothing.
  std::vector<Node::Member> TakeRest();

 private:
  Place place_;
  Diagnostics* diagnostics_;
  std::vector<Node::Member> left_;
  std::map<std::string, Place, std::less<>> places_;
  std::vector<std::string> asked_;
};

bool ParseDurationMillis(std::string_view text, int64_t* millis);
bool ParseByteSize(std::string_view text, int64_t* bytes);

// Replaces ${env.NAME}, ${NAME}, ${a|b|'default'} in every scalar below `node`. `look_up` gives the value of a reference, or nullopt.
// A reference that nothing resolves is an error that names it. $${ is a literal ${.
using LookUp = std::optional<std::string> (*)(void* context, std::string_view name);
void ExpandVariables(Node& node, LookUp look_up, void* context, Diagnostics& diagnostics);

}  // namespace flowship::config
