#pragma once
// The named patterns of grok: those that come with Elasticsearch (patterns/grok/) and a processor's own on top of them. Immutable; any thread.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace flowship::grok {

class PatternBank {
 public:
  using Definitions = std::vector<std::pair<std::string, std::string>>;

  // "disabled" (the legacy names) or "v1" (those of ECS); nullptr for anything else.
  static const PatternBank* Find(std::string_view ecs_compatibility);

  // This bank and more; a name that is there already is replaced, in what uses it too. Errors: a pattern that needs itself, or one that is not there.
  Result<PatternBank> With(const Definitions& more) const;

  // nullptr: there is none of that name.
  const std::string* Get(std::string_view name) const;
  std::vector<std::string> Names() const;

  // The expression with every %{NAME}, %{NAME:field} and %{NAME:field:type} written out, as (?:…) and (?<NAME:field:type>…).
  Result<std::string> Expand(std::string_view expression) const;

 private:
  Status Check() const;

  std::map<std::string, std::string, std::less<>> patterns_;
};

}  // namespace flowship::grok
