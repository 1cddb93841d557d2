#pragma once
// The options that grok and redact share: `patterns`, `pattern_definitions`.

#include <optional>
#include <string>
#include <vector>

#include "pipeline/grok_bank.h"
#include "pipeline/processor.h"

namespace flowship {

struct GrokPatterns {
  std::vector<std::string> expressions;
  grok::PatternBank bank;

  // Reports that the expressions are wrong, in Elasticsearch's words.
  void Report(config::Options& options, const std::string& why) const;
};

// nullopt after an error was reported.
std::optional<GrokPatterns> TakeGrokPatterns(config::Options& options, std::string_view ecs_compatibility);

}  // namespace flowship
