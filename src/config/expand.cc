#include "config/node.h"

namespace flowship::config {

namespace {

// The value of `a|b|'c'` or `a:default`; nullopt: nothing resolves it.
std::optional<std::string> Resolve(std::string_view reference, LookUp look_up, void* context) {
  while (true) {
    const size_t bar = reference.find('|');
    std::string_view part = reference.substr(0, bar);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (part.size() >= 2 && (part.front() == '\'' || part.front() == '"') && part.back() == part.front()) return std::string(part.substr(1, part.size() - 2));
    const size_t colon = part.find(':');
    if (auto value = look_up(context, part.substr(0, colon))) return value;
    if (colon != std::string_view::npos) return std::string(part.substr(colon + 1));
    if (bar == std::string_view::npos) return std::nullopt;
    reference.remove_prefix(bar + 1);
  }
}

std::string ExpandText(const Node& node, LookUp look_up, void* context, Diagnostics& diagnostics) {
  std::string out;
  std::string_view rest = node.text;
  while (true) {
    const size_t open = rest.find("${");
    out += rest.substr(0, open);
    if (open == std::string_view::npos) return out;
    if (open > 0 && rest[open - 1] == '$') {  // $${ is a literal ${
      out += "{";
      rest.remove_prefix(open + 2);
      continue;
    }
    const size_t close = rest.find('}', open);
    if (close == std::string_view::npos) {
      diagnostics.Error(node.place, "${ without its closing }; write $${ for a literal one");
      return out;
    }
    const std::string_view reference = rest.substr(open + 2, close - open - 2);
    if (auto value = Resolve(reference, look_up, context)) {
      out += *value;
    } else {
      diagnostics.Error(node.place, "${" + std::string(reference) + "} has no value: set it, or give a default as in ${" + std::string(reference) + "|'default'}");
    }
    rest.remove_prefix(close + 1);
  }
}

}  // namespace

void ExpandVariables(Node& node, LookUp look_up, void* context, Diagnostics& diagnostics) {
  if (node.is_scalar() && node.text.find("${") != std::string::npos) node.text = ExpandText(node, look_up, context, diagnostics);
  for (Node& item : node.items) ExpandVariables(item, look_up, context, diagnostics);
  for (Node::Member& member : node.members) ExpandVariables(member.value, look_up, context, diagnostics);
}

}  // namespace flowship::config
