// One suite for every RecordQueue: what queue.h promises.

#include "queue/queue.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <thread>

#include "crashing_files.h"
#include "queue/disk_queue.h"
#include "queue/memory_queue.h"

namespace flowship {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "queue_test.XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

std::unique_ptr<DiskQueue> OpenDisk(FileSystem& files, const std::string& path, const DiskQueueOptions& options) {
  auto queue = DiskQueue::Open(files, path, options);
  INFO((queue.ok() ? "" : queue.error().message));
  REQUIRE(queue.ok());
  return *std::move(queue);
}

struct Kind {
  std::string name;
  std::function<std::unique_ptr<RecordQueue>(uint64_t max_bytes, const Folder&)> make;
};
const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds = {
      {"memory", [](uint64_t max_bytes, const Folder&) { return std::make_unique<MemoryQueue>(max_bytes); }},
      {"disk", [](uint64_t max_bytes, const Folder& folder) { return OpenDisk(RealFileSystem(), folder.path, {max_bytes, max_bytes / 8, 1 << 20}); }},
      {"disk of small segments", [](uint64_t max_bytes, const Folder& folder) { return OpenDisk(RealFileSystem(), folder.path, {max_bytes, 300, 1 << 20}); }}};
  return kinds;
}

std::string RecordOf(uint64_t number, size_t padding = 0) { return "record " + std::to_string(number) + std::string(padding, '.'); }

struct Got {
  std::vector<uint64_t> positions;
  std::vector<std::string> records;
};
Got ReadSome(RecordQueue& queue, size_t max_records = 1000, size_t max_bytes = 1 << 20) {
  Buffer bytes;
  std::vector<QueuedRecord> records;
  REQUIRE(queue.Read(max_records, max_bytes, bytes, records).ok());
  Got got;
  for (const QueuedRecord& record : records) {
    got.positions.push_back(record.position);
    got.records.emplace_back(record.bytes);
  }
  return got;
}
Got ReadAll(RecordQueue& queue, size_t max_records = 1000, size_t max_bytes = 1 << 20) {
  Got all;
  while (true) {
    const Got some = ReadSome(queue, max_records, max_bytes);
    if (some.records.empty()) return all;
    all.positions.insert(all.positions.end(), some.positions.begin(), some.positions.end());
    all.records.insert(all.records.end(), some.records.begin(), some.records.end());
  }
}
void Fill(RecordQueue& queue, uint64_t from, uint64_t to) {
  for (uint64_t i = from; i < to; ++i) REQUIRE(queue.Append(RecordOf(i, i % 37)));
  REQUIRE(queue.Commit().ok());
}
void CheckRange(const Got& got, uint64_t from, uint64_t to) {
  REQUIRE(got.positions.size() == to - from);
  for (uint64_t i = from; i < to; ++i) {
    CHECK(got.positions[i - from] == i);
    CHECK(got.records[i - from] == RecordOf(i, i % 37));
  }
}

TEST_CASE("what was committed is read in order, and nothing before") {
  for (const Kind& kind : Kinds()) {
    INFO(kind.name);
    const Folder folder;
    const auto queue = kind.make(1 << 20, folder);
    CHECK(ReadAll(*queue).records.empty());
    REQUIRE(queue->Append("first"));
    CHECK(ReadAll(*queue).records.empty());
    REQUIRE(queue->Commit().ok());
    CHECK(ReadAll(*queue).records == std::vector<std::string>{"first"});
    REQUIRE(queue->Append(""));
    REQUIRE(queue->Append(std::string(5000, 'x')));
    REQUIRE(queue->Commit().ok());
    REQUIRE(queue->Commit().ok());
    const Got got = ReadAll(*queue);
    CHECK(got.positions == std::vector<uint64_t>{1, 2});
    CHECK(got.records == std::vector<std::string>{"", std::string(5000, 'x')});
    CHECK(queue->end() == 3);
    CHECK(queue->first() == 0);
  }
}

TEST_CASE("reading takes as many records and bytes as it is told, and at least one") {
  for (const Kind& kind : Kinds()) {
    INFO(kind.name);
    const Folder folder;
    const auto queue = kind.make(1 << 20, folder);
    Fill(*queue, 0, 200);
    CHECK(ReadSome(*queue, 3).positions == std::vector<uint64_t>{0, 1, 2});
    CHECK(ReadSome(*queue, 1000, 1).positions == std::vector<uint64_t>{3});
    const Got some = ReadSome(*queue, 1000, 400);
    CHECK(some.positions.size() > 1);
    CHECK(some.positions.size() < 40);
    Got rest = ReadAll(*queue, 7);
    CHECK(rest.positions.back() == 199);
    CHECK(some.positions.size() + rest.positions.size() == 196);
  }
}

TEST_CASE("what is not acknowledged is read again after a rewind") {
  for (const Kind& kind : Kinds()) {
    INFO(kind.name);
    const Folder folder;
    const auto queue = kind.make(1 << 20, folder);
    Fill(*queue, 0, 100);
    CheckRange(ReadAll(*queue), 0, 100);
    queue->Acknowledge(40);
    queue->Acknowledge(20);
    CHECK(queue->first() == 40);
    CHECK(queue->stats().records == 60);
    CHECK(queue->stats().acknowledged == 40);
    queue->Rewind();
    Fill(*queue, 100, 120);
    CheckRange(ReadAll(*queue, 11), 40, 120);
    queue->Acknowledge(120);
    queue->Rewind();
    CHECK(ReadAll(*queue).records.empty());
    CHECK(queue->stats().records == 0);
  }
}

TEST_CASE("what was acknowledged without being read is not read") {
  for (const Kind& kind : Kinds()) {
    INFO(kind.name);
    const Folder folder;
    const auto queue = kind.make(1 << 20, folder);
    Fill(*queue, 0, 100);
    CheckRange(ReadSome(*queue, 10), 0, 10);
    queue->Acknowledge(55);
    CheckRange(ReadAll(*queue), 55, 100);
  }
}

TEST_CASE("a full queue refuses, keeps what it has, and takes more when there is room") {
  for (const Kind& kind : Kinds()) {
    INFO(kind.name);
    const Folder folder;
    const auto queue = kind.make(20'000, folder);
    uint64_t taken = 0;
    while (queue->Append(RecordOf(taken, taken % 37))) {
      ++taken;
      if (taken % 10 == 0) REQUIRE(queue->Commit().ok());
      REQUIRE(taken < 1000);
    }
    REQUIRE(queue->Commit().ok());
    CHECK(taken > 100);
    CHECK(queue->stats().refused == 1);
    CHECK(queue->stats().bytes <= 20'000);
    CHECK_FALSE(queue->Append(std::string(100, 'x')));
    CheckRange(ReadAll(*queue), 0, taken);
    // Round and round: the room comes back for ever, even when everything was acknowledged.
    for (int round = 0; round < 20; ++round) {
      queue->Acknowledge(queue->end());
      uint64_t more = 0;
      while (queue->Append(RecordOf(taken + more, (taken + more) % 37))) ++more;
      REQUIRE(more > 50);
      REQUIRE(queue->Commit().ok());
      CheckRange(ReadAll(*queue), taken, taken + more);
      taken += more;
      CHECK(queue->stats().bytes <= 20'000);
    }
  }
}

TEST_CASE("one writes, one reads, one acknowledges") {
  for (const Kind& kind : Kinds()) {
    INFO(kind.name);
    const Folder folder;
    const auto queue = kind.make(50'000, folder);
    constexpr uint64_t kRecords = 20'000;
    std::thread writer([&] {
      for (uint64_t i = 0; i < kRecords;) {
        if (queue->Append(RecordOf(i, i % 37))) {
          if (++i % 16 == 0 || i == kRecords) FLOWSHIP_ASSERT(queue->Commit().ok());
        } else {
          FLOWSHIP_ASSERT(queue->Commit().ok());
          std::this_thread::yield();
        }
      }
    });
    uint64_t next = 0;
    bool good = true;
    while (next < kRecords) {
      Buffer bytes;
      std::vector<QueuedRecord> records;
      FLOWSHIP_ASSERT(queue->Read(100, 10'000, bytes, records).ok());
      for (const QueuedRecord& record : records) {
        good = good && record.position == next && record.bytes == RecordOf(next, next % 37);
        ++next;
      }
      if (!records.empty()) queue->Acknowledge(next);
    }
    writer.join();
    CHECK(good);
    CHECK(queue->stats().records == 0);
    CHECK(queue->stats().lost == 0);
  }
}

TEST_CASE("a disk queue goes on after a restart") {
  const Folder folder;
  const DiskQueueOptions options{1 << 20, 1000, 1 << 20};
  Hash128 identity;
  {
    const auto queue = OpenDisk(RealFileSystem(), folder.path, options);
    Fill(*queue, 0, 100);
    ReadAll(*queue);
    queue->Acknowledge(30);
    identity = queue->identity();
    REQUIRE(queue->Append("never committed"));
    CHECK_FALSE(DiskQueue::Open(RealFileSystem(), folder.path, options).ok());  // it belongs to this one
  }
  {
    const auto queue = OpenDisk(RealFileSystem(), folder.path, options);
    CHECK(queue->first() == 30);
    CHECK(queue->identity() == identity);
    CheckRange(ReadAll(*queue), 30, 100);
    Fill(*queue, 100, 110);
    CheckRange(ReadAll(*queue), 100, 110);
    queue->Acknowledge(110);
  }
  const auto queue = OpenDisk(RealFileSystem(), folder.path, options);
  CHECK(ReadAll(*queue).records.empty());
  Fill(*queue, 110, 111);  // positions go on
  CheckRange(ReadAll(*queue), 110, 111);
  size_t segments = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path)) segments += entry.path().extension() == ".segment" ? 1 : 0;
  CHECK(segments <= 2);
}

TEST_CASE("a record that the disk has damaged costs its segment's rest, is counted, and nothing else") {
  testing::CrashingFiles files(1);
  const DiskQueueOptions options{1 << 20, 1000, 1 << 20};
  const auto check = [&](RecordQueue& queue) {
    const Got got = ReadAll(queue);
    CHECK(queue.stats().lost > 0);
    CHECK(got.positions.size() + queue.stats().lost == 100);
    for (size_t i = 0; i < got.positions.size(); ++i) CHECK(got.records[i] == RecordOf(got.positions[i], got.positions[i] % 37));
    CHECK(got.positions.front() == 0);
    CHECK(got.positions.back() == 99);
  };
  {
    const auto queue = OpenDisk(files, "q", options);
    for (uint64_t i = 0; i < 100; i += 10) Fill(*queue, i, i + 10);
    REQUIRE(files.Names().size() > 3);
    files.Damage("q/0000000000000000.segment", 500);
    check(*queue);
  }
  const auto queue = OpenDisk(files, "q", options);
  check(*queue);
}

// What must be there, and what may.
struct Model {
  std::vector<std::string> committed;    // by position
  std::vector<std::string> uncommitted;  // behind them
  uint64_t acknowledged = 0;
};

// Random work until the power goes, or for a while.
void Work(RecordQueue& queue, testing::CrashingFiles& files, Model& model, std::mt19937_64& random) {
  const auto below = [&random](uint64_t limit) { return std::uniform_int_distribution<uint64_t>(0, limit - 1)(random); };
  for (int step = 0; step < 200 && !files.off(); ++step) {
    if (below(20) == 0) files.bytes_left = below(2) == 0 ? static_cast<int64_t>(below(400)) : INT64_MAX;  // the disk is full, or has room again
    for (uint64_t i = below(8); i > 0; --i) {
      const std::string record = RecordOf(model.committed.size() + model.uncommitted.size(), below(below(10) == 0 ? 2000 : 50));
      if (queue.Append(record)) model.uncommitted.push_back(record);
    }
    if (below(3) != 0 && queue.Commit().ok()) {
      model.committed.insert(model.committed.end(), model.uncommitted.begin(), model.uncommitted.end());
      model.uncommitted.clear();
    }
    if (below(3) != 0) {
      Buffer bytes;
      std::vector<QueuedRecord> records;
      if (queue.Read(1 + below(20), 1 + below(3000), bytes, records).ok()) {
        for (const QueuedRecord& record : records) {
          REQUIRE(record.position < model.committed.size());
          REQUIRE(record.bytes == model.committed[record.position]);
        }
        if (!records.empty() && below(2) == 0) {
          model.acknowledged = std::max(model.acknowledged, records.back().position + 1);
          queue.Acknowledge(model.acknowledged);
        }
      }
    }
    if (below(30) == 0) queue.Rewind();
    REQUIRE(queue.stats().lost == 0);
  }
}

// After the restart: everything that was committed and not acknowledged, and perhaps some of what was not committed.
void CheckAfterCrash(RecordQueue& queue, Model& model) {
  REQUIRE(queue.stats().lost == 0);
  REQUIRE(queue.first() <= model.acknowledged);
  REQUIRE(queue.end() >= model.committed.size());
  REQUIRE(queue.end() <= model.committed.size() + model.uncommitted.size());
  const uint64_t more = queue.end() - model.committed.size();
  model.committed.insert(model.committed.end(), model.uncommitted.begin(), model.uncommitted.begin() + static_cast<ptrdiff_t>(more));
  model.uncommitted.clear();
  const Got got = ReadAll(queue, 13, 700);
  REQUIRE(got.positions.size() == model.committed.size() - queue.first());
  for (size_t i = 0; i < got.positions.size(); ++i) {
    REQUIRE(got.positions[i] == queue.first() + i);
    REQUIRE(got.records[i] == model.committed[got.positions[i]]);
  }
  queue.Rewind();
}

TEST_CASE("a thousand crashes, with a disk that is full now and then, lose nothing that was committed") {
  constexpr int kQueues = 110, kCrashes = 10;
  size_t records = 0, crashes = 0;
  for (uint64_t seed = 1; seed <= kQueues; ++seed) {
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    testing::CrashingFiles files(seed);
    Model model;
    const DiskQueueOptions options{60'000, 500 + seed * 37 % 5000, 4000};
    for (int crash = 0; crash < kCrashes; ++crash) {
      INFO("crash " << crash);
      {
        const auto queue = OpenDisk(files, "q", options);
        CheckAfterCrash(*queue, model);
        files.operations_left = static_cast<int64_t>(1 + std::uniform_int_distribution<uint64_t>(0, 300)(random));
        Work(*queue, files, model, random);
        REQUIRE(files.TotalBytes() < 80'000);
      }
      files.bytes_left = INT64_MAX;
      crashes += files.off() ? 1 : 0;
      files.Crash();
    }
    const auto queue = OpenDisk(files, "q", options);
    CheckAfterCrash(*queue, model);
    records += model.committed.size();
  }
  CHECK(crashes >= 1000);
  CHECK(records > 20'000);
  WARN(crashes << " crashes, " << records << " records");
}

// A process of its own that appends for ever and says through the pipe how far it has committed.
[[noreturn]] void AppendUntilKilled(const std::string& path, const DiskQueueOptions& options, int pipe) {
  auto queue = DiskQueue::Open(RealFileSystem(), path, options);
  if (!queue.ok()) ::_exit(1);
  for (uint64_t position = (*queue)->end();;) {
    for (int i = 0; i < 10; ++i, ++position) {
      if (!(*queue)->Append(RecordOf(position, position % 37))) ::_exit(2);
    }
    if (!(*queue)->Commit().ok() || ::write(pipe, &position, sizeof position) != sizeof position) ::_exit(3);
  }
}

TEST_CASE("SIGKILL loses nothing that was committed") {
  const Folder folder;
  const DiskQueueOptions options{64 << 20, 20'000, 1 << 20};
  uint64_t committed = 0, begin = 0;
  for (int round = 0; round < 15; ++round) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) AppendUntilKilled(folder.path, options, ends[1]);
    ::close(ends[1]);
    for (int told = 0; told < 5 + round * 3; ++told) REQUIRE(::read(ends[0], &committed, sizeof committed) == sizeof committed);
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    while (::read(ends[0], &committed, sizeof committed) == sizeof committed) {
    }
    ::close(ends[0]);
    const auto queue = OpenDisk(RealFileSystem(), folder.path, options);
    REQUIRE(queue->end() >= committed);
    const Got got = ReadAll(*queue);
    CheckRange(got, begin, queue->end());
    CHECK(queue->stats().lost == 0);
    begin += got.positions.size() / 2;
    queue->Acknowledge(begin);
  }
  CHECK(begin > 300);
}

}  // namespace
}  // namespace flowship
