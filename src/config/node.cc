#include "config/node.h"

#include <yaml-cpp/yaml.h>

#include <fstream>
#include <iterator>
#include <set>

#include "base/limits.h"

namespace flowship::config {

namespace {

class Converter {
 public:
  Converter(std::shared_ptr<const Source> source, Diagnostics& diagnostics) : source_(std::move(source)), diagnostics_(diagnostics) {}

  Place PlaceOf(const YAML::Mark& mark) const {
    return mark.is_null() ? Place{source_, 0, 0} : Place{source_, mark.line + 1, mark.column + 1};
  }

  bool Convert(const YAML::Node& from, int depth, Node* node) {
    node->place = PlaceOf(from.Mark());
    if (depth > limits::kConfigMaxDepth) return Error(node->place, "nested too deeply");
    // Aliases are expanded, so a small file could become a huge tree.
    if (++nodes_ > kMaxNodes) return Error(node->place, "too large: aliases make more than a million values");
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        node->kind = Node::Kind::kNull;
        return true;
      case YAML::NodeType::Scalar:
        node->kind = Node::Kind::kScalar;
        node->text = from.Scalar();
        node->quoted = from.Tag() == "!";
        return true;
      case YAML::NodeType::Sequence:
        node->kind = Node::Kind::kSequence;
        node->items.resize(from.size());
        for (size_t i = 0; i < from.size(); ++i) {
          if (!Convert(from[i], depth + 1, &node->items[i])) return false;
        }
        return true;
      case YAML::NodeType::Map:
        node->kind = Node::Kind::kMapping;
        return ConvertMembers(from, depth, node);
    }
    return true;
  }

 private:
  static constexpr size_t kMaxNodes = 1'000'000;

  bool ConvertMembers(const YAML::Node& from, int depth, Node* node) {
    std::set<std::string> seen;
    bool good = true;
    for (const auto& member : from) {
      const Place place = PlaceOf(member.first.Mark());
      if (!member.first.IsScalar() && !member.first.IsNull()) {
        good = Error(place, "a key is a word, not a list or a mapping");
        continue;
      }
      std::string key = member.first.IsNull() ? "null" : member.first.Scalar();
      if (!seen.insert(key).second) {
        good = Error(place, "\"" + key + "\" is here for the second time; a key may be given once");
        continue;
      }
      Node value;
      if (!Convert(member.second, depth + 1, &value)) return false;
      if (value.place.line == 0) value.place = place;  // an empty value has no place of its own
      node->members.push_back({std::move(key), place, std::move(value)});
    }
    return good;
  }

  bool Error(const Place& place, std::string message) {
    diagnostics_.Error(place, std::move(message));
    return false;
  }

  std::shared_ptr<const Source> source_;
  Diagnostics& diagnostics_;
  size_t nodes_ = 0;
};

}  // namespace

const Node* Node::Find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::optional<Node> Parse(std::string name, std::string text, Diagnostics& diagnostics) {
  auto source = std::make_shared<const Source>(Source{std::move(name), std::move(text)});
  if (source->text.size() > limits::kConfigMaxBytes) {
    diagnostics.Error({source, 0, 0}, "larger than a configuration may be (" + std::to_string(limits::kConfigMaxBytes) + " bytes)");
    return std::nullopt;
  }
  Converter converter(source, diagnostics);
  try {
    Node node;
    const bool good = converter.Convert(YAML::Load(source->text), 0, &node);
    if (node.place.line == 0) node.place = Place{source, 1, 1};
    if (good) return node;
  } catch (const YAML::Exception& error) {
    diagnostics.Error(converter.PlaceOf(error.mark), "not YAML: " + error.msg);
  }
  return std::nullopt;
}

std::optional<Node> ParseFile(const std::string& path, Diagnostics& diagnostics) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    diagnostics.Error({std::make_shared<const Source>(Source{path, ""}), 0, 0}, "cannot be read; is the path right, and may this user read it?");
    return std::nullopt;
  }
  return Parse(path, std::move(text), diagnostics);
}

}  // namespace flowship::config
