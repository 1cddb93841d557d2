#include "parser/chain.h"

#include <catch2/catch.hpp>

#include "event/json_writer.h"
#include "event/stream.h"
#include "parser/framing.h"

namespace flowship::parser {
namespace {

class NoOrigin : public Origin {
 public:
  void BatchDone(const BatchRange&, const OutcomeCounts&) override {}
};

struct Parsed {
  std::vector<std::string> records;
  std::vector<uint64_t> offsets;
  std::vector<std::string> events;  // as JSON, without what every event has
  size_t used = 0;
};

// One call: the text as the content of a file from offset 100 on.
Parsed Run(const std::string& parsers, std::string_view text, bool flush = false) {
  config::Diagnostics diagnostics;
  const auto node = config::Parse("parsers", parsers, diagnostics);
  REQUIRE(node);
  const ChainMaker maker = CompileChain(*node, 1000, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(maker != nullptr);
  const auto chain = maker();
  KeySet keys;
  const EventMaker event_maker(keys, Value());
  BatchPool pool(keys, 1);
  const BatchPtr batch = pool.Acquire();
  batch->bytes.Append(text);
  Framer framer({1000, {}, true});
  const size_t lines = framer.Frame(*batch, 100, flush);
  Parsed parsed;
  parsed.used = chain->Run(*batch, 100, lines, flush);
  CHECK(batch->range.begin == 100);
  CHECK(batch->range.end == 100 + parsed.used);
  batch->origin = std::make_shared<NoOrigin>();
  batch->stream = std::make_shared<Stream>();
  event_maker.Make(*batch, batch->events, "NOW");
  for (Event& event : batch->events) {
    parsed.records.emplace_back(event.record);
    parsed.offsets.push_back(event.offset);
    for (const char* name : {"tags", "data_stream", "event", "input"}) event.root->Remove(batch->keys.Get(name));
    Buffer out;
    WriteJson(Value::Of(event.root), out);
    parsed.events.emplace_back(out.view());
  }
  batch->origin.reset();
  return parsed;
}

using Lines = std::vector<std::string>;

TEST_CASE("multiline by what continues a record") {
  // Filebeat's own example of a stack trace: lines that begin with a space belong to the line before them.
  const std::string java = "- multiline: {type: pattern, pattern: '^[[:space:]]', negate: false, match: after}";
  const std::string trace = "Exception in thread\n   at one\n   at two\nnext\n";
  const Parsed parsed = Run(java, trace);
  CHECK(parsed.records == Lines{"Exception in thread\n   at one\n   at two"});
  CHECK(parsed.used == trace.size() - 5);  // "next" may go on
  CHECK(parsed.offsets == std::vector<uint64_t>{100});
  CHECK(parsed.events[0] == R"({"@timestamp":"NOW","message":"Exception in thread\n   at one\n   at two","log":{"offset":100,"flags":["multiline"]}})");
  CHECK(Run(java, trace, true).records == Lines{"Exception in thread\n   at one\n   at two", "next"});
  CHECK(Run(java, "Exception in thread\n   at one\n").used == 0);
  // Lines that begin with [ begin a record; an empty line is a line.
  const std::string bracket = "- multiline: {pattern: '^\\[', negate: true, match: after}";
  CHECK(Run(bracket, "[1] a\nb\n\nc\n[2] d\n[3]\n").records == Lines{"[1] a\nb\n\nc", "[2] d"});
  CHECK(Run("- multiline: {pattern: '^\\[', negate: true, skip_newline: true}", "[1] a\nb\n[2]\n").records == Lines{"[1] ab"});
}

TEST_CASE("multiline by what a record goes on after") {
  // Filebeat's example of C's line continuation.
  const std::string parsers = "- multiline: {pattern: '\\\\$', negate: false, match: before}";
  const Parsed parsed = Run(parsers, "one \\\ntwo \\\nthree\nfour\nfive \\\n");
  CHECK(parsed.records == Lines{"one \\\ntwo \\\nthree", "four"});  // "four" is whole without the line after it
  CHECK(parsed.offsets[1] == 100 + 18);
}

TEST_CASE("multiline with the end of a record known, by count and while a pattern matches") {
  const std::string flush = "- multiline: {pattern: 'Start new event', negate: true, match: after, flush_pattern: 'End event'}";
  CHECK(Run(flush, "Start new event\nx\nEnd event\ny\n").records == Lines{"Start new event\nx\nEnd event"});
  const Parsed count = Run("- multiline: {type: count, count_lines: 3}", "1\n2\n3\n4\n5\n6\n7\n");
  CHECK(count.records == Lines{"1\n2\n3", "4\n5\n6"});
  CHECK(count.used == 12);
  CHECK(Run("- multiline: {type: while_pattern, pattern: '^\\{'}", "{1\n{2\nx\n{3\ny\n").records == Lines{"{1\n{2", "x", "{3", "y"});
}

TEST_CASE("multiline: what is too much is cut, and says so") {
  const Parsed lines = Run("- multiline: {pattern: '^ ', max_lines: 2}", "a\n b\n c\n d\ne\n");
  CHECK(lines.records == Lines{"a\n b"});
  CHECK(lines.used == 11);
  CHECK(lines.events[0].find(R"("flags":["multiline","truncated"])") != std::string::npos);
  CHECK(Run("- multiline: {pattern: '^ ', max_bytes: 4}", "a\n bcdef\ne\n").records == Lines{"a\n b"});
}

TEST_CASE("ndjson: members become fields") {
  const std::string line = "{\"a\":1,\"message\":\"theirs\",\"log\":{\"offset\":7,\"level\":\"info\"},\"x.y\":true}\n";
  CHECK(Run("- ndjson: {}", line).events[0] ==
        R"({"@timestamp":"NOW","log":{"offset":100,"level":"info"},"a":1,"message":"theirs","x.y":true})");
  CHECK(Run("- ndjson: {overwrite_keys: true, expand_keys: true}", line).events[0] ==
        R"({"@timestamp":"NOW","log":{"offset":7,"level":"info"},"a":1,"message":"theirs","x":{"y":true}})");
  CHECK(Run("- ndjson: {target: json.inner}", "{\"a\":1}\n").events[0] == R"({"@timestamp":"NOW","log":{"offset":100},"json":{"inner":{"a":1}}})");
  CHECK(Run("- ndjson: {target: j, message_key: msg}", "{\"msg\":\"hello\",\"a\":1}\n").events[0] ==
        R"({"@timestamp":"NOW","message":"hello","log":{"offset":100},"j":{"msg":"hello","a":1}})");
}

TEST_CASE("ndjson: what is no object stays as it is") {
  const Parsed silent = Run("- ndjson: {}", "not json\n[1]\n");
  CHECK(silent.events[0] == R"({"@timestamp":"NOW","message":"not json","log":{"offset":100}})");
  const Parsed loud = Run("- ndjson: {add_error_key: true}", "not json\n[1]\n");
  CHECK(loud.records == Lines{"not json", "[1]"});
  CHECK(loud.events[0].find(R"("error":{"message":"Error decoding JSON: )") != std::string::npos);
  CHECK(loud.events[1].find(R"("type":"json")") != std::string::npos);
  CHECK(Run("- ndjson: {add_error_key: true, message_key: m}", "{\"a\":1}\n").events[0].find("Key 'm' not found") != std::string::npos);
  CHECK(Run("- ndjson: {add_error_key: true, message_key: a}", "{\"a\":1}\n").events[0].find("Value of key 'a' is not a string") != std::string::npos);
}

TEST_CASE("container: Docker's JSON lines and the CRI's, put together where the runtime cut them") {
  const std::string docker = "{\"log\":\"one \",\"stream\":\"stdout\",\"time\":\"2017-09-12T22:32:21.1Z\"}\n"
                             "{\"log\":\"two\\n\",\"stream\":\"stdout\",\"time\":\"2017-09-12T22:32:22Z\"}\n"
                             "{\"log\":\"err\\n\",\"stream\":\"stderr\",\"time\":\"2017-09-12T22:32:23Z\"}\n";
  const Parsed parsed = Run("- container: {}", docker);
  CHECK(parsed.records == Lines{"one two", "err"});
  CHECK(parsed.events[0] == R"({"@timestamp":"2017-09-12T22:32:21.1Z","message":"one two","log":{"offset":100},"stream":"stdout"})");
  CHECK(Run("- container: {stream: stderr, format: docker}", docker).records == Lines{"err"});
  const std::string cri = "2017-10-12T13:32:21.232861448Z stdout P one \n2017-10-12T13:32:21.232861448Z stdout F two three\n"
                          "2017-10-12T13:32:22.232861448Z stderr P half\nno such line\n";
  const Parsed lines = Run("- container: {format: cri}", cri);
  CHECK(lines.records == Lines{"one two three", "half", "no such line"});
  CHECK(lines.events[0] == R"({"@timestamp":"2017-10-12T13:32:21.232861448Z","message":"one two three","log":{"offset":100},"stream":"stdout"})");
  // The other part of the last one may still come.
  const std::string half = "2017-10-12T13:32:21.2Z stdout F whole\n2017-10-12T13:32:22.2Z stdout P half\n";
  CHECK(Run("- container: {}", half).used == half.find("2017-10-12T13:32:22"));
  CHECK(Run("- container: {}", half, true).records == Lines{"whole", "half"});
}

TEST_CASE("syslog: the examples of Elastic's page and of the RFCs") {
  const std::string utc = "- syslog: {timezone: UTC}";
  CHECK(Run(utc, "<165>1 2022-01-11T22:14:15.003Z mymachine.example.com eventslog 1024 ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Application\" "
                 "eventID=\"1011\"][examplePriority@32473 class=\"high\"] this is the message\n").events[0] ==
        R"({"@timestamp":"2022-01-11T22:14:15.003Z","message":"this is the message","log":{"offset":100,"syslog":{"priority":165,)"
        R"("facility":{"code":20,"name":"local4"},"severity":{"code":5,"name":"Notice"},"hostname":"mymachine.example.com","appname":"eventslog",)"
        R"("procid":"1024","msgid":"ID47","version":1,"structured_data":{"exampleSDID@32473":{"iut":"3","eventSource":"Application","eventID":"1011"},)"
        R"("examplePriority@32473":{"class":"high"}}}}})");
  const Parsed bsd = Run(utc, "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8\n");
  CHECK(bsd.records == Lines{"'su root' failed for lonvick on /dev/pts/8"});
  CHECK(bsd.events[0].find(R"(-10-11T22:14:15Z","message":)") != std::string::npos);
  CHECK(bsd.events[0].find(R"("syslog":{"priority":34,"facility":{"code":4,"name":"security/authorization"},"severity":{"code":2,"name":"Critical"},)"
                           R"("hostname":"mymachine","appname":"su"})") != std::string::npos);
  CHECK(Run("- syslog: {timezone: +0200}", "<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!\n").events[0].find("-02-05T15:32:18Z") != std::string::npos);
  const Parsed bad = Run(utc, "no syslog\n");
  CHECK(bad.records == Lines{"no syslog"});
  CHECK(bad.events[0].find(R"("error":{"message":"Error parsing syslog message: the time is)") != std::string::npos);
  CHECK(Run("- syslog: {add_error_key: false}", "no syslog\n").events[0] == R"({"@timestamp":"NOW","message":"no syslog","log":{"offset":100}})");
}

TEST_CASE("parsers run in their order") {
  CHECK(Run("[{include_message: {patterns: ['^WARN', '^ERR']}}]", "INFO a\nWARN b\nERR c\n").records == Lines{"WARN b", "ERR c"});
  const std::string stack = "- container: ~\n- multiline: {pattern: '^ '}\n- include_message: {patterns: [boom]}";
  const std::string lines = "2017-10-12T13:32:21.2Z stdout F boom\n2017-10-12T13:32:21.3Z stdout F  at x\n2017-10-12T13:32:21.4Z stdout F ok\n"
                            "2017-10-12T13:32:21.5Z stdout F last\n";
  const Parsed parsed = Run(stack, lines);
  CHECK(parsed.records == Lines{"boom\n at x"});
  CHECK(parsed.used == lines.rfind("2017"));
  CHECK(Run("- multiline: {type: count, count_lines: 2}\n- ndjson: {target: j}", "{\"a\":\n1}\n").events[0].find(R"("j":{"a":1})") != std::string::npos);
}

TEST_CASE("mistakes in parsers are errors") {
  for (const auto& [parsers, error] : std::map<std::string, std::string>{
           {"- ndjsn: {}", "there is no parser \"ndjsn\"; did you mean \"ndjson\"?"},
           {"- ndjson: {document_id: x}", "\"document_id\" is not supported"},
           {"- ndjson: {tagret: x}", "unknown option \"tagret\" of the ndjson parser"},
           {"- multiline: {}", "needs a `pattern`"},
           {"- multiline: {type: count}", "needs `count_lines`"},
           {"- multiline: {pattern: '('}", "\"pattern\": "},
           {"- multiline: {pattern: x, match: beside}", "is after or before"},
           {"- container: {stream: stdin}", "is all, stdout or stderr"},
           {"- syslog: {format: rfc1}", "is auto, rfc3164 or rfc5424"},
           {"- syslog: {timezone: Nowhere/City}", "\"timezone\": "},
           {"- include_message: {}", "needs `patterns`"},
           {"- just a text", "a parser is a mapping"}}) {
    CAPTURE(parsers);
    config::Diagnostics diagnostics;
    (void)CompileChain(*config::Parse("parsers", parsers, diagnostics), 1000, diagnostics);
    const auto messages = diagnostics.Messages();
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].find(error) != std::string::npos);
  }
}

}  // namespace
}  // namespace flowship::parser
