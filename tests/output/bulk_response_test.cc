#include "output/elasticsearch/bulk_response.h"

#include <catch2/catch.hpp>

#include "base/limits.h"
#include "config/node.h"

namespace flowship {
namespace {

constexpr std::string_view kItemVerdicts[] = {"delivered", "duplicate", "retry", "reject"};
constexpr std::string_view kRequestVerdicts[] = {"ok", "retry", "next_host", "split", "blocked"};

std::string TextOf(const config::Node& row, const char* column) {
  const config::Node* const text = row.Find(column);
  REQUIRE(text != nullptr);
  return text->text;
}

std::vector<std::string> VerdictsOf(const std::vector<BulkResult>& items) {
  std::vector<std::string> verdicts;
  for (const BulkResult& item : items) verdicts.emplace_back(kItemVerdicts[static_cast<size_t>(JudgeItem(item))]);
  return verdicts;
}

TEST_CASE("real answers mean what the table says") {
  config::Diagnostics diagnostics;
  const auto table = config::ParseFile(FLOWSHIP_SOURCE_DIR "/testdata/output/bulk_response.yml", diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(table);
  REQUIRE(table->items.size() > 40);
  BulkResponseReader reader;
  for (const config::Node& row : table->items) {
    INFO(TextOf(row, "name") << ", " << TextOf(row, "server"));
    const size_t count = std::stoul(TextOf(row, "count"));
    const std::string body = TextOf(row, "body");
    const RequestVerdict verdict = JudgeRequest(std::stoi(TextOf(row, "status")));
    CHECK(kRequestVerdicts[static_cast<size_t>(verdict)] == TextOf(row, "request"));
    if (verdict != RequestVerdict::kOk) continue;
    std::string problem;
    const auto answer = reader.Read(body, count, &problem);
    CHECK((answer == BulkResponseReader::Answer::kUnreadable) == (row.Find("unreadable") != nullptr));
    CHECK(problem.empty() == (answer != BulkResponseReader::Answer::kUnreadable));
    if (answer == BulkResponseReader::Answer::kUnreadable) continue;
    std::vector<std::string> want;
    for (const config::Node& item : row.Find("items")->items) want.push_back(item.text);
    const bool all_delivered = answer == BulkResponseReader::Answer::kAllDelivered;
    CHECK((all_delivered ? std::vector<std::string>(count, "delivered") : VerdictsOf(reader.items())) == want);
    for (const BulkResult& item : reader.items()) {
      const bool settled = JudgeItem(item) == ItemVerdict::kDelivered;
      CHECK(item.error_type.empty() == settled);
      CHECK(item.reason.empty() == settled);
      CHECK(item.reason.size() <= limits::kRejectReasonMaxBytes + 3);  // the ellipsis
    }
    size_t stored = 0;
    for (const BulkResult& item : reader.items()) stored += item.failure_store;
    CHECK(stored == (row.Find("stored") == nullptr ? 0 : std::stoul(TextOf(row, "stored"))));
  }
}

TEST_CASE("a whole request is judged by its status") {
  const std::pair<int, RequestVerdict> kTable[] = {
      {200, RequestVerdict::kOk},     {0, RequestVerdict::kNextHost},   {502, RequestVerdict::kNextHost}, {503, RequestVerdict::kNextHost},
      {504, RequestVerdict::kNextHost}, {408, RequestVerdict::kRetry},  {425, RequestVerdict::kRetry},    {429, RequestVerdict::kRetry},
      {500, RequestVerdict::kRetry},  {501, RequestVerdict::kRetry},    {507, RequestVerdict::kRetry},    {413, RequestVerdict::kSplit},
      {301, RequestVerdict::kBlocked}, {400, RequestVerdict::kBlocked}, {401, RequestVerdict::kBlocked},  {403, RequestVerdict::kBlocked},
      {404, RequestVerdict::kBlocked}, {405, RequestVerdict::kBlocked}, {406, RequestVerdict::kBlocked},  {407, RequestVerdict::kBlocked}};
  for (const auto& [status, verdict] : kTable) {
    INFO(status);
    CHECK(JudgeRequest(status) == verdict);
    // What will not go away by itself comes with what to do about it.
    CHECK(RemedyOfRequest(status).empty() == (verdict != RequestVerdict::kBlocked && status != 408 && status != 425 && status != 413));
  }
}

TEST_CASE("an item that is not the document's fault is sent again") {
  const auto judge = [](int status, std::string_view type, std::string_view reason = "") {
    BulkResult result;
    result.status = status;
    result.error_type = type;
    result.reason = reason;
    return JudgeItem(result);
  };
  CHECK(judge(201, "") == ItemVerdict::kDelivered);
  CHECK(judge(200, "unknown") == ItemVerdict::kRetry);  // a success with an error: we do not understand it
  CHECK(judge(409, "version_conflict_engine_exception") == ItemVerdict::kDuplicate);
  CHECK(judge(409, "some_other_conflict") == ItemVerdict::kRetry);
  for (const int status : {0, 302, 401, 403, 408, 429, 500, 502, 503, 504}) CHECK(judge(status, "x_exception") == ItemVerdict::kRetry);
  for (const int status : {400, 404, 405, 413, 422}) CHECK(judge(status, "x_exception") == ItemVerdict::kReject);
  CHECK(judge(400, "illegal_argument_exception", "pipeline with id [a] does not exist") == ItemVerdict::kRetry);
  CHECK(judge(400, "illegal_argument_exception", "pipeline with id [a] is wrong") == ItemVerdict::kReject);
}

TEST_CASE("what blocks a document comes with what to do about it") {
  const auto remedy = [](int status, std::string_view type, std::string_view reason = "") {
    BulkResult result;
    result.status = status;
    result.error_type = type;
    result.reason = reason;
    return std::string(RemedyOfItem(result));
  };
  using Catch::Contains;
  CHECK_THAT(remedy(404, "index_not_found_exception"), Contains("flowship setup --template"));
  CHECK_THAT(remedy(403, "cluster_block_exception"), Contains("write block"));
  CHECK_THAT(remedy(429, "cluster_block_exception"), Contains("disk is full"));
  CHECK_THAT(remedy(403, "security_exception"), Contains("create_doc"));
  CHECK_THAT(remedy(400, "illegal_argument_exception", "pipeline with id [x] does not exist"), Contains("pipeline"));
  CHECK(remedy(429, "es_rejected_execution_exception").empty());
}

TEST_CASE("a reason is put together with its causes and cut between characters") {
  BulkResponseReader reader;
  std::string problem;
  const auto reason_of = [&](const std::string& error) {
    const std::string body = R"({"errors":true,"items":[{"create":{"status":400,"error":)" + error + "}}]}";
    REQUIRE(reader.Read(body, 1, &problem) == BulkResponseReader::Answer::kItems);
    return std::string(reader.items()[0].reason);
  };
  CHECK(reason_of(R"({"type":"a","reason":"outer","caused_by":{"reason":"inner","caused_by":{"type":"no_reason"}}})") == "outer: inner");
  CHECK(reason_of(R"("a text")") == "a text");
  CHECK(reader.items()[0].error_type == "unknown");
  CHECK(reason_of(R"({"reason":"r"})") == "r");
  CHECK(reader.items()[0].error_type == "unknown");
  for (size_t shift = 0; shift < 3; ++shift) {
    std::string text(limits::kRejectReasonMaxBytes - 4 + shift, 'x');
    for (int i = 0; i < 10; ++i) text += "€";
    const std::string cut = reason_of(R"({"type":"a","reason":")" + text + "\"}");
    CHECK(cut.size() <= limits::kRejectReasonMaxBytes + 3);
    CHECK(cut.size() > limits::kRejectReasonMaxBytes - 3);
    CHECK(text.starts_with(cut.substr(0, cut.size() - 3)));
    CHECK((cut.size() - (limits::kRejectReasonMaxBytes - 4 + shift)) % 3 == 0);  // whole characters, the ellipsis has three bytes too
    CHECK(cut.ends_with("…"));
  }
}

TEST_CASE("the reason of a whole answer") {
  BulkResponseReader reader;
  CHECK(reader.ReasonOf(R"({"error":{"type":"t","reason":"r","caused_by":{"reason":"c"}},"status":400})") == "t: r: c");
  CHECK(reader.ReasonOf(R"({"error":{"reason":"r"}})") == "r");
  CHECK(reader.ReasonOf(R"({"error":"no handler"})") == "no handler");
  CHECK(reader.ReasonOf("<html>") == "<html>");
  CHECK(reader.ReasonOf("").empty());
  CHECK(reader.ReasonOf(std::string(5000, 'x')).size() == 200);
}

}  // namespace
}  // namespace flowship
