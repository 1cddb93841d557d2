#pragma once
// The options of the elasticsearch output: names, units and defaults of Filebeat's ("Configure the Elasticsearch output", "Configure SSL").
// What differs: bulk_max_bytes and bearer_token are ours, and what can't be indexed goes to a file unless non_indexable_policy says otherwise (Filebeat drops
// it); max_retries is taken and has no effect, as with Filebeat, which retries for ever too; what we can't do is an error, never an option without effect.
// docs/output/elasticsearch.md has the table.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/node.h"
#include "output/format_string.h"
#include "config/tls_config.h"

namespace flowship {

// What becomes of a document that the cluster refuses for good.
enum class NonIndexable {
  kDeadLetterFile,   // kept in the dead-letter file, with the reason
  kDrop,             // lost on purpose, and counted
  kDeadLetterIndex,  // kept in an index of the same cluster, as Filebeat does it
};

struct ElasticsearchConfig {
  std::vector<std::string> hosts;  // base URLs: scheme://host:port/path, without a slash at the end
  std::string username, password;  // empty: none
  std::string api_key;             // the value of the Authorization header after "ApiKey "
  std::string bearer_token;        // of the Authorization header; empty: none
  std::map<std::string, std::string> headers, parameters;
  int compression_level = 1;       // of gzip; 0: the body goes as it is
  size_t bulk_max_size = 1600;     // events in a request
  size_t bulk_max_bytes = 8 << 20; // of a request's body before compression; a larger document goes alone
  size_t workers = 1;              // for each host
  bool loadbalance = true;         // false: one host is used until it fails
  int64_t timeout_millis = 90'000;
  int64_t idle_connection_millis = 3'000;
  int64_t backoff_init_millis = 1'000, backoff_max_millis = 60'000;
  std::string proxy_url;           // empty: what the environment says
  bool proxy_disable = false;
  std::map<std::string, std::string> proxy_headers;  // of the CONNECT to the proxy
  std::string pipeline;            // an ingest pipeline of the server; empty: none
  FormatString index;              // instead of the stream's data stream; empty: none
  NonIndexable non_indexable = NonIndexable::kDeadLetterFile;
  std::string dead_letter_index;
  std::optional<config::TlsConfig> tls;
};

ElasticsearchConfig TakeElasticsearchConfig(config::Options& options);

// Who we are to the server: username and password, api_key or bearer_token; at most one of them. All are remembered as secrets.
void TakeCredentials(config::Options& options, ElasticsearchConfig& config);

// "es1", "es1:9201", "http://[::1]:9200/path" → the base URL; `port` where it names none. `user` takes user:password of the URL.
Result<std::string> ParseHost(std::string_view host, std::string_view protocol, std::string_view path, std::string* user, std::string_view port = "9200");

// The value after "ApiKey ": `id:key` in base64; what is base64 already (as Kibana shows it) stays.
std::string EncodeApiKey(std::string_view api_key);

}  // namespace flowship
