#include "config/log_input.h"

#include <algorithm>

namespace flowship::config {

namespace {

// How the log input tries again what it has read to the end, and in what order it looks at files: filestream has no such choice, and needs none.
constexpr std::string_view kWithoutEffect[] = {"backoff_factor", "scan.order", "scan.sort"};

bool IsParser(const Node& item, std::string_view name) { return !item.members.empty() && item.members.front().key == name; }

// Unless keys_under_root is true, the log input puts what it decodes under `json`.
void AddJsonOption(Node::Member option, std::vector<Node::Member>* options) {
  if (option.key != "keys_under_root") return options->push_back(std::move(option));
  const auto target = std::ranges::find(*options, "target", &Node::Member::key);
  target->place = option.place;
  target->value = Node::Text(option.value.text == "true" ? "" : "json", option.value.place);
}

}  // namespace

bool IsLogParser(std::string_view option) { return option == "json" || option == "multiline" || option.starts_with("json.") || option.starts_with("multiline."); }

void AddLogParser(const Node::Member& option, Node* parsers) {
  const bool json = option.key.starts_with("json");
  const std::string name = json ? "ndjson" : "multiline";
  auto known = std::ranges::find_if(parsers->items, [&name](const Node& item) { return IsParser(item, name); });
  if (known == parsers->items.end()) {
    Node settings = Node::Mapping({}, option.place);
    if (json) settings.members.push_back({"target", option.place, Node::Text("json", option.place)});
    const bool after_container = !parsers->items.empty() && IsParser(parsers->items.front(), "container");
    known = parsers->items.insert(json ? parsers->items.begin() + (after_container ? 1 : 0) : parsers->items.end(),
                                  Node::Mapping({{name, option.place, std::move(settings)}}, option.place));
  }
  std::vector<Node::Member>& options = known->members.front().value.members;
  const auto add = [&](Node::Member member) { return json ? AddJsonOption(std::move(member), &options) : options.push_back(std::move(member)); };
  const size_t dot = option.key.find('.');
  if (dot != std::string::npos) return add({option.key.substr(dot + 1), option.place, option.value});
  for (const Node::Member& member : option.value.members) add(member);
}

Node AsFilestream(const Node& stream, Diagnostics& diagnostics) {
  if (!stream.is_mapping()) return stream;
  Options options(stream, diagnostics);
  Node filestream = Node::Mapping({}, stream.place), parsers = Node::Sequence({}, options.PlaceOf("parsers"));
  for (const auto& [theirs, ours] : kLogNames) {
    if (!options.Has(theirs)) continue;
    const Place place = options.PlaceOf(theirs);
    auto value = options.Take(theirs);
    // `backoff: {init: …}` is filestream's own.
    if (value) filestream.members.push_back({std::string(value->is_mapping() ? theirs : ours), place, std::move(*value)});
  }
  for (const std::string_view theirs : kWithoutEffect) {
    if (options.Has(theirs)) diagnostics.Warning(options.PlaceOf(theirs), "\"" + std::string(theirs) + "\" has no effect in flowship");
    (void)options.Take(theirs);
  }
  if (auto tail = options.Take("tail_files"); tail && tail->text != "false") filestream.members.push_back({"seek_to_tail", options.PlaceOf("tail_files"), std::move(*tail)});
  if (auto given = options.TakeSequence("parsers")) parsers = std::move(*given);
  for (Node::Member& rest : options.TakeRest()) {
    if (IsLogParser(rest.key)) {
      AddLogParser(rest, &parsers);
    } else {
      filestream.members.push_back(std::move(rest));
    }
  }
  if (!parsers.items.empty()) filestream.members.push_back({"parsers", parsers.place, std::move(parsers)});
  return filestream;
}

}  // namespace flowship::config
