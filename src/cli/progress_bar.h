#pragma once
// The progress of a replay, on one line of a terminal that is drawn over and over: bytes, events, events a second, time left.

#include <chrono>
#include <string>

#include "input/replay.h"

namespace flowship::cli {

class ProgressBar {
 public:
  // Draws on stderr, and only if that is a terminal.
  ProgressBar();
  void Draw(const ReplayProgress& progress);
  // Takes the line away.
  void Clear();

 private:
  const bool visible_;
  bool drawn_ = false;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// "[######......]  42 %  1.2 GB of 2.9 GB  1234567 events  612345/s  00:42 left". Pure.
std::string ProgressLine(const ReplayProgress& progress, double seconds);

}  // namespace flowship::cli
