#include <algorithm>
#include <charconv>

#include "config/node.h"

namespace flowship::config {

namespace {

// Takes the member `name` (dotted or nested) out of `members`. Mappings that are emptied go too.
std::optional<Node> TakeFrom(std::vector<Node::Member>& members, std::string_view name) {
  for (auto member = members.begin(); member != members.end(); ++member) {
    if (member->key == name) {
      Node value = std::move(member->value);
      members.erase(member);
      return value;
    }
    const bool inside = name.size() > member->key.size() + 1 && name.starts_with(member->key) && name[member->key.size()] == '.';
    if (!inside || !member->value.is_mapping()) continue;
    auto value = TakeFrom(member->value.members, name.substr(member->key.size() + 1));
    if (!value) continue;
    if (member->value.members.empty()) members.erase(member);
    return value;
  }
  return std::nullopt;
}

const Node::Member* FindMember(const std::vector<Node::Member>& members, std::string_view name) {
  for (const Node::Member& member : members) {
    if (member.key == name) return &member;
    const bool inside = name.size() > member.key.size() + 1 && name.starts_with(member.key) && name[member.key.size()] == '.';
    if (!inside || !member.value.is_mapping()) continue;
    if (const Node::Member* const found = FindMember(member.value.members, name.substr(member.key.size() + 1))) return found;
  }
  return nullptr;
}

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

template <typename Number>
bool ParseNumber(std::string_view text, Number* number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && rest == text.data() + text.size();
}

// The number at the start of *text, which is moved past it.
bool EatNumber(std::string_view* text, double* number) {
  const size_t end = std::min(text->find_first_not_of("0123456789."), text->size());
  if (end == 0 || !ParseNumber(text->substr(0, end), number)) return false;
  text->remove_prefix(end);
  return true;
}

std::string_view EatWord(std::string_view* text) {
  const std::string_view word = text->substr(0, std::min(text->find_first_of("0123456789. "), text->size()));
  text->remove_prefix(word.size());
  return word;
}

}  // namespace

bool ParseDurationMillis(std::string_view text, int64_t* millis) {
  struct Unit {
    std::string_view name;
    double millis;
  };
  static constexpr Unit kUnits[] = {{"d", 86400e3}, {"h", 3600e3}, {"m", 60e3}, {"s", 1e3}, {"ms", 1}, {"us", 1e-3}, {"ns", 1e-6}};
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  double total = 0, number = 0;
  if (text.empty()) return false;
  const bool bare = text.find_first_not_of("0123456789.") == std::string_view::npos;
  while (!text.empty()) {
    if (!EatNumber(&text, &number)) return false;
    const std::string_view word = EatWord(&text);
    const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits), [word](const Unit& of) { return of.name == word; });
    if (unit != std::end(kUnits)) {
      total += number * unit->millis;
    } else if (word.empty() && bare) {
      total += number * 1e3;
    } else {
      return false;
    }
  }
  if (total > 9e15) return false;
  *millis = static_cast<int64_t>(negative ? -total : total);
  return true;
}

bool ParseByteSize(std::string_view text, int64_t* bytes) {
  struct Unit {
    std::string_view name;
    double bytes;
  };
  static constexpr Unit kUnits[] = {{"", 1},      {"b", 1},      {"k", 1e3},        {"kb", 1e3},        {"m", 1e6},          {"mb", 1e6},         {"g", 1e9},
                                    {"gb", 1e9},  {"kib", 1024}, {"mib", 1048576.}, {"gib", 1073741824.}, {"tb", 1e12},        {"tib", 1099511627776.}};
  double number = 0;
  if (!EatNumber(&text, &number)) return false;
  while (text.starts_with(' ')) text.remove_prefix(1);
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits), [&word](const Unit& of) { return of.name == word; });
  if (unit == std::end(kUnits) || number * unit->bytes > 9e18) return false;
  *bytes = static_cast<int64_t>(number * unit->bytes);
  return true;
}

Options::Options(const Node& mapping, Diagnostics& diagnostics) : place_(mapping.place), diagnostics_(&diagnostics), left_(mapping.members) {
  if (!mapping.is_mapping() && !mapping.is_null()) diagnostics.Error(mapping.place, "a mapping of options was expected");
}

bool Options::Has(std::string_view name) const { return FindMember(left_, name) != nullptr; }

std::optional<Node> Options::Take(std::string_view name) {
  if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) asked_.emplace_back(name);
  if (const Node::Member* const member = FindMember(left_, name)) places_[std::string(name)] = member->place;
  auto value = TakeFrom(left_, name);
  if (value && Has(name)) {
    Error(name, Quoted(name) + " is given both dotted and nested; give it once");
    while (TakeFrom(left_, name)) {
    }
  }
  return value && !value->is_null() ? value : std::nullopt;
}

Place Options::PlaceOf(std::string_view name) const {
  if (const Node::Member* const member = FindMember(left_, name)) return member->place;
  const auto taken = places_.find(name);
  return taken == places_.end() ? place_ : taken->second;
}

std::optional<std::string> Options::TakeString(std::string_view name) {
  auto node = Take(name);
  if (!node) return std::nullopt;
  if (node->is_scalar()) return std::move(node->text);
  diagnostics_->Error(node->place, Quoted(name) + " is one value, not a " + (node->is_sequence() ? "list" : "mapping"));
  return std::nullopt;
}

std::string Options::TakeString(std::string_view name, std::string fallback) { return TakeString(name).value_or(std::move(fallback)); }

std::string Options::RequireString(std::string_view name) {
  const bool there = Has(name);
  auto text = TakeString(name);
  if (!text && !there) Error(name, "[" + std::string(name) + "] required property is missing");
  return std::move(text).value_or("");
}

bool Options::TakeBool(std::string_view name, bool fallback) {
  const auto text = TakeString(name);
  if (!text) return fallback;
  if (*text == "true" || *text == "yes" || *text == "on") return true;
  if (*text == "false" || *text == "no" || *text == "off") return false;
  Error(name, Quoted(name) + " is true or false, not " + Quoted(*text));
  return fallback;
}

int64_t Options::TakeInt(std::string_view name, int64_t fallback, int64_t least, int64_t most) {
  const auto text = TakeString(name);
  if (!text) return fallback;
  int64_t number = 0;
  if (!ParseNumber(std::string_view(*text), &number)) {
    Error(name, Quoted(name) + " is a whole number, not " + Quoted(*text));
    return fallback;
  }
  if (number >= least && number <= most) return number;
  Error(name, Quoted(name) + " is from " + std::to_string(least) + " to " + std::to_string(most) + ", not " + *text);
  return fallback;
}

double Options::TakeDouble(std::string_view name, double fallback) {
  const auto text = TakeString(name);
  if (!text) return fallback;
  double number = 0;
  if (ParseNumber(std::string_view(*text), &number)) return number;
  Error(name, Quoted(name) + " is a number, not " + Quoted(*text));
  return fallback;
}

int64_t Options::TakeDurationMillis(std::string_view name, int64_t fallback) {
  const auto text = TakeString(name);
  if (!text) return fallback;
  int64_t millis = 0;
  if (ParseDurationMillis(*text, &millis)) return millis;
  Error(name, Quoted(name) + " is a duration such as 72h, 1m30s or 500ms, not " + Quoted(*text));
  return fallback;
}

int64_t Options::TakeBytes(std::string_view name, int64_t fallback) {
  const auto text = TakeString(name);
  if (!text) return fallback;
  int64_t bytes = 0;
  if (ParseByteSize(*text, &bytes)) return bytes;
  Error(name, Quoted(name) + " is a size such as 16384, 10MB or 10MiB, not " + Quoted(*text));
  return fallback;
}

std::vector<std::string> Options::TakeStrings(std::string_view name) {
  std::vector<std::string> texts;
  const auto node = Take(name);
  if (!node) return texts;
  if (node->is_scalar()) return {node->text};
  if (!node->is_sequence()) {
    diagnostics_->Error(node->place, Quoted(name) + " is a value or a list of values, not a mapping");
    return texts;
  }
  for (const Node& item : node->items) {
    if (item.is_scalar()) {
      texts.push_back(item.text);
    } else {
      diagnostics_->Error(item.place, Quoted(name) + " is a list of plain values");
    }
  }
  return texts;
}

std::optional<Node> Options::TakeMapping(std::string_view name) {
  auto node = Take(name);
  if (!node || node->is_mapping()) return node;
  diagnostics_->Error(node->place, Quoted(name) + " is a mapping");
  return std::nullopt;
}

std::optional<Node> Options::TakeSequence(std::string_view name) {
  auto node = Take(name);
  if (!node || node->is_sequence()) return node;
  diagnostics_->Error(node->place, Quoted(name) + " is a list");
  return std::nullopt;
}

void Options::Finish(std::string_view kind) {
  for (const Node::Member& member : left_) {
    // Of a mapping that is half known, the unknown member is what was mistyped.
    const bool known_group = member.value.is_mapping() && std::any_of(asked_.begin(), asked_.end(), [&member](const std::string& name) {
                               return name.starts_with(member.key + ".");
                             });
    if (known_group && !member.value.members.empty()) {
      std::vector<std::string> inner;
      for (const std::string& name : asked_) {
        if (name.starts_with(member.key + ".")) inner.push_back(name.substr(member.key.size() + 1));
      }
      for (const Node::Member& unknown : member.value.members) {
        const auto nearest = Nearest(unknown.key, inner);
        diagnostics_->Error(unknown.place, "unknown option " + Quoted(member.key + "." + unknown.key) + " of " + std::string(kind) +
                                               (nearest ? "; did you mean " + Quoted(member.key + "." + *nearest) + "?" : ""));
      }
      continue;
    }
    const auto nearest = Nearest(member.key, asked_);
    diagnostics_->Error(member.place, "unknown option " + Quoted(member.key) + " of " + std::string(kind) +
                                          (nearest ? "; did you mean " + Quoted(*nearest) + "?" : ""));
  }
  left_.clear();
}

std::vector<Node::Member> Options::TakeRest() { return std::exchange(left_, {}); }

}  // namespace flowship::config
