// dns: names of addresses (reverse lookups, PTR). Beats, "DNS Reverse Lookup". The system's resolver library asks; answers are kept, good ones for as long
// as they say and at least min_ttl, failures for failure_cache.ttl.
//
// A lookup holds up the worker that asks for at most `timeout` (in whole seconds, as the library has it) per server; the cache is what makes that rare.

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "base/clock.h"
#include "edge/edge_processors.h"

namespace flowship {

namespace {

struct DnsField {
  FieldPath from, to;
};

struct DnsOptions {
  std::vector<DnsField> fields;
  FieldPath tags;
  std::vector<Value> tags_on_failure;
  std::vector<sockaddr_in> servers;  // none: those of /etc/resolv.conf
  bool append = false;
  int timeout_seconds = 1;
  size_t capacity = 10'000;
  int64_t min_ttl_nanos = 0, failure_ttl_nanos = 0;
};

// 4.3.2.1.in-addr.arpa (RFC 1035, section 3.5) or nibbles under ip6.arpa (RFC 3596, section 2.5); empty: not an address.
std::string ReverseName(const std::string& address) {
  uint8_t bytes[16];
  std::string name;
  if (inet_pton(AF_INET, address.c_str(), bytes) == 1) {
    for (int i = 3; i >= 0; --i) name += std::to_string(bytes[i]) + ".";
    return name + "in-addr.arpa";
  }
  if (inet_pton(AF_INET6, address.c_str(), bytes) != 1) return "";
  constexpr const char* kDigits = "0123456789abcdef";
  for (int i = 15; i >= 0; --i) name += std::string() + kDigits[bytes[i] & 15] + "." + kDigits[bytes[i] >> 4] + ".";
  return name + "ip6.arpa";
}

class Dns : public Processor {
 public:
  explicit Dns(DnsOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    bool failed = false;
    for (const DnsField& field : options_.fields) {
      const Value* const value = document.Get(field.from);
      if (value == nullptr || !value->is_string()) continue;
      const std::string name = Find(std::string(value->as_text()), document.context().now_nanos);
      failed = failed || name.empty();
      if (!name.empty()) Put(document, field.to, Value::String(document.arena().Copy(name)));
    }
    if (failed && !options_.tags_on_failure.empty()) (void)document.Append(options_.tags, options_.tags_on_failure, false);
    return RunResult::kOk;
  }

 private:
  struct Known {
    std::string name;  // empty: there is none
    int64_t until_nanos;
  };

  void Put(Document& document, const FieldPath& to, Value name) const {
    if (options_.append && document.Has(to)) {
      (void)document.Append(to, {&name, 1}, false);
    } else {
      (void)document.Set(to, name);
    }
  }

  std::string Find(const std::string& address, int64_t now) const {
    {
      const std::lock_guard lock(mutex_);
      const auto known = known_.find(address);
      if (known != known_.end() && now < known->second.until_nanos) return known->second.name;
    }
    int64_t ttl_nanos = options_.failure_ttl_nanos;
    std::string name = Ask(address, &ttl_nanos);
    const std::lock_guard lock(mutex_);
    if (known_.size() >= options_.capacity) std::erase_if(known_, [now](const auto& of) { return of.second.until_nanos <= now; });
    if (known_.size() >= options_.capacity) known_.erase(known_.begin());
    known_[address] = {name, now + ttl_nanos};
    return name;
  }

  std::string Ask(const std::string& address, int64_t* ttl_nanos) const {
    const std::string question = ReverseName(address);
    struct __res_state state {};
    if (question.empty() || res_ninit(&state) != 0) return "";
    state.retrans = options_.timeout_seconds;
    state.retry = 1;
    if (!options_.servers.empty()) {
      state.nscount = static_cast<int>(std::min<size_t>(options_.servers.size(), MAXNS));
      std::copy_n(options_.servers.begin(), state.nscount, state.nsaddr_list);
    }
    uint8_t answer[NS_PACKETSZ * 8];
    const int size = res_nquery(&state, question.c_str(), ns_c_in, ns_t_ptr, answer, sizeof answer);
    res_nclose(&state);
    ns_msg message;
    if (size <= 0 || ns_initparse(answer, size, &message) != 0) return "";
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
      ns_rr record;
      char name[NS_MAXDNAME];
      if (ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != ns_t_ptr) continue;
      if (dn_expand(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record), name, sizeof name) < 0) continue;
      *ttl_nanos = std::max(options_.min_ttl_nanos, static_cast<int64_t>(ns_rr_ttl(record)) * kNanosPerSecond);
      return name;
    }
    return "";
  }

  const DnsOptions options_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, Known> known_;
};

// fields: {source.ip: source.domain}, nested or dotted.
void CollectFields(const config::Node& node, const std::string& above, CompileContext& context, std::vector<DnsField>* fields) {
  for (const config::Node::Member& member : node.members) {
    const std::string name = above.empty() ? member.key : above + "." + member.key;
    if (member.value.is_mapping()) {
      CollectFields(member.value, name, context, fields);
    } else {
      fields->push_back({context.Path(name, member.place), context.Path(member.value.text, member.value.place)});
    }
  }
}

// 192.0.2.53, 192.0.2.53:5353
bool ParseServer(const std::string& text, sockaddr_in* server) {
  const size_t colon = text.find(':');
  const auto port = colon == std::string::npos ? std::optional<int64_t>(53) : config::ParseInteger(std::string_view(text).substr(colon + 1));
  *server = {};
  server->sin_family = AF_INET;
  if (!port || *port < 1 || *port > 65535) return false;
  server->sin_port = htons(static_cast<uint16_t>(*port));
  return inet_pton(AF_INET, text.substr(0, colon).c_str(), &server->sin_addr) == 1;
}

}  // namespace

std::unique_ptr<const Processor> CompileDns(config::Options& options, CompileContext& context) {
  DnsOptions dns;
  if (const std::string type = options.TakeString("type", "reverse"); type != "reverse") options.Error("type", "\"" + type + "\" is no type of dns here; it is reverse");
  const std::string action = options.TakeString("action", "append");
  if (action != "append" && action != "replace") options.Error("action", "\"" + action + "\" is no action of dns; it is append or replace");
  dns.append = action == "append";
  if (const auto fields = options.TakeMapping("fields")) CollectFields(*fields, "", context, &dns.fields);
  if (dns.fields.empty()) options.Error("fields", "dns needs `fields`, such as {source.ip: source.domain}");
  dns.tags = context.Path("tags", options.place());
  for (const std::string& tag : options.TakeStrings("tag_on_failure")) dns.tags_on_failure.push_back(Value::String(context.keys.arena().Copy(tag)));
  for (const std::string& text : options.TakeStrings("nameservers")) {
    sockaddr_in server;
    if (ParseServer(text, &server)) {
      dns.servers.push_back(server);
    } else {
      options.Error("nameservers", "\"" + text + "\" is no IPv4 address, or address:port");
    }
  }
  dns.timeout_seconds = static_cast<int>(std::max<int64_t>(1, (options.TakeDurationMillis("timeout", 500) + 999) / 1000));
  dns.capacity = static_cast<size_t>(options.TakeInt("success_cache.capacity.max", 10'000, 1, 10'000'000));
  (void)options.TakeInt("success_cache.capacity.initial", 1000, 0, INT32_MAX);
  (void)options.TakeInt("failure_cache.capacity.max", 10'000, 1, INT32_MAX);
  (void)options.TakeInt("failure_cache.capacity.initial", 1000, 0, INT32_MAX);
  dns.min_ttl_nanos = options.TakeDurationMillis("success_cache.min_ttl", 60'000) * kNanosPerMilli;
  dns.failure_ttl_nanos = options.TakeDurationMillis("failure_cache.ttl", 60'000) * kNanosPerMilli;
  return std::make_unique<Dns>(std::move(dns));
}

}  // namespace flowship
