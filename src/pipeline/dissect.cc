#include "pipeline/dissect.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace flowship {

namespace {

constexpr std::string_view kMarks = "/+*&?";

Error WrongPattern(std::string_view pattern, const std::string& why) {
  return Error{"Unable to parse pattern: " + std::string(pattern) + " Reason: " + why};
}
Error WrongKey(std::string_view key, const std::string& why) { return Error{"Unable to parse key: " + std::string(key) + " Reason: " + why}; }

bool HasLineEnd(std::string_view text) {
  return text.find_first_of("\n\r") != std::string_view::npos || text.find("\xC2\x85") != std::string_view::npos ||
         text.find("\xE2\x80\xA8") != std::string_view::npos || text.find("\xE2\x80\xA9") != std::string_view::npos;
}

}  // namespace

// The mark is looked for anywhere in the key, as Elasticsearch does it: a?b is ?b.
Result<Dissector::Key> Dissector::ParseKey(std::string_view text) {
  Key key;
  std::string_view name = text;
  key.skips_repeats = name.ends_with("->");
  if (key.skips_repeats) name.remove_suffix(2);
  const size_t mark = name.find_first_of(kMarks);
  if (mark == std::string_view::npos) {
    key.name = name;
    key.use = name.empty() ? Use::kSkip : Use::kField;
    return key;
  }
  const size_t second = name.find_first_of(kMarks, mark + 1);
  const bool is_ordered = name[mark] == '+' && second != std::string_view::npos && name[second] == '/';
  if (second != std::string_view::npos && (!is_ordered || name.find_first_of(kMarks, second + 1) != std::string_view::npos)) {
    return WrongKey(text, "multiple modifiers are not allowed.");
  }
  key.use = name[mark] == '+' ? Use::kAppend : name[mark] == '*' ? Use::kName : name[mark] == '&' ? Use::kValue : Use::kSkip;
  key.name = name.substr(mark + 1, is_ordered ? second - mark - 1 : std::string_view::npos);
  const Error no_name = WrongKey(text, "The key name could not be determined");
  if (name[mark] == '/') return no_name;
  if (is_ordered) {
    const std::string_view order = name.substr(second + 1);
    if (order.empty() || order.find_first_not_of("0123456789") != std::string_view::npos) return no_name;
    int32_t number = 0;
    const bool is_int = std::from_chars(order.data(), order.data() + order.size(), number).ec == std::errc();
    if (!is_int) return Error{"For input string: \"" + std::string(order) + "\""};
    if (number > INT16_MAX) return Error{"Value out of range. Value:\"" + std::string(order) + "\" Radix:10"};
    key.order = number;
  }
  if (key.name.empty() && key.use != Use::kSkip) return no_name;
  return key;
}

Status Dissector::AddKey(std::string_view text, std::string_view delimiter) {
  auto key = ParseKey(text);
  if (!key.ok()) return key.error();
  key->delimiter = delimiter;
  keys_.push_back(*std::move(key));
  return {};
}

Result<Dissector> Dissector::Compile(std::string_view pattern, std::string_view append_separator) {
  Dissector made;
  made.pattern_ = pattern;
  made.separator_ = append_separator;
  size_t at = pattern.find("%{");
  const std::string_view lead = pattern.substr(0, std::min(at, pattern.size()));
  if (!HasLineEnd(lead)) made.lead_ = lead;
  while (at != std::string_view::npos) {
    const size_t end = pattern.find('}', at);
    if (end == std::string_view::npos) break;
    // A delimiter has one character at least where a key follows: of %{a}%{b}, all of %{b} is text between a and what comes then.
    const size_t next = pattern.find("%{", end + 2);
    if (Status status = made.AddKey(pattern.substr(at + 2, end - at - 2), pattern.substr(end + 1, next - std::min(next, end + 1))); !status.ok()) {
      return status.error();
    }
    at = next;
  }
  if (Status status = made.Arrange(); !status.ok()) return status.error();
  return made;
}

// What the keys together mean: which field each fills, and in which order values are joined.
Status Dissector::Arrange() {
  if (std::ranges::all_of(keys_, [](const Key& key) { return key.use == Use::kSkip; })) {
    return WrongPattern(pattern_, "Unable to find any keys or delimiters.");
  }
  std::set<std::string> appended, distinct;
  for (const Key& key : keys_) {
    if (key.use == Use::kAppend) appended.insert(key.name);
    if (key.use != Use::kSkip) distinct.insert(key.name);
  }
  distinct_names_ = distinct.size();
  for (size_t i = 0; i < keys_.size(); ++i) {
    Key& key = keys_[i];
    if (key.use == Use::kField && appended.contains(key.name)) key.use = Use::kAppend;
    if (key.use != Use::kField && key.use != Use::kAppend) continue;
    const auto known = std::ranges::find(names_, key.name);
    key.group = static_cast<size_t>(known - names_.begin());
    if (known == names_.end()) {
      names_.push_back(key.name);
      sources_.emplace_back();
    }
    // Of a plain field that comes again the last counts.
    if (key.use == Use::kField) sources_[key.group].clear();
    sources_[key.group].push_back(i);
  }
  for (auto& keys : sources_) std::ranges::stable_sort(keys, {}, [this](size_t key) { return keys_[key].order; });
  return ArrangeReferences();
}

Status Dissector::ArrangeReferences() {
  for (size_t i = 0; i < keys_.size(); ++i) {
    Key& key = keys_[i];
    if (key.use != Use::kName && key.use != Use::kValue) continue;
    auto known = std::ranges::find(references_, key.name, &Reference::name);
    if (known == references_.end()) known = references_.insert(known, Reference{key.name, {}});
    key.group = static_cast<size_t>(known - references_.begin());
    known->keys.push_back(i);
  }
  for (const Reference& reference : references_) {
    if (reference.keys.size() == 2) continue;
    std::string names;
    for (size_t i = 0; i < reference.keys.size(); ++i) names += (i == 0 ? "" : ",") + reference.name;
    return WrongPattern(pattern_, "Found invalid key/reference associations: '" + names +
                                      "' Please ensure each '*<key>' is matched with a matching '&<key>");
  }
  return {};
}

// A delimiter that comes again at once is an empty value of the next key, whatever that one's own delimiter is, unless the key skips repeats.
bool Dissector::Cut(std::string_view text, std::string_view* values) const {
  if (text.size() <= lead_.size() || !text.starts_with(lead_)) return false;
  size_t key = 0, filled = 0, start = lead_.size();
  std::string_view delimiter = keys_[0].delimiter;
  while (true) {
    const size_t found = delimiter.empty() ? std::string_view::npos : text.find(delimiter, start);
    if (found == std::string_view::npos) break;
    values[filled++] = text.substr(start, found - start);
    start = found + delimiter.size();
    while (text.substr(start).starts_with(delimiter)) {
      start += delimiter.size();
      if (keys_[key].skips_repeats) continue;
      if (key + 1 == keys_.size()) break;
      ++key;
      values[filled++] = "";
    }
    if (key + 1 == keys_.size()) break;
    ++key;
    delimiter = keys_[key].delimiter;
    if (start >= text.size()) break;
  }
  if (filled < keys_.size() && delimiter.empty()) values[filled++] = text.substr(start);
  return filled == keys_.size();
}

std::string_view Dissector::Joined(size_t name, const std::string_view* values, Arena& arena) const {
  const std::vector<size_t>& sources = sources_[name];
  if (sources.size() == 1) return values[sources.front()];
  size_t size = separator_.size() * (sources.size() - 1);
  for (const size_t source : sources) size += values[source].size();
  char* const joined = arena.NewBytes(size);
  char* out = joined;
  for (size_t i = 0; i < sources.size(); ++i) {
    if (i > 0) out = std::copy(separator_.begin(), separator_.end(), out);
    out = std::copy(values[sources[i]].begin(), values[sources[i]].end(), out);
  }
  return {joined, size};
}

bool Dissector::Match(std::string_view text, Arena& arena, std::span<const Field>* fields) const {
  std::string_view* const values = arena.NewArray<std::string_view>(keys_.size() + 1);
  if (!Cut(text, values)) return false;
  Field* const made = arena.NewArray<Field>(names_.size() + references_.size());
  size_t count = 0;
  for (size_t i = 0; i < names_.size(); ++i) made[count++] = {names_[i], Joined(i, values, arena), static_cast<int>(i)};
  for (const Reference& reference : references_) {
    Field field;
    for (const size_t key : reference.keys) (keys_[key].use == Use::kName ? field.name : field.value) = values[key];
    Field* const known = std::find_if(made, made + count, [&field](const Field& other) { return other.name == field.name; });
    if (known == made + count) {
      made[count++] = field;
    } else {
      known->value = field.value;
    }
  }
  *fields = {made, count};
  return count == distinct_names_;
}

}  // namespace flowship
