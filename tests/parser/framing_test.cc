#include "parser/framing.h"

#include <catch2/catch.hpp>

#include "event/key.h"

namespace flowship::parser {
namespace {

struct Framed {
  std::vector<std::string> records;
  std::vector<uint64_t> offsets;
  std::vector<bool> truncated;
  size_t used = 0;
  FramingCounts counts;
  uint64_t Count(FramingCounter counter) const { return counts[counter]; }
};

Framed FrameAll(std::string_view text, bool at_end = true, size_t max_bytes = limits::kMessageMaxBytes, uint64_t offset = 0) {
  KeySet keys;
  BatchPool pool(keys, 1);
  Framer framer({max_bytes});
  Framed framed;
  for (;;) {
    const BatchPtr batch = pool.Acquire();
    batch->bytes.Append(text.substr(framed.used));
    const size_t used = framer.Frame(*batch, offset + framed.used, at_end);
    CHECK(batch->range.begin == offset + framed.used);
    CHECK(batch->range.end == offset + framed.used + used);
    CHECK(batch->events.size() <= limits::kBatchMaxEvents);
    for (const Event& event : batch->events) {
      framed.records.emplace_back(event.record);
      framed.offsets.push_back(event.offset);
      framed.truncated.push_back(event.truncated);
    }
    framed.used += used;
    if (used == 0 || framed.used == text.size()) break;
  }
  framed.counts = framer.counts();
  return framed;
}

using Records = std::vector<std::string>;
using Offsets = std::vector<uint64_t>;
using enum FramingCounter;

TEST_CASE("a line ends in a newline; a carriage return before it is not the record's") {
  const Framed framed = FrameAll("one\ntwo\r\n\n\r\nthree\rfour\r\r\n", false, limits::kMessageMaxBytes, 100);
  CHECK(framed.records == Records{"one", "two", "three\rfour\r"});
  CHECK(framed.offsets == Offsets{100, 104, 112});
  CHECK(framed.used == 25);
  CHECK(framed.Count(kLines) == 5);
  CHECK(framed.Count(kEmptyLines) == 2);
}

TEST_CASE("a line without its newline waits, unless it is the last") {
  CHECK(FrameAll("one\ntw", false).records == Records{"one"});
  CHECK(FrameAll("one\ntw", false).used == 4);
  CHECK(FrameAll("one\ntw", true).records == Records{"one", "tw"});
  CHECK(FrameAll("one\ntw", true).used == 6);
  CHECK(FrameAll("tw", false).used == 0);
  CHECK(FrameAll("", true).records.empty());
}

TEST_CASE("objects that share a line are records of their own") {
  struct Row {
    std::string_view line;
    Records records;
    Offsets offsets;
  };
  const Row rows[] = {
      {R"({"a":1}{"b":2})", {R"({"a":1})", R"({"b":2})"}, {0, 7}},
      {R"({"a":1} {"b":2})", {R"({"a":1})", R"({"b":2})"}, {0, 8}},
      {"{\"a\":1} \t{\"b\":2}{}{ \"c\":3}", {R"({"a":1})", R"({"b":2})", "{}", "{ \"c\":3}"}, {0, 9, 16, 18}},
      // In a string nothing opens or closes, and an escaped quote does not end it.
      {R"({"a":"}{"})", {R"({"a":"}{"})"}, {0}},
      {R"({"a":"\"}{\""}{"b":"\\"}{"c":1})", {R"({"a":"\"}{\""})", R"({"b":"\\"})", R"({"c":1})"}, {0, 14, 24}},
      // Objects inside an object are its own.
      {R"({"a":[{"b":1},{"c":2}],"d":{"e":{}}})", {R"({"a":[{"b":1},{"c":2}],"d":{"e":{}}})"}, {0}},
      // The second was cut: the first is good.
      {R"({"a":1}{"b":)", {R"({"a":1})", R"({"b":)"}, {0, 7}},
      {R"({"a":1}{)", {R"({"a":1})", "{"}, {0, 7}},
      // The first was cut: no telling where the second starts.
      {R"({"a":1,"b{"a":2}{"a":3})", {R"({"a":1,"b{"a":2}{"a":3})"}, {0}},
      {R"({"a":1}{"b":2} said so)", {R"({"a":1})", R"({"b":2} said so)"}, {0, 7}},
      // Text that is no JSON stays whole.
      {"{a}{b} happened", {"{a}{b} happened"}, {0}},
      {R"(x {"a":1}{"b":2})", {R"(x {"a":1}{"b":2})"}, {0}},
      {"}{", {"}{"}, {0}},
  };
  for (const Row& row : rows) {
    const Framed framed = FrameAll(row.line);
    INFO(row.line);
    CHECK(framed.records == row.records);
    CHECK(framed.offsets == row.offsets);
    CHECK(framed.Count(kLines) == 1);
    CHECK(framed.Count(kGluedRecords) == row.records.size() - 1);
  }
}

TEST_CASE("a line of more objects than a batch takes goes on in the next batch") {
  std::string text;
  const size_t objects = limits::kBatchMaxEvents * 2 + 10;
  for (size_t i = 0; i < objects; ++i) text += "{\"n\":" + std::to_string(i) + "}";
  text += "\nend\n";
  const Framed framed = FrameAll(text, false);
  REQUIRE(framed.records.size() == objects + 1);
  for (size_t i = 0; i < objects; ++i) {
    CHECK(framed.records[i] == "{\"n\":" + std::to_string(i) + "}");
    CHECK(text.compare(framed.offsets[i], framed.records[i].size(), framed.records[i]) == 0);
  }
  CHECK(framed.records.back() == "end");
  CHECK(framed.used == text.size());
}

TEST_CASE("a batch ends at a record's boundary once it has its bytes or its events") {
  std::string text;
  while (text.size() < 3 * limits::kBatchTargetBytes) text += std::string(300, 'x') + "\n";
  KeySet keys;
  BatchPool pool(keys, 1);
  const BatchPtr batch = pool.Acquire();
  batch->bytes.Append(text);
  Framer framer;
  const size_t used = framer.Frame(*batch, 0, false);
  CHECK(used % 301 == 0);
  CHECK(used >= limits::kBatchTargetBytes);
  CHECK(used < limits::kBatchTargetBytes + 301);
}

TEST_CASE("a line longer than message_max_bytes is cut, and not inside a character") {
  const Framed framed = FrameAll("12345678\n123456789\n1234567\xC3\xA9\n", true, 8);
  CHECK(framed.records == Records{"12345678", "12345678", "1234567"});
  CHECK(framed.offsets == Offsets{0, 9, 19});
  CHECK(framed.truncated == std::vector<bool>{false, true, true});
  CHECK(framed.Count(kTruncated) == 2);
  CHECK(framed.Count(kInvalidUtf8) == 0);
}

TEST_CASE("a line that does not end in what was read can be cut too") {
  KeySet keys;
  BatchPool pool(keys, 1);
  const BatchPtr batch = pool.Acquire();
  batch->bytes.Append("0123456789");
  Framer framer({8});
  framer.FrameLongLine(*batch, 50, 1000);
  REQUIRE(batch->events.size() == 1);
  CHECK(batch->events[0].record == "01234567");
  CHECK(batch->events[0].offset == 50);
  CHECK(batch->events[0].truncated);
  CHECK(batch->range.end == 1050);
}

TEST_CASE("bytes that are no UTF-8 are replaced one by one, as Go does") {
  struct Row {
    std::string_view line, record;
  };
  // Judged by Go: []rune(string) has one U+FFFD for each byte of a sequence that does not decode (Go specification, Conversions).
  const Row rows[] = {
      {"a\xFFz", "a\uFFFDz"},
      {"\xC3\xA9 ok", "\u00E9 ok"},
      {"\xC3(", "\uFFFD("},
      {"\xE2\x82", "\uFFFD\uFFFD"},
      {"\xE2\x82 x", "\uFFFD\uFFFD x"},
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},           // a surrogate
      {"\xC0\xAF", "\uFFFD\uFFFD"},                     // overlong
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"}, // above U+10FFFF
      {"\xF0\x9F\x98\x80\x80", "\U0001F600\uFFFD"},
  };
  for (const Row& row : rows) {
    const std::string text = "before\n" + std::string(row.line) + "\nafter\n";
    const Framed framed = FrameAll(text);
    REQUIRE(framed.records.size() == 3);
    CHECK(framed.records[0] == "before");
    CHECK(framed.records[1] == row.record);
    CHECK(framed.records[2] == "after");
    CHECK(framed.offsets[2] == 7 + row.line.size() + 1);
    CHECK(framed.Count(kInvalidUtf8) == (row.line == row.record ? 0u : 1u));
  }
}

TEST_CASE("wherever the bytes are cut, the records are the same") {
  const std::string text = "{\"a\":1}{\"b\":2}\r\n\n{\"c\":\"\xC3\xA9\"}\nplain\n{\"d\":\xFF}\n\n\nlast";
  const Framed whole = FrameAll(text);
  REQUIRE(whole.records.size() == 6);
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    Framed first = FrameAll(text.substr(0, cut), false);
    const Framed second = FrameAll(text.substr(first.used), true, limits::kMessageMaxBytes, first.used);
    first.records.insert(first.records.end(), second.records.begin(), second.records.end());
    first.offsets.insert(first.offsets.end(), second.offsets.begin(), second.offsets.end());
    INFO(cut);
    CHECK(first.records == whole.records);
    CHECK(first.offsets == whole.offsets);
  }
}

TEST_CASE("without a newline, whole objects can be told from half ones") {
  struct Row {
    std::string_view rest;
    size_t whole;
  };
  const Row rows[] = {
      {"", 0},
      {"\n\r\n", 0},
      {"{}", 2},
      {"{\"a\":1}", 7},
      {"\n\n{\"a\":1}", 9},                   // the newlines of records before it
      {"{ \"a\":{\"b\":2} }", 15},
      {"{\"a\":\"}\\\"}\"}", 12},             // braces and quotes in a string
      {"{\"a\":1}{\"b\":2}", 14},
      {"{\"a\":1}{", 7},                      // the other one has just begun
      {"{\"a\":1}{ ", 7},
      {"{\"a\":1}{\"", 7},
      {"{\"a\":1}{\"b\":", 7},
      {"{", 0},
      {"{\"a\":1", 0},
      {"{\"a\":{\"b\":2}", 0},
      {"{\"a\":\"}", 0},
      {"{\"a\":\"\\\"}", 0},
      {"{\"a\":1} and", 0},                   // text
      {"{\"a\":1}{b", 0},
      {"{a}", 0},
      {"[{\"a\":1}]", 0},
      {"text", 0},
  };
  const Framer framer;
  for (const Row& row : rows) {
    INFO(row.rest);
    CHECK(framer.WholeRecords(row.rest) == row.whole);
    if (row.whole == 0) continue;
    // What is taken so are the records that come of it when the rest is there, with the same offsets.
    const bool is_all = row.whole == row.rest.size();
    const Framed taken = FrameAll(row.rest.substr(0, row.whole));
    Framed whole = FrameAll(std::string(row.rest) + (is_all ? "\n\n" : "\"c\":3}\n"));
    REQUIRE(whole.records.size() == taken.records.size() + (is_all ? 0 : 1));
    whole.records.resize(taken.records.size());
    whole.offsets.resize(taken.offsets.size());
    CHECK(whole.records == taken.records);
    CHECK(whole.offsets == taken.offsets);
  }
  CHECK(Framer({.message_max_bytes = 6}).WholeRecords("{\"a\":1}") == 0);
  CHECK(Framer({.whole_lines = true}).WholeRecords("{\"a\":1}") == 0);
}

}  // namespace
}  // namespace flowship::parser
