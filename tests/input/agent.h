#pragma once
// What tests of filestream share: a folder of logs, a registry, a sink that gives outcomes when it is told to, and the input driven step by step on a clock
// that only the test moves.

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "event/stream.h"
#include "input/filestream/filestream.h"
#include "input/input_types.h"

namespace flowship::testing {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "filestream_test.XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(path, error);
  }
  std::string operator/(std::string_view name) const { return path + "/" + std::string(name); }
  std::string path;
};

inline void Write(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary | std::ios::trunc) << text; }
inline void Append(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary | std::ios::app) << text; }
inline std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
// As logrotate's copytruncate does it.
inline void CopyTruncate(const std::string& from, const std::string& to) {
  Write(to, ReadAll(from));
  fs::resize_file(from, 0);
}
inline void SetAge(const std::string& path, std::chrono::seconds age) { fs::last_write_time(path, fs::file_time_type::clock::now() - age); }

class TestClock : public Clock {
 public:
  int64_t MonotonicNanos() const override { return now; }
  int64_t WallNanos() const override { return RealClock().WallNanos() + now - kNanosPerSecond; }
  int64_t now = kNanosPerSecond;
};

struct Collected {
  std::string file, record, id;
  uint64_t offset;
  bool truncated;
};

// Takes batches, and says that they are delivered: at once, or when asked.
class CollectingSink : public BatchSink {
 public:
  bool hold = false;
  std::vector<Collected> events;
  std::vector<BatchPtr> held;

  void Push(BatchPtr batch) override {
    for (const Event& event : batch->events) {
      const Hash128 id = EventMaker::IdOf(batch->origin->identity, event.offset, event.record);
      events.push_back({fs::path(batch->origin->path).filename().string(), std::string(event.record), ToHex(id), event.offset, event.truncated});
    }
    held.push_back(std::move(batch));
    if (!hold) ReleaseAll();
  }
  void Release(size_t index, Outcome outcome = Outcome::kDelivered) {
    BatchPtr batch = std::move(held.at(index));
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(index));
    batch->Settle(outcome);
    batch->Finish();
  }
  void ReleaseAll(Outcome outcome = Outcome::kDelivered) {
    while (!held.empty()) Release(0, outcome);
  }
};

// One run of the agent, from its start to its end (or its death: without Stop nothing more is written).
class Run {
 public:
  Run(const std::string& data, const std::string& options, TestClock& clock, FileSystem& files = RealFileSystem(), bool once = false, size_t batches = 64)
      : clock_(clock), pool(keys, batches) {
    auto opened = Registry::Open(files, clock, data, {limits::kRegistryLogBytes, false});
    REQUIRE(opened.ok());
    registry = std::move(*opened);
    stream->id = "s";
    config::Diagnostics diagnostics;
    config::StreamPolicy policy;
    policy.input_type = "filestream";
    policy.options = *config::Parse("options", options, diagnostics);
    InputContext context{files, clock, registry.get(), &pool, &sink, once};
    made = MakeInput(policy, stream, context, diagnostics);
    INFO(diagnostics.Render());
    REQUIRE(made != nullptr);
    input = static_cast<filestream::Filestream*>(made.get());
    input->Begin();
  }
  ~Run() {
    if (made != nullptr) Stop();
  }

  // Until there is nothing to do for a while, which the clock then has gone on by.
  void Go(int64_t seconds = 0) {
    const int64_t end = clock_.now + seconds * kNanosPerSecond;
    int steps = 0;
    for (;;) {
      const int64_t pause = input->Step();
      input->PushAll();
      REQUIRE(++steps < 200'000);
      if (pause >= 90 * kNanosPerMilli && clock_.now >= end) break;
      clock_.now += std::min(pause + 1, std::max<int64_t>(end - clock_.now, 60 * kNanosPerMilli));
    }
  }
  // A little of it, for when the input waits for what the test does next.
  void GoSteps(int steps) {
    for (int i = 0; i < steps; ++i) {
      clock_.now += input->Step() + 1;
      input->PushAll();
    }
  }
  void Stop() {
    input->Stop();
    sink.ReleaseAll(Outcome::kAbandoned);
    made.reset();
    REQUIRE(registry->Close().ok());
  }
  std::vector<std::string> records() const {
    std::vector<std::string> all;
    for (const Collected& event : sink.events) all.push_back(event.record);
    return all;
  }
  uint64_t Count(std::string_view name) const {
    for (const InputCounter& counter : input->Counters()) {
      if (counter.name == name) return counter.value;
    }
    FAIL("no counter " << name);
    return 0;
  }

 private:
  TestClock& clock_;

 public:
  KeySet keys;
  BatchPool pool;
  std::shared_ptr<Stream> stream = std::make_shared<Stream>();
  CollectingSink sink;
  std::unique_ptr<Registry> registry;
  std::unique_ptr<Input> made;
  filestream::Filestream* input = nullptr;
};

using Lines = std::vector<std::string>;

}  // namespace flowship::testing
