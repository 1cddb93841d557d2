#include "base/regex.h"

#include <re2/re2.h>

#include <algorithm>

namespace flowship {

Regex::Regex(std::unique_ptr<re2::RE2> program) : program_(std::move(program)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::Compile(std::string_view pattern) {
  auto program = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), re2::RE2::Quiet);
  if (!program->ok()) {
    return Error{"the regular expression \"" + std::string(pattern) + "\" is wrong (" + program->error() +
                 "); the syntax is RE2's"};
  }
  return Regex(std::move(program));
}

bool Regex::Search(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *program_);
}

const std::string& Regex::pattern() const { return program_->pattern(); }

bool AnyMatches(const std::vector<Regex>& regexes, std::string_view text) {
  return std::any_of(regexes.begin(), regexes.end(), [&](const Regex& regex) { return regex.Search(text); });
}

}  // namespace flowship
