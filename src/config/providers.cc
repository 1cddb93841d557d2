#include "config/providers.h"

#include <sys/utsname.h>

#include <algorithm>

namespace flowship::config {

namespace {

constexpr std::string_view kDynamic[] = {"docker", "kubernetes", "kubernetes_leaderelection", "kubernetes_secrets", "local_dynamic", "filesource"};

// Go's names of the machines.
std::string Architecture(std::string_view machine) { return machine == "x86_64" ? "x86_64" : machine == "aarch64" ? "arm64" : std::string(machine); }

const Node* FindDotted(const Node* node, std::string_view path) {
  if (node == nullptr || path.empty()) return node;
  if (!node->is_mapping()) return nullptr;
  for (const Node::Member& member : node->members) {
    if (path == member.key) return &member.value;
    if (path.size() > member.key.size() && path.starts_with(member.key) && path[member.key.size()] == '.') {
      if (const Node* const found = FindDotted(&member.value, path.substr(member.key.size() + 1))) return found;
    }
  }
  return nullptr;
}

std::optional<std::string> ScalarAt(const Node& policy, const std::string& path) {
  const Node* const node = FindDotted(&policy, path);
  return node != nullptr && node->is_scalar() ? std::optional(node->text) : std::nullopt;
}

}  // namespace

std::optional<std::string> AskProviders(std::string_view name, const Node& policy, const std::filesystem::path& file) {
  utsname machine{};
  uname(&machine);
  if (name == "host.name") return machine.nodename;
  if (name == "host.platform") return "linux";
  if (name == "host.architecture") return Architecture(machine.machine);
  if (name == "agent.version") return FLOWSHIP_VERSION;
  if (name == "path.config" || name == "path.home") return std::filesystem::absolute(file).parent_path().string();
  if (name == "path.data") return ScalarAt(policy, "agent.data_path").value_or("/var/lib/flowship");
  if (name == "path.logs") return ScalarAt(policy, "agent.data_path").value_or("/var/lib/flowship") + "/logs";
  if (!name.starts_with("local.")) return std::nullopt;
  const std::string key(name.substr(6));
  const auto value = ScalarAt(policy, "providers.local.vars." + key);
  return value ? value : ScalarAt(policy, "agent.providers.local.vars." + key);
}

bool IsDynamicProvider(std::string_view name) {
  const std::string_view provider = name.substr(0, name.find('.'));
  return provider.size() < name.size() && std::ranges::find(kDynamic, provider) != std::end(kDynamic);
}

void CollectReferences(const Node& node, std::vector<std::string>* references) {
  for (size_t at = node.text.find("${"); node.is_scalar() && at != std::string::npos; at = node.text.find("${", at + 2)) {
    if (at > 0 && node.text[at - 1] == '$') continue;
    references->push_back(node.text.substr(at + 2, node.text.find('}', at) - at - 2));
  }
  for (const Node& item : node.items) CollectReferences(item, references);
  for (const Node::Member& member : node.members) CollectReferences(member.value, references);
}

}  // namespace flowship::config
