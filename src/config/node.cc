#include "config/node.h"

namespace flowship::config {

const Node* Node::Find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Node Node::Text(std::string text, const Place& place) {
  Node node;
  node.kind = Kind::kScalar;
  node.place = place;
  node.text = std::move(text);
  node.quoted = true;
  return node;
}

Node Node::Sequence(std::vector<Node> items, const Place& place) {
  Node node;
  node.kind = Kind::kSequence;
  node.place = place;
  node.items = std::move(items);
  return node;
}

Node Node::Mapping(std::vector<Member> members, const Place& place) {
  Node node;
  node.kind = Kind::kMapping;
  node.place = place;
  node.members = std::move(members);
  return node;
}

}  // namespace flowship::config
