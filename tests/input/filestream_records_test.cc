// Records that their writer has written, and not their newline. GoFlow2 writes the two apart, and may be told to go on in another file in between.

#include "agent.h"

namespace flowship::testing {
namespace {

std::string LogOptions(const Folder& logs, const std::string& more = "") { return "paths: [" + logs.path + "/*.log]\n" + more; }

TEST_CASE("goflow2-sighup: a rotated file's last record without its newline comes once, and the newline at the next file's head is nothing") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "{\"a\":1}\n{\"b\":2}");
  const std::string options = LogOptions(logs);
  {
    Run run(data.path, options, clock);
    run.Go(2);
    fs::rename(logs / "a.log", logs / "a.log-old");  // no pattern means it
    Write(logs / "a.log", "\n{\"c\":3}\n");
    run.Go(2);
    CHECK(run.records() == Lines{"{\"a\":1}", "{\"c\":3}"});  // it may still be written
    run.Go(3);
    CHECK(run.records() == Lines{"{\"a\":1}", "{\"c\":3}", "{\"b\":2}"});
    Append(logs / "a.log-old", "\n");
    run.Go(20);
  }
  Run run(data.path, options, clock);
  run.Go(20);
  CHECK(run.records().empty());
  for (const RegistryEntry& entry : run.registry->Entries("s")) CHECK(entry.state.offset == fs::file_size(entry.state.path));
}

TEST_CASE("goflow2-sighup: half a record waits for its rest, also behind a whole one, and what is glued to a record that was taken is one of its own") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "{\"a\":1}\n{\"b\":\"}");
  Run run(data.path, LogOptions(logs), clock);
  run.Go(100);
  CHECK(run.records() == Lines{"{\"a\":1}"});
  Append(logs / "a.log", "\"");
  run.Go(100);
  CHECK(run.records() == Lines{"{\"a\":1}"});
  Append(logs / "a.log", "}");
  run.Go(10);
  CHECK(run.records() == Lines{"{\"a\":1}", "{\"b\":\"}\"}"});
  Append(logs / "a.log", "{\"c\":3}{\"d\"");
  run.Go(100);
  CHECK(run.records() == Lines{"{\"a\":1}", "{\"b\":\"}\"}", "{\"c\":3}"});
  CHECK(run.sink.events[2].offset == 17);
  Append(logs / "a.log", ":4}\n\n\n");
  run.Go();
  REQUIRE(run.records().size() == 4);
  // Delete the registry: the same records have the same ids.
  Folder other;
  Run again(other.path, LogOptions(logs), clock);
  again.Go();
  REQUIRE(again.sink.events.size() == 4);
  for (size_t i = 0; i < 4; ++i) CHECK(again.sink.events[i].id == run.sink.events[i].id);
}

TEST_CASE("goflow2-sighup: what comes between the end of the waiting and the reading is not torn") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "{\"a\":1}\n{\"b\":2}");
  Write(logs / "b.log", "one\ntw");
  Run run(data.path, LogOptions(logs, "partial_line_timeout: 8s"), clock);
  run.Go(1);
  clock.now += 10 * kNanosPerSecond;
  run.input->Step();  // they have waited long enough, and have their turns next
  Append(logs / "a.log", "{\"c\":");
  Append(logs / "b.log", "o and");
  run.Go(7);
  CHECK(run.records() == Lines{"{\"a\":1}", "one", "{\"b\":2}"});
  Append(logs / "a.log", "3}\n");
  Append(logs / "b.log", " more\n");
  run.Go();
  CHECK(run.records() == Lines{"{\"a\":1}", "one", "{\"b\":2}", "{\"c\":3}", "two and more"});
}

TEST_CASE("goflow2-sighup: a file of one record without a newline is a file") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "\n{\"a\":1}");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go(4);
    CHECK(run.records().empty());
    run.Go(20);
    CHECK(run.records() == Lines{"{\"a\":1}"});
    Append(logs / "a.log", "\n{\"b\":2}");
    run.Go(10);
    CHECK(run.records() == Lines{"{\"a\":1}", "{\"b\":2}"});
  }
  fs::copy(logs / "a.log", logs / "b.log");  // a copy of it is the same
  Run run(data.path, LogOptions(logs), clock);
  run.Go(20);
  CHECK(run.records().empty());
  CHECK(run.registry->Entries("s").size() == 1);
}

TEST_CASE("goflow2-sighup: a file that was closed is opened for it") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "{\"a\":1}\n{\"b\":2}");
  Write(logs / "b.log", "text\nmore text");
  const std::string how = GENERATE("close.reader.on_eof: true", "close.on_state_change.inactive: 1s\nclose.on_state_change.check_interval: 1s");
  Run run(data.path, LogOptions(logs, how), clock);
  run.Go(3);
  CHECK(run.Count("files_active") == 0);
  CHECK(run.records().size() == 2);
  run.Go(3);
  CHECK(run.records().size() == 3);
  CHECK(run.records().back() == "{\"b\":2}");
  run.Go(100);
  CHECK(run.records().size() == 3);
  CHECK(run.Count("files_active") == 0);
}

TEST_CASE("goflow2-sighup: with a parser, in another encoding or with other text a line is a line") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n{\"b\":2}");
  Write(logs / "b.log", "two\n{\"b\":2} and");
  Write(logs / "c.log", "three\n{b}");
  const std::string how = GENERATE("parsers: [{multiline: {pattern: '^ ', timeout: 1000s}}]", "encoding: latin1", "");
  Run run(data.path, LogOptions(logs, how), clock);
  run.Go(100);
  const Lines records = run.records();
  CHECK(std::count(records.begin(), records.end(), "{\"b\":2}") == (how.empty() ? 1 : 0));
  CHECK(std::none_of(records.begin(), records.end(), [](const std::string& record) { return record.ends_with("and") || record == "{b}"; }));
}

}  // namespace
}  // namespace flowship::testing
