#include "config/node.h"

namespace flowship::config {

namespace {

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool IsQuote(char c) { return c == '\'' || c == '"'; }

// Where the first of `wanted` stands that is not between quotes.
size_t FindUnquoted(std::string_view text, char wanted) {
  char quote = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (quote == 0 && text[at] == wanted) return at;
    if (quote == 0 && IsQuote(text[at])) {
      quote = text[at];
    } else if (text[at] == quote) {
      quote = 0;
    }
  }
  return std::string_view::npos;
}

// The value of `a|b|'c'` or `a:default`; nullopt: nothing resolves it.
std::optional<std::string> Resolve(std::string_view reference, const LookUp& look_up) {
  while (true) {
    const size_t bar = FindUnquoted(reference, '|');
    const std::string_view part = Trimmed(reference.substr(0, bar));
    if (part.size() >= 2 && IsQuote(part.front()) && part.back() == part.front()) return std::string(part.substr(1, part.size() - 2));
    const size_t colon = part.find(':');
    if (auto value = look_up(Trimmed(part.substr(0, colon)))) return value;
    if (colon != std::string_view::npos) return std::string(part.substr(colon + 1));
    if (bar == std::string_view::npos) return std::nullopt;
    reference.remove_prefix(bar + 1);
  }
}

std::string Unresolved(std::string_view reference) {
  const std::string name(Trimmed(reference.substr(0, reference.find('|'))));
  if (name.empty()) return "${" + std::string(reference) + "} names nothing; write $${ for a literal ${";
  const std::string with_default = "${" + name + "|'default'}";
  if (reference.find('|') != std::string_view::npos) return "none of ${" + std::string(reference) + "} has a value; end it with a default, as in " + with_default;
  if (name.starts_with("env.")) return "the environment has no " + name.substr(4) + "; set it, or give a default: " + with_default;
  if (const size_t dot = name.find('.'); dot != std::string::npos) {
    return "${" + name + "}: flowship knows nothing of \"" + name.substr(0, dot) + "\"; it has ${env.NAME}, and ${NAME} from the keystore";
  }
  return "the keystore has no " + name + "; add it with `flowship keystore add " + name + "`, or take it from the environment: ${env." + name + "}";
}

// False: a reference has no value, or no end. It was reported.
bool Expand(const Node& node, const LookUp& look_up, Diagnostics& diagnostics, std::string* out) {
  std::string_view rest = node.text;
  bool good = true;
  while (true) {
    const size_t open = rest.find("${");
    *out += rest.substr(0, open);
    if (open == std::string_view::npos) return good;
    rest.remove_prefix(open + 2);
    if (open > 0 && out->back() == '$') {
      *out += "{";
      continue;
    }
    const size_t close = FindUnquoted(rest, '}');
    if (close == std::string_view::npos) {
      diagnostics.Error(node.place, "${ without its closing }; write $${ for a literal one");
      return false;
    }
    const std::string_view reference = rest.substr(0, close);
    if (auto value = Resolve(reference, look_up)) {
      *out += *value;
    } else {
      diagnostics.Error(node.place, Unresolved(reference));
      good = false;
    }
    rest.remove_prefix(close + 1);
  }
}

}  // namespace

void ExpandVariables(Node& node, const LookUp& look_up, Diagnostics& diagnostics) {
  if (node.is_scalar() && node.text.find("${") != std::string::npos) {
    std::string text;
    node.faulty = !Expand(node, look_up, diagnostics, &text);
    node.text = std::move(text);
  }
  for (Node& item : node.items) ExpandVariables(item, look_up, diagnostics);
  for (Node::Member& member : node.members) ExpandVariables(member.value, look_up, diagnostics);
}

}  // namespace flowship::config
