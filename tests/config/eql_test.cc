#include "config/eql.h"

#include <catch2/catch.hpp>

namespace flowship::config {
namespace {

std::optional<std::string> LookUpTest(std::string_view name) {
  if (name == "host.platform") return "linux";
  if (name == "host.cpus") return "4";
  if (name == "env.ON") return "true";
  return std::nullopt;
}

// The operators and functions of Elastic's "Variables and conditions in input configurations".
TEST_CASE("conditions hold or do not") {
  const std::pair<const char*, bool> kCases[] = {
      {"${host.platform} == 'linux'", true},
      {"${host.platform} != \"linux\"", false},
      {"${host.cpus} >= 4 and ${host.cpus} < 5.5", true},
      {"${host.cpus} * 2 + 1 == 9", true},
      {"1 + 2 * 3 == 7 and (1 + 2) * 3 == 9 and 7 % 4 == 3", true},
      {"not ${env.ON}", false},
      {"not (${env.ON} and false) or false", true},
      {"${env.NONE} == null", true},
      {"${env.NONE} == 'x' or ${env.NONE|'edge'} == 'edge'", true},
      {"${env.NONE} > 3", false},
      {"'a' < 'b'", true},
      {"'1' == 1", false},
      {"arrayContains(['a', 'b'], 'c', 'b')", true},
      {"arrayContains(${env.NONE}, 'b')", false},
      {"hasKey({a: 1, 'b c': [2]}, 'x', 'b c') and not hasKey({}, 'a') and length({a: 1}) == 1", true},
      {"hasKey(${env.NONE}, 'a')", false},
      {"{a: {b: 1}} == {a: {b: 1}} and {a: 1} != {a: 2}", true},
      {"length('abc') == 3 and length([1, 2]) == 2", true},
      {"startsWith('linux', 'li') and endsWith('linux', 'ux') and stringContains('linux', 'nu')", true},
      {"indexOf('linux', 'u') == 3", true},
      {"match('host-17', '^core', '^host-[0-9]+$')", true},
      {"concat('a', 1, true) == 'a1true'", true},
      {"add(1, 2) == subtract(5, 2) and multiply(2, 3) == divide(12, 2) and modulo(7, 4) == 3", true},
      {"number('42') == 42 and string(42) == '42'", true},
      {"'it\\'s' == \"it's\"", true},
  };
  for (const auto& [condition, holds] : kCases) {
    CAPTURE(condition);
    const auto result = EvaluateCondition(condition, LookUpTest);
    INFO((result.ok() ? std::string() : result.error().message));
    REQUIRE(result.ok());
    CHECK(*result == holds);
  }
}

TEST_CASE("what is no condition is an error") {
  const std::pair<const char*, const char*> kCases[] = {
      {"", "ends too early"},       {"1 + 1", "true or false"},        {"true true", "can't stand here"},  {"(true", "not closed"},       {"'a", "quote is not closed"},
      {"1 / 0 == 1", "division"},   {"'a' + 1 == 2", "for numbers"},   {"1 < 'a'", "only numbers"},        {"nope(1)", "no function nope"}, {"linux == 'a'", "neither a function"},
      {"${x", "closing }"},         {"1 and 2", "`and`"},              {"match('a', '(')", "match: "},     {"[1, 2", "missing"},
      {"hasKey(['a'], 'a')", "wants a mapping"}, {"{a 1} == {}", "a : is missing"}, {"{a: 1", "missing"}, {"{: 1} == {}", "a key is missing"}};
  for (const auto& [condition, why] : kCases) {
    CAPTURE(condition);
    const auto result = EvaluateCondition(condition, LookUpTest);
    REQUIRE_FALSE(result.ok());
    CHECK_THAT(result.error().message, Catch::Contains(why));
  }
  CHECK_FALSE(EvaluateCondition(std::string(100'000, '('), LookUpTest).ok());
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "not ";
  CHECK_FALSE(EvaluateCondition(many + "true", LookUpTest).ok());
}

}  // namespace
}  // namespace flowship::config
