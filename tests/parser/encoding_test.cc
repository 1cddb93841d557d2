#include "parser/encoding.h"

#include <catch2/catch.hpp>

#include "event/key.h"
#include "parser/framing.h"

namespace flowship::parser {
namespace {

using Lines = std::vector<std::string>;

Lines Records(std::string_view encoding, std::string_view terminator, std::string_view text, bool at_end = false, uint64_t* repaired = nullptr) {
  const auto format = MakeLineFormat(encoding, terminator);
  INFO((format.ok() ? "" : format.error().message));
  REQUIRE(format.ok());
  KeySet keys;
  BatchPool pool(keys, 1);
  Framer framer({1000, *format});
  const BatchPtr batch = pool.Acquire();
  batch->bytes.Append(text);
  framer.Frame(*batch, 0, at_end);
  Lines records;
  for (const Event& event : batch->events) records.emplace_back(event.record);
  if (repaired != nullptr) *repaired = framer.counts()[FramingCounter::kInvalidUtf8];
  return records;
}

std::string_view Bytes(const char* text, size_t size) { return {text, size}; }

TEST_CASE("lines of other encodings become UTF-8") {
  // The bytes are those of the encodings' own tables.
  CHECK(Records("latin1", "auto", "Gr\xFC\xDF" "e\r\n") == Lines{"Grüße"});
  CHECK(Records("windows1252", "auto", "\x80 5\n") == Lines{"€ 5"});
  CHECK(Records("iso8859-15", "auto", "\xA4 5\n") == Lines{"€ 5"});
  CHECK(Records("gbk", "auto", "\xD6\xD0\xCE\xC4\n{}\n") == Lines{"中文", "{}"});
  CHECK(Records("shift-jis", "auto", "\x93\xFA\x96\x7B\n") == Lines{"日本"});
  CHECK(Records("koi8r", "auto", "\xD2\xD5\xD3\n") == Lines{"рус"});
  CHECK(Records("cp437", "auto", "\x81\n") == Lines{"ü"});
  CHECK(Records("ebcdic-037", "auto", "\xC1\xC2\xC3\x25\xF1\x25") == Lines{"ABC", "1"});
  CHECK(Records("utf-16le", "auto", Bytes("a\0\n\0\x0A\x0B\r\0\n\0", 10)) == Lines{"a", "ଊ"});  // U+0B0A has the byte of a newline
  CHECK(Records("utf-16be", "auto", Bytes("\0a\0\n\x0A\0\0\n", 8)) == Lines{"a", "\u0A00"});
  CHECK(Records("utf-16le-bom", "auto", Bytes("\xFF\xFE" "a\0\n\0", 6)) == Lines{"a"});
}

TEST_CASE("what belongs to no character is U+FFFD and counted") {
  uint64_t repaired = 0;
  CHECK(Records("gbk", "auto", "a\xFF" "b\n", false, &repaired) == Lines{"a\uFFFDb"});
  CHECK(repaired == 1);
  CHECK(Records("utf-16le", "auto", Bytes("a\0\x00\xD8" "b\0\n\0", 8), false, &repaired) == Lines{"a\uFFFDb"});
  CHECK(repaired == 1);
}

TEST_CASE("line terminators") {
  CHECK(Records("plain", "line_feed", "a\nb\n") == Lines{"a", "b"});
  CHECK(Records("plain", "carriage_return", "a\rb\r") == Lines{"a", "b"});
  CHECK(Records("plain", "carriage_return_line_feed", "a\nb\r\nc\r\n") == Lines{"a\nb", "c"});
  CHECK(Records("plain", "null_terminator", Bytes("a\0b\n\0", 5)) == Lines{"a", "b\n"});
  CHECK(Records("plain", "next_line", "a\u0085b\u0085") == Lines{"a", "b"});
  CHECK(Records("plain", "line_separator", "a\u2028b") == Lines{"a"});
  CHECK(Records("plain", "paragraph_separator", "a\u2029b", true) == Lines{"a", "b"});
  CHECK(Records("plain", "vertical_tab", "a\vb\v") == Lines{"a", "b"});
  CHECK(Records("utf-16be", "line_separator", Bytes("\0a\x20\x28\0b\x20\x28", 8)) == Lines{"a", "b"});
}

TEST_CASE("every encoding of the table is one that iconv has") {
  for (const char* name : {"big5", "cp850", "cp852", "cp855", "cp858", "cp860", "cp862", "cp863", "cp865", "cp866", "ebcdic-1040", "ebcdic-1047", "euc-jp",
                           "euc-kr", "gb18030", "iso-2022-jp", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-16", "iso8859-6e", "iso8859-8i", "koi8u",
                           "macintosh", "macintosh-cyrillic", "windows1250", "windows1258", "windows874", "utf-8", "utf8", "plain"}) {
    CAPTURE(name);
    const auto format = MakeLineFormat(name, "auto");
    REQUIRE(format.ok());
    Decoder decoder(*format);
    Arena arena;
    bool whole = true;
    CHECK(decoder.Decode(format->terminator, false, arena, &whole) == "\n");
    CHECK(whole);
  }
}

TEST_CASE("what can't be had is an error") {
  CHECK(MakeLineFormat("klingon", "auto").error().message.find("there is no encoding \"klingon\"; there is big5, ") == 0);
  CHECK(MakeLineFormat("utf8x", "auto").error().message == "there is no encoding \"utf8x\"; did you mean \"utf8\"?");
  CHECK(MakeLineFormat("plain", "lf").error().message.find("there is no line terminator \"lf\"; there is auto, ") == 0);
  CHECK(MakeLineFormat("latin1", "line_separator").error().message == "the encoding \"latin1\" has no line_separator");
}

}  // namespace
}  // namespace flowship::parser
