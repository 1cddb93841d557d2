#include "app/fingerprint.h"

#include <algorithm>
#include <vector>

namespace flowship {

namespace {

// Length first: no text can be taken for two, or for a bracket.
void Append(std::string_view text, std::string* out) { *out += std::to_string(text.size()) + ":" + std::string(text) + ","; }

void Append(const config::Node& node, std::string* out) {
  switch (node.kind) {
    case config::Node::Kind::kNull: *out += "~"; break;
    case config::Node::Kind::kScalar:
      *out += node.quoted ? "'" : "=";
      Append(node.text, out);
      break;
    case config::Node::Kind::kSequence:
      *out += "[";
      for (const config::Node& item : node.items) Append(item, out);
      *out += "]";
      break;
    case config::Node::Kind::kMapping: {
      std::vector<std::string> members;
      for (const config::Node::Member& member : node.members) {
        Append(member.key, &members.emplace_back());
        Append(member.value, &members.back());
      }
      std::ranges::sort(members);
      *out += "{";
      for (const std::string& member : members) *out += member;
      *out += "}";
      break;
    }
  }
}

}  // namespace

std::string Fingerprint(const config::Node& node) {
  std::string out;
  Append(node, &out);
  return out;
}

std::string Fingerprint(const config::OutputPolicy& output) {
  std::string out;
  Append(output.type, &out);
  Append(output.options, &out);
  return out;
}

std::string Fingerprint(const config::StreamPolicy& stream, const config::AgentPolicy& agent) {
  std::string out;
  for (const std::string& text : {stream.id, stream.input_id, stream.input_type, stream.use_output, stream.type, stream.dataset, stream.name_space,
                                  stream.pipeline.value_or("\n"), agent.name, agent.geoip_dir, std::to_string(agent.workers)}) {
    Append(text, &out);
  }
  for (const std::string& tag : stream.tags) Append(tag, &out);
  Append(stream.processors, &out);
  Append(stream.options, &out);
  return out;
}

}  // namespace flowship
