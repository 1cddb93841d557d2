// Dates against testdata/base/dates.txt: questions and what Elasticsearch 8.19 and java.time answer, recorded by tests/oracle/java_time/compare.py, which
// also asks many more of them.

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

#include "date_answer.h"

namespace flowship {
namespace {

// Java names the fields of a text in the order of a hash table; here they are sorted.
std::string SortedFields(const std::string& answer) {
  const size_t begin = answer.find('{'), end = answer.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return answer;
  std::vector<std::string> fields;
  for (size_t at = begin + 1; at < end;) {
    const size_t comma = std::min(answer.find(", ", at), end);
    fields.push_back(answer.substr(at, comma - at));
    at = comma + 2;
  }
  std::sort(fields.begin(), fields.end());
  std::string sorted = answer.substr(0, begin + 1);
  for (const std::string& field : fields) sorted += (sorted.back() == '{' ? "" : ", ") + field;
  return sorted + answer.substr(end);
}

// "! type: message <- …" as the message alone: what a format that does not compile says here.
std::string OutermostMessage(const std::string& answer) {
  const size_t colon = answer.find(": "), arrow = answer.find(" <- ");
  return colon == std::string::npos ? answer : "! " + answer.substr(colon + 2, arrow - colon - 2);
}

TEST_CASE("dates are what Elasticsearch and java.time make of them") {
  std::ifstream file(FLOWSHIP_SOURCE_DIR "/testdata/base/dates.txt");
  std::string question, want;
  REQUIRE(std::getline(file, question));  // the comment
  size_t asked = 0;
  while (std::getline(file, question) && std::getline(file, want)) {
    INFO(question);
    const std::string got = DateAnswers::To(question);
    const bool compiles = question.find("compile") != std::string::npos || got.find("_exception: ") == std::string::npos;
    if (SortedFields(got) != SortedFields(want)) CHECK(got == (compiles && want.starts_with("! ") ? OutermostMessage(want) : want));
    ++asked;
  }
  CHECK(asked == 800);
}

TEST_CASE("the ways of a zone around its gaps and overlaps") {
  const ZoneId berlin = *FindZoneId("Europe/Berlin");
  const LocalDateTime gap{2024, 3, 31, 2, 30, 0, 0}, overlap{2024, 10, 27, 2, 30, 0, 0};
  CHECK(ToString(AtZone(gap, berlin)) == "2024-03-31T03:30+02:00[Europe/Berlin]");
  CHECK(ToString(AtZone(overlap, berlin)) == "2024-10-27T02:30+02:00[Europe/Berlin]");
  CHECK(ToString(AtZone(overlap, berlin, 3600)) == "2024-10-27T02:30+01:00[Europe/Berlin]");
  CHECK_FALSE(FindZoneId("Mars/Phobos"));
}

}  // namespace
}  // namespace flowship
