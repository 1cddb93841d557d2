// filestream where things are odd: compressed files, file systems that fail, watchers that fail, too many files.

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <set>

#include "agent.h"
#include "odd_files.h"

namespace flowship::testing {
namespace {

std::string AllOptions(const Folder& logs, const std::string& more = "") { return "paths: [" + logs.path + "/*]\n" + more; }

Lines Sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(text.size() + 200, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string Numbered(int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) text += "line number " + std::to_string(i) + "\n";
  return text;
}

TEST_CASE("compressed files are read in place, once, with the ids of what was compressed") {
  Folder logs, data;
  TestClock clock;
  const std::string text = Numbered(0, 40'000);
  Write(logs / "plain", text);
  std::vector<Collected> plain;
  {
    Folder other;
    Run run(other.path, AllOptions(logs), clock);
    run.Go();
    plain = run.sink.events;
    REQUIRE(plain.size() == 40'000);
  }
  fs::remove(logs / "plain");
  for (const bool zstd : {false, true}) {
    Folder gone, state;
    Write(gone / "a.gz", zstd ? Zstd(text) : Gzip(text));
    {
      Run run(state.path, AllOptions(gone), clock);
      run.Go();
      REQUIRE(run.sink.events.size() == plain.size());
      CHECK(std::equal(plain.begin(), plain.end(), run.sink.events.begin(), [](const Collected& a, const Collected& b) { return a.id == b.id; }));
      CHECK(run.Count("files_active") == 0);
    }
    Run run(state.path, AllOptions(gone), clock);
    run.Go();
    CHECK(run.records().empty());
    CHECK(run.Count("files_opened_total") == 0);
  }
}

TEST_CASE("beats-45300: rotated by copying and compressed, nothing is lost and nothing is read twice") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", Numbered(0, 100));
  {
    Run run(data.path, AllOptions(logs), clock);
    run.Go();
    Append(logs / "a.log", Numbered(100, 120));
    CopyTruncate(logs / "a.log", logs / "a.log.1");
    run.Go(1);
    Write(logs / "a.log.1.gz", Gzip(ReadAll(logs / "a.log.1")).substr(0, 50));  // gzip is at work
    run.Go(12);
    Write(logs / "a.log.1.gz", Gzip(ReadAll(logs / "a.log.1")));
    fs::remove(logs / "a.log.1");
    Append(logs / "a.log", Numbered(120, 150));
    run.Go(15);
    Lines wanted;
    for (int i = 0; i < 150; ++i) wanted.push_back("line number " + std::to_string(i));
    CHECK(run.records() == wanted);
    run.Go(400);  // all is closed
    CHECK(run.records().size() == 150);
  }
  Run run(data.path, AllOptions(logs), clock);
  run.Go(15);
  CHECK(run.records().empty());
}

TEST_CASE("compressed while the agent was away: what was not read of it is read from there") {
  Folder logs, data;
  TestClock clock;
  const std::string text = Numbered(0, 1000);
  Write(logs / "a.log", text);
  {
    Run run(data.path, AllOptions(logs), clock);
    run.Go();
  }
  Write(logs / "a.log.gz", Gzip(text + Numbered(1000, 1010)));
  fs::remove(logs / "a.log");
  Write(logs / "other.gz", Gzip("line number 0\nanother file with that head\n"));
  Run run(data.path, AllOptions(logs), clock);
  run.Go(15);
  const Lines records = run.records();
  CHECK(records.size() == 12);
  CHECK(std::count(records.begin(), records.end(), "another file with that head") == 1);
  CHECK(std::count(records.begin(), records.end(), "line number 1009") == 1);
  CHECK(std::count(records.begin(), records.end(), "line number 999") == 0);
}

TEST_CASE("a compressed file that is cut gives its whole lines, says what is wrong, and is read on when it is whole") {
  Folder logs, data;
  TestClock clock;
  const std::string whole = Gzip(Numbered(0, 50'000));
  Write(logs / "a.gz", whole.substr(0, whole.size() / 2));
  Run run(data.path, AllOptions(logs), clock);
  run.Go();
  const size_t before = run.records().size();
  CHECK(before > 10'000);
  REQUIRE(run.input->Troubles().size() == 1);
  CHECK(run.input->Troubles()[0].find("end too early") != std::string::npos);
  Write(logs / "a.gz", whole);
  run.Go(15);
  CHECK(run.records().size() == 50'000);
  CHECK(run.input->Troubles().empty());
}

TEST_CASE("a compressed twin of a file that goes on growing is not read, one with other content is") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "head\none\n");
  Write(logs / "copy.gz", Gzip("head\none\n"));
  Write(logs / "other.gz", Gzip("head\nother\n"));
  for (const bool once : {true, false}) {
    Folder state;
    Run run(state.path, AllOptions(logs), clock, RealFileSystem(), once);
    run.Go(30);
    CHECK(Sorted(run.records()) == Lines{"head", "head", "one", "other"});
    CHECK((!once || run.input->Finished()));
  }
}

TEST_CASE("beats-51766: a listing that fails is no sign that files are gone") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  Run run(data.path, AllOptions(logs, "close.on_state_change.inactive: 10s"), clock, files);
  run.Go();
  files.unlistable.insert(logs.path);
  run.Go(60);
  REQUIRE(run.input->Troubles().size() == 1);
  CHECK(run.input->Troubles()[0].find("Too many open files") != std::string::npos);
  files.unlistable.clear();
  files.absent.insert(logs.path);  // as an unmounted file system is
  run.Go(60);
  CHECK(run.registry->size() == 1);
  files.absent.clear();
  Append(logs / "a.log", "two\n");
  run.Go(15);
  CHECK(run.records() == Lines{"one", "two"});
  CHECK(run.input->Troubles().empty());
}

TEST_CASE("beats-51766: a closed file that is renamed while its directory can't be listed is still known") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\n");
  Run run(data.path, "paths: [" + logs.path + "/*.log]\nclose.on_state_change.inactive: 10s\nprospector.scanner.check_interval: 1s", clock, files);
  run.Go(20);
  CHECK(run.Count("files_active") == 0);
  files.unlistable.insert(logs.path);
  files.loses_events = true;
  fs::rename(logs / "a.log", logs / "a.log.1");  // a name that no pattern means, and nobody says that it has it
  run.Go(5);
  files.loses_events = false;
  Append(logs / "a.log.1", "two\n");
  run.GoSteps(20);
  CHECK(run.records() == Lines{"one", "two"});
}

TEST_CASE("a file that can't be opened or read is tried again, and costs the others nothing") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  files.unopenable.insert(logs / "a.log");
  Write(logs / "a.log", "one\n");
  Write(logs / "b.log", "two\n");
  Run run(data.path, AllOptions(logs), clock, files);
  run.Go();
  CHECK(run.records() == Lines{"two"});
  CHECK(run.input->Troubles().size() == 1);
  files.unopenable.clear();
  run.Go(15);
  CHECK(run.records() == Lines{"two", "one"});
  files.unreadable.insert(logs / "a.log");
  Append(logs / "a.log", "three\n");
  run.Go(15);
  CHECK(run.records().size() == 2);
  REQUIRE(run.input->Troubles().size() == 1);
  CHECK(run.input->Troubles()[0].find("Input/output error") != std::string::npos);
  files.unreadable.clear();
  run.Go(15);
  CHECK(run.records() == Lines{"two", "one", "three"});
  CHECK(run.input->Troubles().empty());
}

TEST_CASE("without a watcher, without watches or with lost events, scans find what has changed") {
  for (const int way : {0, 1, 2}) {
    CAPTURE(way);
    Folder logs, data;
    TestClock clock;
    OddFiles files;
    files.no_watcher = way == 0;
    files.no_watch = way == 1;
    files.loses_events = way == 2;
    Write(logs / "a.log", "one\n");
    Run run(data.path, "paths: [" + logs.path + "/*.log]", clock, files);
    run.Go();
    CHECK(run.input->Troubles().size() == (way == 2 ? 0 : 1));
    Append(logs / "a.log", "two\n");
    Write(logs / "b.log", "three\n");
    run.Go(11);
    CHECK(Sorted(run.records()) == Lines{"one", "three", "two"});
    fs::rename(logs / "a.log", logs / "a.log.1");
    Append(logs / "a.log.1", "four\n");
    Write(logs / "a.log", "five\n");
    run.Go(11);
    CHECK(Sorted(run.records()) == Lines{"five", "four", "one", "three", "two"});
  }
}

TEST_CASE("links to files are not followed, and second names are not second files") {
  Folder logs, data, elsewhere;
  TestClock clock;
  Write(elsewhere / "a.log", "one\n");
  fs::create_symlink(elsewhere / "a.log", logs / "link.log");
  Write(logs / "b.log", "two\n");
  fs::create_hard_link(logs / "b.log", logs / "a-second-name.log");
  Run run(data.path, AllOptions(logs), clock);
  run.Go(25);
  CHECK(run.records() == Lines{"two"});
  Append(logs / "a-second-name.log", "three\n");
  run.Go(11);
  CHECK(run.records() == Lines{"two", "three"});
  CHECK(run.Count("files_renamed_total") == 0);
}

TEST_CASE("beats-5465: a size that is too small is no truncation while the content is there") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  Write(logs / "a.log", "one\ntwo\n");
  Run run(data.path, AllOptions(logs), clock, files);
  run.Go();
  files.stale_sizes[logs / "a.log"] = 4;  // as a network's file system says for a while
  Append(logs / "a.log", "three\n");
  run.Go(25);
  CHECK(run.Count("files_truncated_total") == 0);
  files.stale_sizes.clear();
  run.Go(12);
  CHECK(run.records() == Lines{"one", "two", "three"});
}

TEST_CASE("vector-11742: removed files that are still open are counted, and let go") {
  Folder logs, data;
  TestClock clock;
  Write(logs / "a.log", "one\ntwo\n");
  Run run(data.path, AllOptions(logs), clock);
  run.Go();
  fs::remove(logs / "a.log");
  run.Go(12);
  CHECK(run.Count("removed_bytes_open") == 8);
  run.Go(400);
  CHECK(run.Count("removed_bytes_open") == 0);
  CHECK(run.Count("files_tracked") == 0);
}

TEST_CASE("handles are bounded: more files than may be open are read all the same") {
  Folder logs, data;
  TestClock clock;
  OddFiles files;
  for (int i = 0; i < 300; ++i) Write(logs / (std::to_string(i) + ".log"), "file " + std::to_string(i) + "\n");
  Run run(data.path, AllOptions(logs), clock, files);
  run.input->LimitOpenFiles(10);
  run.Go();
  CHECK(run.records().size() == 300);
  CHECK(files.most_open_files <= 13);  // one is looked at, and a scan's
  for (int i = 0; i < 300; ++i) Append(logs / (std::to_string(i) + ".log"), "more of " + std::to_string(i) + "\n");
  run.Go(12);
  CHECK(run.records().size() == 600);
  CHECK(files.most_open_files <= 13);
}

}  // namespace
}  // namespace flowship::testing
