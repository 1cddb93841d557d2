#pragma once
// The table of inputs, by the `type` of the policy's `inputs:`. Sorted by name.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "config/policy.h"
#include "event/stream.h"
#include "input/input.h"
#include "registry/registry.h"

namespace flowship {

// What an input needs of the agent. Everything outlives it. registry, pool and sink may be nullptr where Start is never called (`test config`).
struct InputContext {
  FileSystem& files;
  const Clock& clock;
  Registry* registry = nullptr;
  BatchPool* pool = nullptr;
  BatchSink* sink = nullptr;
  bool once = false;  // read what is there to its end, then Finished
  std::shared_ptr<const Stream> counters = nullptr;  // of the sflow input: where counter samples go; nullptr: nowhere
  std::shared_ptr<std::vector<HeldSocket>> held = nullptr;  // of inputs that were stopped; Start takes out those that it goes on with. nullptr: none
};

struct InputType {
  std::string_view name;
  // Takes a stream's own options; mistakes go to their diagnostics. Does nothing yet that others could see: opens no file.
  std::unique_ptr<Input> (*make)(config::Options& options, std::shared_ptr<const Stream> stream, const InputContext& context);
};

std::span<const InputType> InputTypes();
std::vector<std::string> InputTypeNames();

// The input of one stream of the policy. nullptr after errors were reported.
std::unique_ptr<Input> MakeInput(const config::StreamPolicy& policy, std::shared_ptr<const Stream> stream, const InputContext& context,
                                 config::Diagnostics& diagnostics);

}  // namespace flowship
