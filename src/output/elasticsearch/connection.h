#pragma once
// Connection: HTTP to the hosts of one output, for one worker: keep-alive, TLS, proxy, credentials, gzip. The home of libcurl, and, with
// tls_pins.cc, of OpenSSL's certificates.
// One thread.

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "output/deadline.h"
#include "output/elasticsearch/config.h"

namespace flowship {

struct HttpAnswer {
  int status = 0;             // 0: none came
  std::string_view body;      // until the next request
  std::string problem;        // why there is no answer: "Connection refused"
  int64_t retry_after_seconds = 0;
  size_t sent_bytes = 0;      // of the body, as it went
};

class Connection {
 public:
  // The config and the deadline outlive it. A request under way ends soon after the deadline.
  Connection(const ElasticsearchConfig& config, const Deadline& deadline);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `url` is whole. `body` is sent as it lies there, or compressed.
  HttpAnswer PostNdjson(const std::string& url, std::string_view body);
  HttpAnswer Get(const std::string& url, int64_t timeout_millis);
  // PUT, POST …, not compressed. `content_type`: "application/json".
  HttpAnswer Send(const char* method, const std::string& url, std::string_view content_type, std::string_view body);

  // Whether the config's certificates and the like could be taken; said at the start rather than with each request.
  const Status& status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flowship
