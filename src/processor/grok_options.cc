#include "processor/grok_options.h"

namespace flowship {

namespace {

grok::PatternBank::Definitions TakeDefinitions(config::Options& options) {
  grok::PatternBank::Definitions definitions;
  const auto mapping = options.TakeMapping("pattern_definitions");
  if (!mapping) return definitions;
  for (const config::Node::Member& member : mapping->members) {
    if (member.value.is_scalar()) {
      definitions.emplace_back(member.key, member.value.text);
    } else {
      options.diagnostics().Error(member.place, "[pattern_definitions] the pattern [" + member.key + "] is a text");
    }
  }
  return definitions;
}

std::string Listed(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
  return "[" + list + "]";
}

}  // namespace

void GrokPatterns::Report(config::Options& options, const std::string& why) const {
  options.Error("patterns", "[patterns] Invalid regex pattern found in: " + Listed(expressions) + ". " + why);
}

std::optional<GrokPatterns> TakeGrokPatterns(config::Options& options, std::string_view ecs_compatibility) {
  GrokPatterns patterns;
  const bool given = options.Has("patterns");
  patterns.expressions = options.TakeStrings("patterns");
  const auto definitions = TakeDefinitions(options);
  const grok::PatternBank* const bank = grok::PatternBank::Find(ecs_compatibility);
  if (!given) options.Error("patterns", "[patterns] required property is missing");
  if (given && patterns.expressions.empty()) options.Error("patterns", "[patterns] List of patterns must not be empty");
  if (bank == nullptr) options.Error("ecs_compatibility", "[ecs_compatibility] unsupported mode '" + std::string(ecs_compatibility) + "'");
  if (bank == nullptr || patterns.expressions.empty()) return std::nullopt;
  auto extended = bank->With(definitions);
  if (!extended.ok()) {
    patterns.Report(options, extended.error().message);
    return std::nullopt;
  }
  patterns.bank = *std::move(extended);
  return patterns;
}

}  // namespace flowship
