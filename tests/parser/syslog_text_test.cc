#include "parser/syslog_text.h"

#include <catch2/catch.hpp>

namespace flowship::parser {
namespace {

TEST_CASE("RFC 5424's examples") {
  SyslogText text;
  REQUIRE(Parse5424("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \xEF\xBB\xBF'su root' failed for lonvick on /dev/pts/8", &text) == "");
  CHECK(text.priority == 34);
  CHECK(text.hostname == "mymachine.example.com");
  CHECK(text.appname == "su");
  CHECK(text.procid == "");
  CHECK(text.msgid == "ID47");
  CHECK(text.data.empty());
  CHECK(text.message == "'su root' failed for lonvick on /dev/pts/8");
  CHECK(text.time->local.nano == 3'000'000);
  SyslogText offset;
  REQUIRE(Parse5424("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.", &offset) == "");
  CHECK(offset.time->offset_seconds == -7 * 3600);
  CHECK(offset.time->local.nano == 3'000);
  SyslogText data;
  REQUIRE(Parse5424("<165>1 2003-10-11T22:14:15.003Z h e - ID47 [exampleSDID@32473 a=\"say \\\"x\\\" \\] \\n\"][b]", &data) == "");
  REQUIRE(data.data.size() == 3);
  CHECK(data.data[1].value == "say \"x\" ] \\n");
  CHECK(data.data[2].element == "b");
  CHECK(data.message == "");
}

TEST_CASE("what is none of RFC 5424") {
  for (const auto& [message, problem] : {std::pair<std::string_view, std::string_view>{"hello", "there is no priority"},
                                         {"<192>1 - - - - - -", "the priority is beyond 191"},
                                         {"<x>1 - - - - - -", "the priority is no number in <>"},
                                         {"<1>x - - - - - -", "there is no version after the priority"},
                                         {"<1>1 2003-02-30T22:14:15Z - - - - -", "the time is none of RFC 5424"},
                                         {"<1>1 2003-02-03T22:14:15 - - - - -", "the time is none of RFC 5424"},
                                         {"<1>1 2003-02-03T22:14:15+19:00 - - - - -", "the time is none of RFC 5424"},
                                         {"<1>1 - - - - - [a b=c]", "the structured data are not well formed"},
                                         {"<1>1 - - - - - [a b=\"c\"", "the structured data are not well formed"},
                                         {"<1>1 - - - - - -x", "there is no space after the structured data"}}) {
    SyslogText text;
    CAPTURE(message);
    CHECK(Parse5424(message, &text) == problem);
  }
}

TEST_CASE("RFC 3164, and what senders make of it") {
  SyslogText su;
  REQUIRE(Parse3164("<34>Oct 11 22:14:15 mymachine su: 'su root' failed", 2003, &su) == "");
  CHECK(su.time->local == LocalDateTime{2003, 10, 11, 22, 14, 15, 0});
  CHECK_FALSE(su.time->offset_seconds);
  CHECK(su.appname == "su");
  CHECK(su.procid == "");
  SyslogText sshd;
  REQUIRE(Parse3164("Feb  5 17:32:18.123 host sshd[4321]: hi", 2024, &sshd) == "");
  CHECK(sshd.priority == -1);
  CHECK(sshd.time->local.nano == 123'000'000);
  CHECK(sshd.appname == "sshd");
  CHECK(sshd.procid == "4321");
  CHECK(sshd.message == "hi");
  SyslogText iso;
  REQUIRE(Parse3164("<13>2024-02-05T17:32:18+01:00 host no tag here", 2024, &iso) == "");
  CHECK(iso.time->offset_seconds == 3600);
  CHECK(iso.hostname == "host");
  CHECK(iso.message == "no tag here");
  SyslogText leap;
  CHECK(Parse3164("Feb 29 00:00:00 h m", 2024, &leap) == "");
  CHECK(Parse3164("Feb 29 00:00:00 h m", 2023, &leap) == "the time is neither `Mmm dd hh:mm:ss` nor RFC 3339's");
}

TEST_CASE("which of the two it is") {
  CHECK(LooksLike5424("<34>1 x"));
  CHECK_FALSE(LooksLike5424("<34>Oct 11"));
  CHECK_FALSE(LooksLike5424("34>1 x"));
}

TEST_CASE("no prefix of a message reads beyond its end") {
  const std::string whole = "<165>1 2003-10-11T22:14:15.003Z h e 1 ID47 [x@1 a=\"b\\\"\" c=\"d\"][e f=\"g\"] m";
  const std::string bsd = "<34>Oct 11 22:14:15 mymachine su[1]: m";
  for (const std::string& text : {whole, bsd}) {
    for (size_t size = 0; size <= text.size(); ++size) {
      const std::string cut = text.substr(0, size);  // so that a sanitizer sees the end
      SyslogText parsed;
      (void)Parse5424(cut, &parsed);
      SyslogText again;
      (void)Parse3164(cut, 2024, &again);
    }
  }
}

}  // namespace
}  // namespace flowship::parser
