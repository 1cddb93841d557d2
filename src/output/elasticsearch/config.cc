#include "output/elasticsearch/config.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/base64.h"

namespace flowship {

namespace {

struct Preset {
  std::string_view name;
  size_t bulk_max_size, workers;
  int64_t idle_connection_millis;
  int64_t backoff_init_millis, backoff_max_millis;
};
constexpr Preset kPresets[] = {
    {"balanced", 1600, 1, 3'000, 1'000, 60'000},
    {"latency", 50, 1, 60'000, 1'000, 60'000},
    {"scale", 1600, 1, 1'000, 5'000, 300'000},
    {"throughput", 1600, 4, 15'000, 1'000, 60'000},
};
constexpr std::string_view kCustomPreset = "custom";

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool IsPort(std::string_view text) {
  unsigned port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && port > 0 && port <= 65535;
}

// A list of scalars, or a mapping of them.
std::map<std::string, std::string> TakePairs(config::Options& options, std::string_view name) {
  std::map<std::string, std::string> pairs;
  const auto mapping = options.TakeMapping(name);
  if (!mapping) return pairs;
  for (const config::Node::Member& member : mapping->members) {
    if (!member.value.is_scalar()) {
      options.diagnostics().Error(member.place, Quoted(member.key) + " of " + std::string(name) + " is a text");
      continue;
    }
    pairs[member.key] = member.value.text;
  }
  return pairs;
}

void TakeHosts(config::Options& options, ElasticsearchConfig& config) {
  std::string protocol = options.TakeString("protocol", "http");
  if (protocol != "http" && protocol != "https") {
    options.Error("protocol", "the protocol is http or https");
    protocol = "http";  // said once, not of each host
  }
  const std::string path = options.TakeString("path", "");
  const std::vector<std::string> hosts = options.TakeStrings("hosts");
  if (hosts.empty()) options.Error("hosts", "the output needs `hosts`, for example [\"http://127.0.0.1:9200\"]");
  for (const std::string& host : hosts) {
    std::string user;
    auto base = ParseHost(host, protocol, path, &user);
    if (!base.ok()) {
      options.Error("hosts", base.error().message);
      continue;
    }
    if (!user.empty()) {
      const size_t colon = user.find(':');
      config.username = user.substr(0, colon);
      config.password = colon == std::string::npos ? "" : user.substr(colon + 1);
    }
    config.hosts.push_back(std::move(*base));
  }
}

void TakeCredentials(config::Options& options, ElasticsearchConfig& config) {
  config.username = options.TakeString("username", config.username);
  config.password = options.TakeString("password", config.password);
  const std::string api_key = options.TakeString("api_key", "");
  if (!api_key.empty() && !config.username.empty()) options.Error("api_key", "either api_key or username and password; both are given");
  if (!api_key.empty()) config.api_key = EncodeApiKey(api_key);
}

// A preset says some options itself, and wins over what is written, as with Filebeat; that is worth a warning.
void ApplyPreset(config::Options& options, ElasticsearchConfig& config, const std::vector<std::string_view>& written) {
  const std::string name = options.TakeString("preset", std::string(kCustomPreset));
  if (name == kCustomPreset) return;
  const auto preset = std::ranges::find(kPresets, name, &Preset::name);
  if (preset == std::end(kPresets)) {
    options.Error("preset", Quoted(name) + " is no preset; it is balanced, throughput, scale, latency or custom");
    return;
  }
  for (const std::string_view option : written) {
    options.diagnostics().Warning(options.PlaceOf(option), std::string(option) + " has no effect: the preset " + name + " sets it; `preset: custom` lets you");
  }
  config.bulk_max_size = preset->bulk_max_size;
  config.workers = preset->workers;
  config.idle_connection_millis = preset->idle_connection_millis;
  config.backoff_init_millis = preset->backoff_init_millis;
  config.backoff_max_millis = preset->backoff_max_millis;
  config.compression_level = 1;
}

void TakePerformance(config::Options& options, ElasticsearchConfig& config) {
  std::vector<std::string_view> written;
  for (const std::string_view name : {"bulk_max_size", "worker", "workers", "compression_level", "idle_connection_timeout", "backoff.init", "backoff.max"}) {
    if (options.Has(name)) written.push_back(name);
  }
  constexpr int64_t kMostEvents = 1'000'000;
  const int64_t events = options.TakeInt("bulk_max_size", static_cast<int64_t>(config.bulk_max_size), -1, kMostEvents);
  config.bulk_max_size = static_cast<size_t>(events <= 0 ? kMostEvents : events);  // as with Filebeat: no limit of its own
  config.bulk_max_bytes = static_cast<size_t>(std::clamp<int64_t>(options.TakeBytes("bulk_max_bytes", 8 << 20), 1, 1 << 30));
  const int64_t worker = options.TakeInt("worker", 1, 1, 64);
  config.workers = static_cast<size_t>(options.TakeInt("workers", worker, 1, 64));
  config.compression_level = static_cast<int>(options.TakeInt("compression_level", config.compression_level, 0, 9));
  config.idle_connection_millis = options.TakeDurationMillis("idle_connection_timeout", config.idle_connection_millis);
  config.backoff_init_millis = std::max<int64_t>(1, options.TakeDurationMillis("backoff.init", config.backoff_init_millis));
  config.backoff_max_millis = options.TakeDurationMillis("backoff.max", config.backoff_max_millis);
  if (config.backoff_max_millis < config.backoff_init_millis) options.Error("backoff.max", "backoff.max is at least backoff.init");
  ApplyPreset(options, config, written);
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ":") + part;
  return joined;
}

void TakeTlsVersions(config::Options& options, TlsConfig& tls) {
  constexpr std::array<std::string_view, 4> kVersions = {"TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
  size_t least = kVersions.size(), most = 0;
  for (const std::string& version : options.TakeStrings("ssl.supported_protocols")) {
    const std::string_view asked = version == "TLSv1" ? "TLSv1.0" : std::string_view(version);
    const size_t at = static_cast<size_t>(std::ranges::find(kVersions, asked) - kVersions.begin());
    if (at == kVersions.size()) return options.Error("ssl.supported_protocols", Quoted(version) + " is none of TLSv1.0, TLSv1.1, TLSv1.2, TLSv1.3");
    least = std::min(least, at);
    most = std::max(most, at);
  }
  if (least == kVersions.size()) return;
  tls.min_version = kVersions[least];
  tls.max_version = kVersions[most];
}

void TakeTls(config::Options& options, ElasticsearchConfig& config) {
  if (!options.Has("ssl")) return;
  if (!options.TakeBool("ssl.enabled", true)) {
    (void)options.Take("ssl");
    return;
  }
  TlsConfig tls;
  const std::string mode = options.TakeString("ssl.verification_mode", "full");
  if (mode == "certificate") {
    tls.verification = TlsConfig::Verification::kCertificate;
  } else if (mode == "none") {
    tls.verification = TlsConfig::Verification::kNone;
  } else if (mode != "full" && mode != "strict") {  // OpenSSL's host check looks at the subject's alternative names alone, which is what `strict` asks for
    options.Error("ssl.verification_mode", "the mode is full, strict, certificate or none");
  }
  tls.authorities = options.TakeStrings("ssl.certificate_authorities");
  tls.certificate = options.TakeString("ssl.certificate", "");
  tls.key = options.TakeString("ssl.key", "");
  tls.key_passphrase = options.TakeString("ssl.key_passphrase", "");
  if (tls.certificate.empty() != tls.key.empty()) options.Error("ssl.certificate", "a client certificate needs both ssl.certificate and ssl.key");
  tls.cipher_suites = Joined(options.TakeStrings("ssl.cipher_suites"));
  tls.curve_types = Joined(options.TakeStrings("ssl.curve_types"));
  TakeTlsVersions(options, tls);
  config.tls = std::move(tls);
}

}  // namespace

ElasticsearchConfig TakeElasticsearchConfig(config::Options& options) {
  ElasticsearchConfig config;
  TakeHosts(options, config);
  TakeCredentials(options, config);
  config.headers = TakePairs(options, "headers");
  config.parameters = TakePairs(options, "parameters");
  TakePerformance(options, config);
  config.loadbalance = options.TakeBool("loadbalance", true);
  config.timeout_millis = options.TakeDurationMillis("timeout", config.timeout_millis);
  (void)options.TakeInt("max_retries", 0, INT64_MIN, INT64_MAX);
  config.proxy_url = options.TakeString("proxy_url", "");
  config.proxy_disable = options.TakeBool("proxy_disable", false);
  config.pipeline = options.TakeString("pipeline", "");
  config.index = options.TakeString("index", "");
  if (config.index.find("%{") != std::string::npos) options.Error("index", "the index is a name; to choose one by the event, use the reroute processor");
  TakeTls(options, config);
  return config;
}

Result<std::string> ParseHost(std::string_view host, std::string_view protocol, std::string_view path, std::string* user) {
  const std::string whole(host);
  std::string scheme(protocol);
  if (const size_t at = host.find("://"); at != std::string_view::npos) {
    scheme = host.substr(0, at);
    host.remove_prefix(at + 3);
  }
  if (scheme != "http" && scheme != "https") return Error{Quoted(whole) + ": the protocol is http or https"};
  std::string own_path(path);
  if (const size_t slash = host.find_first_of("/?#"); slash != std::string_view::npos) {
    if (host.find_first_of("?#") != std::string_view::npos) return Error{Quoted(whole) + ": what follows ? belongs to `parameters`"};
    if (slash + 1 < host.size()) own_path = host.substr(slash);
    host = host.substr(0, slash);
  }
  if (const size_t at = host.rfind('@'); at != std::string_view::npos) {
    *user = host.substr(0, at);
    host.remove_prefix(at + 1);
  }
  std::string_view port = "9200";
  const size_t bracket = host.rfind(']');
  if (const size_t colon = host.rfind(':'); colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    port = host.substr(colon + 1);
    host = host.substr(0, colon);
  }
  if (!IsPort(port)) return Error{Quoted(whole) + ": the port is a number from 1 to 65535"};
  const bool odd = host.empty() || host.find_first_of(" \t\"<>\\^`{|}") != std::string_view::npos;
  if (odd || (host.find(':') != std::string_view::npos && host.front() != '[')) {
    return Error{Quoted(whole) + " is no host; it is name:port or a URL, and an IPv6 address stands in brackets"};
  }
  while (own_path.ends_with('/')) own_path.pop_back();
  if (!own_path.empty() && own_path.front() != '/') own_path.insert(0, "/");
  return scheme + "://" + std::string(host) + ":" + std::string(port) + own_path;
}

std::string EncodeApiKey(std::string_view api_key) {
  if (api_key.find(':') == std::string_view::npos) return std::string(api_key);
  return EncodeBase64(api_key);
}

}  // namespace flowship
