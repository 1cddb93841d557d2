#pragma once
// Dissect: text cut at fixed delimiters into named fields; no regular expression. `%{a} - %{b}` is keys with what stands between them.
//
// Marks of a key: %{} and %{?a} are cut and thrown away, %{a->} skips its delimiter as often as it comes, %{+a} and %{+a/2} join their values (in that
// order), %{*a} and %{&a} are the name and the value of a field. Elasticsearch, "Dissect processor"; the rules for delimiters that come again, and when
// all counts as matched, are its library's (tests/oracle/dissect). Immutable; any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"

namespace flowship {

class Dissector {
 public:
  static Result<Dissector> Compile(std::string_view pattern, std::string_view append_separator);

  struct Field {
    std::string_view name;   // data() is nullptr where a pattern of two %{&a} gives none
    std::string_view value;  // the same of two %{*a}: Java's null
    int target = -1;  // number of the name in names(), or -1: it came out of the text
  };
  // The fields in the arena; values are parts of `text` or in the arena. False: it does not match.
  bool Match(std::string_view text, Arena& arena, std::span<const Field>* fields) const;

  // The names that the pattern itself gives, in its order, each once.
  const std::vector<std::string>& names() const { return names_; }
  const std::string& pattern() const { return pattern_; }

 private:
  enum class Use : uint8_t { kSkip, kField, kAppend, kName, kValue };
  struct Key {
    std::string name;
    Use use = Use::kSkip;
    bool skips_repeats = false;
    int32_t order = -1;  // of appended values; those without a number come first
    size_t group = 0;   // index of names_ (fields, appended), or of references_ (name and value)
    std::string delimiter;  // behind it
  };

  Status AddKey(std::string_view text, std::string_view delimiter);
  static Result<Key> ParseKey(std::string_view text);
  Status Arrange();
  Status ArrangeReferences();
  bool Cut(std::string_view text, std::string_view* values) const;
  std::string_view Joined(size_t name, const std::string_view* values, Arena& arena) const;

  std::string pattern_, separator_, lead_;
  std::vector<Key> keys_;
  std::vector<std::string> names_;
  std::vector<std::vector<size_t>> sources_;    // of each name: its keys, in the order in which their values are joined
  struct Reference {
    std::string name;
    std::vector<size_t> keys;
  };
  std::vector<Reference> references_;
  size_t distinct_names_ = 0;  // as many fields as there have to be
};

}  // namespace flowship
