#include "output/rotating_file.h"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "temporary_folder.h"

namespace flowship {
namespace {

using std::chrono::milliseconds;

std::string Today() {
  const time_t now = time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  char text[16];
  std::strftime(text, sizeof text, "%Y%m%d", &parts);
  return text;
}

FileOptions In(const TemporaryFolder& folder, uint64_t max_bytes = 0, size_t max_files = 0) {
  FileOptions options;
  options.directory = folder.path();
  options.name = "flows";
  options.max_bytes = max_bytes;
  options.max_files = max_files;
  return options;
}

// A disk of so many bytes, whose calls can be made to fail.
class SmallDisk : public FileCalls {
 public:
  int Open(const char* path, int flags, mode_t mode) override {
    if (open_errors > 0) {
      --open_errors;
      errno = EMFILE;
      return -1;
    }
    return FileCalls::Open(path, flags, mode);
  }
  ssize_t Write(int fd, const char* bytes, size_t size) override {
    ++writes;
    if (at_write && writes == at_write) room = 1 << 20;
    if (interrupted > 0) {
      --interrupted;
      errno = EINTR;
      return -1;
    }
    if (room == 0) {
      errno = ENOSPC;
      return -1;
    }
    const ssize_t done = FileCalls::Write(fd, bytes, std::min(size, room));
    room -= static_cast<size_t>(done);
    return done;
  }
  ssize_t WritePieces(int fd, std::span<const iovec> pieces) override {
    std::string text;
    for (const iovec& piece : pieces) text.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
    return Write(fd, text.data(), text.size());
  }
  int Truncate(int fd, off_t size) override {
    if (no_truncate) {
      errno = EIO;
      return -1;
    }
    return FileCalls::Truncate(fd, size);
  }
  int Sync(int fd) override {
    if (!sync_fails) return FileCalls::Sync(fd);
    errno = EIO;
    return -1;
  }

  size_t room = SIZE_MAX;
  int open_errors = 0, interrupted = 0, writes = 0, at_write = 0;
  bool no_truncate = false, sync_fails = false;
};


TEST_CASE("lines go into numbered files of bounded size, whole, and the oldest files go") {
  const TemporaryFolder folder;
  const std::string date = Today();
  Deadline never;
  RotatingFile file(In(folder, 20, 3));
  CHECK(file.path().empty());
  CHECK(file.Append("aaaaaaaaa\nbbbbbbbbb\n", never) == 20);
  CHECK(folder.Files() == std::vector<std::string>{"flows-" + date + ".ndjson"});
  CHECK(file.Append("c\n", never) == 2);
  CHECK(file.path() == folder.path() + "/flows-" + date + "-1.ndjson");
  CHECK(folder.Read("flows-" + date + ".ndjson") == "aaaaaaaaa\nbbbbbbbbb\n");
  // A line that is larger alone gets a file alone; what comes after it begins the next.
  const std::string large(50, 'd');
  CHECK(file.Append("dd\n" + large + "\ne\n", never) == 56);
  CHECK(folder.Read("flows-" + date + "-1.ndjson") == "c\ndd\n");
  CHECK(folder.Read("flows-" + date + "-2.ndjson") == large + "\n");
  CHECK(folder.Read("flows-" + date + "-3.ndjson") == "e\n");
  CHECK(folder.Files().size() == 3);
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/flows-" + date + ".ndjson"));
}

TEST_CASE("files of others are neither counted nor removed") {
  const TemporaryFolder folder;
  const std::vector<std::string> foreign = {"flows-20200101.ndjson.gz", "flows-2020.ndjson", "flows-20200101-x.ndjson", "flows.ndjson", "other-20200101.ndjson"};
  for (const std::string& name : foreign) folder.Write(name, "keep\n");
  folder.Write("flows-20200101-7.ndjson", "old\n");
  folder.Write("flows-20200101.ndjson", "oldest\n");
  Deadline never;
  RotatingFile file(In(folder, 0, 2));
  CHECK(file.Append("x\n", never) == 2);
  for (const std::string& name : foreign) CHECK(folder.Read(name) == "keep\n");
  CHECK(folder.Read("flows-20200101-7.ndjson") == "old\n");
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/flows-20200101.ndjson"));
}

TEST_CASE("a restart begins a file, or goes on with today's newest") {
  const TemporaryFolder folder;
  const std::string name = "flows-" + Today();
  Deadline never;
  CHECK(RotatingFile(In(folder)).Append("a\n", never) == 2);
  CHECK(RotatingFile(In(folder)).Append("b\n", never) == 2);
  CHECK(folder.Read(name + ".ndjson") == "a\n");
  CHECK(folder.Read(name + "-1.ndjson") == "b\n");
  FileOptions options = In(folder);
  options.new_at_start = false;
  CHECK(RotatingFile(options).Append("c\n", never) == 2);
  CHECK(folder.Read(name + "-1.ndjson") == "b\nc\n");
  // A crash in the middle of a line: it was not delivered, and is cut off.
  folder.Write(name + "-1.ndjson", "b\nc\nhalf a li");
  CHECK(RotatingFile(options).Append("d\n", never) == 2);
  CHECK(folder.Read(name + "-1.ndjson") == "b\nc\nd\n");
  // Larger than a block that is looked at.
  folder.Write(name + "-1.ndjson", "b\n" + std::string(10'000, 'x'));
  CHECK(RotatingFile(options).Append("e\n", never) == 2);
  CHECK(folder.Read(name + "-1.ndjson") == "b\ne\n");
  folder.Write(name + "-1.ndjson", std::string(10'000, 'x'));
  CHECK(RotatingFile(options).Append("f\n", never) == 2);
  CHECK(folder.Read(name + "-1.ndjson") == "f\n");
}

TEST_CASE("a clock that went back does not break the order of the names") {
  const TemporaryFolder folder;
  folder.Write("flows-29990101-3.ndjson", "from the future\n");
  Deadline never;
  RotatingFile file(In(folder));
  CHECK(file.Append("a\n", never) == 2);
  CHECK(file.path() == folder.path() + "/flows-29990101-4.ndjson");
}

TEST_CASE("one file is emptied at the start and has the name and the rights that were asked for") {
  const TemporaryFolder folder;
  folder.Write("out.ndjson", "before\n");
  FileOptions options;
  options.one_file = folder.path() + "/new.ndjson";
  options.permissions = 0640;
  options.max_bytes = 1;  // does not matter
  Deadline never;
  CHECK(RotatingFile(options).Append("a\nb\n", never) == 4);
  CHECK(folder.Read("new.ndjson") == "a\nb\n");
  struct stat about {};
  REQUIRE(::stat(options.one_file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0640);
  options.one_file = folder.path() + "/out.ndjson";
  CHECK(RotatingFile(options).Append("a\n", never) == 2);
  CHECK(folder.Read("out.ndjson") == "a\n");
  options.one_file = "/dev/null";
  CHECK(RotatingFile(options).Append("a\n", never) == 2);
}

TEST_CASE("writing goes on where a full disk stopped it, once there is room") {
  const TemporaryFolder folder;
  SmallDisk disk;
  disk.room = 5;
  disk.at_write = 3;  // somebody deletes something
  disk.interrupted = 1;
  Deadline never;
  RotatingFile file(In(folder), disk);
  CHECK(file.Append("aaa\nbbb\nccc\n", never) == 12);
  CHECK(folder.Read("flows-" + Today() + ".ndjson") == "aaa\nbbb\nccc\n");
  CHECK(file.failures() == 0);  // the third write found room
  disk.room = 5;
  disk.at_write = disk.writes + 3;
  CHECK(file.Append("ddd\neee\n", never) == 8);
  CHECK(file.failures() == 1);
  CHECK(file.last_failure() == "No space left on device");
  CHECK(folder.Read("flows-" + Today() + ".ndjson") == "aaa\nbbb\nccc\nddd\neee\n");
}

// A file that has a line already, on such a disk.
struct BegunFile {
  BegunFile() { REQUIRE(file.Append("begun\n", deadline) == 6); }
  std::string Text() const { return folder.Read("flows-" + Today() + ".ndjson"); }

  const TemporaryFolder folder;
  SmallDisk disk;
  Deadline deadline;
  RotatingFile file{In(folder), disk};
};

TEST_CASE("several texts go on where a full disk stopped them, whichever byte that was") {
  const std::vector<std::string_view> texts = {"aaa\nbbb\n", "", "ccc\n", "dddd\nee\n"};
  const std::string all = "aaa\nbbb\nccc\ndddd\nee\n";
  for (size_t room = 0; room <= all.size(); ++room) {
    INFO(room);
    BegunFile begun;
    begun.disk.room = room;
    begun.disk.at_write = begun.disk.writes + 2;  // somebody deletes something
    CHECK(begun.file.AppendSome(texts, begun.deadline) == all.size());
    CHECK(begun.Text() == "begun\n" + all);
    if (room == all.size()) CHECK(begun.disk.writes == 2);  // all of them with one
  }
}

TEST_CASE("at the deadline several texts are there up to a line's end, whichever byte the disk had room for") {
  const std::vector<std::string_view> texts = {"aaa\nbbb\n", "ccc\n", "dddd\nee\n"};
  const std::string all = "aaa\nbbb\nccc\ndddd\nee\n";
  for (size_t room = 0; room < all.size(); ++room) {
    INFO(room);
    BegunFile begun;
    begun.disk.room = room;
    begun.deadline.Set(Deadline::Clock::now());
    const size_t newline = room == 0 ? std::string::npos : all.rfind('\n', room - 1);
    const size_t whole = newline == std::string::npos ? 0 : newline + 1;
    CHECK(begun.file.AppendSome(texts, begun.deadline) == whole);
    CHECK(begun.Text() == "begun\n" + all.substr(0, whole));
  }
}

TEST_CASE("several texts that do not fit into the file are divided between it and the next") {
  const TemporaryFolder folder;
  Deadline never;
  RotatingFile file(In(folder, 10));
  REQUIRE(file.Append("begun\n", never) == 6);
  const std::vector<std::string_view> texts = {"aa\nbb\n", "cc\ndd\n"};
  CHECK(file.AppendSome(texts, never) == 12);
  CHECK(folder.Read("flows-" + Today() + ".ndjson") == "begun\naa\n");
  CHECK(folder.Read("flows-" + Today() + "-1.ndjson") == "bb\ncc\ndd\n");
}

TEST_CASE("at the deadline an unfinished line is cut off again") {
  const TemporaryFolder folder;
  SmallDisk disk;
  disk.room = 6;
  Deadline deadline;
  deadline.Set(Deadline::Clock::now() + milliseconds(50));
  RotatingFile file(In(folder), disk);
  CHECK(file.Append("aaa\nbbb\n", deadline) == 4);
  CHECK(folder.Read("flows-" + Today() + ".ndjson") == "aaa\n");
  disk.room = SIZE_MAX;
  CHECK(file.Append("ccc\n", deadline) == 4);
  CHECK(folder.Read("flows-" + Today() + ".ndjson") == "aaa\nccc\n");
}

TEST_CASE("a line that can't be cut off again ends its file") {
  const TemporaryFolder folder;
  SmallDisk disk;
  disk.room = 6;
  disk.no_truncate = true;
  Deadline deadline;
  deadline.Set(Deadline::Clock::now() + milliseconds(50));
  RotatingFile file(In(folder), disk);
  CHECK(file.Append("aaa\nbbb\n", deadline) == 4);
  disk.room = SIZE_MAX;
  CHECK(file.Append("ccc\n", deadline) == 4);
  CHECK(folder.Read("flows-" + Today() + ".ndjson") == "aaa\nbb");
  CHECK(folder.Read("flows-" + Today() + "-1.ndjson") == "ccc\n");
}

TEST_CASE("a file that can't be opened is tried again") {
  const TemporaryFolder folder;
  SmallDisk disk;
  disk.open_errors = 1;
  Deadline never;
  RotatingFile file(In(folder), disk);
  CHECK(file.Append("a\n", never) == 2);
  CHECK(file.failures() == 1);
  CHECK(file.last_failure() == "Too many open files");
  disk.sync_fails = true;
  CHECK_FALSE(file.Sync());
  CHECK(file.failures() == 2);
}

TEST_CASE("a tiny disk that is really full loses and repeats nothing") {
  // /dev/full takes no byte: the real errno, the real end at the deadline.
  FileOptions options;
  options.one_file = "/dev/full";
  Deadline deadline;
  deadline.Set(Deadline::Clock::now() + milliseconds(50));
  RotatingFile file(options);
  CHECK(file.Append("a\n", deadline) == 0);
  CHECK(file.failures() >= 1);
}

TEST_CASE("a check says what can't be written") {
  const TemporaryFolder folder;
  FileOptions options = In(folder);
  options.directory = folder.path() + "/deep/er";
  CHECK(RotatingFile(options).Check().ok());
  folder.Write("file", "");
  options.directory = folder.path() + "/file/below";
  const Status status = RotatingFile(options).Check();
  REQUIRE_FALSE(status.ok());
  CHECK_THAT(status.error().message, Catch::Contains("file/below"));
  options = FileOptions();
  options.one_file = folder.path() + "/nosuch/x";
  CHECK_FALSE(RotatingFile(options).Check().ok());
  options.one_file = folder.path() + "/x";
  CHECK(RotatingFile(options).Check().ok());
}

}  // namespace
}  // namespace flowship
