#include "input/input_types.h"

#include <algorithm>

#include "input/filestream/filestream.h"
#include "input/kafka/kafka.h"
#include "input/sflow/receiver.h"

namespace flowship {

namespace {

constexpr InputType kInputTypes[] = {
    {"filestream", filestream::MakeFilestream},
    {"kafka", kafka::MakeKafkaInput},
    {"sflow", sflow_input::MakeReceiver},
};
static_assert(std::is_sorted(std::begin(kInputTypes), std::end(kInputTypes), [](const InputType& a, const InputType& b) { return a.name < b.name; }));

}  // namespace

std::span<const InputType> InputTypes() { return kInputTypes; }

std::vector<std::string> InputTypeNames() {
  std::vector<std::string> names;
  for (const InputType& type : kInputTypes) names.emplace_back(type.name);
  return names;
}

std::unique_ptr<Input> MakeInput(const config::StreamPolicy& policy, std::shared_ptr<const Stream> stream, const InputContext& context,
                                 config::Diagnostics& diagnostics) {
  const auto type = std::find_if(std::begin(kInputTypes), std::end(kInputTypes), [&](const InputType& t) { return t.name == policy.input_type; });
  if (type == std::end(kInputTypes)) {
    const auto nearest = config::Nearest(policy.input_type, InputTypeNames());
    diagnostics.Error(policy.place, "there is no input type \"" + policy.input_type + "\"" + (nearest ? "; did you mean \"" + *nearest + "\"?" : ""));
    return nullptr;
  }
  const size_t errors_before = diagnostics.errors();
  config::Options options(policy.options, diagnostics);
  options.AddKnown(config::kStreamOptions);
  std::unique_ptr<Input> input = type->make(options, std::move(stream), context);
  options.Finish("the " + std::string(type->name) + " input");
  return diagnostics.errors() == errors_before ? std::move(input) : nullptr;
}

}  // namespace flowship
