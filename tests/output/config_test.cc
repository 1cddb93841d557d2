#include "output/elasticsearch/config.h"

#include <catch2/catch.hpp>

#include "output/output_types.h"

namespace flowship {
namespace {

struct Taken {
  ElasticsearchConfig config;
  std::vector<std::string> errors;
  std::string shown;
};

Taken Take(const std::string& yaml) {
  config::Diagnostics diagnostics;
  const auto node = config::Parse("output", yaml, diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(node);
  config::Options options(*node, diagnostics);
  Taken taken;
  taken.config = TakeElasticsearchConfig(options);
  options.Finish("the elasticsearch output");
  taken.errors = diagnostics.Messages();
  taken.shown = diagnostics.Render();
  return taken;
}

std::string Text(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST_CASE("mistakes of the options are said as the table has it") {
  config::Diagnostics diagnostics;
  const auto table = config::ParseFile(FLOWSHIP_SOURCE_DIR "/testdata/output/elasticsearch_config.yml", diagnostics);
  INFO(diagnostics.Render());
  REQUIRE(table);
  REQUIRE(!table->items.empty());
  for (const config::Node& row : table->items) {
    INFO(row.Find("options")->text);
    CHECK(Text(Take(row.Find("options")->text).errors) == row.Find("errors")->text);
  }
}

TEST_CASE("without options the defaults are Filebeat's") {
  const auto [config, errors, shown] = Take("hosts: [es1]");
  CHECK(shown.empty());
  CHECK(config.hosts == std::vector<std::string>{"http://es1:9200"});
  CHECK(config.bulk_max_size == 1600);
  CHECK(config.workers == 1);
  CHECK(config.loadbalance);
  CHECK(config.compression_level == 1);
  CHECK(config.timeout_millis == 90'000);
  CHECK(config.idle_connection_millis == 3'000);
  CHECK(config.backoff_init_millis == 1'000);
  CHECK(config.backoff_max_millis == 60'000);
  CHECK_FALSE(config.tls);
}

TEST_CASE("every option is taken") {
  const auto [config, errors, shown] = Take(R"(
hosts: ["https://u:p@es1:9201/prefix/", es2]
path: /elastic
headers: {X-A: "1"}
parameters: {timeout: 30s}
bulk_max_size: 50
bulk_max_bytes: 1MiB
worker: 3
compression_level: 0
idle_connection_timeout: 10s
backoff: {init: 2s, max: 5s}
loadbalance: false
timeout: 5
max_retries: 3
proxy_url: http://proxy:3128
proxy_disable: false
pipeline: p
index: i
proxy_headers: {X-P: "2"}
non_indexable_policy.dead_letter_index.index: dead
escape_html: false
allow_older_versions: true
ssl:
  verification_mode: certificate
  certificate_authorities: [/ca]
  certificate: /c
  key: /k
  key_passphrase: pass
  supported_protocols: [TLSv1.2, TLSv1.3]
  cipher_suites: [A, B]
  curve_types: [P-256]
  ca_trusted_fingerprint: "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F"
  ca_sha256: ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]
)");
  CHECK(shown.empty());
  CHECK(config.hosts == std::vector<std::string>{"https://es1:9201/prefix", "http://es2:9200/elastic"});
  CHECK(config.username == "u");
  CHECK(config.password == "p");
  CHECK(config.headers == std::map<std::string, std::string>{{"X-A", "1"}});
  CHECK(config.parameters == std::map<std::string, std::string>{{"timeout", "30s"}});
  CHECK(config.bulk_max_size == 50);
  CHECK(config.bulk_max_bytes == 1 << 20);
  CHECK(config.workers == 3);
  CHECK(config.compression_level == 0);
  CHECK(config.idle_connection_millis == 10'000);
  CHECK(config.backoff_init_millis == 2'000);
  CHECK(config.backoff_max_millis == 5'000);
  CHECK_FALSE(config.loadbalance);
  CHECK(config.timeout_millis == 5'000);
  CHECK(config.proxy_url == "http://proxy:3128");
  CHECK(config.pipeline == "p");
  REQUIRE(config.index.is_constant());
  CHECK(config.index.constant() == "i");
  CHECK(config.proxy_headers == std::map<std::string, std::string>{{"X-P", "2"}});
  CHECK(config.non_indexable == NonIndexable::kDeadLetterIndex);
  CHECK(config.dead_letter_index == "dead");
  REQUIRE(config.tls);
  CHECK(config.tls->verification == config::TlsConfig::Verification::kCertificate);
  CHECK(config.tls->authorities == std::vector<std::string>{"/ca"});
  CHECK(config.tls->min_version == "TLSv1.2");
  CHECK(config.tls->max_version == "TLSv1.3");
  CHECK(config.tls->cipher_suites == "A:B");
  CHECK(config.tls->curve_types == "P-256");
  std::string counted(32, '\0');
  for (size_t i = 0; i < counted.size(); ++i) counted[i] = static_cast<char>(i);
  CHECK(config.tls->trusted_fingerprint == counted);
  CHECK(config.tls->key_pins == std::vector<std::string>{counted});
  CHECK(Take("{hosts: [a], ssl: {enabled: false, whatever: 1}}").config.tls == std::nullopt);
}

TEST_CASE("who we are, and what is refused, in all their forms") {
  CHECK(Take("{hosts: [a], bearer_token: abc123}").config.bearer_token == "abc123");
  CHECK(Take("{hosts: [a]}").config.non_indexable == NonIndexable::kDeadLetterFile);
  CHECK(Take("{hosts: [a], non_indexable_policy: {drop: ~}}").config.non_indexable == NonIndexable::kDrop);
  CHECK_FALSE(Take("{hosts: [a], index: \"logs-%{[a.b]}\"}").config.index.is_constant());
  CHECK_THAT(Take("{hosts: [a], escape_html: true, allow_older_versions: false}").shown, Catch::Contains("escape_html has no effect") && Catch::Contains("allow_older_versions has no effect"));
}

TEST_CASE("presets have the numbers of Elastic's documentation and win over what is written, with a warning") {
  // "Performance tuning settings", Elastic Agent: bulk_max_size, worker, idle_connection_timeout in seconds, compression_level.
  const std::tuple<const char*, size_t, size_t, int64_t> kPresets[] = {{"balanced", 1600, 1, 3}, {"throughput", 1600, 4, 15}, {"scale", 1600, 1, 1}, {"latency", 50, 1, 60}};
  for (const auto& [name, size, workers, idle] : kPresets) {
    const auto taken = Take("{hosts: [a], preset: " + std::string(name) + "}");
    CHECK(taken.shown.empty());
    CHECK(taken.config.bulk_max_size == size);
    CHECK(taken.config.workers == workers);
    CHECK(taken.config.idle_connection_millis == idle * 1000);
    CHECK(taken.config.compression_level == 1);
  }
  CHECK(Take("{hosts: [a], preset: scale}").config.backoff_init_millis == 5'000);
  CHECK(Take("{hosts: [a], preset: scale}").config.backoff_max_millis == 300'000);
  const auto taken = Take("{hosts: [a], preset: balanced, worker: 8, timeout: 7s}");
  CHECK(taken.errors.empty());
  CHECK(taken.config.workers == 1);
  CHECK(taken.config.timeout_millis == 7'000);
  CHECK_THAT(taken.shown, Catch::Contains("worker has no effect: the preset balanced sets it"));
  CHECK(Take("{hosts: [a], preset: custom, worker: 8}").config.workers == 8);
}

TEST_CASE("the memory queue of a policy of Elastic Agent is taken, with a word about it") {
  for (const char* const queue : {"queue.mem.events: 4096, queue.mem.flush.min_events: 512, queue.mem.flush.timeout: 5s", "queue: {mem: {events: 4096, flush: {timeout: 5s}}}"}) {
    const auto taken = Take("{hosts: [a], preset: custom, " + std::string(queue) + "}");
    INFO(taken.shown);
    CHECK(taken.errors.empty());
    CHECK_THAT(taken.shown, Catch::Contains("queue.mem has no effect"));
  }
  CHECK(Take("{hosts: [a], queue.mem.evens: 4096}").errors.size() == 1);
}

TEST_CASE("hosts in all their forms") {
  const auto parsed = [](std::string_view host, std::string_view path = "") {
    std::string user;
    const auto base = ParseHost(host, "http", path, &user);
    return base.ok() ? *base + (user.empty() ? "" : " as " + user) : "error: " + base.error().message;
  };
  CHECK(parsed("es1") == "http://es1:9200");
  CHECK(parsed("es1:80") == "http://es1:80");
  CHECK(parsed("https://es1") == "https://es1:9200");
  CHECK(parsed("https://es1:443/") == "https://es1:443");
  CHECK(parsed("es1/a/b//") == "http://es1:9200/a/b");
  CHECK(parsed("es1", "a") == "http://es1:9200/a");
  CHECK(parsed("es1/own", "a") == "http://es1:9200/own");
  CHECK(parsed("[::1]") == "http://[::1]:9200");
  CHECK(parsed("http://[2001:db8::1]:9243/x") == "http://[2001:db8::1]:9243/x");
  CHECK(parsed("http://u:p@ss@es1") == "http://es1:9200 as u:p@ss");
  for (const char* bad : {"", "ftp://es1", "es1:0", "es1:65536", "es1:http", "::1", "es 1", "es1?x=1", "es1:9200:1", "http://"}) {
    INFO(bad);
    CHECK_THAT(parsed(bad), Catch::StartsWith("error: "));
  }
}

TEST_CASE("cipher suites are called as Beats does, or as OpenSSL does") {
  const auto suites = [](const std::string& names) { return Take("{hosts: [a], ssl.cipher_suites: [" + names + "]}").config.tls->cipher_suites; };
  // The names of "Configure SSL", Filebeat reference, and those of `openssl ciphers`.
  CHECK(suites("ECDHE-ECDSA-AES-128-CBC-SHA, ECDHE-ECDSA-AES-128-CBC-SHA256, ECDHE-ECDSA-AES-128-GCM-SHA256, ECDHE-RSA-AES-256-GCM-SHA384") ==
        "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384");
  CHECK(suites("RSA-AES-128-CBC-SHA, RSA-AES-256-GCM-SHA384, RSA-3DES-CBC3-SHA, RSA-RC4-128-SHA") == "AES128-SHA:AES256-GCM-SHA384:DES-CBC3-SHA:RC4-SHA");
  CHECK(suites("ECDHE-RSA-3DES-CBC3-SHA, ECDHE-ECDSA-CHACHA20-POLY1305") == "ECDHE-RSA-DES-CBC3-SHA:ECDHE-ECDSA-CHACHA20-POLY1305");
  CHECK(suites("ECDHE-RSA-AES128-GCM-SHA256, AES256-SHA256, TLS-AES-128-GCM-SHA256") == "ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA256");
  CHECK(suites("TLS-CHACHA20-POLY1305-SHA256").empty());
}

TEST_CASE("an API key is encoded once") {
  // The example of "Grant access using API keys", Filebeat reference.
  CHECK(EncodeApiKey("TiNAGG4BaaMdaH1tRfuU:KnR6yE41RrSowb0kQ0HWoA") == "VGlOQUdHNEJhYU1kYUgxdFJmdVU6S25SNnlFNDFSclNvd2Iwa1EwSFdvQQ==");
  CHECK(EncodeApiKey("VGlOQUdHNEJhYU1kYUgxdFJmdVU6S25SNnlFNDFSclNvd2Iwa1EwSFdvQQ==") == "VGlOQUdHNEJhYU1kYUgxdFJmdVU6S25SNnlFNDFSclNvd2Iwa1EwSFdvQQ==");
}

TEST_CASE("an output is made by its type") {
  const auto made = [](const std::string& type, const std::string& yaml) {
    config::Diagnostics diagnostics;
    const auto node = config::Parse("output", yaml, diagnostics);
    REQUIRE(node);
    return MakeOutput(type, *node, OutputContext(), diagnostics) ? "made" : Text(diagnostics.Messages());
  };
  CHECK(made("console", "{}") == "made");
  CHECK(made("file", "path: /nowhere") == "made");
  CHECK(made("elasticsearch", "hosts: [a]") == "made");
  CHECK(made("elastcsearch", "hosts: [a]") == "there is no output of type \"elastcsearch\"; did you mean \"elasticsearch\"?\n");
  CHECK(made("file", "{}") == "[path] required property is missing\n");
  CHECK(made("file", "{path: a, filename: b/c}") == "a file name, without its folder, was expected\n");
  CHECK(made("file", "{path: a, permissions: 0999}") == "permissions are octal digits, such as 0600\n");
  CHECK(made("file", "{path: a, permissions: 0o640, rotate_every_kb: 1, number_of_files: 2, rotate_on_startup: false}") == "made");
  CHECK_THAT(made("file", "{path: a, number_of_files: 1}"), Catch::Contains("number_of_files"));
  CHECK_THAT(made("console", "pretty: true"), Catch::Contains("jq"));
  CHECK_THAT(made("console", "prety: true"), Catch::Contains("did you mean \"pretty\"?"));
  CHECK_THAT(made("elasticsearch", "{hosts: [a], ssl.certificate_authorities: [/no/such.pem]}"), Catch::Contains("/no/such.pem can't be read: is the path right"));
}

}  // namespace
}  // namespace flowship
