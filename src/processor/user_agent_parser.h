#pragma once
// What a User-Agent header tells, by the expressions of ua-parser (patterns/user_agent/regexes.yaml): the first that matches in each of the three lists,
// browser, operating system and device, gives the name and the parts of the version.
//
// Agents come again and again, so each thread keeps its last answers. Immutable; any thread.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex_program.h"
#include "base/result.h"

namespace flowship {

class UserAgentParser {
 public:
  // The one of the program's own expressions; read and compiled at the first call.
  static Result<const UserAgentParser*> Default();

  struct Named {
    std::string name, version;
    bool has_version = false;
  };
  struct Details {
    std::optional<Named> browser, system, device;
    std::string device_type;  // Robot, Tablet, Phone, Desktop, Other
  };
  // Good until the thread's next Parse.
  const Details& Parse(std::string_view agent) const;

 private:
  static constexpr size_t kParts = 5;  // name, major, minor, patch, build

  struct Pattern {
    std::unique_ptr<const RegexProgram> program;
    std::string required;  // a text that is in every match; in lower case where `fold`
    bool fold = false;
    std::optional<std::string> replacements[kParts];
  };
  using Patterns = std::vector<Pattern>;

  static Result<UserAgentParser> Load(std::string_view yaml);
  static Result<Pattern> CompilePattern(const std::string& regex, bool fold);
  static std::optional<Named> FindFirst(const Patterns& patterns, std::string_view agent, std::string_view lower);
  static std::optional<Named> Name(const Pattern& pattern, std::string_view agent, const RegexProgram::Group* groups);
  Details ParseNew(std::string_view agent) const;

  Patterns browsers_, systems_, devices_;
};

// Which kind of device it is; a best guess from the header and what was found in it.
std::string_view DeviceType(std::string_view agent, const UserAgentParser::Details& details);

}  // namespace flowship
