// filestream with many files, and a registry that knows many.

#include <ctime>

#include "agent.h"

namespace flowship::testing {
namespace {

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST_CASE("beats-33382 and beats-16076: 10,000 files at start, idle, and at the next start") {
  Folder logs, data;
  TestClock clock;
  constexpr int kFiles = 10'000;
  for (int i = 0; i < kFiles; ++i) Write(logs / (std::to_string(i) + ".log"), "file " + std::to_string(i) + "\n");
  const std::string options = "paths: [" + logs.path + "/*.log]";
  {
    Run run(data.path, options, clock, RealFileSystem(), false, 256);
    run.Go();
    CHECK(run.records().size() == kFiles);
    const double before = CpuSeconds();
    run.Go(100);
    const double share = (CpuSeconds() - before) / 100;
    INFO("idle, of a core: " << share);
    CHECK(share < 0.01);  // 0.5 % is what it takes where nothing else runs
    Append(logs / "777.log", "more\n");
    run.GoSteps(20);  // found at once, not at the next scan
    CHECK(run.records().back() == "more");
  }
  const double before = CpuSeconds();
  Run run(data.path, options, clock, RealFileSystem(), false, 256);
  run.Go();
  INFO("start: " << CpuSeconds() - before << " s");
  CHECK(CpuSeconds() - before < 2);
  CHECK(run.records().empty());
  CHECK(run.Count("files_opened_total") == 0);
}

TEST_CASE("beats-21174: many small batches are few writes of the registry") {
  Folder logs, data;
  TestClock clock;
  Run run(data.path, "paths: [" + logs.path + "/*.log]", clock);
  for (int i = 0; i < 500; ++i) {
    Append(logs / "a.log", "line " + std::to_string(i) + "\n");
    run.GoSteps(5);
    run.registry->Step();
  }
  run.Go();
  CHECK(run.sink.events.size() == 500);
  CHECK(run.registry->stats().commits <= 2 + static_cast<uint64_t>(clock.now / (limits::kRegistryCommitMillis * kNanosPerMilli)));
}

}  // namespace
}  // namespace flowship::testing
