#include <algorithm>

#include "base/nearest.h"
#include "config/node.h"
#include "config/option_record.h"

namespace flowship::config {

namespace {

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// Whether `name` is `group` + "." + something, which is then what *rest is.
bool IsBelow(std::string_view name, std::string_view group, std::string_view* rest) {
  if (name.size() < group.size() + 2 || !name.starts_with(group) || name[group.size()] != '.') return false;
  *rest = name.substr(group.size() + 1);
  return true;
}

// What stands on another line than its name (a list, a mapping) is best shown at its name.
const Place& ShownPlace(const Node::Member& member) { return member.value.place.line == member.place.line ? member.value.place : member.place; }

// Moves out of `members` all that `name` stands for, however it is dotted or nested. Mappings that are emptied go too.
void Gather(std::vector<Node::Member>& members, std::string_view name, std::vector<Node::Member>* found) {
  std::string_view rest;
  for (auto member = members.begin(); member != members.end();) {
    if (member->key == name) {
      found->push_back(std::move(*member));
    } else if (IsBelow(member->key, name, &rest)) {
      Node group;
      group.kind = Node::Kind::kMapping;
      group.place = member->place;
      group.members.push_back({std::string(rest), member->place, std::move(member->value)});
      found->push_back({std::string(name), member->place, std::move(group)});
    } else {
      const size_t before = found->size();
      if (IsBelow(name, member->key, &rest)) Gather(member->value.members, rest, found);
      if (found->size() == before || !member->value.members.empty()) {
        ++member;
        continue;
      }
    }
    member = members.erase(member);
  }
}

const Node::Member* FindMember(const std::vector<Node::Member>& members, std::string_view name) {
  std::string_view rest;
  for (const Node::Member& member : members) {
    if (member.key == name || IsBelow(member.key, name, &rest)) return &member;
    if (!IsBelow(name, member.key, &rest)) continue;
    if (const Node::Member* const found = FindMember(member.value.members, rest)) return found;
  }
  return nullptr;
}

bool Same(const Node& a, const Node& b) {
  const auto same_member = [](const Node::Member& x, const Node::Member& y) { return x.key == y.key && Same(x.value, y.value); };
  return a.kind == b.kind && a.text == b.text && std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), Same) &&
         std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(), same_member);
}

using Kind = OptionNote::Kind;

// For whoever records what options there are.
OptionNote* Note(const void* of, std::string_view name, Kind kind) {
  OptionRecord* const record = OptionRecord::current();
  return record == nullptr ? nullptr : &record->Note(of, name, kind);
}

struct Unit {
  int64_t size;
  std::string_view name;
};
constexpr Unit kTimeUnits[] = {{3'600'000, "h"}, {60'000, "m"}, {1000, "s"}, {1, "ms"}};
constexpr Unit kSizeUnits[] = {{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}, {1, ""}};

// In the largest unit of which it is a whole number.
std::string InUnits(int64_t value, std::span<const Unit> units) {
  const auto unit = std::ranges::find_if(units, [value](const Unit& one) { return value % one.size == 0; });
  return value == 0 ? "0" : std::to_string(value / unit->size) + std::string(unit->name);
}

template <typename T>
void NoteDefault(const void* of, std::string_view name, Kind kind, const T& fallback) {
  OptionNote* const note = Note(of, name, kind);
  if (note != nullptr) note->fallback = fallback;
}

}  // namespace

Options::Options(const Node& mapping, Diagnostics& diagnostics) : place_(mapping.place), diagnostics_(&diagnostics), left_(mapping.members) {
  if (!mapping.is_mapping() && !mapping.is_null()) diagnostics.Error(mapping.place, "options are a mapping, `name: value`; this is none");
}

bool Options::Has(std::string_view name) const { return FindMember(left_, name) != nullptr; }

void Options::AddKnown(std::span<const std::string_view> names) { asked_.insert(asked_.end(), names.begin(), names.end()); }

void Options::AddDefault(const Node::Member& member) {
  if (!Has(member.key)) left_.push_back(member);
}

std::optional<Node> Options::Take(std::string_view name) {
  if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) asked_.emplace_back(name);
  Note(this, name, Kind::kAny);
  std::vector<Node::Member> found;
  Gather(left_, name, &found);
  if (found.empty()) return std::nullopt;
  places_[std::string(name)] = ShownPlace(found.front());
  Node value = std::move(found.front().value);
  for (size_t i = 1; i < found.size(); ++i) {
    Node& other = found[i].value;
    if (value.is_mapping() && other.is_mapping()) {
      std::move(other.members.begin(), other.members.end(), std::back_inserter(value.members));
    } else if (!Same(value, other)) {
      diagnostics_->Error(found[i].place, Quoted(name) + " is given both dotted and nested, with different values; give it once");
    }
  }
  if (value.is_null() || value.faulty) return std::nullopt;
  return value;
}

void Options::TakeIdle(std::string_view name) {
  (void)Take(name);
  if (OptionNote* const note = Note(this, name, Kind::kAny)) note->idle = true;
}

Place Options::PlaceOf(std::string_view name) const {
  if (const Node::Member* const member = FindMember(left_, name)) return ShownPlace(*member);
  const auto taken = places_.find(name);
  return taken == places_.end() ? place_ : taken->second;
}

std::optional<std::string> Options::TakeString(std::string_view name) {
  Note(this, name, Kind::kText);
  auto node = Take(name);
  if (!node) return std::nullopt;
  if (node->is_scalar()) return std::move(node->text);
  Error(name, Quoted(name) + " is one value, not a " + (node->is_sequence() ? "list" : "mapping"));
  return std::nullopt;
}

std::string Options::TakeString(std::string_view name, std::string fallback) {
  NoteDefault(this, name, Kind::kText, fallback);
  return TakeString(name).value_or(std::move(fallback));
}

std::string Options::RequireString(std::string_view name) {
  const size_t errors_before = diagnostics_->errors();
  const Node::Member* const member = FindMember(left_, name);
  const bool faulty = member != nullptr && member->value.faulty;
  auto text = TakeString(name);
  if (OptionNote* const note = Note(this, name, Kind::kText)) note->required = true;
  if (!text && !faulty && diagnostics_->errors() == errors_before) {
    diagnostics_->Error(place_, "[" + std::string(name) + "] required property is missing");
  }
  return std::move(text).value_or("");
}

bool Options::TakeBool(std::string_view name, bool fallback) {
  const auto text = TakeString(name);
  NoteDefault(this, name, Kind::kBool, std::string(fallback ? "true" : "false"));
  if (!text) return fallback;
  if (const auto value = ParseBool(*text)) return *value;
  // YAML 1.1's words, which Filebeat and Elasticsearch take too.
  if (*text == "yes" || *text == "on") return true;
  if (*text == "no" || *text == "off") return false;
  Error(name, Quoted(name) + " is true or false, not " + Quoted(*text));
  return fallback;
}

int64_t Options::TakeInt(std::string_view name, int64_t fallback, int64_t least, int64_t most) {
  const auto text = TakeString(name);
  if (OptionNote* const note = Note(this, name, Kind::kInteger)) {
    note->fallback = std::to_string(fallback);
    note->least = least;
    note->most = most;
  }
  if (!text) return fallback;
  const auto number = ParseInteger(*text);
  if (!number) {
    Error(name, Quoted(name) + " is a whole number, not " + Quoted(*text));
    return fallback;
  }
  if (*number >= least && *number <= most) return *number;
  Error(name, Quoted(name) + " is from " + std::to_string(least) + " to " + std::to_string(most) + ", not " + *text);
  return fallback;
}

double Options::TakeDouble(std::string_view name, double fallback) {
  const auto text = TakeString(name);
  NoteDefault(this, name, Kind::kNumber, std::to_string(fallback));
  if (!text) return fallback;
  if (const auto number = ParseFloat(*text)) return *number;
  Error(name, Quoted(name) + " is a number, not " + Quoted(*text));
  return fallback;
}

int64_t Options::TakeDurationMillis(std::string_view name, int64_t fallback) {
  const auto text = TakeString(name);
  NoteDefault(this, name, Kind::kDuration, InUnits(fallback, kTimeUnits));
  if (!text) return fallback;
  int64_t millis = 0;
  if (ParseDurationMillis(*text, &millis)) return millis;
  Error(name, Quoted(name) + " is a duration such as 72h, 1m30s or 500ms, not " + Quoted(*text));
  return fallback;
}

int64_t Options::TakeBytes(std::string_view name, int64_t fallback) {
  const auto text = TakeString(name);
  NoteDefault(this, name, Kind::kBytes, InUnits(fallback, kSizeUnits));
  if (!text) return fallback;
  int64_t bytes = 0;
  if (ParseByteSize(*text, &bytes)) return bytes;
  Error(name, Quoted(name) + " is a size such as 16384, 10MB or 10MiB, not " + Quoted(*text));
  return fallback;
}

std::vector<std::string> Options::TakeStrings(std::string_view name) {
  std::vector<std::string> texts;
  Note(this, name, Kind::kTexts);
  auto node = Take(name);
  if (!node) return texts;
  if (node->is_mapping()) Error(name, Quoted(name) + " is a value or a list of values, not a mapping");
  if (node->is_scalar()) texts.push_back(std::move(node->text));
  for (Node& item : node->items) {
    if (!item.is_scalar()) {
      diagnostics_->Error(item.place, Quoted(name) + " is a list of plain values");
    } else if (!item.faulty) {
      texts.push_back(std::move(item.text));
    }
  }
  return texts;
}

std::optional<Node> Options::TakeMapping(std::string_view name) {
  Note(this, name, Kind::kMapping);
  auto node = Take(name);
  if (!node || node->is_mapping()) return node;
  Error(name, Quoted(name) + " is a mapping");
  return std::nullopt;
}

std::optional<Node> Options::TakeSequence(std::string_view name) {
  Note(this, name, Kind::kSequence);
  auto node = Take(name);
  if (!node || node->is_sequence()) return node;
  Error(name, Quoted(name) + " is a list");
  return std::nullopt;
}

void Options::AddRemedy(std::string_view name, std::string remedy) { remedies_.emplace(name, std::move(remedy)); }

const std::string* Options::RemedyOf(std::string_view name) const {
  std::string_view rest;
  for (const auto& [of, remedy] : remedies_) {
    if (name == of || IsBelow(name, of, &rest)) return &remedy;
  }
  return nullptr;
}

void Options::Report(const std::vector<Node::Member>& left, const std::string& above, std::string_view kind) {
  for (const Node::Member& member : left) {
    const std::string name = above + member.key;
    // Of a group that is known, the member is what was mistyped.
    const bool group = std::any_of(asked_.begin(), asked_.end(), [&name](const std::string& known) { return known.starts_with(name + "."); });
    if (group && (member.value.is_null() || (member.value.is_mapping() && member.value.members.empty()))) continue;  // a heading without a word below it
    if (group && member.value.is_mapping()) {
      Report(member.value.members, name + ".", kind);
      continue;
    }
    // What was mistyped is compared with what may stand here: the next part of a known name, or all of its rest.
    NearestName nearest(member.key);
    for (const std::string_view known : asked_) {
      if (!known.starts_with(above) || known.size() == above.size()) continue;
      const std::string_view rest = known.substr(above.size());
      nearest.Offer(rest.substr(0, rest.find('.')));
      nearest.Offer(rest);
    }
    std::string message = "unknown option " + Quoted(name) + (kind.empty() ? "" : " of " + std::string(kind));
    if (const std::string* const remedy = RemedyOf(name)) {
      message += "; " + *remedy;
    } else if (!nearest.best().empty() && nearest.best() != member.key) {
      message += "; did you mean " + Quoted(above + std::string(nearest.best())) + "?";
    }
    diagnostics_->Error(member.place, std::move(message));
  }
}

void Options::Finish(std::string_view kind) {
  if (OptionRecord* const record = OptionRecord::current()) record->Finish(this, kind);
  Report(left_, "", kind);
  left_.clear();
}

std::vector<Node::Member> Options::TakeRest() {
  if (OptionRecord* const record = OptionRecord::current()) record->Finish(this, "");
  return std::exchange(left_, {});
}

}  // namespace flowship::config
