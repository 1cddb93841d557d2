#include "pipeline/grok_bank.h"

#include <algorithm>
#include <optional>

#include "base/embedded.h"
#include "base/limits.h"

namespace flowship::grok {

namespace {

using Patterns = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kBlanks = " \t";

// A line is a name, blanks and the pattern, which may end with blanks that it needs; # starts a comment line.
void ReadPatterns(std::string_view file, Patterns& patterns) {
  while (!file.empty()) {
    const size_t end = std::min(file.find('\n'), file.size());
    const std::string_view line = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    const size_t blank = line.find_first_of(kBlanks), pattern = line.find_first_not_of(kBlanks, blank);
    if (line.starts_with('#') || pattern == std::string_view::npos) continue;
    patterns.insert_or_assign(std::string(line.substr(0, blank)), std::string(line.substr(pattern)));
  }
}

bool IsNameCharacter(char c) { return (c >= 'A' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsFieldCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80 || std::string_view("@[]_:.-").find(c) != std::string_view::npos;
}

struct Use {
  size_t start, end;  // from % to behind the brace
  std::string_view name, label;  // WORD, and WORD:a:int, or empty
};

// The next %{…} from `at` on; what is written otherwise is no use of a pattern, but text.
std::optional<Use> NextUse(std::string_view text, size_t at) {
  for (size_t start = text.find("%{", at); start != std::string_view::npos; start = text.find("%{", start + 1)) {
    size_t end = start + 2;
    while (end < text.size() && IsNameCharacter(text[end])) ++end;
    const std::string_view name = text.substr(start + 2, end - start - 2);
    if (name.empty() || end == text.size()) continue;
    std::string_view label;
    if (text[end] == ':') {
      size_t stop = end + 1;
      while (stop < text.size() && IsFieldCharacter(text[stop])) ++stop;
      if (stop == end + 1) continue;
      label = text.substr(start + 2, stop - start - 2);
      end = stop;
    }
    // %{NAME=definition}: the definition is read and has no effect, as in Elasticsearch since it checks its patterns beforehand.
    if (end < text.size() && text[end] == '=') {
      const size_t stop = text.find_first_of("{}", end);
      if (stop == std::string_view::npos || stop == end + 1) continue;
      end = stop;
    }
    if (end < text.size() && text[end] == '}') return Use{start, end + 1, name, label};
  }
  return std::nullopt;
}

class Expander {
 public:
  explicit Expander(const PatternBank& bank) : bank_(bank) {}

  Status Run(std::string_view text, std::string& out) {
    size_t at = 0;
    while (const auto use = NextUse(text, at)) {
      const std::string* const pattern = bank_.Get(use->name);
      if (pattern == nullptr) return Error{"Unable to find pattern [" + std::string(use->name) + "] in Grok's pattern dictionary"};
      out += text.substr(at, use->start - at);
      out += use->label.empty() ? "(?:" : "(?<" + std::string(use->label) + ">";
      if (Status inner = Run(*pattern, out); !inner.ok()) return inner;
      out += ')';
      at = use->end;
    }
    out += text.substr(at);
    if (out.size() > limits::kGrokExpressionMaxBytes) return Error{"the expression is longer than " + std::to_string(limits::kGrokExpressionMaxBytes) + " bytes"};
    return {};
  }

 private:
  const PatternBank& bank_;
};

// Looks for a pattern that needs itself, and for names that nobody defined.
class Checker {
 public:
  explicit Checker(const Patterns& patterns) : patterns_(patterns) {}

  Status Check(const std::string& name, const std::string& pattern) {
    if (std::ranges::find(done_, name) != done_.end()) return {};
    path_.push_back(name);
    for (size_t at = pattern.find("%{"); at != std::string::npos; at = pattern.find("%{", at + 1)) {
      const size_t end = pattern.find('}', at);
      if (end == std::string::npos) return Error{"pattern [" + pattern + "] has an invalid syntax"};
      const std::string used = pattern.substr(at + 2, std::min(pattern.find(':', at), end) - at - 2);
      if (Status status = CheckUse(name, used); !status.ok()) return status;
    }
    path_.pop_back();
    done_.push_back(name);
    return {};
  }

 private:
  Status CheckUse(const std::string& name, const std::string& used) {
    if (const auto loop = std::ranges::find(path_, used); loop != path_.end()) {
      std::string text;
      for (auto step = loop; step != path_.end(); ++step) text += *step + "->";
      return Error{"circular reference detected: " + text + used};
    }
    const auto found = patterns_.find(used);
    if (found == patterns_.end()) return Error{"pattern [" + name + "] is referencing a non-existent pattern [" + used + "]"};
    return Check(found->first, found->second);
  }

  const Patterns& patterns_;
  std::vector<std::string> path_, done_;
};

}  // namespace

const PatternBank* PatternBank::Find(std::string_view ecs_compatibility) {
  const auto read = [](std::string_view folder) {
    PatternBank bank;
    for (const EmbeddedFile& file : EmbeddedFiles()) {
      if (file.path.starts_with(folder)) ReadPatterns(file.content, bank.patterns_);
    }
    return bank;
  };
  static const PatternBank legacy = read("patterns/grok/legacy/");
  static const PatternBank v1 = read("patterns/grok/ecs-v1/");
  if (ecs_compatibility == "disabled") return &legacy;
  return ecs_compatibility == "v1" ? &v1 : nullptr;
}

Result<PatternBank> PatternBank::With(const Definitions& more) const {
  PatternBank bank = *this;
  for (const auto& [name, pattern] : more) bank.patterns_.insert_or_assign(name, pattern);
  Checker checker(bank.patterns_);
  for (const auto& [name, pattern] : more) {
    if (Status status = checker.Check(name, bank.patterns_.find(name)->second); !status.ok()) return status.error();
  }
  return bank;
}

const std::string* PatternBank::Get(std::string_view name) const {
  const auto found = patterns_.find(name);
  return found == patterns_.end() ? nullptr : &found->second;
}

std::vector<std::string> PatternBank::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, pattern] : patterns_) names.push_back(name);
  return names;
}

Result<std::string> PatternBank::Expand(std::string_view expression) const {
  std::string out;
  const Status status = Expander(*this).Run(expression, out);
  if (!status.ok()) return status.error();
  return out;
}

}  // namespace flowship::grok
