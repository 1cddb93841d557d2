#pragma once
// Regular expressions of the configuration: RE2's syntax, linear time. The home of RE2.
// Immutable once compiled; Search may be called by any thread.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace flowship {

class Regex {
 public:
  static Result<Regex> Compile(std::string_view pattern);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // The pattern matches somewhere in the text.
  bool Search(std::string_view text) const;
  const std::string& pattern() const;

 private:
  explicit Regex(std::unique_ptr<re2::RE2> program);
  std::unique_ptr<re2::RE2> program_;
};

// One of them matches somewhere in the text.
bool AnyMatches(const std::vector<Regex>& regexes, std::string_view text);

}  // namespace flowship
