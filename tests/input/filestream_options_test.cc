// filestream's options that are Filebeat's.

#include <algorithm>

#include "agent.h"
#include "odd_files.h"

namespace flowship::testing {
namespace {

std::string LogOptions(const Folder& logs, const std::string& more = "") { return "paths: [" + logs.path + "/*.log]\n" + more; }

Lines Sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The messages of the errors, and the warnings, that options give.
struct Judged {
  Lines errors;
  std::string all;
};

Judged Judge(const std::string& options) {
  config::Diagnostics diagnostics;
  config::StreamPolicy policy;
  policy.input_type = "filestream";
  policy.options = *config::Parse("options", "paths: [/x/*.log]\n" + options, diagnostics);
  (void)MakeInput(policy, std::make_shared<Stream>(), {RealFileSystem(), RealClock()}, diagnostics);
  return {diagnostics.Messages(), diagnostics.Render()};
}

TEST_CASE("links are followed when asked for, and what they point to is one file") {
  Folder logs, data, elsewhere;
  TestClock clock;
  Write(elsewhere / "target", "one\n");
  fs::create_symlink(elsewhere / "target", logs / "link.log");
  fs::create_symlink(elsewhere / "target", logs / "another-link.log");
  Run run(data.path, LogOptions(logs, "prospector.scanner.symlinks: true"), clock);
  run.Go();
  CHECK(run.records() == Lines{"one"});
  Append(elsewhere / "target", "two\n");
  run.Go();  // its directory is watched
  CHECK(run.records() == Lines{"one", "two"});
  run.Go(30);
  CHECK(run.Count("files_renamed_total") == 0);
  // The links are switched to another file, as some rotate.
  Append(elsewhere / "target", "three\n");
  Write(elsewhere / "next", "four\n");
  for (const char* name : {"link.log", "another-link.log"}) {
    fs::remove(logs / name);
    fs::create_symlink(elsewhere / "next", logs / name);
  }
  run.Go(3);
  CHECK(Sorted(run.records()) == Lines{"four", "one", "three", "two"});
}

TEST_CASE("resend_on_touch reads a file again whose mtime has changed and size has not") {
  for (const bool asked : {true, false}) {
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\n");
    Run run(data.path, LogOptions(logs, asked ? "prospector.scanner.resend_on_touch: true" : ""), clock);
    run.Go();
    SetAge(logs / "a.log", std::chrono::hours(1));
    run.Go(12);
    CHECK(run.records() == (asked ? Lines{"one", "one"} : Lines{"one"}));
    CHECK((!asked || run.sink.events[0].id == run.sink.events[1].id));
    Append(logs / "a.log", "two\n");
    run.Go(25);
    CHECK(run.records().back() == "two");
    CHECK(run.records().size() == (asked ? 3 : 2));
  }
}

TEST_CASE("file_identity.native: a file is its inode, so a copy is another file and a renamed one the same") {
  Folder logs, data;
  TestClock clock;
  const std::string options = LogOptions(logs, "file_identity.native: ~");
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, options, clock);
    run.Go();
    fs::rename(logs / "a.log", logs / "b.log");
    Append(logs / "b.log", "two\n");
    Write(logs / "c.log", "one\ntwo\n");
    run.Go();
    CHECK(Sorted(run.records()) == Lines{"one", "one", "two", "two"});
    Write(logs / "b.log", "x\n");  // truncated
    run.Go(12);
    CHECK(run.records().back() == "x");
  }
  Run run(data.path, options, clock);
  run.Go();
  CHECK(run.records().empty());
}

TEST_CASE("file_identity.path: a file is its name, so a new file of that name is read") {
  Folder logs, data;
  TestClock clock;
  const std::string options = LogOptions(logs, "file_identity.path: ~");
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, options, clock);
    run.Go();
    CHECK(run.records() == Lines{"one"});
  }
  fs::rename(logs / "a.log", logs / "b.log");
  Run run(data.path, options, clock);
  run.Go();
  CHECK(run.records() == Lines{"one"});
}

TEST_CASE("file_identity.inode_marker: another marker is another file") {
  Folder logs, data;
  TestClock clock;
  const std::string options = LogOptions(logs, "file_identity.inode_marker.path: " + (logs / "marker"));
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, options, clock);
    run.Go();
    CHECK(run.records().empty());
    REQUIRE(run.input->Troubles().size() == 1);
    CHECK(run.input->Troubles()[0].find("inode marker") != std::string::npos);
    Write(logs / "marker", "1\n");
    run.Go(12);
    CHECK(run.records() == Lines{"one"});
  }
  Write(logs / "marker", "2\n");
  Append(logs / "a.log", "two\n");
  Run run(data.path, options, clock);
  run.Go();
  CHECK(run.records() == Lines{"one", "two"});
}

TEST_CASE("clean_removed forgets files that are gone for a while, and no others") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  for (const char* name : {"a", "b"}) {
    fs::create_directory(logs / name);
    Write(logs / (std::string(name) + "/x.log"), std::string(name) + "\n");
  }
  const std::string options = "paths: [" + logs.path + "/*/*.log]\nclose.on_state_change.inactive: 10s";
  Run run(data.path, options, clock, files);
  run.Go(20);
  CHECK(run.registry->size() == 2);
  fs::remove(logs / "a/x.log");
  fs::rename(logs / "b", logs.path + ".unmounted");  // its directory is not there: that says nothing
  run.Go(120);
  CHECK(run.registry->size() == 2);
  run.Go(400);
  CHECK(run.registry->size() == 1);
  CHECK(run.Count("entries_cleaned_total") == 1);
  fs::rename(logs.path + ".unmounted", logs / "b");
  run.Go(15);
  CHECK(run.records() == Lines{"a", "b"});
}

TEST_CASE("beats-51766: nothing is cleaned while scans have errors") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "close.on_state_change.inactive: 10s"), clock, files);
  run.Go(20);
  fs::rename(logs / "a.log", logs.path + ".away");
  files.unlistable.insert(logs.path);
  run.Go(1000);
  CHECK(run.registry->size() == 1);
  fs::rename(logs.path + ".away", logs / "a.log");
  files.unlistable.clear();
  run.Go(1000);
  CHECK(run.records() == Lines{"one"});
}

TEST_CASE("beats-51766: what was renamed while the agent was away is not cleaned while its directory can't be listed") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  const std::string options = "paths: [" + logs.path + "/*]";
  Write(logs / "a.log", "one\n");
  { Run(data.path, options, clock).Go(); }
  fs::rename(logs / "a.log", logs / "a.log.1");  // where nothing can find it for now
  files.unlistable.insert(logs.path);
  Run run(data.path, options, clock, files);
  run.Go(1000);
  CHECK(run.registry->size() == 1);
  files.unlistable.clear();
  run.Go(1000);
  CHECK(run.records().empty());
  CHECK(run.registry->size() == 1);
}

TEST_CASE("an unmounted file system is no removed files: the directory is there, and on another device") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "close.on_state_change.inactive: 10s"), clock, files);
  run.Go(20);
  files.unmounted.insert(logs.path);
  run.Go(1000);
  CHECK(run.registry->size() == 1);
  CHECK(run.Count("entries_cleaned_total") == 0);
  files.unmounted.clear();
  run.Go(20);
  CHECK(run.records() == Lines{"one"});
}

TEST_CASE("clean_removed: false keeps what is gone") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "clean_removed: false\nclose.on_state_change.inactive: 10s"), clock);
  run.Go(20);
  fs::remove(logs / "a.log");
  run.Go(1000);
  CHECK(run.registry->size() == 1);
}

TEST_CASE("beats-13140 and beats-46007: clean_inactive forgets what is old, and nothing whose file is there") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Write(logs / "b.log", "two\n");
  Run run(data.path, LogOptions(logs, "ignore_older: 1h\nclean_inactive: 2h\nclean_removed: false\nclose.on_state_change.inactive: 10s"), clock);
  run.Go(20);
  fs::remove(logs / "a.log");
  run.Go(3600);
  CHECK(run.registry->size() == 2);
  run.Go(3700);
  CHECK(run.registry->size() == 1);
  CHECK(run.registry->Entries("s")[0].state.path == logs / "b.log");
  SetAge(logs / "b.log", std::chrono::seconds(-7400));
  Append(logs / "b.log", "");
  run.Go(20);
  CHECK(Sorted(run.records()) == Lines{"one", "two"});
}

TEST_CASE("harvester_limit bounds the files that are open, and none is left unread") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  for (int i = 0; i < 50; ++i) Write(logs / (std::to_string(i) + ".log"), std::to_string(i) + "\n");
  Run run(data.path, LogOptions(logs, "harvester_limit: 2"), clock, files);
  run.Go();
  CHECK(run.records().size() == 50);
  CHECK(run.Count("files_active") <= 2);
}

TEST_CASE("backoff is the pace at which open files are looked at that nobody watches") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  files.no_watch = true;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "prospector.scanner.check_interval: 10m\nbackoff: {init: 1s, max: 4s}"), clock, files);
  run.Go();
  for (int i = 0; i < 5; ++i) {
    Append(logs / "a.log", std::to_string(i) + "\n");
    run.Go(5);
    CHECK(run.records().size() == static_cast<size_t>(i) + 2);
  }
}

TEST_CASE("buffer_size is the size of a slice") {
  Folder logs, data;
  TestClock clock;
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += std::to_string(i) + "\n";
  Write(logs / "a.log", text);
  Run run(data.path, LogOptions(logs, "buffer_size: 16384"), clock);
  run.Go();
  CHECK(run.records().size() == 60'000);
}

TEST_CASE("close.on_state_change and close.reader: when handles are given back") {
  for (const char* option : {"close.reader.on_eof: true", "close.on_state_change.inactive: 5s", "close.reader.after_interval: 5s"}) {
    CAPTURE(option);
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\n");
    Run run(data.path, LogOptions(logs, option), clock);
    run.Go(20);
    CHECK(run.Count("files_active") == 0);
    Append(logs / "a.log", "two\n");
    run.Go();
    CHECK(run.records() == Lines{"one", "two"});
  }
  for (const char* option : {"close.on_state_change.removed: true", "close.on_state_change.renamed: true"}) {
    CAPTURE(option);
    Folder logs, data;
    TestClock clock;
    Write(logs / "a.log", "one\n");
    Run run(data.path, LogOptions(logs, option), clock);
    run.Go();
    if (std::string_view(option).find("removed") != std::string_view::npos) {
      fs::remove(logs / "a.log");
    } else {
      fs::rename(logs / "a.log", logs / "b.log");
    }
    run.Go(12);
    CHECK(run.Count("files_active") == 0);
  }
}

TEST_CASE("close.reader.after_interval gives up removed files that a stuck output pins, and says what it cost") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  Run run(data.path, LogOptions(logs, "close.reader.after_interval: 20s"), clock, RealFileSystem(), false, 1);
  run.sink.hold = true;
  run.GoSteps(10);
  Append(logs / "a.log", "two\n");
  run.GoSteps(10);
  fs::remove(logs / "a.log");
  run.GoSteps(100);
  CHECK(run.Count("files_active") == 1);
  clock.now += 30 * kNanosPerSecond;
  run.GoSteps(10);
  CHECK(run.Count("files_active") == 0);
  CHECK(run.Count("bytes_lost_total") == 4);
}

TEST_CASE("delete.enabled removes a file when all of it is delivered and the time of grace is over") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  Write(logs / "held.log", "two\n");
  Run run(data.path, LogOptions(logs, "delete: {enabled: true, grace_period: 1m}\nclose.reader.on_eof: true"), clock, files);
  run.sink.hold = true;
  run.Go(10);
  REQUIRE(run.sink.held.size() == 2);
  run.sink.Release(run.sink.events[0].record == "one" ? 0 : 1);
  run.Go(50);
  CHECK(fs::exists(logs / "a.log"));
  run.Go(30);
  CHECK_FALSE(fs::exists(logs / "a.log"));
  CHECK(fs::exists(logs / "held.log"));
  run.sink.hold = false;
  run.sink.ReleaseAll();
  run.Go(30);
  Append(logs / "held.log", "three\n");  // within the time of grace
  run.Go(50);
  CHECK(fs::exists(logs / "held.log"));
  CHECK(run.records().back() == "three");
  files.unremovable.insert(logs / "held.log");
  run.Go(120);
  CHECK(fs::exists(logs / "held.log"));
  CHECK(run.Count("files_deleted_total") == 1);
}

TEST_CASE("take_over continues what another stream has read") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\n");
  {
    Run run(data.path, LogOptions(logs), clock);
    run.Go();
    RegistryState state;
    state.offset = 4;
    for (const RegistryEntry& entry : run.registry->Entries("s")) {
      run.registry->Add("old", entry.identity, entry.state);
      run.registry->Remove(entry.id);
    }
  }
  Append(logs / "a.log", "two\n");
  Run run(data.path, LogOptions(logs, "take_over: {enabled: true, from_ids: [old]}"), clock);
  run.Go();
  CHECK(run.records() == Lines{"two"});
  CHECK(run.registry->Entries("old").empty());
}

TEST_CASE("what Fleet's packages write is taken") {
  // The template of the filestream package, and the one of goflow2's.
  const Judged fleet = Judge(R"(
prospector.scanner.symlinks: true
prospector.scanner.recursive_glob: true
prospector.scanner.check_interval: 10s
file_identity.fingerprint.enabled: true
file_identity.fingerprint.offset: 0
file_identity.fingerprint.length: 1024
prospector.scanner.fingerprint.enabled: true
prospector.scanner.fingerprint.offset: 0
prospector.scanner.fingerprint.length: 1024
ignore_older: 72h
clean_inactive: -1
clean_removed: true
harvester_limit: 0
backoff.init: 2s
backoff.max: 10s
close.on_state_change.inactive: 5m
close.reader.on_eof: false
close.reader.after_interval: 0
buffer_size: 16384
message_max_bytes: 10485760
compression: auto
rotation.external.strategy.copytruncate: {suffix_regex: '\.\d$', count: 10}
exclude_files: ['\.gz$']
)");
  CHECK(fleet.all == "");
  const Judged both = Judge("exclude_files: [a]\nprospector.scanner.exclude_files: [b]\n");
  CHECK(both.errors.empty());
  CHECK(both.all.find("are one option; both lists count") != std::string::npos);
  const Judged other = Judge("prospector.scanner.fingerprint.length: 64\n");
  CHECK(other.errors.empty());
  CHECK(other.all.find("has no effect: a file is known by its first line") != std::string::npos);
}

TEST_CASE("options that ask for what can't be had are errors") {
  for (const auto& [options, error] : std::map<std::string, std::string>{
           {"file_identity.native: ~\nfile_identity.path: ~", "a file has one identity"},
           {"file_identity.fingerprint: ~\nfile_identity.path: ~", "a file has one identity"},
           {"file_identity.inode_marker: ~", "needs a `path`"},
           {"take_over: true", "needs `from_ids`"},
           {"take_over.enabled: true", "needs `from_ids`"},
           {"clean_inactive: 24h", "is longer than \"ignore_older\""},
           {"clean_inactive: 24h\nignore_older: 24h", "is longer than \"ignore_older\""},
           {"clean_inactive: soon", "is a duration"},
           {"backoff: {init: 20s, max: 10s}", "is longer than \"backoff.max\""},
           {"compression: lz4", "is auto or gzip"},
           {"seek_to_tail: true", "is not supported"},
           {"include_file_owner_name: true", "is not supported"},
           {"read_until_eof.enabled: true", "is not supported"},
           {"allow_deprecated_id_duplication: true", "is not supported"},
           {"file_identity.inod: ~", "unknown option"},
           {"harvester_limit: -1", "is from 0 to"}}) {
    CAPTURE(options);
    const Judged judged = Judge(options);
    REQUIRE(judged.errors.size() == 1);
    CHECK(judged.errors[0].find(error) != std::string::npos);
  }
  CHECK(Judge("seek_to_tail: false\ntake_over: false\nread_until_eof: {enabled: false, timeout: 1m}").all.empty());
}

}  // namespace
}  // namespace flowship::testing
