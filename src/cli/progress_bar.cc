#include "cli/progress_bar.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cli/replay_summary.h"

namespace flowship::cli {

std::string ProgressLine(const ReplayProgress& progress, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(progress.events) / seconds : 0;
  const std::string counts = fmt::format("{} events  {:.0f}/s", progress.events, rate);
  if (progress.bytes_total == 0) return fmt::format("{}  {}", HumanBytes(progress.bytes_read), counts);  // standard input has no end to be seen
  const double done = std::min(1.0, static_cast<double>(progress.bytes_read) / static_cast<double>(progress.bytes_total));
  constexpr size_t kWidth = 24;
  const auto filled = static_cast<size_t>(done * kWidth);
  std::string left;
  if (done > 0 && done < 1) {
    const auto rest = static_cast<uint64_t>(seconds * (1 - done) / done);
    left = fmt::format("  {:02}:{:02} left", rest / 60, rest % 60);
  }
  return fmt::format("[{}{}] {:3.0f} %  {} of {}  {}{}", std::string(filled, '#'), std::string(kWidth - filled, '.'), done * 100,
                     HumanBytes(progress.bytes_read), HumanBytes(progress.bytes_total), counts, left);
}

ProgressBar::ProgressBar() : visible_(isatty(STDERR_FILENO) == 1) {}

void ProgressBar::Draw(const ReplayProgress& progress) {
  if (!visible_) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  fmt::print(stderr, "\r{}\033[K", ProgressLine(progress, elapsed.count()));
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressBar::Clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

}  // namespace flowship::cli
