#include "config/yaml_text.h"

namespace flowship::config {

namespace {

bool IsPlain(const Node& node) {
  const std::string& text = node.text;
  if (text.empty() || text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:+%@- ") != std::string::npos) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':' || text.front() == '-' || text.front() == '%' || text.front() == '@' || text.front() == ':') {
    return !node.quoted && ParseFloat(text);
  }
  if (text.find(": ") != std::string::npos) return false;
  // A quoted text that would be something else without its quotes keeps them.
  Node plain = node;
  plain.quoted = false;
  return !node.quoted || TypeOf(plain) == ScalarType::kText;
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (static_cast<unsigned char>(c) < ' ' || c == 127) {
      constexpr const char* kHex = "0123456789ABCDEF";
      out += std::string("\\x") + kHex[static_cast<unsigned char>(c) >> 4] + kHex[c & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string ScalarText(const Node& node) {
  if (node.is_null()) return "~";
  if (node.is_sequence()) return "[]";
  if (node.is_mapping()) return "{}";
  // A scalar that was plain and is no text is what it is only without quotes.
  if (!node.quoted && TypeOf(node) != ScalarType::kText) return node.text;
  return IsPlain(node) ? node.text : Quoted(node.text);
}

bool IsBlock(const Node& node) { return !node.items.empty() || !node.members.empty(); }

std::string KeyText(const std::string& key) {
  Node node;
  node.kind = Node::Kind::kScalar;
  node.quoted = true;
  node.text = key;
  return ScalarText(node);
}

}  // namespace

std::string YamlText(const Node& node, int indent) {
  const std::string space(static_cast<size_t>(indent), ' ');
  std::string out;
  if (!IsBlock(node)) return space + ScalarText(node) + "\n";
  for (const Node& item : node.items) {
    // The first line of what is below stands beside the dash.
    std::string below = YamlText(item, indent + 2);
    below[static_cast<size_t>(indent)] = '-';
    out += below;
  }
  for (const Node::Member& member : node.members) {
    out += space + KeyText(member.key) + ":";
    out += IsBlock(member.value) ? "\n" + YamlText(member.value, indent + 2) : " " + ScalarText(member.value) + "\n";
  }
  return out;
}

}  // namespace flowship::config
