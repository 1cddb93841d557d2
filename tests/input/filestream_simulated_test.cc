// What the simulation has found (docs/simulation.md), each as a scenario of its own, named by the seed that showed it first.

#include <algorithm>
#include <utility>

#include "agent.h"
#include "odd_files.h"

using namespace flowship;
using namespace flowship::testing;

namespace {

std::string LogOptions(const Folder& logs, const std::string& more = "") { return "paths: [" + logs.path + "/*.log]\n" + more; }
// "two" is at the end of a.log and of its copy when that is made; "three" is what it begins with then.
void RotateByCopy(const Folder& logs) {
  Append(logs / "a.log", "two\n");
  CopyTruncate(logs / "a.log", logs / "a.log.1");
  Append(logs / "a.log", "three\n");
}
bool Has(const Lines& lines, const std::string& line) { return std::find(lines.begin(), lines.end(), line) != lines.end(); }

}  // namespace

TEST_CASE("simulation-436: a file that is cut before anything of it was read leaves its copy to be read") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "first\n");
  SetAge(logs / "a.log", std::chrono::seconds(60));
  Write(logs / "b.log", "one\n");
  Run run(data.path, "paths: [\"" + logs.path + "/*\"]", clock, RealFileSystem(), false, 1);
  run.sink.hold = true;
  run.GoSteps(5);  // b.log has no batch
  Write(logs / "b.log.1", "one\n");
  run.GoSteps(5);
  fs::resize_file(logs / "b.log", 0);
  run.sink.hold = false;
  run.sink.ReleaseAll();
  run.Go(30);
  CHECK(run.records() == Lines{"first", "one"});
}

TEST_CASE("simulation-116: copied and truncated while the agent was away, to a name that no pattern means") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
  }
  RotateByCopy(logs);
  Run run(data.path, LogOptions(logs), clock);
  run.Go(20);
  Lines lines = run.records();
  std::sort(lines.begin(), lines.end());
  CHECK(lines == Lines{"three", "two"});
}

TEST_CASE("simulation-9836: copied, truncated and replaced while the agent was away") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
  }
  Append(logs / "a.log", "two\n");
  CopyTruncate(logs / "a.log", logs / "a.log.1");
  Write(logs / "new", "three\n");  // another inode, while the old one has its own yet
  fs::rename(logs / "new", logs / "a.log");
  Run run(data.path, LogOptions(logs), clock);
  run.Go(20);
  Lines lines = run.records();
  std::sort(lines.begin(), lines.end());
  CHECK(lines == Lines{"three", "two"});
}

TEST_CASE("simulation-5490: who writes to a file does not know yet that it was renamed, and the agent is started again meanwhile") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    fs::rename(logs / "a.log", logs / "a.log.1");
    run.Go(20);
  }
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records().empty());
  Append(logs / "a.log.1", "two\n");
  run.Go(20);
  CHECK(run.records() == Lines{"two"});
}

TEST_CASE("simulation-1705: a line that was appended within the tick of ctime in which all before it was read") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
  }
  Append(logs / "a.log", "two\n");
  {
    // As if it had the ctime that the file had when it was read.
    auto registry = Registry::Open(RealFileSystem(), clock, data.path, {limits::kRegistryLogBytes, false});
    REQUIRE(registry.ok());
    const auto entries = (*registry)->Entries("s");
    REQUIRE(entries.size() == 1);
    (*registry)->Settle(entries[0].id, 4, (**RealFileSystem().Info(logs / "a.log")).changed_nanos);
    REQUIRE((*registry)->Close().ok());
  }
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records() == Lines{"two"});
}

TEST_CASE("simulation-2004: half a line of a file that is out of sight is not taken for its last") {
  Folder logs, away, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntw");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  fs::rename(logs / "a.log", away / "a.log");
  run.Go(400);
  CHECK(run.records() == Lines{"one"});
  Append(away / "a.log", "o\n");
  fs::rename(away / "a.log", logs / "a.log");
  run.Go(20);
  CHECK(run.records() == Lines{"one", "two"});
}

TEST_CASE("simulation-2627: written anew and then removed between two looks, a file is read from its handle") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  Write(logs / "a.log", "other\n");
  fs::remove(logs / "a.log");
  run.Go(20);
  CHECK(Has(run.records(), "other"));
}

TEST_CASE("simulation-9413: half a line of what was there and half a one of what was written over it meanwhile is no line") {
  const bool from_beginning = GENERATE(false, true);
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  const std::string before = from_beginning ? "" : "one\n";
  Write(logs / "a.log", before);
  Run run(data.path, LogOptions(logs), clock, files);
  run.Go();
  Append(logs / "a.log", "first line\nsecond line\n");
  files.piece_bytes = 16;
  bool rewritten = false;
  files.before_read = [&](uint64_t offset) {
    if (offset < before.size() + 16 || std::exchange(rewritten, true)) return;
    Write(logs / "a.log", before + (from_beginning ? "first line\n" : "other line\n") + "another than the second\n");
  };
  run.Go(20);
  CHECK(rewritten);
  Lines lines = run.records();
  std::sort(lines.begin(), lines.end());
  CHECK(lines == (from_beginning ? Lines{"another than the second", "first line"} : Lines{"another than the second", "one", "other line"}));
}

TEST_CASE("simulation-8323: the copy of a file that was cut before it was read is found though an older file that it begins like is known") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "same\n");
  Run run(data.path, "paths: [\"" + logs.path + "/*.log\"]", clock, RealFileSystem(), false, 1);
  run.Go();
  run.sink.hold = true;
  Write(logs / "b.log", "something\n");  // has the only batch
  SetAge(logs / "b.log", std::chrono::seconds(60));
  run.GoSteps(5);
  Write(logs / "new", "same\nand more\n");
  fs::rename(logs / "a.log", logs / "a.log.1");
  fs::rename(logs / "new", logs / "a.log");
  run.GoSteps(10);
  fs::copy_file(logs / "a.log", logs / "a.log.2");
  fs::resize_file(logs / "a.log", 0);
  run.GoSteps(10);
  run.sink.hold = false;
  run.sink.ReleaseAll();
  run.Go(30);
  CHECK(Has(run.records(), "and more"));
}

TEST_CASE("simulation-37308: a renamed file that was out of sight is followed again, though its handle was closed after it had come back") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs), clock, files);
  run.Go();
  fs::rename(logs / "a.log", logs / "a.log.1");
  run.Go(20);
  files.unmounted.insert(logs.path);
  run.Go(20);
  files.unmounted.clear();
  run.Go(400);  // longer than close.on_state_change.inactive
  CHECK(files.open_files == 0);
  Append(logs / "a.log.1", "two\n");
  run.Go(200);
  CHECK(run.records() == Lines{"one", "two"});
}

TEST_CASE("simulation-557: while no batch is free, files are not opened one after the other") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  for (int i = 0; i < 12; ++i) Write(logs / (std::to_string(i) + ".log"), std::to_string(i) + " one\n");
  Run run(data.path, LogOptions(logs), clock, files, false, 1);
  run.input->LimitOpenFiles(2);
  run.Go(5);
  CHECK(run.records().size() == 12);
  run.sink.hold = true;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 12; ++i) Append(logs / (std::to_string(i) + ".log"), "more\n");
    run.GoSteps(100);
  }
  CHECK(files.most_open_files <= 4);
  run.sink.hold = false;
  run.sink.ReleaseAll();
  run.Go(20);
  CHECK(run.records().size() == 12 + 36);
}

TEST_CASE("simulation-14517: copied, truncated and removed between two looks at a file that is closed") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "close.reader.on_eof: true"), clock);
  run.Go();
  Append(logs / "a.log", "two\n");
  CopyTruncate(logs / "a.log", logs / "a.log.1");
  fs::remove(logs / "a.log");
  run.Go(20);
  CHECK(run.records() == Lines{"one", "two"});
}

TEST_CASE("simulation-18740: a renamed file that could not be found for a moment is found before it is given up") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "close.on_state_change.inactive: 60s"), clock, files);
  run.Go();
  fs::rename(logs / "a.log", logs / "a.log.1");
  files.loses_events = true;  // or its new name were heard of
  files.good_lists = 1;  // the scan sees that it is missing, and the search for it fails
  run.Go(15);
  files.good_lists = -1;
  run.Go(200);
  Append(logs / "a.log.1", "two\n");
  run.Go(20);
  CHECK(run.records() == Lines{"one", "two"});
}

TEST_CASE("simulation-19292: what was truncated is not cleaned before its copies could be searched for") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  { Run(data.path, LogOptions(logs), clock, files).Go(); }
  RotateByCopy(logs);
  Run run(data.path, LogOptions(logs), clock, files);
  for (int i = 0; i < 60; ++i) {
    files.good_lists = 1;  // for each scan, and none for what looks for copies
    run.Go(10);
  }
  CHECK(run.records() == Lines{"three"});
  files.good_lists = -1;
  run.Go(60);
  CHECK(run.records() == Lines{"three", "two"});
}

TEST_CASE("simulation-13716: what a file was known as is not forgotten because it can't be read for a moment") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  { Run(data.path, LogOptions(logs), clock, files).Go(); }
  RotateByCopy(logs);
  Run run(data.path, LogOptions(logs), clock, files);
  int beginnings = 0;
  files.before_read = [&](uint64_t offset) {
    // First its head, then what had been read of it.
    if (offset == 0 && ++beginnings == 2) files.unreadable.insert(logs / "a.log");
    if (offset == 0 && beginnings == 3) files.unreadable.clear();
  };
  run.Go(60);
  Lines lines = run.records();
  std::sort(lines.begin(), lines.end());
  CHECK(lines == Lines{"three", "two"});
}
