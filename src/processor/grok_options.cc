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

std::unique_ptr<const grok::Grok> TakeGrok(config::Options& options, std::string_view default_compatibility) {
  const bool given = options.Has("patterns");
  const std::vector<std::string> patterns = options.TakeStrings("patterns");
  const auto definitions = TakeDefinitions(options);
  const std::string mode = options.TakeString("ecs_compatibility", std::string(default_compatibility));
  const grok::PatternBank* const bank = grok::PatternBank::Find(mode);
  if (!given) options.Error("patterns", "[patterns] required property is missing");
  if (given && patterns.empty()) options.Error("patterns", "[patterns] List of patterns must not be empty");
  if (bank == nullptr) options.Error("ecs_compatibility", "[ecs_compatibility] unsupported mode '" + mode + "'");
  if (bank == nullptr || patterns.empty()) return nullptr;
  const auto invalid = [&](const std::string& why) {
    options.Error("patterns", "[patterns] Invalid regex pattern found in: " + Listed(patterns) + ". " + why);
    return nullptr;
  };
  const auto extended = bank->With(definitions);
  if (!extended.ok()) return invalid(extended.error().message);
  auto compiled = grok::Grok::Compile(patterns, *extended);
  return compiled.ok() ? *std::move(compiled) : invalid(compiled.error().message);
}

}  // namespace flowship
