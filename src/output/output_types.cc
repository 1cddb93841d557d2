#include "output/output_types.h"

#include <algorithm>

#include "output/console.h"
#include "output/file.h"
#include "output/outputs.h"

namespace flowship {

namespace {

constexpr OutputType kTypes[] = {
    {"console", MakeConsole},
    {"elasticsearch", MakeElasticsearch},
    {"file", MakeFile},
    {"kafka", MakeKafka},
};
static_assert(std::ranges::is_sorted(kTypes, {}, &OutputType::name));

}  // namespace

std::span<const OutputType> OutputTypes() { return kTypes; }

std::unique_ptr<Output> MakeOutput(const std::string& type, const config::Node& options, const OutputContext& context,
                                   config::Diagnostics& diagnostics) {
  const auto found = std::ranges::find(kTypes, type, &OutputType::name);
  if (found == std::end(kTypes)) {
    std::vector<std::string> names;
    for (const OutputType& known : kTypes) names.emplace_back(known.name);
    const auto nearest = config::Nearest(type, names);
    diagnostics.Error(options.place, "there is no output of type \"" + type + "\"" + (nearest ? "; did you mean \"" + *nearest + "\"?" : ""));
    return nullptr;
  }
  const size_t errors = diagnostics.errors();
  config::Options taken(options, diagnostics);
  std::unique_ptr<Output> output = found->make(taken, context);
  taken.Finish("the " + type + " output");
  return diagnostics.errors() == errors ? std::move(output) : nullptr;
}

std::unique_ptr<Output> MakePlainOutput(std::string_view spec, const OutputContext& context) {
  constexpr std::string_view kFile = "file:";
  if (spec == "console") return std::make_unique<ConsoleOutput>(1, context.fail);
  if (spec.starts_with(kFile) && spec.size() > kFile.size()) return std::make_unique<FileOutput>(OneFile(std::string(spec.substr(kFile.size()))));
  return nullptr;
}

}  // namespace flowship
