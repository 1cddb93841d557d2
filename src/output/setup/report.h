#pragma once
// What setup has done, thing by thing; `flowship setup` prints it.

#include <string>
#include <string_view>
#include <vector>

namespace flowship {

struct SetupLine {
  enum class State { kDone, kSkipped, kFailed };
  State state = State::kDone;
  std::string verb;                // "created", "updated", "unchanged", "left", "skipped", "FAILED"; of a dry run "would be created"
  std::string what;                // "index template logs-goflow2.sflow"
  std::vector<std::string> words;  // what there is to say about it
};

inline SetupLine Skipped(std::string what, std::string why) { return {SetupLine::State::kSkipped, "skipped", std::move(what), {std::move(why)}}; }
inline SetupLine Failed(std::string what, std::string why) { return {SetupLine::State::kFailed, "FAILED", std::move(what), {std::move(why)}}; }

// What is loaded for a dataset.
struct SetupRequest {
  bool dry_run = false;
  bool pipelines_asked_for = false;  // --pipelines: a server that can't take them is a failure, else a word
};

}  // namespace flowship
