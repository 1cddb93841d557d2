// add_host_metadata: what machine the agent runs on. Beats, "Add Host metadata". Asked of the system once, when the policy is read.
//
// An event that was forwarded (`forwarded` in its tags) is of another host: it gets none of this, as Elastic's integrations ask for with a condition.

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "edge/edge_processors.h"

namespace flowship {

namespace {

std::map<std::string, std::string> ReadOsRelease() {
  std::map<std::string, std::string> found;
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    const size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    std::string value = line.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    found[line.substr(0, equals)] = value;
  }
  return found;
}

struct Addresses {
  std::set<std::string> ips, macs;
};

Addresses ReadAddresses() {
  Addresses found;
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return found;
  for (const ifaddrs* at = all; at != nullptr; at = at->ifa_next) {
    if (at->ifa_addr == nullptr || (at->ifa_flags & IFF_LOOPBACK) != 0) continue;
    char text[INET6_ADDRSTRLEN];
    const void* const ip = at->ifa_addr->sa_family == AF_INET    ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(at->ifa_addr)->sin_addr)
                           : at->ifa_addr->sa_family == AF_INET6 ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(at->ifa_addr)->sin6_addr)
                                                                 : nullptr;
    if (ip != nullptr && inet_ntop(at->ifa_addr->sa_family, ip, text, sizeof text) != nullptr) found.ips.insert(text);
    if (at->ifa_addr->sa_family != AF_PACKET) continue;
    const auto* const link = reinterpret_cast<const sockaddr_ll*>(at->ifa_addr);
    if (link->sll_halen != 6) continue;
    char mac[18];
    std::snprintf(mac, sizeof mac, "%02X-%02X-%02X-%02X-%02X-%02X", link->sll_addr[0], link->sll_addr[1], link->sll_addr[2], link->sll_addr[3], link->sll_addr[4], link->sll_addr[5]);
    found.macs.insert(mac);
  }
  freeifaddrs(all);
  return found;
}

class Builder {
 public:
  explicit Builder(CompileContext& context) : keys_(context.keys), arena_(context.keys.arena()), root_(Object::New(arena_, 8)) {}
  void Add(Object* to, std::string_view name, const std::string& text) {
    if (!text.empty()) to->Add(keys_.Intern(name), Value::String(arena_.Copy(text)), arena_);
  }
  Object* Below(std::string_view name) {
    Object* const object = Object::New(arena_, 8);
    root_->Add(keys_.Intern(name), Value::Of(object), arena_);
    return object;
  }
  void AddList(std::string_view name, const std::set<std::string>& texts) {
    if (texts.empty()) return;
    Array* const list = Array::New(arena_, texts.size());
    for (const std::string& text : texts) list->Push(Value::String(arena_.Copy(text)), arena_);
    root_->Add(keys_.Intern(name), Value::Of(list), arena_);
  }
  Object* root() { return root_; }

 private:
  KeySet& keys_;
  Arena& arena_;
  Object* const root_;
};

class AddHostMetadata : public Processor {
 public:
  AddHostMetadata(FieldPath host, FieldPath tags, Object* metadata, bool replace) : host_(std::move(host)), tags_(std::move(tags)), metadata_(metadata), replace_(replace) {}

  RunResult Run(Document& document) const override {
    const Value* const tags = document.Get(tags_);
    const auto is_forwarded = [](const Value& tag) { return tag.is_string() && tag.as_text() == "forwarded"; };
    if (tags != nullptr && (is_forwarded(*tags) || (tags->is_array() && std::ranges::any_of(*tags->as_array(), is_forwarded)))) return RunResult::kOk;
    if (!replace_ && document.Has(host_)) return RunResult::kOk;
    return OkOrFailed(document.Set(host_, DeepCopy(Value::Of(metadata_), document.arena())));
  }

 private:
  const FieldPath host_, tags_;
  Object* const metadata_;
  const bool replace_;
};

}  // namespace

std::unique_ptr<const Processor> CompileAddHostMetadata(config::Options& options, CompileContext& context) {
  const bool addresses = options.TakeBool("netinfo.enabled", true), replace = options.TakeBool("replace_fields", true);
  (void)options.TakeDurationMillis("cache.ttl", 300'000);
  (void)options.TakeDurationMillis("expire_update_timeout", 60'000);
  const auto geo = options.TakeMapping("geo");
  utsname machine{};
  uname(&machine);
  const auto release = ReadOsRelease();
  const auto of = [&release](const char* name) {
    const auto found = release.find(name);
    return found == release.end() ? std::string() : found->second;
  };
  Builder host(context);
  const std::string name = machine.nodename;
  host.Add(host.root(), "name", name);
  host.Add(host.root(), "hostname", name);
  host.Add(host.root(), "architecture", machine.machine);
  std::string id;
  std::ifstream("/etc/machine-id") >> id;
  host.Add(host.root(), "id", id);
  Object* const os = host.Below("os");
  host.Add(os, "type", "linux");
  host.Add(os, "platform", of("ID"));
  host.Add(os, "name", of("NAME"));
  host.Add(os, "version", of("VERSION"));
  host.Add(os, "codename", of("VERSION_CODENAME"));
  host.Add(os, "kernel", machine.release);
  if (addresses) {
    const Addresses found = ReadAddresses();
    host.AddList("ip", found.ips);
    host.AddList("mac", found.macs);
  }
  if (geo) {
    Object* const place = host.Below("geo");
    for (const config::Node::Member& member : geo->members) place->Add(context.keys.Intern(member.key), context.ToValue(member.value), context.keys.arena());
  }
  return std::make_unique<AddHostMetadata>(context.Path("host", options.place()), context.Path("tags", options.place()), host.root(), replace);
}

}  // namespace flowship
