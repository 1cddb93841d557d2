// The real file system and its watcher.

#include "base/file_system.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/clock.h"

namespace flowship {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "flowship-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  void Write(const std::string& name, const std::string& text) const { std::ofstream(*this / name, std::ios::binary | std::ios::app) << text; }

 private:
  std::string path_;
};

TEST_CASE("absence is an answer, everything else an error") {
  FileSystem& files = RealFileSystem();
  const Folder folder;
  folder.Write("file", "x");
  for (const std::string& absent : {folder / "nosuch", folder / "nosuch/deeper", folder / "file/below"}) {
    auto file = files.Open(absent);
    REQUIRE(file.ok());
    CHECK(*file == nullptr);
    auto info = files.Info(absent);
    REQUIRE(info.ok());
    CHECK_FALSE(*info);
    auto list = files.List(absent);
    REQUIRE(list.ok());
    CHECK_FALSE(*list);
    CHECK(files.Remove(folder / "nosuch").ok());
  }
  const auto long_name = files.Open(folder / std::string(300, 'x'));
  REQUIRE_FALSE(long_name.ok());
  CHECK_THAT(long_name.error().message, Catch::Contains("name too long"));
}

TEST_CASE("what is appended is read back at any offset") {
  FileSystem& files = RealFileSystem();
  const Folder folder;
  auto out = files.OpenForAppend(folder / "a");
  REQUIRE(out.ok());
  CHECK((*out)->Append("hello ").ok());
  CHECK((*out)->Append("world").ok());
  CHECK((*out)->Sync().ok());
  auto in = files.Open(folder / "a");
  REQUIRE(in.ok());
  char text[20];
  CHECK(*(*in)->ReadAt(6, text, sizeof text) == 5);
  CHECK(std::string_view(text, 5) == "world");
  CHECK(*(*in)->ReadAt(11, text, sizeof text) == 0);
  CHECK((*out)->Truncate(5).ok());
  CHECK((*out)->Append("!").ok());
  CHECK(*(*in)->ReadAt(0, text, sizeof text) == 6);
  CHECK(std::string_view(text, 6) == "hello!");
  auto info = (*in)->Info();
  REQUIRE(info.ok());
  CHECK(info->size == 6);
  CHECK(info->links == 1);
  CHECK(info->kind == FileKind::kRegular);
  struct stat about {};
  REQUIRE(::stat((folder / "a").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  CHECK(info->inode == about.st_ino);
  // The open file stays the same under another name, and without one.
  CHECK(files.Rename(folder / "a", folder / "b").ok());
  CHECK((*in)->Info()->inode == about.st_ino);
  CHECK(files.Remove(folder / "b").ok());
  CHECK((*in)->Info()->links == 0);
  CHECK(*(*in)->ReadAt(0, text, sizeof text) == 6);
}

TEST_CASE("a listing has names and kinds, links are told from what they point to") {
  FileSystem& files = RealFileSystem();
  const Folder folder;
  folder.Write("file", "x");
  CHECK(files.MakeDirectories(folder / "one/two").ok());
  CHECK(files.MakeDirectories(folder / "one/two").ok());
  REQUIRE(::symlink("file", (folder / "link").c_str()) == 0);
  auto list = files.List(folder.path());
  REQUIRE(list.ok());
  REQUIRE(*list);
  std::vector<std::pair<std::string, FileKind>> entries;
  for (const DirectoryEntry& entry : **list) entries.emplace_back(entry.name, entry.kind);
  std::sort(entries.begin(), entries.end());
  CHECK(entries == std::vector<std::pair<std::string, FileKind>>{{"file", FileKind::kRegular}, {"link", FileKind::kSymlink}, {"one", FileKind::kDirectory}});
  CHECK((*files.Info(folder / "link"))->kind == FileKind::kRegular);
  CHECK((*files.LinkInfo(folder / "link"))->kind == FileKind::kSymlink);
  CHECK(*files.RealPath(folder / "one/../link") == std::filesystem::canonical(folder.path()).string() + "/file");
  CHECK(files.SyncDirectory(folder.path()).ok());
}

TEST_CASE("a lock is held by one, and says by whom") {
  FileSystem& files = RealFileSystem();
  const Folder folder;
  {
    auto lock = files.Lock(folder / "lock");
    REQUIRE(lock.ok());
    auto second = files.Lock(folder / "lock");
    REQUIRE_FALSE(second.ok());
    CHECK_THAT(second.error().message, Catch::Contains(std::to_string(::getpid())));
  }
  CHECK(files.Lock(folder / "lock").ok());
}

TEST_CASE("a watcher tells what happens in its folders") {
  FileSystem& files = RealFileSystem();
  const Folder folder;
  folder.Write("a", "x");
  auto watcher = files.MakeWatcher();
  REQUIRE(watcher.ok());
  CHECK((*watcher)->Watch(folder.path()).ok());
  CHECK((*watcher)->Watch(folder.path()).ok());
  CHECK_FALSE((*watcher)->Watch(folder / "nosuch").ok());
  std::vector<WatchEvent> events;
  const auto saw = [&](WatchEvent::Kind kind, const std::string& name) {
    constexpr int64_t kSecondNanos = 1'000'000'000;
    for (int i = 0; i < 100; ++i) {
      (*watcher)->Drain(events);
      const auto is_it = [&](const WatchEvent& event) { return event.kind == kind && event.directory == folder.path() && event.name == name; };
      if (std::ranges::any_of(events, is_it)) return true;
      (*watcher)->Wait(kSecondNanos / 50);
    }
    return false;
  };
  folder.Write("a", "y");
  CHECK(saw(WatchEvent::Kind::kModified, "a"));
  folder.Write("b", "y");
  CHECK(saw(WatchEvent::Kind::kAppeared, "b"));
  CHECK(files.Rename(folder / "a", folder / "c").ok());
  CHECK(saw(WatchEvent::Kind::kGone, "a"));
  CHECK(saw(WatchEvent::Kind::kAppeared, "c"));
  CHECK(files.Remove(folder / "c").ok());
  CHECK(saw(WatchEvent::Kind::kGone, "c"));
  (*watcher)->Unwatch(folder.path());
  (*watcher)->Drain(events);
  events.clear();
  folder.Write("d", "z");
  (*watcher)->Drain(events);
  CHECK(events.empty());
}

TEST_CASE("a waiting watcher can be woken") {
  auto watcher = RealFileSystem().MakeWatcher();
  REQUIRE(watcher.ok());
  const int64_t start = RealClock().MonotonicNanos();
  std::thread waker([&watcher] { (*watcher)->Wake(); });
  constexpr int64_t kMinuteNanos = 60'000'000'000;
  (*watcher)->Wait(kMinuteNanos);
  waker.join();
  CHECK(RealClock().MonotonicNanos() - start < kMinuteNanos / 2);
}

TEST_CASE("the clock goes on and knows the year") {
  const int64_t first = RealClock().MonotonicNanos();
  CHECK(RealClock().MonotonicNanos() >= first);
  constexpr int64_t k2024Nanos = 1'704'067'200'000'000'000;
  CHECK(RealClock().WallNanos() > k2024Nanos);
}

}  // namespace
}  // namespace flowship
