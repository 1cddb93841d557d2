#include <algorithm>
#include <thread>

#include "agent.h"
#include "odd_files.h"

namespace flowship::testing {
namespace {

std::string LogOptions(const Folder& logs, const std::string& more = "") { return "paths: [" + logs.path + "/*.log]\n" + more; }
std::string AllOptions(const Folder& logs, const std::string& more = "") { return "paths: [" + logs.path + "/*]\n" + more; }

Lines Sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_CASE("what is there is read, and what is appended is read when it comes") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records() == Lines{"one", "two"});
  CHECK(run.sink.events[1].offset == 4);
  CHECK(run.sink.events[1].file == "a.log");
  Append(logs / "a.log", "three\n");
  run.Go();
  CHECK(run.records() == Lines{"one", "two", "three"});
  Write(logs / "b.log", "four\n");
  Write(logs / "c.txt", "not meant\n");
  run.Go();
  CHECK(run.records() == Lines{"one", "two", "three", "four"});
  CHECK(run.registry->size() == 2);
  CHECK(run.input->Troubles().empty());
  CHECK(run.Count("messages_read_total") == 4);
  CHECK(run.Count("files_active") == 2);
}

TEST_CASE("a half line waits for its other half") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntw");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records() == Lines{"one"});
  Append(logs / "a.log", "o");
  run.Go();
  CHECK(run.records() == Lines{"one"});
  Append(logs / "a.log", "\nthr");
  run.Go();
  CHECK(run.records() == Lines{"one", "two"});
  Append(logs / "a.log", "ee\n");
  run.Go();
  CHECK(run.records() == Lines{"one", "two", "three"});
}

TEST_CASE("a first line that is not whole yet is read when it is") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "empty.log", "");
  Write(logs / "a.log", "on");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records().empty());
  CHECK(run.registry->size() == 0);
  Append(logs / "a.log", "e\n");
  Append(logs / "empty.log", "two\n");
  run.Go();
  CHECK(Sorted(run.records()) == Lines{"one", "two"});
}

TEST_CASE("beats-44780 and beats-50116: a file of a few bytes is read") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "x\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records() == Lines{"x"});
}

TEST_CASE("glued records of GoFlow2, and the empty lines after them") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "{\"a\":1}{\"b\":2}\n\n{\"c\":3}\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records() == Lines{"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"});
  CHECK(run.sink.events[1].offset == 7);
  CHECK(run.registry->Entries("s")[0].state.offset == 24);
  CHECK(run.Count("glued_records_total") == 1);
}

TEST_CASE("lines that nothing is made of move the cursor all the same") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  Append(logs / "a.log", "\n\n\n");
  run.Go();
  CHECK(run.records() == Lines{"one"});
  CHECK(run.registry->Entries("s")[0].state.offset == 7);
}

TEST_CASE("after a restart reading goes on where what was delivered ends") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    CHECK(run.records().size() == 2);
  }
  Append(logs / "a.log", "three\n");
  Write(logs / "b.log", "four\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    CHECK(Sorted(run.records()) == Lines{"four", "three"});
  }
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records().empty());
  CHECK(run.Count("files_opened_total") == 0);  // finished and unchanged: not opened again
}

TEST_CASE("what was read and not delivered is read again after a restart") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    run.sink.hold = true;
    Append(logs / "a.log", "two\n");
    run.Go();
    Append(logs / "a.log", "three\n");
    run.Go();
    CHECK(run.sink.held.size() == 2);
    run.sink.Release(1);  // the later one first
    CHECK(run.registry->Entries("s")[0].state.offset == 4);
  }
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records() == Lines{"two", "three"});
}

TEST_CASE("batches done in any order move the cursor over what has no gap; an abandoned one stops it") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "1\n");
  Run run(data.path, LogOptions(logs), clock);
  run.sink.hold = true;
  run.Go();
  for (const char* line : {"2\n", "3\n", "4\n", "5\n"}) {
    Append(logs / "a.log", line);
    run.Go();
  }
  REQUIRE(run.sink.held.size() == 5);
  const auto offset = [&run] { return run.registry->Entries("s")[0].state.offset; };
  run.sink.Release(2, Outcome::kDropped);
  run.sink.Release(1, Outcome::kDeadLettered);
  CHECK(offset() == 0);
  run.sink.Release(0);
  CHECK(offset() == 6);
  run.sink.Release(0, Outcome::kAbandoned);
  run.sink.Release(0);
  CHECK(offset() == 6);
  run.sink.hold = false;
  Append(logs / "a.log", "6\n");
  run.Go();
  CHECK(offset() == 6);
  CHECK(run.records().back() == "6");
}

TEST_CASE("with the registry deleted all is read again, under the same ids") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo\n");
  std::vector<Collected> first;
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    Append(logs / "a.log", "three\n");
    run.Go();
    first = run.sink.events;
  }
  fs::remove_all(data.path);
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  REQUIRE(run.sink.events.size() == 3);
  for (size_t i = 0; i < 3; ++i) CHECK(run.sink.events[i].id == first[i].id);
}

TEST_CASE("rotation by renaming: the old file to its end, the new one from its beginning") {
  for (const bool matched : {true, false}) {
    CAPTURE(matched);
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\n");
    Run run(data.path, matched ? AllOptions(logs) : LogOptions(logs), clock);
    run.Go();
    fs::rename(logs / "a.log", logs / "a.log.1");
    Append(logs / "a.log.1", "two\n");
    Write(logs / "a.log", "three\n");
    run.Go();
    CHECK(Sorted(run.records()) == Lines{"one", "three", "two"});
    Append(logs / "a.log.1", "four\n");
    Append(logs / "a.log", "five\n");
    run.Go(3);
    CHECK(Sorted(run.records()) == Lines{"five", "four", "one", "three", "two"});
    fs::rename(logs / "a.log.1", logs / "a.log.2");
    fs::rename(logs / "a.log", logs / "a.log.1");
    Write(logs / "a.log", "six\n");
    run.Go(30);
    CHECK(run.records().size() == 6);
  }
}

TEST_CASE("beats-43649: renamed while the agent was away") {
  for (const bool matched : {true, false}) {
    CAPTURE(matched);
    Folder logs, data;
    TestClock clock;
    const std::string options = matched ? AllOptions(logs) : LogOptions(logs);
    Write(logs / "a.log", "one\n");
    {
      Run run(data.path, options, clock);
      run.Go();
    }
    Append(logs / "a.log", "two\n");
    fs::rename(logs / "a.log", logs / "a.log.1");
    Write(logs / "a.log", "three\n");
    {
      Run run(data.path, options, clock);
      run.Go();
      CHECK(Sorted(run.records()) == Lines{"three", "two"});
    }
    Run run(data.path, options, clock);
    run.Go();
    CHECK(run.records().empty());
  }
}

TEST_CASE("beats-39732: renamed after it was closed for being idle, and appended to") {
  for (const bool matched : {true, false}) {
    CAPTURE(matched);
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\n");
    Run run(data.path, (matched ? AllOptions(logs) : LogOptions(logs)) + "close.on_state_change.inactive: 1m", clock);
    run.Go();
    CHECK(run.Count("files_active") == 1);
    run.Go(90);
    CHECK(run.Count("files_active") == 0);
    fs::rename(logs / "a.log", logs / "a.log.1");
    Append(logs / "a.log.1", "two\n");
    run.Go(30);
    CHECK(run.records() == Lines{"one", "two"});
  }
}

TEST_CASE("beats-50738: closed while what was read is not delivered, it is not read again") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "close.on_state_change.inactive: 1m"), clock);
  run.sink.hold = true;
  run.Go();
  run.Go(300);
  CHECK(run.Count("files_active") == 0);
  Append(logs / "a.log", "two\n");
  run.Go();
  CHECK(run.records() == Lines{"one", "two"});
  CHECK(run.registry->Entries("s")[0].state.offset == 0);
  run.sink.ReleaseAll();
  CHECK(run.registry->Entries("s")[0].state.offset == 8);
}

TEST_CASE("beats-39731 and beats-45300: copytruncate sends nothing twice and loses nothing") {
  for (const bool watched : {true, false}) {
    CAPTURE(watched);
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\ntwo\n");
    Run run(data.path, AllOptions(logs), clock);
    run.Go();
    for (int round = 0; round < 3; ++round) {
      const std::string number = std::to_string(round);
      Append(logs / "a.log", "late " + number + "\n");  // copied before it was read
      CopyTruncate(logs / "a.log", logs / ("a.log." + number));
      if (watched) run.Go();
      Append(logs / "a.log", "first of " + number + "\nsecond of " + number + "\n");
      run.Go(20);
    }
    CHECK(Sorted(run.records()) == Lines{"first of 0", "first of 1", "first of 2", "late 0", "late 1", "late 2", "one", "second of 0",
                                         "second of 1", "second of 2", "two"});
    CHECK(run.Count("files_truncated_total") == 3);
  }
}

TEST_CASE("copytruncate to a name that no pattern means: what was not read before is read from there") {
  for (const char* name : {"a.log.1", "a.log-20261124", "a-20261124.txt"}) {
    CAPTURE(name);
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\n");
    Write(logs / "a.log.2", "one\nof another day\n");  // the same head, and not meant
    Write(logs / "a.txt", "not meant\n");
    {
      Run run(data.path, LogOptions(logs), clock);
      run.Go();
      Append(logs / "a.log", "two\n");
      CopyTruncate(logs / "a.log", logs / name);
      Append(logs / "a.log", "three\n");
      run.Go(12);
      CHECK(Sorted(run.records()) == Lines{"one", "three", "two"});
    }
    Run run(data.path, LogOptions(logs), clock);
    run.Go(12);
    CHECK(run.records().empty());
  }
}

TEST_CASE("a copy that is there before the truncation is not read while the original is") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo\n");
  Run run(data.path, AllOptions(logs), clock);
  run.Go();
  Write(logs / "a.log.1", "one\nt");  // half of it is copied
  run.Go();
  Write(logs / "a.log.1", "one\ntwo\n");
  Append(logs / "a.log", "three\n");
  run.Go();
  CHECK(run.records() == Lines{"one", "two", "three"});
  Write(logs / "a.log.1", ReadAll(logs / "a.log"));
  run.Go();
  fs::resize_file(logs / "a.log", 0);
  run.Go(20);
  CHECK(run.records() == Lines{"one", "two", "three"});
  Append(logs / "a.log", "four\n");
  run.Go(20);
  CHECK(run.records() == Lines{"one", "two", "three", "four"});
}

TEST_CASE("copytruncate while the agent was away") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, AllOptions(logs), clock);
    run.Go();
  }
  Append(logs / "a.log", "two\n");
  CopyTruncate(logs / "a.log", logs / "a.log.1");
  Append(logs / "a.log", "three\n");
  {
    Run run(data.path, AllOptions(logs), clock);
    run.Go();
    CHECK(Sorted(run.records()) == Lines{"three", "two"});
  }
  Run run(data.path, AllOptions(logs), clock);
  run.Go();
  CHECK(run.records().empty());
}

TEST_CASE("truncated and written again, shorter, longer or as long as before") {
  for (const char* text : {"x\n", "a line that is longer than all before\n", "xxx\nyyy\n", "one\nxxx\n"}) {
    CAPTURE(text);
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\ntwo\n");
    {
      Run run(data.path, LogOptions(logs), clock);
      run.Go();
      Write(logs / "a.log", text);
      run.Go(15);
      Lines wanted{"one", "two"};
      for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) wanted.emplace_back(rest.substr(0, rest.find('\n')));
      CHECK(run.records() == wanted);
    }
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    CHECK(run.records().empty());
  }
}

TEST_CASE("beats-36541 and beats-38070: rewritten while the agent was away, it is read once and not at every start") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo\nthree\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
  }
  Write(logs / "a.log", "one\nTWO\n");  // the same head, the same inode, shorter than the offset
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    CHECK(run.records() == Lines{"one", "TWO"});
  }
  for (int i = 0; i < 3; ++i) {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    CHECK(run.records().empty());
  }
}

TEST_CASE("inode reuse: another file under the inode of one that is known") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    // What reuse looks like to the agent: the same inode under another name, other content, longer than the offset.
    fs::rename(logs / "a.log", logs / "b.log");
    Write(logs / "b.log", "red\ngreen\nblue\n");
    run.Go(15);
    CHECK(run.records() == Lines{"one", "two", "red", "green", "blue"});
  }
  fs::rename(logs / "b.log", logs / "c.log");
  Write(logs / "c.log", "seven\neight\nnine\nten\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(run.records() == Lines{"seven", "eight", "nine", "ten"});
}

TEST_CASE("beats-38003: files with the same head are different files") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "head\na1\n");
  Write(logs / "b.log", "head\nb1\n");
  Write(logs / "c.log", "head\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    // c is the same as the beginning of a and b: a copy, until it says something of its own.
    CHECK(Sorted(run.records()) == Lines{"a1", "b1", "head", "head"});
    Append(logs / "c.log", "c1\n");
    Append(logs / "a.log", "a2\n");
    run.Go();
    CHECK(Sorted(run.records()) == Lines{"a1", "a2", "b1", "c1", "head", "head", "head"});
  }
  Append(logs / "a.log", "a3\n");
  Append(logs / "b.log", "b2\n");
  Append(logs / "c.log", "c2\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(Sorted(run.records()) == Lines{"a3", "b2", "c2"});
}

TEST_CASE("removed while it is read: what is left is read from the open file") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs), clock, RealFileSystem(), false, 1);
  run.sink.hold = true;
  run.Go();
  CHECK(run.records() == Lines{"one"});
  Append(logs / "a.log", "two\nthree\n");
  run.GoSteps(5);  // there is no batch to read it into
  fs::remove(logs / "a.log");
  run.GoSteps(50);
  CHECK(run.records() == Lines{"one"});
  run.sink.hold = false;
  run.sink.ReleaseAll();
  run.Go(3);
  CHECK(run.records() == Lines{"one", "two", "three"});
  run.Go(400);
  CHECK(run.Count("files_active") == 0);
}

TEST_CASE("files that are too old are not begun, and not forgotten") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "old.log", "one\n");
  SetAge(logs / "old.log", std::chrono::hours(73));
  Write(logs / "new.log", "two\n");
  {
    Run run(data.path, LogOptions(logs, "ignore_older: 72h"), clock);
    run.Go();
    CHECK(run.records() == Lines{"two"});
    Append(logs / "old.log", "three\n");  // what comes after that counts
    run.Go();
    CHECK(run.records() == Lines{"two", "three"});
  }
  Run run(data.path, LogOptions(logs, "ignore_older: 72h"), clock);
  run.Go();
  CHECK(run.records().empty());
}

TEST_CASE("ignore_inactive") {
  for (const bool first : {true, false}) {
    CAPTURE(first);
    Folder logs, data;
    TestClock clock;
    Write(logs / "old.log", "one\n");
    SetAge(logs / "old.log", std::chrono::hours(1));
    const std::string options = LogOptions(logs, first ? "ignore_inactive: since_first_start" : "ignore_inactive: since_last_start");
    {
      Run run(data.path, options, clock);
      run.Go();
      CHECK(run.records().empty());
    }
    Write(logs / "between.log", "two\n");
    SetAge(logs / "between.log", std::chrono::seconds(-2));
    clock.now += 5 * kNanosPerSecond;  // the second start is later than that
    Run run(data.path, options, clock);
    run.Go();
    CHECK(run.records() == (first ? Lines{"two"} : Lines{}));
  }
}

TEST_CASE("files that are excluded, by either name of the option, and files that are not included") {
  Folder logs, data;
  TestClock clock;
  for (const char* name : {"a.log", "a.log.gz.log", "b.log", "c.log"}) Write(logs / name, std::string(name) + "\n");
  Run run(data.path, LogOptions(logs, "exclude_files: ['\\.gz']\nprospector.scanner.exclude_files: ['b\\.log$']\nprospector.scanner.include_files: ['[ab]\\.log']"), clock);
  run.Go();
  CHECK(run.records() == Lines{"a.log"});
  Append(logs / "b.log", "more\n");
  Write(logs / "d.log", "more\n");
  run.Go(15);
  CHECK(run.records() == Lines{"a.log"});
}

TEST_CASE("directories below, those that come later included") {
  Folder logs, data;
  TestClock clock;
  fs::create_directories(logs / "x/y");
  Write(logs / "x/y/a.log", "one\n");
  Write(logs / "top.log", "two\n");
  Run run(data.path, "paths: [" + logs.path + "/**/*.log]", clock);
  run.Go();
  CHECK(Sorted(run.records()) == Lines{"one", "two"});
  fs::create_directories(logs / "x/z/w");
  Write(logs / "x/z/w/b.log", "three\n");
  run.Go(1);
  Append(logs / "x/z/w/b.log", "four\n");
  run.Go();
  CHECK(Sorted(run.records()) == Lines{"four", "one", "three", "two"});
}

TEST_CASE("once: a last line needs no newline, and then it is finished") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo");
  Write(logs / "b.log", "three");
  Write(logs / "c.log", "");
  {
    Run run(data.path, LogOptions(logs), clock, RealFileSystem(), true);
    CHECK_FALSE(run.input->Finished());
    run.sink.hold = true;
    run.Go();
    CHECK(Sorted(run.records()) == Lines{"one", "three", "two"});
    CHECK_FALSE(run.input->Finished());
    run.sink.ReleaseAll();
    CHECK(run.input->Finished());
  }
  {
    Run run(data.path, LogOptions(logs), clock, RealFileSystem(), true);
    run.Go();
    CHECK(run.records().empty());
    CHECK(run.input->Finished());
  }
  // And what then comes after the half lines is what comes after them.
  Append(logs / "a.log", " and a half\n");
  Append(logs / "b.log", " and a half\nfour\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  CHECK(Sorted(run.records()) == Lines{" and a half", " and a half", "four"});
}

TEST_CASE("no batch is free: discovery goes on, reading goes on when one is, and Troubles says so") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  files.no_watcher = GENERATE(false, true);  // found by an event, or by a scan
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "prospector.scanner.check_interval: 5s"), clock, files, false, 1);
  run.sink.hold = true;
  run.GoSteps(10);
  Append(logs / "a.log", "more\n");
  run.GoSteps(50);  // it waits for the batch that the first line has
  Write(logs / "b.log", "two\n");
  run.GoSteps(10);
  CHECK(run.records() == Lines{"one"});
  clock.now += 7 * kNanosPerSecond;
  run.GoSteps(3);
  CHECK(run.Count("files_tracked") == 2);
  clock.now += 7 * kNanosPerSecond;
  const auto troubles = run.input->Troubles();
  CHECK(std::any_of(troubles.begin(), troubles.end(), [](const std::string& trouble) { return trouble.starts_with("waits for the output for "); }));
  run.sink.hold = false;
  run.sink.ReleaseAll();
  run.Go();
  CHECK(run.records() == Lines{"one", "more", "two"});
  CHECK(run.input->Troubles().size() == (files.no_watcher ? 1 : 0));  // files are polled
}

TEST_CASE("a long line is cut to message_max_bytes, and what follows it is whole") {
  Folder logs, data;
  TestClock clock;
  const std::string line(600'000, 'x');
  Write(logs / "a.log", "one\n" + line);
  Run run(data.path, LogOptions(logs, "message_max_bytes: 1000"), clock);
  run.Go();
  CHECK(run.records() == Lines{"one"});
  Append(logs / "a.log", line + "\ntwo\n");
  run.Go();
  CHECK(run.records() == Lines{"one", line.substr(0, 1000), "two"});
  CHECK(run.sink.events[2].offset == 4 + 1'200'000 + 1);
  Append(logs / "a.log", "three\n");
  run.Go();
  CHECK(run.records().size() == 4);
}

TEST_CASE("many files at once take turns, the oldest first") {
  Folder logs, data;
  TestClock clock;
  std::string big;
  for (int i = 0; i < 60'000; ++i) big += "a line of the big file\n";
  Write(logs / "big.log", big);
  SetAge(logs / "big.log", std::chrono::hours(2));
  Write(logs / "small.log", "small\n");
  Run run(data.path, LogOptions(logs), clock);
  run.Go();
  const Lines records = run.records();
  REQUIRE(records.size() == 60'001);
  const auto small = std::find(records.begin(), records.end(), "small") - records.begin();
  CHECK(small > 0);
  CHECK(small < 15'000);
}

TEST_CASE("threads: what is written while it is read comes once, in order") {
  Folder logs, data;
  KeySet keys;
  BatchPool pool(keys, 8);
  CollectingSink sink;
  auto registry = Registry::Open(RealFileSystem(), RealClock(), data.path);
  REQUIRE(registry.ok());
  (*registry)->StartWriter();
  const auto stream = std::make_shared<Stream>();
  config::Diagnostics diagnostics;
  config::StreamPolicy policy;
  policy.input_type = "filestream";
  policy.options = *config::Parse("options", AllOptions(logs), diagnostics);
  auto input = MakeInput(policy, stream, {RealFileSystem(), RealClock(), registry->get(), &pool, &sink, false}, diagnostics);
  REQUIRE(input != nullptr);
  REQUIRE(input->Start().ok());
  const auto read = [&input] {
    for (const InputCounter& counter : input->Counters()) {
      if (counter.name == "messages_read_total") return counter.value;
    }
    return uint64_t{0};
  };
  std::thread writer([&logs] {
    for (int i = 0; i < 20'000; ++i) {
      Append(logs / "a.log", std::to_string(i) + "\n");
      if (i % 2000 == 1999) fs::rename(logs / "a.log", logs / ("a.log." + std::to_string(i)));
    }
  });
  writer.join();
  for (int i = 0; i < 500 && read() < 20'000; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  pool.Close();
  input->Stop();
  input.reset();
  std::vector<int> numbers;
  for (const Collected& event : sink.events) numbers.push_back(std::stoi(event.record));
  CHECK(numbers.size() == 20'000);
  std::map<int, int> last;  // by file of 2000
  bool in_order = true;
  for (const int number : numbers) {
    const auto [it, first] = last.try_emplace(number / 2000, number);
    in_order = in_order && (first ? number % 2000 == 0 : number == it->second + 1);
    it->second = number;
  }
  CHECK(in_order);
  REQUIRE((*registry)->Close().ok());
}

TEST_CASE("mistakes in the options are errors with their place") {
  config::Diagnostics diagnostics;
  config::StreamPolicy policy;
  policy.input_type = "filestream";
  policy.options = *config::Parse("options",
                                  "paths: ['/var/log/[a.log']\nexclude_files: ['(']\nignore_inactive: since_ever\nmessage_max_bytes: 0\n"
                                  "exlude_files: [x]\nprospector.scanner.check_interval: 0s\n",
                                  diagnostics);
  CHECK(MakeInput(policy, std::make_shared<Stream>(), {RealFileSystem(), RealClock()}, diagnostics) == nullptr);
  const Lines messages = diagnostics.Messages();
  const auto has = [&messages](std::string_view text) {
    return std::any_of(messages.begin(), messages.end(), [text](const std::string& message) { return message.find(text) != std::string::npos; });
  };
  CHECK(messages.size() == 6);
  CHECK(has("has a [ without a ]"));
  CHECK(has("exclude_files\": "));
  CHECK(has("since_first_start or since_last_start"));
  CHECK(has("\"message_max_bytes\" is from 1 to"));
  CHECK(has("unknown option \"exlude_files\" of the filestream input; did you mean \"exclude_files\"?"));
  CHECK(has("check_interval\" is at least 100ms"));
}

}  // namespace
}  // namespace flowship::testing
