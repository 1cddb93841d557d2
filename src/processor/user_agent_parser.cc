#include "processor/user_agent_parser.h"

#include <algorithm>
#include <unordered_map>

#include "base/embedded.h"
#include "base/utf8.h"
#include "config/node.h"
#include "painless/text.h"
#include "pipeline/grok_regex.h"

namespace flowship {

namespace {

constexpr size_t kCachedAgents = 1000;      // of a thread; Elasticsearch's cache has as many
constexpr size_t kCachedAgentBytes = 2048;  // longer ones are not kept
constexpr size_t kMostGroups = 8;           // that are looked at

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

std::optional<std::string> TextOf(const config::Node& row, const char* name) {
  const config::Node* const node = row.Find(name);
  return node != nullptr && node->is_scalar() ? std::optional<std::string>(node->text) : std::nullopt;
}

// Matching goes by bytes, so an end may be within a character.
std::string Whole(std::string_view text) {
  if (IsUtf8(text)) return std::string(text);
  Arena arena;
  return std::string(RepairUtf8(text, arena));
}

}  // namespace

Result<UserAgentParser::Pattern> UserAgentParser::CompilePattern(const std::string& regex, bool fold) {
  Pattern pattern;
  pattern.fold = fold;
  // java.util.regex folds ASCII only, as bytes do. The expressions are written so that RE2 takes them too.
  const std::string source = (fold ? "(?i)(?-s)" : "(?-s)") + regex;
  auto program = RegexProgram::Compile({source, source, false});
  if (!program.ok()) return program.error().Within("the user agent expression " + regex);
  pattern.program = *std::move(program);
  const auto parsed = grok::ParseRegex(regex);
  if (parsed.ok()) pattern.required = grok::RequiredText(*parsed->root);
  if (fold) pattern.required = Lower(pattern.required);
  return pattern;
}

Result<UserAgentParser> UserAgentParser::Load(std::string_view yaml) {
  struct List {
    const char* key;
    const char* replacements[kParts];
    Patterns UserAgentParser::*patterns;
  };
  static constexpr List kLists[] = {
      {"user_agent_parsers", {"family_replacement", "v1_replacement", "v2_replacement", "v3_replacement", "v4_replacement"}, &UserAgentParser::browsers_},
      {"os_parsers", {"os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement", "os_v4_replacement"}, &UserAgentParser::systems_},
      {"device_parsers", {"device_replacement"}, &UserAgentParser::devices_},
  };
  config::Diagnostics diagnostics;
  const auto tree = config::Parse("regexes.yaml", std::string(yaml), diagnostics);
  if (!tree) return Error{diagnostics.Render()};
  UserAgentParser parser;
  for (const List& list : kLists) {
    const config::Node* const rows = tree->Find(list.key);
    if (rows == nullptr) return Error{std::string("the user agent expressions have no ") + list.key};
    for (const config::Node& row : rows->items) {
      auto pattern = CompilePattern(TextOf(row, "regex").value_or(""), TextOf(row, "regex_flag") == "i");
      if (!pattern.ok()) return pattern.error();
      for (size_t i = 0; i < kParts && list.replacements[i] != nullptr; ++i) pattern->replacements[i] = TextOf(row, list.replacements[i]);
      (parser.*list.patterns).push_back(*std::move(pattern));
    }
  }
  return parser;
}

Result<const UserAgentParser*> UserAgentParser::Default() {
  static const auto parser = []() -> Result<UserAgentParser> {
    const EmbeddedFile* const file = FindEmbedded("patterns/user_agent/regexes.yaml");
    FLOWSHIP_ASSERT(file != nullptr);
    return Load(file->content);
  }();
  if (!parser.ok()) return parser.error();
  return &*parser;
}

// A part is its replacement, or what its group took; a name's replacement may have the first group in it.
std::optional<UserAgentParser::Named> UserAgentParser::Name(const Pattern& pattern, std::string_view agent, const RegexProgram::Group* groups) {
  std::optional<std::string> parts[kParts];
  const size_t count = std::min(pattern.program->group_count(), kMostGroups - 1);
  for (size_t i = 0; i < kParts; ++i) {
    const bool took_part = i + 1 <= count && groups[i + 1].took_part();
    const std::string group = took_part ? Whole(groups[i + 1].Of(agent)) : "";
    parts[i] = pattern.replacements[i];
    if (!parts[i] && took_part) parts[i] = group;
    const size_t dollar = i == 0 && pattern.replacements[0] && took_part ? parts[0]->find("$1") : std::string::npos;
    if (dollar != std::string::npos) parts[0]->replace(dollar, 2, group);
  }
  if (!parts[0]) return std::nullopt;
  Named named{*parts[0], "", parts[1].has_value()};
  for (size_t i = 1; i < kParts && parts[i]; ++i) named.version += (i > 1 ? "." : "") + *parts[i];
  return named;
}

std::optional<UserAgentParser::Named> UserAgentParser::FindFirst(const Patterns& patterns, std::string_view agent, std::string_view lower) {
  RegexProgram::Group groups[kMostGroups];
  for (const Pattern& pattern : patterns) {
    if ((pattern.fold ? lower : agent).find(pattern.required) == std::string_view::npos) continue;
    if (pattern.program->Match(agent, 0, groups) != RegexProgram::Outcome::kMatch) continue;
    if (auto named = Name(pattern, agent, groups)) return named;
  }
  return std::nullopt;
}

UserAgentParser::Details UserAgentParser::ParseNew(std::string_view agent) const {
  const std::string lower = Lower(agent);
  Details details;
  details.browser = FindFirst(browsers_, agent, lower);
  details.system = FindFirst(systems_, agent, lower);
  details.device = FindFirst(devices_, agent, lower);
  details.device_type = DeviceType(agent, details);
  return details;
}

const UserAgentParser::Details& UserAgentParser::Parse(std::string_view agent) const {
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  thread_local std::unordered_map<std::string, Details, Hash, std::equal_to<>> cache;
  thread_local Details uncached;
  if (const auto found = cache.find(agent); found != cache.end()) return found->second;
  if (agent.size() > kCachedAgentBytes) return uncached = ParseNew(agent);
  if (cache.size() >= kCachedAgents) cache.clear();
  return cache.emplace(std::string(agent), ParseNew(agent)).first->second;
}

}  // namespace flowship
