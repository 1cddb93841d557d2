// filestream with many files, and a registry that knows many.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>

#include "agent.h"

namespace flowship::testing {
namespace {

// Of a core, where nothing makes the code slower than it is.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr double kSlowness = 20;
#else
constexpr double kSlowness = 1;
#endif

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
    CHECK(share < 0.01 * kSlowness);  // 0.5 % is what it takes where nothing else runs
    Append(logs / "777.log", "more\n");
    run.GoSteps(20);  // found at once, not at the next scan
    CHECK(run.records().back() == "more");
  }
  const double before = CpuSeconds();
  Run run(data.path, options, clock, RealFileSystem(), false, 256);
  run.Go();
  INFO("start: " << CpuSeconds() - before << " s");
  CHECK(CpuSeconds() - before < 2 * kSlowness);
  CHECK(run.records().empty());
  CHECK(run.Count("files_opened_total") == 0);
}

TEST_CASE("beats-21174: many small batches are few writes of the registry") {
  Folder logs, data;
  TestClock clock;
  Run run(data.path, "paths: [" + logs.path + "/*.log]", clock);
  for (int i = 0; i < 500; ++i) {
    Append(logs / "a.log", "line " + std::to_string(i) + "\n");
    for (int step = 0; step < 5; ++step) {
      run.input->Step();
      run.input->PushAll();
      run.registry->Step();  // whoever asks for it, and however often
      clock.now += kNanosPerMilli;
    }
  }
  run.Go();
  CHECK(run.sink.events.size() == 500);
  CHECK(run.registry->stats().commits <= 2 + static_cast<uint64_t>(clock.now / (limits::kRegistryCommitMillis * kNanosPerMilli)));
}

class CountingSink : public BatchSink {
 public:
  std::atomic<uint64_t> events = 0;
  void Push(BatchPtr batch) override {
    const uint64_t count = batch->events.size();
    batch->Settle(Outcome::kDelivered);
    batch->Finish();
    events += count;
  }
};

// Figures on this machine, for who asks: input_test "[.figures]" -s
TEST_CASE("figures: discovery, latency, idling and memory with 100,000 and 10,000 files, in real time", "[.figures]") {
  for (const int files : {10'000, 100'000}) {
    Folder logs, data;
    for (int i = 0; i < files; ++i) Write(logs / (std::to_string(i) + ".log"), "file " + std::to_string(i) + "\n");
    KeySet keys;
    BatchPool pool(keys, 256);
    CountingSink sink;
    auto registry = Registry::Open(RealFileSystem(), RealClock(), data.path);
    REQUIRE(registry.ok());
    (*registry)->StartWriter();
    config::Diagnostics diagnostics;
    config::StreamPolicy policy;
    policy.input_type = "filestream";
    policy.options = *config::Parse("options", "paths: [" + logs.path + "/*.log]", diagnostics);
    auto input = MakeInput(policy, std::make_shared<Stream>(), {RealFileSystem(), RealClock(), registry->get(), &pool, &sink, false}, diagnostics);
    const auto start = std::chrono::steady_clock::now();
    const auto seconds_since = [](auto then) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count(); };
    REQUIRE(input->Start().ok());
    while (sink.events < static_cast<uint64_t>(files)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    WARN(files << " files read after " << seconds_since(start) << " s");
    std::vector<double> latencies;
    for (int i = 0; i < 200; ++i) {
      const uint64_t before = sink.events;
      const auto then = std::chrono::steady_clock::now();
      Append(logs / (std::to_string(i * 37 % files) + ".log"), "more\n");
      while (sink.events == before) std::this_thread::sleep_for(std::chrono::microseconds(200));
      latencies.push_back(seconds_since(then) * 1000);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::sort(latencies.begin(), latencies.end());
    WARN("a line arrives after " << latencies[100] << " ms (median), " << latencies[198] << " ms (99 %)");
    const double cpu = CpuSeconds();
    std::this_thread::sleep_for(std::chrono::seconds(20));
    WARN("idle: " << (CpuSeconds() - cpu) / 20 * 100 << " % of a core");
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    WARN("the process had at most " << usage.ru_maxrss / 1024 << " MiB so far");
    pool.Close();
    input->Stop();
    input.reset();
    REQUIRE((*registry)->Close().ok());
  }
}

}  // namespace
}  // namespace flowship::testing
