#include "output/format_string.h"

#include <catch2/catch.hpp>

#include "output/json_document.h"

namespace flowship {
namespace {

std::string Formatted(std::string_view format) {
  JsonDocument event;
  REQUIRE(event.Read(R"({"@timestamp":"2026-11-24T03:04:05.678Z","data_stream":{"dataset":"goflow2.sflow"},"n":7,"b":true,"list":["x"],"empty":"","agent":{"version":"1.2"}})"));
  const auto parsed = FormatString::Parse(format);
  if (!parsed.ok()) return "error: " + parsed.error().message;
  std::string text = "<";
  return parsed->Append(event.object(), text) ? text + ">" : text + "absent";
}

TEST_CASE("format strings take fields and times of the event") {
  const std::pair<const char*, const char*> kTable[] = {
      {"plain", "<plain>"},
      {"logs-%{[data_stream.dataset]}-x", "<logs-goflow2.sflow-x>"},
      {"%{[n]}%{[b]}", "<7true>"},
      {"a-%{[agent.version]}-%{+yyyy.MM.dd}", "<a-1.2-2026.11.24>"},
      {"%{+yy}%{+HH}", "<2603>"},
      {"%{[nosuch]:none}", "<none>"},
      {"%{[nosuch]:}", "<>"},
      {"a%{[nosuch]}", "<absent"},
      {"a%{[data_stream]}", "<absent"},
      {"a%{[list]}", "<absent"},
      {"a%{[empty]}", "<absent"},
      {"a%{[n.deeper]}", "<absent"},
      {"%{[a", "error: \"%{[a\": %{ without its closing }"},
      {"%{a}", "error: \"%{a}\": %{a} is no field; fields are written %{[name]}, or %{[name]:default}"},
      {"%{[]}", "error: \"%{[]}\": %{[]} is no field; fields are written %{[name]}, or %{[name]:default}"},
      {"%{+w}", "error: \"%{+w}\": %{+w} is to be made of yyyy, yy, MM, dd and HH"},
  };
  for (const auto& [format, text] : kTable) {
    INFO(format);
    CHECK(Formatted(format) == text);
  }
  CHECK(FormatString::Parse("")->empty());
  CHECK(FormatString::Parse("x")->is_constant());
  CHECK_FALSE(FormatString::Parse("x%{[y]}")->is_constant());
}

}  // namespace
}  // namespace flowship
