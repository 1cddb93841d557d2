#include <catch2/catch.hpp>

#include <cmath>

#include "config/node.h"
#include "table.h"

namespace flowship::config {
namespace {

TEST_CASE("scalars have the types of their table") {
  const char* const names[] = {"null", "bool", "integer", "float", "text"};
  for (const Node& row : ReadTable("scalar.yml")) {
    const Node& value = *row.Find("value");
    INFO(value.text);
    CHECK(names[static_cast<int>(TypeOf(value))] == TextOf(row, "type"));
    const Node* const is = row.Find("is");
    if (is == nullptr) continue;
    const double number = ParseFloat(value.text).value();
    CHECK(number == std::stod(is->text));
    if (TextOf(row, "type") == "integer") CHECK(ParseInteger(value.text) == std::stoll(is->text));
  }
  CHECK(std::isnan(ParseFloat(".nan").value()));
}

TEST_CASE("integers beyond 64 bits are integers that can't be had as such") {
  Node node;
  node.kind = Node::Kind::kScalar;
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "0x10000000000000000"}) {
    node.text = text;
    CHECK(TypeOf(node) == ScalarType::kInteger);
    CHECK_FALSE(ParseInteger(text));
  }
  CHECK(ParseInteger("9223372036854775807") == INT64_MAX);
  CHECK(ParseInteger("-9223372036854775808") == INT64_MIN);
}

TEST_CASE("durations are Go's, a bare number is seconds") {
  const auto millis = [](std::string_view text) {
    int64_t number = 0;
    return ParseDurationMillis(text, &number) ? std::optional(number) : std::nullopt;
  };
  CHECK(millis("72h") == 72 * 3600 * 1000);
  CHECK(millis("1m30s") == 90'000);
  CHECK(millis("1.5s") == 1500);
  CHECK(millis("250ms") == 250);
  CHECK(millis("10") == 10'000);
  CHECK(millis("0") == 0);
  CHECK(millis("-1") == -1000);
  CHECK(millis("100us") == 1);
  CHECK(millis("2d") == 2 * 24 * 3600 * 1000);
  for (const char* bad : {"", "-", "h", "1x", "1h2", "1 h", "one", "1.2.3s", "1e3s", "99999999999999h", "--1s"}) CHECK_FALSE(millis(bad));
}

TEST_CASE("sizes have the units of 1000 and of 1024") {
  const auto bytes = [](std::string_view text) {
    int64_t number = 0;
    return ParseByteSize(text, &number) ? std::optional(number) : std::nullopt;
  };
  CHECK(bytes("16384") == 16384);
  CHECK(bytes("10MiB") == 10 << 20);
  CHECK(bytes("10MB") == 10'000'000);
  CHECK(bytes("1.5 kib") == 1536);
  CHECK(bytes("1tib") == int64_t{1} << 40);
  for (const char* bad : {"", "MB", "1 XB", "1e3", "-1", "1  MB", "99999999TiB"}) CHECK_FALSE(bytes(bad));
}

TEST_CASE("the nearest name is near") {
  CHECK(Nearest("hsots", {"hosts", "worker"}) == "hosts");
  CHECK_FALSE(Nearest("banana", {"hosts", "worker"}));
  CHECK_FALSE(Nearest("a", {"b"}));
}

}  // namespace
}  // namespace flowship::config
