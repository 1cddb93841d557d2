// simulation_test                      the seeds of `ctest`, and that a seed does the same twice
// simulation_test --seeds FIRST COUNT  those
// simulation_test --seed N             that one, with the trace of its last steps if it fails; --trace: in any case
// simulation_test --soak SECONDS       new seeds for so long
//
// A failure is `seed N step M: what`. docs/simulation.md says what a seed draws.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "world.h"

namespace flowship::simulation {

namespace {

constexpr uint64_t kSeeds = 3000, kSeedsTwice = 50;

uint64_t current_seed = 0;
const World* current_world = nullptr;

// An assertion of the agent's: its own message is on stderr.
void Aborted(int) {
  char text[96];
  const int size = std::snprintf(text, sizeof text, "seed %llu step %d: the agent's own state is broken\n", static_cast<unsigned long long>(current_seed),
                                 current_world != nullptr ? current_world->step() : 0);
  [[maybe_unused]] const ssize_t count = write(STDOUT_FILENO, text, static_cast<size_t>(size));
  std::_Exit(1);
}

struct Told {
  bool ok = false;
  uint64_t hash = 0;
};

Told RunSeed(uint64_t seed, bool traced, bool trace_shown, Figures* figures) {
  World world(seed, traced);
  world.traced_whole = trace_shown;
  current_seed = seed;
  current_world = &world;
  const auto failure = world.Run();
  current_world = nullptr;
  figures->Add(world.figures());
  if (trace_shown || (failure && traced)) {
    for (const std::string& line : world.trace()) std::printf("  %s\n", line.c_str());
  }
  if (failure) std::printf("seed %llu step %d: %s\n", static_cast<unsigned long long>(seed), failure->step, failure->what.c_str());
  return {!failure, world.hash()};
}

// Replays one that failed, with its trace.
bool Check(uint64_t seed, Figures* figures, bool explained) {
  if (RunSeed(seed, false, false, figures).ok) return true;
  Figures again;
  if (explained) (void)RunSeed(seed, true, false, &again);
  return false;
}

int RunSeeds(uint64_t first, uint64_t count) {
  Figures figures;
  uint64_t failed = 0;
  for (uint64_t seed = first; seed < first + count; ++seed) failed += Check(seed, &figures, failed == 0) ? 0 : 1;
  std::printf("%s%llu failed\n", figures.Text().c_str(), static_cast<unsigned long long>(failed));
  return failed == 0 ? 0 : 1;
}

int RunTwice(uint64_t count) {
  Figures figures;
  for (uint64_t seed = 1; seed <= count; ++seed) {
    const uint64_t hash = RunSeed(seed, false, false, &figures).hash;
    if (RunSeed(seed, true, false, &figures).hash == hash) continue;
    std::printf("seed %llu does not do the same twice\n", static_cast<unsigned long long>(seed));
    return 1;
  }
  return 0;
}

int Soak(int64_t seconds) {
  Figures figures;
  const int64_t end = RealClock().MonotonicNanos() + seconds * kNanosPerSecond;
  const uint64_t first = std::random_device()();
  std::printf("seeds from %llu on\n", static_cast<unsigned long long>(first));
  uint64_t failed = 0;
  for (uint64_t seed = first; RealClock().MonotonicNanos() < end; ++seed) failed += Check(seed, &figures, failed == 0) ? 0 : 1;
  std::printf("%s%llu failed\n", figures.Text().c_str(), static_cast<unsigned long long>(failed));
  return failed == 0 ? 0 : 1;
}

int Main(int count, char** words) {
  const auto number = [&](int index) { return index < count ? std::strtoull(words[index], nullptr, 10) : 0; };
  const std::string_view what = count > 1 ? words[1] : "";
  Figures figures;
  if (what == "--seed") return RunSeed(number(2), true, count > 3 && std::string_view(words[3]) == "--trace", &figures).ok ? 0 : 1;
  if (what == "--seeds") return RunSeeds(number(2), number(3));
  if (what == "--soak") return Soak(static_cast<int64_t>(number(2)));
  const int twice = RunTwice(kSeedsTwice);
  return twice != 0 ? twice : RunSeeds(1, kSeeds);
}

}  // namespace

}  // namespace flowship::simulation

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  flowship::ConfigureLog({flowship::LogLevel::kError, flowship::LogFormat::kText, open("/dev/null", O_WRONLY | O_CLOEXEC)});
  std::signal(SIGABRT, flowship::simulation::Aborted);
  std::signal(SIGSEGV, flowship::simulation::Aborted);
  return flowship::simulation::Main(count, words);
}
