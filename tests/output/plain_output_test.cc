// The console and file outputs, and the dead-letter file.

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

#include "batches.h"
#include "output/console.h"
#include "output/dead_letter.h"
#include "output/file.h"
#include "output/output_types.h"
#include "temporary_folder.h"

namespace flowship {
namespace {

TEST_CASE("the file output delivers batches in their order") {
  const TemporaryFolder folder;
  Batches batches;
  FileOutput output(OneFile(folder.path() + "/x"));
  output.Push(batches.Encoded(output, batches.Numbered(2)));
  output.Push(batches.Encoded(output, batches.Numbered(1)));
  output.Drain(Deadline::Clock::now());
  CHECK(folder.Read("x") == "{\"n\":1,\"x\":\"\"}\n{\"n\":2,\"x\":\"\"}\n{\"n\":3,\"x\":\"\"}\n");
  CHECK(batches.origin->Count(Outcome::kDelivered) == 3);
  CHECK(output.stats().delivered == 3);
  CHECK(output.stats().bytes == folder.Read("x").size());
}

TEST_CASE("codec.format.string gives the messages back, a line each") {
  const TemporaryFolder folder;
  config::Diagnostics diagnostics;
  const auto options = *config::Parse("options", "path: " + folder.path() + "\nfilename: f\ncodec.format.string: '%{[message]}'", diagnostics);
  const auto output = MakeOutput("file", options, {}, diagnostics);
  REQUIRE(output != nullptr);
  CHECK_FALSE(output->encoder().WantsTrees());
  Batches batches;
  // With a tree, its message; what is not text is none.
  output->Push(batches.Encoded(*output, batches.Make({R"({"message":"one\ntwo","x":1})", R"({"x":1})", R"({"message":"three"})"})));
  // Without, the record.
  BatchPtr batch = batches.Make({"{}", "{}"});
  batch->bytes.Append("four\nfive\n");
  batch->events[0].root = batch->events[1].root = nullptr;
  batch->events[0].record = batch->bytes.view(0, 4);
  batch->events[1].record = batch->bytes.view(5, 4);
  batch->events[0].encoded_size = batch->events[1].encoded_size = 0;
  output->Push(batches.Encoded(*output, std::move(batch)));
  // Records that are not lines as they lie there.
  batch = batches.Make({"{}", "{}"});
  batch->bytes.Append("six\n, seven");
  batch->events[0].root = batch->events[1].root = nullptr;
  batch->events[0].record = batch->bytes.view(0, 3);
  batch->events[1].record = batch->bytes.view(6, 5);
  output->Push(batches.Encoded(*output, std::move(batch)));
  output->Drain(Deadline::Clock::now());
  CHECK(batches.origin->Count(Outcome::kDelivered) == 7);
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) all += folder.Read(entry.path().filename().string());
  CHECK(all == "one two\n\nthree\nfour\nfive\nsix\nseven\n");
}

TEST_CASE("codec.format.string: another format is an error that says which there is") {
  config::Diagnostics diagnostics;
  CHECK(MakeOutput("file", *config::Parse("options", "{path: /x, codec.format.string: '%{[source.ip]}'}", diagnostics), {}, diagnostics) == nullptr);
  CHECK(diagnostics.Messages() == std::vector<std::string>{"the only format is '%{[message]}', the message of each event; without it, events are written as JSON"});
}

TEST_CASE("what a full disk did not take by the deadline is abandoned, and only that") {
  class Disk : public FileCalls {
   public:
    ssize_t Write(int fd, const char* bytes, size_t size) override {
      if (room == 0) {
        errno = ENOSPC;
        return -1;
      }
      const ssize_t done = FileCalls::Write(fd, bytes, std::min(size, room.load()));
      room -= static_cast<size_t>(done);
      return done;
    }
    std::atomic<size_t> room = 20;
  };
  const TemporaryFolder folder;
  Batches batches;
  Disk disk;
  FileOutput output(OneFile(folder.path() + "/x"), disk);
  std::thread pusher([&] { output.Push(batches.Encoded(output, batches.Numbered(3))); });
  while (disk.room != 0) std::this_thread::yield();  // a deadline before that would abandon the first one too
  output.StopBy(Deadline::Clock::now() + std::chrono::milliseconds(50));
  pusher.join();
  output.Drain(Deadline::Clock::now());
  CHECK(folder.Read("x") == "{\"n\":1,\"x\":\"\"}\n");
  CHECK(batches.origin->Count(Outcome::kDelivered) == 1);
  CHECK(batches.origin->Count(Outcome::kAbandoned) == 2);
  CHECK(output.stats().Errors().at("No space left on device") >= 1);
  output.Push(batches.Encoded(output, batches.Numbered(1)));
  CHECK(batches.origin->Count(Outcome::kAbandoned) == 3);
}

TEST_CASE("the console says that its reader has gone, once, and abandons the rest") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  std::signal(SIGPIPE, SIG_IGN);
  int failures = 0;
  std::string why;
  ConsoleOutput output(ends[1], [&](const std::string& reason) {
    ++failures;
    why = reason;
  });
  Batches batches;
  output.Push(batches.Encoded(output, batches.Numbered(1)));
  char text[100];
  CHECK(::read(ends[0], text, sizeof text) == 15);
  ::close(ends[0]);
  output.Push(batches.Encoded(output, batches.Numbered(2)));
  output.Push(batches.Encoded(output, batches.Numbered(2)));
  output.Drain(Deadline::Clock::now());
  ::close(ends[1]);
  CHECK(failures == 1);
  CHECK_THAT(why, Catch::Contains("reader of standard output has gone"));
  CHECK(batches.origin->Count(Outcome::kDelivered) == 1);
  CHECK(batches.origin->Count(Outcome::kAbandoned) == 4);
}

TEST_CASE("a console that does not take everything at once gets the rest") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  REQUIRE(::fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);  // as whoever gave us stdout may have made it
  ConsoleOutput output(ends[1], {});
  Batches batches;
  std::string all;
  std::thread reader([&] {
    std::vector<char> block(65536);
    for (ssize_t got = 1; got > 0;) {
      got = ::read(ends[0], block.data(), block.size());
      if (got > 0) all.append(block.data(), static_cast<size_t>(got));
    }
  });
  BatchPtr batch = batches.Encoded(output, batches.Numbered(1000, 1000));
  const std::string want(batch->encoded.view());
  output.Push(std::move(batch));
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  CHECK(all == want);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 1000);
}

TEST_CASE("plain outputs by their name") {
  const OutputContext context;
  CHECK(MakePlainOutput("console", context) != nullptr);
  CHECK(MakePlainOutput("file:/x", context) != nullptr);
  for (const char* neither : {"file:", "file", "kafka", "", "console:"}) CHECK(MakePlainOutput(neither, context) == nullptr);
}

TEST_CASE("a dead letter has the reason, the target and the document as it was") {
  Buffer out;
  AppendDeadLetter({400, "document_parsing_exception", "a \"reason\"", "logs-x", "id1", "", R"({"a":1})"}, "2026-11-24T03:00:00.000Z", out);
  CHECK(out.view() == "{\"@timestamp\":\"2026-11-24T03:00:00.000Z\",\"status\":400,\"type\":\"document_parsing_exception\",\"reason\":\"a \\\"reason\\\"\","
                      "\"index\":\"logs-x\",\"_id\":\"id1\",\"document\":{\"a\":1}}\n");
  out.Clear();
  AppendDeadLetter({400, "t", "", "logs-\"odd\"", "i\\1", "r", "{}"}, "now", out);
  CHECK(out.view() == R"({"@timestamp":"now","status":400,"type":"t","reason":"","index":"logs-\"odd\"","_id":"i\\1","routing":"r","document":{}})" "\n");
}

TEST_CASE("dead letters are on the disk when they are settled, else they are not settled") {
  class Disk : public FileCalls {
   public:
    int Sync(int fd) override {
      ++syncs;
      if (!fails) return FileCalls::Sync(fd);
      errno = EIO;
      return -1;
    }
    int syncs = 0;
    bool fails = false;
  };
  const TemporaryFolder folder;
  Disk disk;
  Deadline never;
  DeadLetterFile letters(folder.path(), disk);
  CHECK(folder.Files().empty());  // none until there is one
  CHECK(letters.Write("{}\n", never));
  CHECK(disk.syncs == 1);
  disk.fails = true;
  CHECK_FALSE(letters.Write("{}\n", never));
  // After a restart the same file goes on.
  DeadLetterFile later(folder.path());
  CHECK(later.Write("{\"later\":1}\n", never));
  REQUIRE(folder.Files().size() == 1);
  CHECK_THAT(folder.Files()[0], Catch::StartsWith("dead_letter-"));
  CHECK(folder.Read(folder.Files()[0]) == "{}\n{}\n{\"later\":1}\n");
}

}  // namespace
}  // namespace flowship
