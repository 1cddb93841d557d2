#include "base/assert.h"
#include "config/policy.h"

namespace flowship::config {

namespace {

struct Defaults {
  std::string_view dataset;
  std::string_view input_type;  // empty: whatever the input
  std::string_view options;
};

// The options of Elastic's goflow2 integration, as Fleet has them before anybody changed one.
constexpr Defaults kDefaults[] = {
    {"goflow2.sflow", "", R"yml(
preserve_original_event: false
tags: [sflow, forwarded]
processors:
  - add_locale: ~
)yml"},
    {"goflow2.sflow", "filestream", R"yml(
paths: [/var/log/sflow/goflow2/*.log]
exclude_files: ['\.gz$']
ignore_older: 72h
)yml"},
};

}  // namespace

Node DatasetDefaults(std::string_view dataset, std::string_view input_type) {
  Node all;
  all.kind = Node::Kind::kMapping;
  for (const Defaults& defaults : kDefaults) {
    if (defaults.dataset != dataset || (!defaults.input_type.empty() && defaults.input_type != input_type)) continue;
    Diagnostics diagnostics;
    auto options = Parse("defaults of " + std::string(dataset), std::string(defaults.options), diagnostics);
    FLOWSHIP_ASSERT(options && options->is_mapping());
    for (Node::Member& member : options->members) all.members.push_back(std::move(member));
  }
  return all;
}

}  // namespace flowship::config
