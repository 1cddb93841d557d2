#include "registry/registry.h"

#include <sys/resource.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

namespace flowship {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "registry_test.XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  std::string path;
};

class TestClock : public Clock {
 public:
  int64_t MonotonicNanos() const override { return now; }
  int64_t WallNanos() const override { return 1'700'000'000 * kNanosPerSecond + now; }
  int64_t now = kNanosPerSecond;
};

// The system's files, but for what a test makes fail.
class FailingFiles : public FileSystem {
 public:
  int64_t bytes_left = INT64_MAX;  // then the disk is full, after a part of the write that was too much
  bool sync_fails = false, truncate_fails = false, rename_fails = false;
  int opened = 0;

  Result<std::unique_ptr<File>> Open(const std::string& path) override { return real_.Open(path); }
  Result<std::unique_ptr<File>> OpenStdin() override { return real_.OpenStdin(); }
  Result<std::unique_ptr<WritableFile>> OpenForAppend(const std::string& path) override {
    auto file = real_.OpenForAppend(path);
    if (!file.ok()) return file.error();
    ++opened;
    return std::unique_ptr<WritableFile>(new FailingFile(*this, std::move(*file)));
  }
  Result<std::optional<FileInfo>> Info(const std::string& path) override { return real_.Info(path); }
  Result<std::optional<FileInfo>> LinkInfo(const std::string& path) override { return real_.LinkInfo(path); }
  Result<std::optional<std::vector<DirectoryEntry>>> List(const std::string& directory) override { return real_.List(directory); }
  Result<std::string> RealPath(const std::string& path) override { return real_.RealPath(path); }
  Status Rename(const std::string& from, const std::string& to) override {
    return rename_fails ? Status(Error{"cannot rename"}) : real_.Rename(from, to);
  }
  Status Remove(const std::string& path) override { return real_.Remove(path); }
  Status MakeDirectories(const std::string& path) override { return real_.MakeDirectories(path); }
  Status SyncDirectory(const std::string& path) override { return real_.SyncDirectory(path); }
  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override { return real_.Lock(path); }
  Result<std::unique_ptr<DirectoryWatcher>> MakeWatcher() override { return real_.MakeWatcher(); }

 private:
  class FailingFile : public WritableFile {
   public:
    FailingFile(FailingFiles& files, std::unique_ptr<WritableFile> file) : files_(files), file_(std::move(file)) {}
    Status Append(std::string_view bytes) override {
      const auto room = static_cast<size_t>(std::max<int64_t>(files_.bytes_left, 0));
      if (bytes.size() <= room) {
        files_.bytes_left -= static_cast<int64_t>(bytes.size());
        return file_->Append(bytes);
      }
      files_.bytes_left = 0;
      CHECK(file_->Append(bytes.substr(0, room)).ok());
      return Error{"no space left"};
    }
    Status Sync() override { return files_.sync_fails ? Status(Error{"the disk is broken"}) : file_->Sync(); }
    Status Truncate(uint64_t size) override { return files_.truncate_fails ? Status(Error{"the disk is broken"}) : file_->Truncate(size); }

   private:
    FailingFiles& files_;
    std::unique_ptr<WritableFile> file_;
  };

  FileSystem& real_ = RealFileSystem();
};

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteAll(const fs::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::vector<std::string> FilesIn(const std::string& path, std::string_view start) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().filename().string().starts_with(start)) names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::unique_ptr<Registry> Open(const std::string& path, const Clock& clock, FileSystem& files = RealFileSystem(), uint64_t log_bytes = 16 << 20) {
  auto registry = Registry::Open(files, clock, path, {log_bytes, true});
  INFO((registry.ok() ? "" : registry.error().message));
  REQUIRE(registry.ok());
  return std::move(*registry);
}

RegistryState StateAt(uint64_t offset) {
  RegistryState state;
  state.offset = offset;
  state.tail_hash = offset * 31;
  state.device = 7;
  state.inode = offset + 1;
  state.path = "/logs/" + std::to_string(offset) + ".log";
  return state;
}

// What a registry knows, as text.
std::map<std::string, std::string> Known(const Registry& registry, std::string_view stream = "s") {
  std::map<std::string, std::string> known;
  for (const RegistryEntry& entry : registry.Entries(stream)) {
    const RegistryState& state = entry.state;
    std::string text = std::to_string(state.offset);
    for (const uint64_t number : {state.tail_hash, state.device, state.inode, static_cast<uint64_t>(state.changed_nanos)}) {
      text += " " + std::to_string(number);
    }
    known[ToHex(entry.identity) + "/" + std::to_string(entry.tie)] = text + " " + state.path;
  }
  return known;
}

TEST_CASE("what was added, changed and removed is there after a restart") {
  Folder folder;
  TestClock clock;
  std::map<std::string, std::string> before;
  {
    auto registry = Open(folder.path, clock);
    const RegistryEntry a = registry->Add("s", {1, 2}, StateAt(0));
    const RegistryEntry b = registry->Add("s", {1, 2}, StateAt(5));
    const RegistryEntry c = registry->Add("s", {1, 3}, StateAt(6));
    registry->Add("other", {1, 2}, StateAt(9));
    CHECK(a.tie == 0);
    CHECK(b.tie == 1);
    registry->Update(a.id, 100, 4711);
    registry->Settle(a.id, 100, 99);
    registry->Settle(b.id, 4, 77);  // not where it is
    registry->Place(b.id, 8, 80, "/logs/b.log.1");
    registry->Remove(c.id);
    before = Known(*registry);
    REQUIRE(registry->Close().ok());
  }
  const auto registry = Open(folder.path, clock);
  CHECK(Known(*registry) == before);
  CHECK(registry->size() == 3);
  CHECK(Known(*registry, "other").size() == 1);
  const auto found = registry->Find("s", {1, 2});
  REQUIRE(found.size() == 2);
  CHECK(found[0].state.offset == 100);
  CHECK(found[0].state.changed_nanos == 99);
  CHECK(found[1].state.changed_nanos == 0);
  CHECK(found[1].state.path == "/logs/b.log.1");
  CHECK(found[0].state.updated_nanos == clock.WallNanos());
  CHECK(registry->Find("nobody", {1, 2}).empty());
  CHECK_FALSE(registry->FindFile("s", 7, 7));
  const auto file = registry->FindFile("s", 8, 80);
  REQUIRE(file);
  CHECK(file->tie == 1);
  // The lowest tie that is free.
  registry->Remove(found[0].id);
  CHECK(registry->Add("s", {1, 2}, StateAt(3)).tie == 0);
}

TEST_CASE("a file that two entries were seen in belongs to the one that was seen last") {
  Folder folder;
  TestClock clock;
  auto registry = Open(folder.path, clock);
  const RegistryEntry old = registry->Add("s", {1, 1}, StateAt(4));
  clock.now += 1;
  registry->Add("s", {2, 2}, StateAt(4));
  CHECK(registry->FindFile("s", 7, 5)->identity == Hash128{2, 2});
  clock.now += 1;
  registry->Update(old.id, 6, 6);
  CHECK(registry->FindFile("s", 7, 5)->identity == Hash128{1, 1});
}

TEST_CASE("an entry that was removed and added again before a commit is there once") {
  Folder folder;
  TestClock clock;
  {
    auto registry = Open(folder.path, clock);
    const RegistryEntry entry = registry->Add("s", {1, 1}, StateAt(4));
    REQUIRE(registry->Flush().ok());
    registry->Remove(entry.id);
    registry->Add("s", {1, 1}, StateAt(9));
    registry->Add("s", {5, 5}, StateAt(1));
    registry->Remove(registry->Find("s", {5, 5})[0].id);
    CHECK(registry->size() == 1);
    REQUIRE(registry->Close().ok());
  }
  auto registry = Open(folder.path, clock);
  REQUIRE(registry->size() == 1);
  CHECK(registry->Find("s", {1, 1})[0].state.offset == 9);
}

TEST_CASE("a log that was cut at any byte gives the records before the cut, and takes new ones") {
  TestClock clock;
  Folder whole;
  std::vector<uint64_t> ends;  // of the log, after each record
  {
    auto registry = Open(whole.path, clock);
    ends.push_back(registry->stats().log_bytes == 0 ? registry::kHeaderBytes : registry->stats().log_bytes);
    for (uint64_t i = 0; i < 4; ++i) {
      registry->Add("s", {i, i}, StateAt(i));
      REQUIRE(registry->Flush().ok());
      ends.push_back(registry->stats().log_bytes);
    }
    REQUIRE(registry->Close().ok());
  }
  const auto logs = FilesIn(whole.path, "log.");
  REQUIRE(logs.size() == 1);
  const std::string bytes = ReadAll(logs[0]);
  REQUIRE(bytes.size() == ends.back());
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    CAPTURE(cut);
    Folder folder;
    WriteAll(folder.path + "/" + fs::path(logs[0]).filename().string(), bytes.substr(0, cut));
    const auto wanted = static_cast<size_t>(std::count_if(ends.begin() + 1, ends.end(), [cut](uint64_t end) { return end <= cut; }));
    {
      auto registry = Open(folder.path, clock);
      REQUIRE(registry->size() == wanted);
      registry->Add("s", {99, 99}, StateAt(99));
      REQUIRE(registry->Close().ok());
    }
    REQUIRE(Open(folder.path, clock)->size() == wanted + 1);
  }
}

TEST_CASE("a log that was changed in the middle gives the records before that, and says so") {
  TestClock clock;
  Folder folder;
  std::vector<uint64_t> ends;
  {
    auto registry = Open(folder.path, clock);
    for (uint64_t i = 0; i < 3; ++i) {
      registry->Add("s", {i, i}, StateAt(i));
      REQUIRE(registry->Flush().ok());
      ends.push_back(registry->stats().log_bytes);
    }
    REQUIRE(registry->Close().ok());
  }
  const std::string log = FilesIn(folder.path, "log.")[0];
  std::string bytes = ReadAll(log);
  bytes[ends[0] + 20] = static_cast<char>(bytes[ends[0] + 20] ^ 1);
  WriteAll(log, bytes);
  auto registry = Open(folder.path, clock);
  CHECK(registry->size() == 1);
  CHECK(registry->stats().damaged == 1);
  // What comes now stands after the good part, not after the damage.
  registry->Add("s", {7, 7}, StateAt(7));
  REQUIRE(registry->Close().ok());
  registry.reset();
  CHECK(Open(folder.path, clock)->size() == 2);
}

TEST_CASE("a registry of a later version is not touched") {
  TestClock clock;
  Folder folder;
  { REQUIRE(Open(folder.path, clock)->Close().ok()); }
  const std::string log = FilesIn(folder.path, "log.")[0];
  std::string bytes = ReadAll(log);
  bytes[8] = 2;
  WriteAll(log, bytes);
  const auto registry = Registry::Open(RealFileSystem(), clock, folder.path);
  REQUIRE_FALSE(registry.ok());
  CHECK(registry.error().message.find("newer flowship") != std::string::npos);
  CHECK(ReadAll(log) == bytes);
}

TEST_CASE("a second process is refused and told whose the registry is") {
  TestClock clock;
  Folder folder;
  auto registry = Open(folder.path, clock);
  const auto second = Registry::Open(RealFileSystem(), clock, folder.path);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().message.find("pid " + std::to_string(getpid())) != std::string::npos);
  REQUIRE(registry->Close().ok());
  CHECK(Registry::Open(RealFileSystem(), clock, folder.path).ok());
}

// Steps until nothing is to be done.
int StepAll(Registry& registry, TestClock& clock, int steps = 2000) {
  int done = 0;
  for (; done < steps; ++done) {
    clock.now += registry.Step();
    if (registry.stats().checkpoints > 0) break;
  }
  return done;
}

TEST_CASE("a long log makes way for a checkpoint, written in slices while entries come and go") {
  TestClock clock;
  Folder folder;
  std::map<std::string, std::string> before;
  {
    auto registry = Open(folder.path, clock, RealFileSystem(), 100'000);
    std::vector<RegistryId> ids;
    for (uint64_t i = 0; i < 10'000; ++i) ids.push_back(registry->Add("s", {i, i * 7}, StateAt(i)).id);
    uint64_t round = 0;
    while (registry->stats().checkpoints < 2) {
      for (uint64_t i = 0; i < 500; ++i) registry->Update(ids[(round * 977 + i * 13) % 5000], 20'000 + round, i);
      if (ids.size() > 9'000) {
        registry->Remove(ids.back());
        ids.pop_back();
      }
      if (round % 3 == 0) registry->Add("s", {round, 1}, StateAt(round));
      clock.now += registry->Step();
      REQUIRE(++round < 3000);
    }
    before = Known(*registry);
    REQUIRE(registry->Close().ok());
    CHECK(FilesIn(folder.path, "checkpoint.").size() == 1);
    CHECK(FilesIn(folder.path, "log.").size() == 1);
  }
  CHECK(Known(*Open(folder.path, clock)) == before);
}

TEST_CASE("a process that dies at any step of a checkpoint leaves what it had committed") {
  TestClock clock;
  for (int steps = 0; steps < 12; ++steps) {
    CAPTURE(steps);
    Folder folder;
    std::map<std::string, std::string> committed;
    {
      auto registry = Open(folder.path, clock, RealFileSystem(), 1000);
      for (uint64_t i = 0; i < 9'000; ++i) registry->Add("s", {i, i}, StateAt(i));
      REQUIRE(registry->Flush().ok());
      committed = Known(*registry);
      for (int i = 0; i < steps; ++i) clock.now += registry->Step();
      CHECK((steps < 11 || registry->stats().checkpoints == 1));
    }
    CHECK(Known(*Open(folder.path, clock)) == committed);
  }
}

TEST_CASE("a damaged checkpoint gives what of it is good, and the log on top of it") {
  TestClock clock;
  Folder folder;
  {
    auto registry = Open(folder.path, clock, RealFileSystem(), 1000);
    for (uint64_t i = 0; i < 100; ++i) registry->Add("s", {i, i}, StateAt(i));
    StepAll(*registry, clock);
    registry->Update(registry->Find("s", {90, 90})[0].id, 1234, 5);
    REQUIRE(registry->Close().ok());
  }
  const std::string checkpoint = FilesIn(folder.path, "checkpoint.")[0];
  std::string bytes = ReadAll(checkpoint);
  bytes[bytes.size() / 2] ^= 1;
  WriteAll(checkpoint, bytes);
  auto registry = Open(folder.path, clock);
  CHECK(registry->stats().damaged == 1);
  CHECK(registry->size() > 40);
  CHECK(registry->size() < 60);
  CHECK(registry->Find("s", {90, 90}).at(0).state.offset == 1234);
}

TEST_CASE("a full disk loses nothing: what could not be written is written later") {
  TestClock clock;
  Folder folder;
  FailingFiles files;
  std::map<std::string, std::string> before;
  {
    auto registry = Open(folder.path, clock, files);
    for (uint64_t i = 0; i < 50; ++i) registry->Add("s", {i, i}, StateAt(i));
    files.bytes_left = 777;  // in the middle of a record
    CHECK_FALSE(registry->Flush().ok());
    CHECK(registry->stats().failures == 1);
    for (int i = 0; i < 5; ++i) clock.now += registry->Step();
    CHECK(registry->stats().failures > 1);
    files.bytes_left = INT64_MAX;
    registry->Update(registry->Find("s", {3, 3})[0].id, 33, 33);
    before = Known(*registry);
    REQUIRE(registry->Flush().ok());
  }
  auto registry = Open(folder.path, clock, files);
  CHECK(Known(*registry) == before);
  CHECK(registry->stats().damaged == 0);
}

TEST_CASE("a log that can't even be cut back is left, and a new one begins") {
  TestClock clock;
  Folder folder;
  FailingFiles files;
  std::map<std::string, std::string> before;
  {
    auto registry = Open(folder.path, clock, files);
    registry->Add("s", {1, 1}, StateAt(1));
    REQUIRE(registry->Flush().ok());
    registry->Add("s", {2, 2}, StateAt(2));
    files.bytes_left = 30;
    files.truncate_fails = true;
    CHECK_FALSE(registry->Flush().ok());
    files.bytes_left = INT64_MAX;
    files.truncate_fails = false;
    REQUIRE(registry->Flush().ok());
    before = Known(*registry);
    CHECK(before.size() == 2);
  }
  auto registry = Open(folder.path, clock, files);
  CHECK(Known(*registry) == before);
  CHECK(FilesIn(folder.path, "log.").size() == 2);
}

TEST_CASE("after a failed sync nothing of the old log is counted on") {
  TestClock clock;
  Folder folder;
  FailingFiles files;
  std::map<std::string, std::string> before;
  std::string log;
  {
    auto registry = Open(folder.path, clock, files);
    registry->Add("s", {1, 1}, StateAt(1));
    log = FilesIn(folder.path, "log.")[0];
    files.sync_fails = true;
    CHECK_FALSE(registry->Flush().ok());
    files.sync_fails = false;
    REQUIRE(registry->Flush().ok());
    before = Known(*registry);
  }
  if (fs::exists(log)) WriteAll(log, ReadAll(log).substr(0, registry::kHeaderBytes));  // its pages were never written
  CHECK(Known(*Open(folder.path, clock, files)) == before);
}

TEST_CASE("a checkpoint that fails is begun again") {
  TestClock clock;
  Folder folder;
  FailingFiles files;
  auto registry = Open(folder.path, clock, files, 1000);
  for (uint64_t i = 0; i < 100; ++i) registry->Add("s", {i, i}, StateAt(i));
  files.rename_fails = true;
  for (int i = 0; i < 10; ++i) clock.now += registry->Step();
  CHECK(registry->stats().checkpoints == 0);
  CHECK(registry->stats().failures > 0);
  files.rename_fails = false;
  StepAll(*registry, clock, 20);
  CHECK(registry->stats().checkpoints == 1);
  REQUIRE(registry->Close().ok());
  registry.reset();
  CHECK(Open(folder.path, clock, files)->size() == 100);
}

TEST_CASE("the writer's thread writes what others change meanwhile") {
  Folder folder;
  std::map<std::string, std::string> before;
  {
    auto registry = Open(folder.path, RealClock(), RealFileSystem(), 20'000);
    registry->StartWriter();
    std::vector<std::thread> threads;
    for (uint64_t t = 0; t < 3; ++t) {
      threads.emplace_back([&registry, t] {
        for (uint64_t i = 0; i < 2000; ++i) {
          const RegistryEntry entry = registry->Add("s", {t, i}, StateAt(i));
          registry->Update(entry.id, i + 1, i);
          if (i % 5 == 0) registry->Remove(entry.id);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (int i = 0; i < 500 && registry->stats().commits == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(registry->stats().commits > 0);
    before = Known(*registry);
    CHECK(before.size() == 4800);
    REQUIRE(registry->Close().ok());
  }
  CHECK(Known(*Open(folder.path, RealClock())) == before);
}

TEST_CASE("100,000 entries: written, read again, found") {
  Folder folder;
  TestClock clock;
  {
    auto registry = Open(folder.path, clock, RealFileSystem(), 4 << 20);
    for (uint64_t i = 0; i < 100'000; ++i) registry->Add("s", {i / 2, 5}, StateAt(i));
    while (registry->stats().checkpoints == 0) clock.now += registry->Step();
    REQUIRE(registry->Close().ok());
  }
  auto registry = Open(folder.path, clock);
  CHECK(registry->size() == 100'000);
  CHECK(registry->Find("s", {777, 5}).size() == 2);
  CHECK(registry->FindFile("s", 7, 5001)->state.offset == 5000);
}

// Figures on this machine, for who asks: registry_test "[.figures]" -s
TEST_CASE("figures: a million known files", "[.figures]") {
  constexpr uint64_t kFiles = 1'000'000;
  Folder folder;
  const auto now = [] { return std::chrono::steady_clock::now(); };
  const auto cpu = [] { return static_cast<double>(std::clock()) * 1000 / CLOCKS_PER_SEC; };
  const auto millis = [&now](auto since) { return std::chrono::duration<double, std::milli>(now() - since).count(); };
  {
    auto registry = Open(folder.path, RealClock());
    const auto start = now();
    for (uint64_t i = 0; i < kFiles; ++i) {
      RegistryState state = StateAt(i);
      state.path = "/var/log/sflow/goflow2/exporter-" + std::to_string(i % 977) + "/goflow2.log-" + std::to_string(i);
      registry->Add("goflow2-sflow", Hash128Of(state.path.data(), state.path.size()), state);
    }
    WARN("added in " << millis(start) << " ms");
    const auto flushing = now();
    REQUIRE(registry->Close().ok());
    WARN("written in " << millis(flushing) << " ms");
  }
  for (const char* what : {"a log", "a checkpoint"}) {
    const auto start = now();
    const double used = cpu();
    auto opened = Registry::Open(RealFileSystem(), RealClock(), folder.path);
    WARN("opened from " << what << " after " << millis(start) << " ms, " << (cpu() - used) << " ms of a core");
    REQUIRE(opened.ok());
    Registry& registry = **opened;
    REQUIRE(registry.size() == kFiles);
    registry.StartWriter();
    // A cursor that moves a thousand times a second, over a whole checkpoint and a while after it.
    std::vector<double> waits;
    const uint64_t before = registry.stats().checkpoints;
    const auto begin = now();
    for (uint64_t i = 0; millis(begin) < 10'000; ++i) {
      const auto then = now();
      registry.Update(static_cast<RegistryId>(i * 7919 % kFiles), i, i);
      waits.push_back(millis(then));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::sort(waits.begin(), waits.end());
    WARN(registry.stats().checkpoints - before << " checkpoints of " << registry.stats().checkpoint_bytes / 1'000'000 << " MB; an update takes " << waits[waits.size() / 2] * 1000 << " µs (median), "
         << waits[waits.size() * 999 / 1000] << " ms (99.9 %), " << waits.back() << " ms (the longest)");
    // What the cleaner does every minute.
    const auto listing = now();
    REQUIRE(registry.Entries("goflow2-sflow").size() == kFiles);
    WARN("listed in " << millis(listing) << " ms");
    REQUIRE(registry.Close().ok());
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  WARN("the process had at most " << usage.ru_maxrss / 1024 << " MiB");
}

}  // namespace
}  // namespace flowship
