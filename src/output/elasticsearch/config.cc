#include "output/elasticsearch/config.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/base64.h"
#include "base/secret.h"

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

// Whether the header of that name says who we are.
bool IsCredential(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::ranges::any_of(std::array<std::string_view, 4>{"auth", "token", "key", "cookie"},
                             [&name](std::string_view part) { return name.find(part) != std::string::npos; });
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
    if (IsCredential(member.key)) RememberSecret(member.value.text);
  }
  return pairs;
}

// The password of http://user:password@proxy:3128.
void RememberUserOf(std::string_view url) {
  const size_t scheme = url.find("://"), at = url.rfind('@');
  if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme) return;
  const std::string_view user = url.substr(scheme + 3, at - scheme - 3);
  if (const size_t colon = user.find(':'); colon != std::string_view::npos) RememberSecret(user.substr(colon + 1));
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
      RememberSecret(config.password);
    }
    config.hosts.push_back(std::move(*base));
  }
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
    options.diagnostics().Warning(options.PlaceOf(option),
                                  std::string(option) + " has no effect: the preset " + name + " sets it; `preset: custom` lets you");
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
  for (const std::string_view name :
       {"bulk_max_size", "worker", "workers", "compression_level", "idle_connection_timeout", "backoff.init", "backoff.max"}) {
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

// Filebeat's choices by `when` conditions; here the pipeline decides, with the reroute processor.
void RefuseRules(config::Options& options) {
  for (const std::string_view name : {"indices", "pipelines"}) {
    if (!options.Has(name)) continue;
    options.Error(
        name,
        std::string(name) +
            " is not taken; let the pipeline choose with the reroute processor, or give `index` field references: logs-%{[data_stream.dataset]}-x");
    (void)options.Take(name);
  }
  if (options.Has("kerberos")) {
    if (options.TakeBool("kerberos.enabled", true)) options.Error("kerberos", "Kerberos is not spoken; use api_key, or username and password");
    (void)options.Take("kerberos");
  }
}

void TakeTargets(config::Options& options, ElasticsearchConfig& config) {
  config.pipeline = options.TakeString("pipeline", "");
  if (config.pipeline.find("%{") != std::string::npos) {
    options.Error("pipeline", "the pipeline is a name; to choose one by the event, use the index's default_pipeline");
  }
  auto index = FormatString::Parse(options.TakeString("index", ""));
  if (index.ok()) {
    config.index = *std::move(index);
  } else {
    options.Error("index", index.error().message);
  }
  const auto dead_letter_index = options.TakeString("non_indexable_policy.dead_letter_index.index");
  const bool drop = options.Has("non_indexable_policy.drop"), names_index = dead_letter_index && !dead_letter_index->empty();
  if (options.Has("non_indexable_policy.dead_letter_index") && !names_index) {
    options.Error("non_indexable_policy.dead_letter_index", "the dead-letter index needs its `index`");
  }
  (void)options.Take("non_indexable_policy.dead_letter_index");
  (void)options.Take("non_indexable_policy.drop");
  if (drop && dead_letter_index) options.Error("non_indexable_policy", "either drop or dead_letter_index; both are given");
  if (drop) config.non_indexable = NonIndexable::kDrop;
  if (names_index) {
    config.non_indexable = NonIndexable::kDeadLetterIndex;
    config.dead_letter_index = *dead_letter_index;
  }
}

// Options that change nothing here, and what others have for it.
void TakeIdle(config::Options& options) {
  for (const char* const name : {"cloud", "cloud_id"}) options.AddRemedy(name, "name the cluster's address in `hosts`, as Elastic Cloud shows it");
  options.AddRemedy("service_token", "use `api_key`, or `bearer_token`");
  (void)options.TakeInt("max_retries", 0, INT64_MIN, INT64_MAX);
  if (options.TakeBool("escape_html", false)) {
    options.diagnostics().Warning(options.PlaceOf("escape_html"), "escape_html has no effect: the documents are the same JSON without it");
  }
  if (!options.TakeBool("allow_older_versions", true)) {
    options.diagnostics().Warning(options.PlaceOf("allow_older_versions"),
                                  "allow_older_versions has no effect: flowship does not ask for the server's version");
  }
  // Elastic Agent's policies have the memory queue's settings here.
  if (options.Has("queue.mem")) {
    options.diagnostics().Warning(options.PlaceOf("queue.mem"), "queue.mem has no effect: what is under way is bounded by the batches that there are, with any setting");
  }
  for (const char* const name : {"queue.mem.events", "queue.mem.flush.min_events", "queue.mem.flush.timeout"}) options.TakeIdle(name);
}

}  // namespace

void TakeCredentials(config::Options& options, ElasticsearchConfig& config) {
  config.username = options.TakeString("username", config.username);
  config.password = options.TakeString("password", config.password);
  const std::string api_key = options.TakeString("api_key", "");
  config.bearer_token = options.TakeString("bearer_token", "");
  if (!api_key.empty() && !config.username.empty()) options.Error("api_key", "either api_key or username and password; both are given");
  if (!config.bearer_token.empty() && (!api_key.empty() || !config.username.empty())) {
    options.Error("bearer_token", "either bearer_token or another credential; both are given");
  }
  if (!api_key.empty()) config.api_key = EncodeApiKey(api_key);
  const size_t colon = api_key.find(':');
  if (colon != std::string::npos) RememberSecret(std::string_view(api_key).substr(colon + 1));
  for (const std::string_view secret : {std::string_view(config.password), std::string_view(config.api_key), std::string_view(config.bearer_token)}) {
    RememberSecret(secret);
  }
}

ElasticsearchConfig TakeElasticsearchConfig(config::Options& options) {
  ElasticsearchConfig config;
  TakeHosts(options, config);
  TakeCredentials(options, config);
  config.headers = TakePairs(options, "headers");
  config.parameters = TakePairs(options, "parameters");
  TakePerformance(options, config);
  config.loadbalance = options.TakeBool("loadbalance", true);
  config.timeout_millis = options.TakeDurationMillis("timeout", config.timeout_millis);
  TakeIdle(options);
  config.proxy_url = options.TakeString("proxy_url", "");
  RememberUserOf(config.proxy_url);
  config.proxy_disable = options.TakeBool("proxy_disable", false);
  config.proxy_headers = TakePairs(options, "proxy_headers");
  TakeTargets(options, config);
  RefuseRules(options);
  config.tls = config::TakeTlsConfig(options);
  return config;
}

Result<std::string> ParseHost(std::string_view host, std::string_view protocol, std::string_view path, std::string* user, std::string_view port) {
  std::string whole(host);
  if (const size_t at = host.rfind('@'); at != std::string_view::npos) whole = "…" + whole.substr(at);  // a password has no place in a message
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
