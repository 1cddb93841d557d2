// The elasticsearch output as a whole, against a server that follows a script. Real servers: tests/e2e/test_delivery.py.

#include <catch2/catch.hpp>
#include <libdeflate.h>

#include <atomic>
#include <set>

#include "batches.h"
#include "output/elasticsearch/elasticsearch.h"
#include "scripted_server.h"
#include "temporary_folder.h"

namespace flowship {
namespace {

using std::chrono::milliseconds;

ElasticsearchConfig ConfigFor(std::vector<std::string> hosts) {
  ElasticsearchConfig config;
  config.hosts = std::move(hosts);
  config.compression_level = 0;
  config.backoff_init_millis = 5;
  config.backoff_max_millis = 20;
  config.proxy_disable = true;
  return config;
}

std::string Items(std::vector<std::string> items) {
  std::string body = R"({"errors":true,"items":[)";
  for (size_t i = 0; i < items.size(); ++i) body += (i == 0 ? "" : ",") + std::string(R"({"create":)") + items[i] + "}";
  return ScriptedServer::Answer(200, body + "]}");
}
const std::string kCreated = R"({"status":201})", kBusy = R"({"status":429,"error":{"type":"es_rejected_execution_exception","reason":"queue"}})",
                  kThere = R"({"status":409,"error":{"type":"version_conflict_engine_exception","reason":"document already exists"}})",
                  kBad = R"({"status":400,"error":{"type":"document_parsing_exception","reason":"no","caused_by":{"reason":"why"}}})";

// Answers in turn; afterwards everything is taken.
class Turns {
 public:
  explicit Turns(std::vector<std::string> answers) : answers_(std::move(answers)) {}
  std::string operator()(const ServerRequest& request) {
    const size_t turn = turn_++;
    return turn < answers_.size() ? answers_[turn] : ScriptedServer::AllCreated(request);
  }

 private:
  std::vector<std::string> answers_;
  size_t turn_ = 0;
};

ScriptedServer::Script InTurn(std::vector<std::string> answers) {
  return [turns = std::make_shared<Turns>(std::move(answers))](const ServerRequest& request) { return (*turns)(request); };
}

void Drain(Output& output) { output.Drain(Deadline::Clock::now() + std::chrono::seconds(20)); }

TEST_CASE("documents arrive in one request, to the stream's data stream, with a credential, compressed") {
  ScriptedServer server(InTurn({ScriptedServer::Answer(200, R"({"errors":false,"items":[{"create":{"status":201}},{"create":{"status":201}}]})")}));
  ElasticsearchConfig config = ConfigFor({server.url() + "/prefix"});
  config.compression_level = 3;
  config.api_key = "a2V5";
  config.headers = {{"X-Own", "yes"}};
  config.pipeline = "p";
  config.parameters = {{"timeout", "30s"}};
  const TemporaryFolder folder;
  Batches batches("prod");
  ElasticsearchOutput output(config, folder.path());
  BatchPtr batch = batches.Encoded(output, batches.Numbered(2));
  const std::string body(batch->encoded.view());
  output.Push(std::move(batch));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 2);
  REQUIRE(server.requests().size() == 1);
  const ServerRequest request = server.requests()[0];
  CHECK(request.line == "POST /prefix/logs-goflow2.sflow-prod/_bulk?filter_path=errors,items.*.error,items.*.status,items.*.failure_store&timeout=30s&pipeline=p HTTP/1.1");
  for (const char* header : {"authorization: apikey a2v5\r\n", "x-own: yes\r\n", "content-type: application/x-ndjson\r\n", "content-encoding: gzip\r\n",
                             "accept: application/json\r\n", "user-agent: flowship/"}) {
    CHECK_THAT(request.headers, Catch::Contains(header));
  }
  std::string plain(body.size() + 1, '\0');
  size_t size = 0;
  libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  CHECK(libdeflate_gzip_decompress(decompressor, request.body.data(), request.body.size(), plain.data(), plain.size(), &size) == LIBDEFLATE_SUCCESS);
  libdeflate_free_decompressor(decompressor);
  CHECK(plain.substr(0, size) == body);
  CHECK(output.stats().bytes == request.body.size());
}

TEST_CASE("only what failed is sent again, and a duplicate is delivered") {
  ScriptedServer server(InTurn({Items({kCreated, kBusy, kThere, kBusy}), Items({kBusy, kCreated})}));
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(ConfigFor({server.url()}), folder.path());
  output.Push(batches.Encoded(output, batches.Numbered(4)));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 4);
  CHECK(output.stats().duplicates == 1);
  CHECK(output.stats().retried == 3);
  CHECK(output.stats().Errors() == std::map<std::string, uint64_t, std::less<>>{{"es_rejected_execution_exception", 3}});
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  CHECK(requests[1].documents() == 2);
  CHECK_THAT(requests[1].body, Catch::Contains(IdText(2)) && Catch::Contains(IdText(4)));
  CHECK(requests[2].documents() == 1);
  CHECK_THAT(requests[2].body, Catch::Contains(IdText(2)));
  CHECK(server.connections() == 1);  // kept alive
}

TEST_CASE("what is refused for good goes to the dead-letter file, its neighbours to the index") {
  ScriptedServer server(InTurn({Items({kCreated, kBad, kCreated})}));
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(ConfigFor({server.url()}), folder.path());
  output.Push(batches.Encoded(output, batches.Numbered(3)));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 2);
  CHECK(batches.origin->Count(Outcome::kDeadLettered) == 1);
  CHECK(server.requests().size() == 1);
  REQUIRE(folder.Files().size() == 1);
  const std::string letter = folder.Read(folder.Files()[0]);
  CHECK_THAT(letter, Catch::Contains("\"status\":400,\"type\":\"document_parsing_exception\",\"reason\":\"no: why\",\"index\":\"logs-goflow2.sflow-default\",\"_id\":\"" +
                                     IdText(2) + "\",\"document\":{\"n\":2,\"x\":\"\"}}\n"));
}

TEST_CASE("whole answers that are no success are all tried again") {
  ScriptedServer server(InTurn({"", ScriptedServer::Answer(503, "busy"), ScriptedServer::Answer(429, "", "Retry-After: 0\r\n"), ScriptedServer::Answer(500, "{}"),
                                ScriptedServer::Answer(401, R"({"error":{"type":"security_exception","reason":"no"}})"), ScriptedServer::Answer(200, "<html>"),
                                ScriptedServer::Answer(200, R"({"errors":true,"items":[]})"), ScriptedServer::Answer(302, "", "Location: http://127.0.0.1:1/\r\n"),
                                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"errors\":false,\"items\":["}));
  ElasticsearchConfig config = ConfigFor({server.url()});
  config.timeout_millis = 300;  // for the last one, which never ends
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(config, folder.path());
  output.Push(batches.Encoded(output, batches.Numbered(3)));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 3);
  CHECK(server.requests().size() == 10);
  for (const ServerRequest& request : server.requests()) CHECK(request.documents() == 3);
  CHECK(output.stats().failed_requests == 9);
  CHECK(output.stats().blocked == 0);
  const auto errors = output.stats().Errors();
  for (const char* reason : {"http_503", "http_429", "http_500", "http_401", "http_302"}) CHECK(errors.count(reason) == 1);
  CHECK(errors.at("unreadable_answer") == 2);
}

TEST_CASE("Retry-After is kept to") {
  ScriptedServer server(InTurn({ScriptedServer::Answer(429, "", "Retry-After: 1\r\n")}));
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(ConfigFor({server.url()}), folder.path());
  const auto start = Deadline::Clock::now();
  output.Push(batches.Encoded(output, batches.Numbered(1)));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 1);
  CHECK(Deadline::Clock::now() - start >= milliseconds(1000));
}

TEST_CASE("after 413 less is sent at once, and a document that is too large alone is a dead letter") {
  constexpr size_t kLargest = 700;
  ScriptedServer server([](const ServerRequest& request) {
    return request.body.size() > kLargest ? ScriptedServer::Answer(413, "") : ScriptedServer::AllCreated(request);
  });
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(ConfigFor({server.url()}), folder.path());
  BatchPtr batch = batches.Numbered(8, 100);
  BatchPtr huge = batches.Numbered(1, 1000);
  output.Push(batches.Encoded(output, std::move(batch)));
  output.Push(batches.Encoded(output, std::move(huge)));
  output.Push(batches.Encoded(output, batches.Numbered(8, 100)));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 16);
  CHECK(batches.origin->Count(Outcome::kDeadLettered) == 1);
  size_t taken = 0, least_refused = SIZE_MAX;
  for (const ServerRequest& request : server.requests()) {
    if (request.documents() > 1) CHECK(request.body.size() < least_refused);  // what was learned is kept
    if (request.body.size() > kLargest) least_refused = std::min(least_refused, request.body.size());
    else taken += request.documents();
  }
  CHECK(taken == 16);
  CHECK_THAT(folder.Read(folder.Files().at(0)), Catch::Contains("request_entity_too_large"));
}

TEST_CASE("requests have at most bulk_max_size events and bulk_max_bytes; small batches are put together") {
  ScriptedServer server(InTurn({}));
  ElasticsearchConfig config = ConfigFor({server.url()});
  config.bulk_max_size = 10;
  config.bulk_max_bytes = 1000;
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(config, folder.path());
  output.Push(batches.Encoded(output, batches.Numbered(25)));
  output.Push(batches.Encoded(output, batches.Numbered(12, 200)));
  for (int i = 0; i < 20; ++i) output.Push(batches.Encoded(output, batches.Numbered(1)));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 57);
  size_t documents = 0;
  for (const ServerRequest& request : server.requests()) {
    CHECK(request.documents() <= 10);
    CHECK(request.body.size() <= 1000);
    documents += request.documents();
  }
  CHECK(documents == 57);
  CHECK(server.requests().size() < 3 + 4 + 20);
}

TEST_CASE("a server that goes away and comes back gets everything") {
  ScriptedServer server(InTurn({}));
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(ConfigFor({server.url()}), folder.path());
  output.Push(batches.Encoded(output, batches.Numbered(2)));
  while (batches.origin->Count(Outcome::kDelivered) < 2) std::this_thread::sleep_for(milliseconds(1));
  server.Stop();
  output.Push(batches.Encoded(output, batches.Numbered(2)));
  std::this_thread::sleep_for(milliseconds(100));
  CHECK(batches.origin->Count(Outcome::kDelivered) == 2);
  server.Start();
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 4);
}

TEST_CASE("at the deadline what is not delivered is abandoned, soon") {
  SECTION("a server that is not there") {
    ScriptedServer server(InTurn({}));
    const std::string url = server.url();
    server.Stop();
    const TemporaryFolder folder;
    Batches batches;
    ElasticsearchOutput output(ConfigFor({url}), folder.path());
    output.Push(batches.Encoded(output, batches.Numbered(2)));
    output.Push(batches.Encoded(output, batches.Numbered(3)));
    const auto start = Deadline::Clock::now();
    output.Drain(start + milliseconds(100));
    CHECK(Deadline::Clock::now() - start < milliseconds(2000));
    CHECK(batches.origin->Count(Outcome::kAbandoned) == 5);
  }
  SECTION("a server that never answers") {
    std::atomic<bool> go{false};
    ScriptedServer server([&go](const ServerRequest&) {
      while (!go) std::this_thread::sleep_for(milliseconds(5));
      return std::string();
    });
    const TemporaryFolder folder;
    Batches batches;
    {
      ElasticsearchOutput output(ConfigFor({server.url()}), folder.path());
      output.Push(batches.Encoded(output, batches.Numbered(2)));
      const auto start = Deadline::Clock::now();
      output.Drain(start + milliseconds(100));
      CHECK(Deadline::Clock::now() - start < milliseconds(2000));
    }
    go = true;
    CHECK(batches.origin->Count(Outcome::kAbandoned) == 2);
  }
}

TEST_CASE("with several hosts and workers each host gets some, and one that fails loses nothing") {
  ScriptedServer good(InTurn({})), other(InTurn({})), bad([](const ServerRequest&) { return ScriptedServer::Answer(503, ""); });
  ElasticsearchConfig config = ConfigFor({good.url(), bad.url(), other.url()});
  config.workers = 2;
  config.bulk_max_size = 5;
  const TemporaryFolder folder;
  Batches batches;
  ElasticsearchOutput output(config, folder.path());
  for (int i = 0; i < 40; ++i) output.Push(batches.Encoded(output, batches.Numbered(5)));
  Drain(output);
  CHECK(batches.origin->Count(Outcome::kDelivered) == 200);
  CHECK_FALSE(good.requests().empty());
  CHECK_FALSE(other.requests().empty());
  std::multiset<std::string> ids;
  for (const ScriptedServer* server : {&good, &other}) {
    for (const ServerRequest& request : server->requests()) {
      for (size_t at = request.body.find("\"_id\":\""); at != std::string::npos; at = request.body.find("\"_id\":\"", at + 1)) ids.insert(request.body.substr(at + 7, 22));
    }
  }
  CHECK(ids.size() == 200);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 200);
  // What failed once is probed without events.
  size_t bulks = 0;
  for (const ServerRequest& request : bad.requests()) bulks += request.is_bulk();
  CHECK(bulks <= 6);
}

TEST_CASE("a test of the connection says what is there and sends nothing") {
  ScriptedServer elasticsearch([](const ServerRequest&) {
    return ScriptedServer::Answer(200, R"({"name":"n","cluster_name":"c1","version":{"number":"8.19.21"},"tagline":"You Know, for Search"})");
  });
  ScriptedServer opensearch([](const ServerRequest&) {
    return ScriptedServer::Answer(200, R"({"cluster_name":"c2","version":{"distribution":"opensearch","number":"2.19.6"}})");
  });
  ScriptedServer locked([](const ServerRequest&) { return ScriptedServer::Answer(401, "{}"); });
  ScriptedServer page([](const ServerRequest&) { return ScriptedServer::Answer(200, "<html>"); });
  ScriptedServer gone(InTurn({}));
  gone.Stop();
  const TemporaryFolder folder;
  ElasticsearchOutput output(ConfigFor({elasticsearch.url(), opensearch.url(), locked.url(), page.url(), gone.url()}), folder.path());
  const auto findings = output.TestConnection();
  REQUIRE(findings.size() == 5);
  CHECK(findings[0].ok);
  CHECK(findings[0].text == elasticsearch.url() + ": Elasticsearch 8.19.21, cluster c1");
  CHECK(findings[1].text == opensearch.url() + ": OpenSearch 2.19.6, cluster c2");
  CHECK_FALSE(findings[2].ok);
  CHECK_THAT(findings[2].text, Catch::Contains("HTTP 401; the server does not know us: check api_key"));
  CHECK_FALSE(findings[3].ok);
  CHECK_FALSE(findings[4].ok);
  CHECK_THAT(findings[4].text, Catch::StartsWith(gone.url() + ": ") && Catch::Contains("connect"));
  CHECK(elasticsearch.requests().size() == 1);
}

}  // namespace
}  // namespace flowship
