// add_host_metadata: what machine the agent runs on. Beats, "Add Host metadata". Asked of the system when the policy is read; the addresses, which
// change, again when they are older than cache.ttl, at the beginning of a batch.
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
#include <mutex>
#include <set>

#include "base/clock.h"
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
    // As Go has it: no address is none, and so is one of zeros.
    if (link->sll_halen != 6 || std::all_of(link->sll_addr, link->sll_addr + 6, [](uint8_t byte) { return byte == 0; })) continue;
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
  Object* root() { return root_; }

 private:
  KeySet& keys_;
  Arena& arena_;
  Object* const root_;
};

struct HostPaths {
  FieldPath host, ip, mac, tags;
};

class AddHostMetadata : public Processor {
 public:
  // `ttl_nanos` 0: without addresses.
  AddHostMetadata(HostPaths paths, Object* metadata, bool replace, int64_t ttl_nanos) : paths_(std::move(paths)), metadata_(metadata), replace_(replace), ttl_nanos_(ttl_nanos) {}

  RunResult Run(Document& document) const override {
    const Value* const tags = document.Get(paths_.tags);
    if (tags != nullptr && document.tracer != nullptr && HasOrigin(*tags)) document.tracer->Abort();
    const auto is_forwarded = [](const Value& tag) { return tag.is_string() && tag.as_text() == "forwarded"; };
    if (tags != nullptr && (is_forwarded(*tags) || (tags->is_array() && std::ranges::any_of(*tags->as_array(), is_forwarded)))) return RunResult::kOk;
    if (!replace_ && document.Has(paths_.host)) return RunResult::kOk;
    if (!document.Set(paths_.host, DeepCopy(Value::Of(metadata_), document.arena()))) return RunResult::kFailed;
    return OkOrFailed(ttl_nanos_ == 0 || (AddList(document, paths_.ip, &Addresses::ips, Ips) && AddList(document, paths_.mac, &Addresses::macs, Macs)));
  }
  bool Traces() const override { return true; }

 private:
  using List = std::set<std::string> Addresses::*;

  bool AddList(Document& document, const FieldPath& path, List which, TraceStep::Function again) const {
    Value list = ListOf(document, which);
    // They are not what they were when the trace was recorded, one day.
    if (document.tracer != nullptr) list = document.tracer->Record({again, this}, {}, list, true);
    return list.as_array()->empty() || document.Set(path, list);
  }
  static bool Ips(const TraceStep& step, const Value*, TraceContext& context, Value* result) {
    *result = static_cast<const AddHostMetadata*>(step.self)->ListOf(context.document, &Addresses::ips);
    return true;
  }
  static bool Macs(const TraceStep& step, const Value*, TraceContext& context, Value* result) {
    *result = static_cast<const AddHostMetadata*>(step.self)->ListOf(context.document, &Addresses::macs);
    return true;
  }

  Value ListOf(Document& document, List which) const {
    const std::set<std::string>& texts = Current(document).*which;
    Array* const list = Array::New(document.arena(), texts.size());
    for (const std::string& text : texts) list->Push(Value::String(text).Plain(), document.arena());
    return Value::Of(list);
  }

  // Those of the batch's first document that asked.
  const Addresses& Current(Document& document) const {
    std::vector<RunContext::Held>& held = document.context().held;
    for (const RunContext::Held& known : held) {
      if (known.owner == this) return *static_cast<const Addresses*>(known.thing.get());
    }
    const int64_t now = document.context().now_nanos;
    const std::lock_guard lock(mutex_);
    if (addresses_ == nullptr || now - read_nanos_ >= ttl_nanos_) {
      addresses_ = std::make_shared<const Addresses>(ReadAddresses());
      read_nanos_ = now;
    }
    held.push_back({this, addresses_});
    return *addresses_;
  }

  const HostPaths paths_;
  Object* const metadata_;
  const bool replace_;
  const int64_t ttl_nanos_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Addresses> addresses_;
  mutable int64_t read_nanos_ = 0;
};

}  // namespace

std::unique_ptr<const Processor> CompileAddHostMetadata(config::Options& options, CompileContext& context) {
  const bool addresses = options.TakeBool("netinfo.enabled", true), replace = options.TakeBool("replace_fields", true);
  const int64_t ttl_nanos = std::max<int64_t>(1, options.TakeDurationMillis("cache.ttl", 300'000) * kNanosPerMilli);
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
  if (geo) {
    Object* const place = host.Below("geo");
    for (const config::Node::Member& member : geo->members) place->Add(context.keys.Intern(member.key), context.ToValue(member.value), context.keys.arena());
  }
  const auto path = [&](const char* field) { return context.Path(field, options.place()); };
  return std::make_unique<AddHostMetadata>(HostPaths{path("host"), path("host.ip"), path("host.mac"), path("tags")}, host.root(), replace, addresses ? ttl_nanos : 0);
}

}  // namespace flowship
