// filestream's options of what a record is.

#include <algorithm>

#include "agent.h"

namespace flowship::testing {
namespace {

std::string LogOptions(const Folder& logs, const std::string& more) { return "paths: [" + logs.path + "/*.log]\n" + more; }

TEST_CASE("include_lines and exclude_lines drop records, and the cursor moves over them at once") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "ERR one\nDBG two\n");
  Run run(data.path, LogOptions(logs, "include_lines: ['^ERR', '^WARN']\nexclude_lines: ['secret']"), clock);
  run.Go();
  Append(logs / "a.log", "WARN secret\nDBG three\n");
  run.Go();
  CHECK(run.records() == Lines{"ERR one"});
  CHECK(run.registry->Entries("s")[0].state.offset == 38);
  CHECK(run.Count("messages_filtered_total") == 3);
}

TEST_CASE("fluentbit-3538: a multiline record is whole though it came in pieces, and over a rotation") {
  Folder logs, data;
  TestClock clock;
  const std::string options = LogOptions(logs, "parsers: [{multiline: {pattern: '^ ', timeout: 5s}}]");
  Write(logs / "a.log", "one\n at x\n");
  {
    Run run(data.path, options, clock);
    run.Go();
    CHECK(run.records().empty());
    Append(logs / "a.log", " at y\ntwo\n at");
    run.Go();
    CHECK(run.records() == Lines{"one\n at x\n at y"});
    CHECK(run.registry->Entries("s")[0].state.offset == 16);
  }
  // The agent was away in the middle of one.
  fs::rename(logs / "a.log", logs / "b.log");
  Append(logs / "b.log", " z\n");
  Run run(data.path, options, clock);
  run.Go(2);
  CHECK(run.records().empty());
  run.Go(5);
  CHECK(run.records() == Lines{"two\n at z"});
  Append(logs / "b.log", "three\n");
  run.Go(7);
  CHECK(run.records() == Lines{"two\n at z", "three"});
  CHECK(run.registry->Entries("s")[0].state.offset == fs::file_size(logs / "b.log"));
}

TEST_CASE("once takes the last lines as they are, compressed files too") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n x\ntwo\n y");
  Run run(data.path, LogOptions(logs, "parsers: [{multiline: {pattern: '^ '}}]"), clock, RealFileSystem(), true);
  run.Go();
  CHECK(run.records() == Lines{"one\n x", "two\n y"});
  CHECK(run.input->Finished());
}

TEST_CASE("a record of more lines than a slice holds is put together; a record without end is cut") {
  Folder logs, data;
  TestClock clock;
  std::string text = "first\n";
  for (int i = 0; i < 20'000; ++i) text += " this line goes on with number " + std::to_string(i) + "\n";
  Write(logs / "a.log", text + "second\n");
  Run run(data.path, LogOptions(logs, "message_max_bytes: 2MiB\nparsers: [{multiline: {pattern: '^ ', max_lines: 100000, max_bytes: 2MiB}}]"), clock);
  run.Go(10);
  REQUIRE(run.records().size() == 2);
  CHECK(run.records()[0] == text.substr(0, text.size() - 1));
  CHECK(run.records()[1] == "second");
  Write(logs / "b.log", text + "second\n");
  run.Go(10);
  CHECK(run.records().size() == 2);  // the same content is the same file
  Folder others, state;
  Write(others / "a.log", "endless\n" + text + text + "last\n");
  Run cut(state.path, LogOptions(others, "message_max_bytes: 1MiB\nparsers: [{multiline: {pattern: '^( |first)', max_lines: 100000}}]"), clock);
  cut.Go(10);
  size_t bytes = 0;
  for (const std::string& record : cut.records()) bytes += record.size() + 1;
  CHECK(bytes == fs::file_size(others / "a.log"));
  CHECK(cut.records().back() == "last");
}

TEST_CASE("beats-22542: a last line without newline, after partial_line_timeout or when its file is gone for good") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo");
  {
    Run run(data.path, LogOptions(logs, "partial_line_timeout: 10s"), clock);
    run.Go(8);
    CHECK(run.records() == Lines{"one"});
    Append(logs / "a.log", "o");
    run.Go(8);
    CHECK(run.records() == Lines{"one"});  // it is being written
    run.Go(4);
    CHECK(run.records() == Lines{"one", "twoo"});
    CHECK(run.registry->Entries("s")[0].state.offset == 8);
  }
  Append(logs / "a.log", "\nthree");
  Run run(data.path, LogOptions(logs, "close.on_state_change.inactive: 1m"), clock);
  run.Go(8);
  CHECK(run.records().empty());
  fs::remove(logs / "a.log");
  run.Go(30);
  CHECK(run.records().empty());
  run.Go(60);
  CHECK(run.records() == Lines{"three"});
  CHECK(run.Count("bytes_lost_total") == 0);
}

TEST_CASE("encodings and line terminators") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", std::string("\xFF\xFE" "a\0\n\0b\0", 8));
  Run run(data.path, LogOptions(logs, "encoding: utf-16le-bom"), clock);
  run.Go();
  CHECK(run.records() == Lines{"a"});
  Append(logs / "a.log", std::string("c\0\n\0", 4));
  run.Go();
  CHECK(run.records() == Lines{"a", "bc"});
  Folder others, state;
  Write(others / "a.log", "one\rtwo\rthr");
  {
    Run mac(state.path, LogOptions(others, "line_terminator: carriage_return"), clock);
    mac.Go();
    CHECK(mac.records() == Lines{"one", "two"});
  }
  Append(others / "a.log", "ee\r");
  Run mac(state.path, LogOptions(others, "line_terminator: carriage_return"), clock);
  mac.Go();
  CHECK(mac.records() == Lines{"three"});
}

TEST_CASE("a terminator across two pieces of a long line is found") {
  Folder logs, data;
  TestClock clock;
  for (const int more : {0, 1, 2}) {
    const std::string line(limits::kReadBytes * 2 + static_cast<size_t>(more) - 1, 'x');
    Write(logs / (std::to_string(more) + ".log"), std::to_string(more) + line + "\r\nnext\r\n");
  }
  Run run(data.path, LogOptions(logs, "line_terminator: carriage_return_line_feed\nmessage_max_bytes: 100"), clock);
  run.Go();
  CHECK(run.records().size() == 6);
  CHECK(std::count_if(run.sink.events.begin(), run.sink.events.end(), [](const Collected& event) { return event.record == "next"; }) == 3);
  CHECK(std::count_if(run.sink.events.begin(), run.sink.events.end(), [](const Collected& event) { return event.truncated; }) == 3);
}

}  // namespace
}  // namespace flowship::testing
