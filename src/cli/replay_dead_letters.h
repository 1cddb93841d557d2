#pragma once
// `replay --dead-letter`: documents that the cluster refused, sent again as they are, under their own ids, to the index that they were meant for: after a mapping
// was corrected, a field limit raised, a right given. What is refused again is a dead letter again.

#include <string>
#include <vector>

namespace flowship::cli {

struct DeadLetterReplay {
  std::string config, output;
  std::vector<std::string> paths;
  bool ask_known_ids = true;
};
int ReplayDeadLetters(const DeadLetterReplay& flags);

}  // namespace flowship::cli
