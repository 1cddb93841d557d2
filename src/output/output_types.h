#pragma once
// The table of outputs, by the `type` of the policy's `outputs:`. Sorted by name.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "config/node.h"
#include "output/output.h"

namespace flowship {

// What an output needs of the agent.
struct OutputContext {
  std::string data_path = ".";                       // for the dead-letter file; made when it is needed
  bool ask_known_ids = false;                        // of an output that can: what the destination has already is not sent again (replay)
  std::function<void(const std::string& why)> fail;  // the output can't go on, ever (stdout was closed): the agent ends. Called once, from Push.
};

struct OutputType {
  std::string_view name;
  // Takes its options; mistakes go to their diagnostics. Does nothing yet that others could see: no connection, no file.
  std::unique_ptr<Output> (*make)(config::Options& options, const OutputContext& context);
};

std::span<const OutputType> OutputTypes();

// The output of a policy. nullptr after errors were reported.
std::unique_ptr<Output> MakeOutput(const std::string& type, const config::Node& options, const OutputContext& context,
                                   config::Diagnostics& diagnostics);

// What `replay --output` names without a policy: `console`, or `file:PATH` for exactly that one file, which is overwritten. nullptr: neither.
std::unique_ptr<Output> MakePlainOutput(std::string_view spec, const OutputContext& context);

}  // namespace flowship
