#include "output/elasticsearch/connection.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/limits.h"
#include "output/elasticsearch/gzip.h"
#include "output/elasticsearch/tls_pins.h"

namespace flowship {

using config::TlsConfig;

namespace {

constexpr int64_t kConnectMillis = 10'000;
constexpr int64_t kShutdownLookMillis = 50;

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

void Append(HeaderList& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  FLOWSHIP_ASSERT(longer != nullptr);
  (void)list.release();
  list.reset(longer);
}

// A header as curl wants it: an empty value is `Name;`.
std::string HeaderLine(const std::string& name, const std::string& value) { return value.empty() ? name + ";" : name + ": " + value; }

long TlsVersion(std::string_view name, bool most) {
  struct Version {
    std::string_view name;
    long least, most;
  };
  constexpr Version kVersions[] = {{"TLSv1.0", CURL_SSLVERSION_TLSv1_0, CURL_SSLVERSION_MAX_TLSv1_0},
                                   {"TLSv1.1", CURL_SSLVERSION_TLSv1_1, CURL_SSLVERSION_MAX_TLSv1_1},
                                   {"TLSv1.2", CURL_SSLVERSION_TLSv1_2, CURL_SSLVERSION_MAX_TLSv1_2},
                                   {"TLSv1.3", CURL_SSLVERSION_TLSv1_3, CURL_SSLVERSION_MAX_TLSv1_3}};
  const auto found = std::ranges::find(kVersions, name, &Version::name);
  FLOWSHIP_ASSERT(found != std::end(kVersions));
  return most ? found->most : found->least;
}

void InitialiseCurl() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  FLOWSHIP_ASSERT(once == CURLE_OK);
}

}  // namespace

struct Connection::Impl {
  Impl(const ElasticsearchConfig& of, const Deadline& until) : config(of), deadline(until) {}

  template <typename T>
  void Set(CURLoption option, T value) {
    // An option that this build of libcurl lacks would be an option without effect.
    if (curl_easy_setopt(curl.get(), option, value) != CURLE_OK && status.ok()) status = Error{"libcurl does not take option " + std::to_string(option)};
  }
  void SetBlob(CURLoption option, const std::string& text) {
    curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY};
    Set(option, &blob);
  }
  void SetPem(CURLoption option, const std::vector<std::string>& files_or_pems);
  void Prepare();
  void PrepareTls(const TlsConfig& tls);
  void PrepareProxy();
  HeaderList CommonHeaders() const;
  HttpAnswer Perform(const std::string& url);
  CURLcode Run();

  static size_t OnBody(char* bytes, size_t size, size_t count, void* impl);
  static CURLcode OnTlsContext(CURL* curl, void* context, void* pins);

  const ElasticsearchConfig& config;
  const Deadline& deadline;
  std::unique_ptr<CURL, CurlDeleter> curl;
  std::unique_ptr<CURLM, MultiDeleter> multi;
  std::optional<Gzip> gzip;
  HeaderList get_headers, post_headers, send_headers, proxy_headers;
  TlsPins pins;
  Buffer body;
  Status status;
  char problem[CURL_ERROR_SIZE] = {};
};

CURLcode Connection::Impl::OnTlsContext(CURL*, void* context, void* pins) {
  InstallPins(context, static_cast<TlsPins*>(pins));
  return CURLE_OK;
}

size_t Connection::Impl::OnBody(char* bytes, size_t size, size_t count, void* impl) {
  Buffer& body = static_cast<Impl*>(impl)->body;
  if (body.size() + size * count > limits::kBulkAnswerMaxBytes) return 0;
  body.Append({bytes, size * count});
  return size * count;
}

HeaderList Connection::Impl::CommonHeaders() const {
  HeaderList list;
  Append(list, "Accept: application/json");
  if (!config.api_key.empty()) Append(list, "Authorization: ApiKey " + config.api_key);
  if (!config.bearer_token.empty()) Append(list, "Authorization: Bearer " + config.bearer_token);
  for (const auto& [name, value] : config.headers) Append(list, HeaderLine(name, value));
  return list;
}

void Connection::Impl::Prepare() {
  InitialiseCurl();
  curl.reset(curl_easy_init());
  multi.reset(curl_multi_init());
  FLOWSHIP_ASSERT(curl != nullptr && multi != nullptr);
  get_headers = CommonHeaders();
  post_headers = CommonHeaders();
  Append(post_headers, "Content-Type: application/x-ndjson");
  Append(post_headers, "Expect:");  // no pause for a 100 Continue
  if (config.compression_level > 0) {
    Append(post_headers, "Content-Encoding: gzip");
    gzip.emplace(config.compression_level);
  }
  Set(CURLOPT_ERRORBUFFER, problem);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_USERAGENT, "flowship/" FLOWSHIP_VERSION);
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_WRITEFUNCTION, &Impl::OnBody);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_MAXAGE_CONN, static_cast<long>(std::max<int64_t>(1, config.idle_connection_millis / 1000)));
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(config.timeout_millis, kConnectMillis)));
  if (!config.username.empty()) {
    Set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    Set(CURLOPT_USERNAME, config.username.c_str());
    Set(CURLOPT_PASSWORD, config.password.c_str());
  }
  PrepareProxy();
  if (config.tls) PrepareTls(*config.tls);
}

void Connection::Impl::PrepareProxy() {
  if (config.proxy_disable) {
    Set(CURLOPT_PROXY, "");
  } else if (!config.proxy_url.empty()) {
    Set(CURLOPT_PROXY, config.proxy_url.c_str());
    Set(CURLOPT_NOPROXY, "");
  }
  if (config.proxy_headers.empty()) return;
  for (const auto& [name, value] : config.proxy_headers) Append(proxy_headers, HeaderLine(name, value));
  Set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  Set(CURLOPT_PROXYHEADER, proxy_headers.get());
}

void Connection::Impl::SetPem(CURLoption option, const std::vector<std::string>& files_or_pems) {
  std::string all;
  for (const std::string& one : files_or_pems) {
    auto pem = config::PemOf(one);
    if (!pem.ok()) {
      status = pem.error();
      return;
    }
    all += *pem + "\n";
  }
  if (!all.empty()) SetBlob(option, all);
}

void Connection::Impl::PrepareTls(const TlsConfig& tls) {
  Set(CURLOPT_SSL_VERIFYPEER, tls.verification == TlsConfig::Verification::kNone ? 0L : 1L);
  Set(CURLOPT_SSL_VERIFYHOST, tls.verification == TlsConfig::Verification::kFull ? 2L : 0L);
  SetPem(CURLOPT_CAINFO_BLOB, tls.authorities);
  if (!tls.certificate.empty()) {
    SetPem(CURLOPT_SSLCERT_BLOB, {tls.certificate});
    SetPem(CURLOPT_SSLKEY_BLOB, {tls.key});
    if (!tls.key_passphrase.empty()) Set(CURLOPT_KEYPASSWD, tls.key_passphrase.c_str());
  }
  if (!tls.min_version.empty()) Set(CURLOPT_SSLVERSION, TlsVersion(tls.min_version, false) | TlsVersion(tls.max_version, true));
  if (!tls.cipher_suites.empty()) Set(CURLOPT_SSL_CIPHER_LIST, tls.cipher_suites.c_str());
  if (!tls.trusted_fingerprint.empty() || !tls.key_pins.empty()) {
    pins = {tls.trusted_fingerprint, tls.key_pins, ""};
    Set(CURLOPT_SSL_CTX_FUNCTION, &OnTlsContext);
    Set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(&pins));
  }
  if (!tls.curve_types.empty()) Set(CURLOPT_SSL_EC_CURVES, tls.curve_types.c_str());
}

// As curl_easy_perform, but it looks at the deadline all the time rather than once a second.
CURLcode Connection::Impl::Run() {
  FLOWSHIP_ASSERT(curl_multi_add_handle(multi.get(), curl.get()) == CURLM_OK);
  CURLcode result = CURLE_ABORTED_BY_CALLBACK;
  int running = 1;
  while (curl_multi_perform(multi.get(), &running) == CURLM_OK && running != 0 && !deadline.Passed()) {
    (void)curl_multi_poll(multi.get(), nullptr, 0, kShutdownLookMillis, nullptr);
  }
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  }
  curl_multi_remove_handle(multi.get(), curl.get());
  return result;
}

HttpAnswer Connection::Impl::Perform(const std::string& url) {
  HttpAnswer answer;
  body.Reset(limits::kBatchKeptBytes);
  problem[0] = '\0';
  pins.problem.clear();
  Set(CURLOPT_URL, url.c_str());
  const CURLcode result = Run();
  long code = 0;
  curl_off_t retry_after = 0;
  (void)curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &code);
  (void)curl_easy_getinfo(curl.get(), CURLINFO_RETRY_AFTER, &retry_after);
  // A server that refuses a body says so and closes before it has read all of it: its word counts, the broken pipe does not.
  const bool refused = code >= 400 && (result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR);
  if (result == CURLE_OK || refused) {
    answer.status = static_cast<int>(code);
    answer.body = body.view();
    answer.retry_after_seconds = std::clamp<int64_t>(retry_after, 0, limits::kRetryAfterMaxSeconds);
  } else {
    answer.problem = problem[0] != '\0' ? problem : curl_easy_strerror(result);
    if (!pins.problem.empty()) answer.problem += ": " + pins.problem;
  }
  return answer;
}

Connection::Connection(const ElasticsearchConfig& config, const Deadline& deadline) : impl_(std::make_unique<Impl>(config, deadline)) { impl_->Prepare(); }
Connection::~Connection() = default;

const Status& Connection::status() const { return impl_->status; }

HttpAnswer Connection::PostNdjson(const std::string& url, std::string_view body) {
  const std::string_view sent = impl_->gzip ? impl_->gzip->Compress(body) : body;
  impl_->Set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  impl_->Set(CURLOPT_POST, 1L);
  impl_->Set(CURLOPT_POSTFIELDS, sent.data());
  impl_->Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(sent.size()));
  impl_->Set(CURLOPT_HTTPHEADER, impl_->post_headers.get());
  impl_->Set(CURLOPT_TIMEOUT_MS, static_cast<long>(impl_->config.timeout_millis));
  HttpAnswer answer = impl_->Perform(url);
  answer.sent_bytes = sent.size();
  return answer;
}

HttpAnswer Connection::Get(const std::string& url, int64_t timeout_millis) {
  impl_->Set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  impl_->Set(CURLOPT_HTTPGET, 1L);
  impl_->Set(CURLOPT_HTTPHEADER, impl_->get_headers.get());
  impl_->Set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_millis));
  return impl_->Perform(url);
}

HttpAnswer Connection::Send(const char* method, const std::string& url, std::string_view content_type, std::string_view body) {
  impl_->send_headers = impl_->CommonHeaders();
  Append(impl_->send_headers, "Content-Type: " + std::string(content_type));
  Append(impl_->send_headers, "Expect:");
  impl_->Set(CURLOPT_POST, 1L);
  impl_->Set(CURLOPT_POSTFIELDS, body.data());
  impl_->Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  impl_->Set(CURLOPT_CUSTOMREQUEST, method);
  impl_->Set(CURLOPT_HTTPHEADER, impl_->send_headers.get());
  impl_->Set(CURLOPT_TIMEOUT_MS, static_cast<long>(impl_->config.timeout_millis));
  HttpAnswer answer = impl_->Perform(url);
  answer.sent_bytes = body.size();
  return answer;
}

}  // namespace flowship
