#include "parser/chain.h"

#include <algorithm>
#include <functional>

#include "base/limits.h"

namespace flowship::parser {

namespace {

constexpr std::string_view kParserNames[] = {"container", "include_message", "multiline", "ndjson", "syslog"};

ParserMaker CompileOne(const config::Node& item, size_t message_max_bytes, config::Diagnostics& diagnostics) {
  if (!item.is_mapping() || item.members.size() != 1) {
    diagnostics.Error(item.place, "a parser is a mapping with its name, such as `- ndjson: {target: \"\"}`");
    return nullptr;
  }
  const config::Node::Member& member = item.members.front();
  config::Options options(member.value, diagnostics);
  ParserMaker maker;
  if (member.key == "container") {
    maker = CompileContainer(options);
  } else if (member.key == "include_message") {
    maker = CompileIncludeMessage(options);
  } else if (member.key == "multiline") {
    maker = CompileMultiline(options, message_max_bytes);
  } else if (member.key == "ndjson") {
    maker = CompileNdjson(options);
  } else if (member.key == "syslog") {
    maker = CompileSyslog(options);
  } else {
    const auto nearest = config::Nearest(member.key, {std::begin(kParserNames), std::end(kParserNames)});
    std::string message = "there is no parser \"" + member.key + "\"";
    if (nearest) message += "; did you mean \"" + *nearest + "\"?";
    for (const std::string_view name : kParserNames) {
      if (!nearest) message += (name == kParserNames[0] ? "; there is " : ", ") + std::string(name);
    }
    diagnostics.Error(member.place, std::move(message));
    return nullptr;
  }
  options.Finish("the " + member.key + " parser");
  return maker;
}

}  // namespace

void Flow::Leave(size_t first) {
  if (first >= messages.size()) return;
  left_from = std::min(left_from, messages[first].begin);
  messages.resize(first);
}

Object& Flow::ObjectAt(Message& message, std::string_view path) {
  if (message.over == nullptr) message.over = Object::New(batch.arena, 4);
  Object* object = message.over;
  while (!path.empty()) {
    const size_t dot = std::min(path.find('.'), path.size());
    const Key key = batch.keys.Get(path.substr(0, dot));
    const Value* const known = object->Find(key);
    if (known != nullptr && known->is_object()) {
      object = known->as_object();
    } else {
      Object* const made = Object::New(batch.arena, 4);
      object->Set(key, Value::Of(made), batch.arena);
      object = made;
    }
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return *object;
}

void Flow::Set(Object& object, std::string_view name, Value value) { object.Set(batch.keys.Get(name), value, batch.arena); }

void Flow::AddFlag(Message& message, std::string_view flag) {
  Object& log = ObjectAt(message, "log");
  const Value* const known = log.Find(batch.keys.Get("flags"));
  Array* const flags = known != nullptr && known->is_array() ? known->as_array() : Array::New(batch.arena, 2);
  if (known == nullptr) Set(log, "flags", Value::Of(flags));
  flags->Push(Value::String(batch.arena.Copy(flag)), batch.arena);
}

void Flow::SetError(Message& message, std::string_view text, std::string_view type) {
  Object& error = ObjectAt(message, "error");
  Set(error, "message", Value::String(batch.arena.Copy(text)));
  if (!type.empty()) Set(error, "type", Value::String(batch.arena.Copy(type)));
}

size_t Chain::Run(Batch& batch, uint64_t offset, size_t used, bool flush) {
  Flow flow{batch, flush, {}};
  flow.messages.reserve(batch.events.size());
  for (const Event& event : batch.events) {
    Message& message = flow.messages.emplace_back();
    message.text = event.record;
    message.begin = event.offset;
    message.truncated = event.truncated;
  }
  batch.events.clear();
  for (const auto& parser : parsers_) parser->Run(flow);
  uint64_t end = std::min(flow.left_from, offset + used);
  for (Message& message : flow.messages) {
    if (batch.events.size() == limits::kBatchMaxEvents) {
      end = std::min(end, message.begin);
      break;
    }
    if (message.text.empty() && message.over == nullptr && message.under == nullptr) continue;
    if (message.truncated) flow.AddFlag(message, "truncated");
    Event& event = batch.events.emplace_back();
    event.record = message.text;
    event.offset = message.begin;
    event.truncated = message.truncated;
    if (message.over != nullptr || message.under != nullptr || !message.has_message) {
      event.overlay = batch.arena.New<EventOverlay>(EventOverlay{message.over, message.under, message.has_message});
    }
  }
  batch.range.begin = offset;
  batch.range.end = end;
  return static_cast<size_t>(end - offset);
}

int64_t Chain::wait_nanos() const {
  int64_t wait = 0;
  for (const auto& parser : parsers_) wait = std::max(wait, parser->wait_nanos());
  return wait;
}

ChainMaker CompileChain(const config::Node& parsers, size_t message_max_bytes, config::Diagnostics& diagnostics) {
  std::vector<ParserMaker> makers;
  for (const config::Node& item : parsers.items) {
    if (ParserMaker maker = CompileOne(item, message_max_bytes, diagnostics)) makers.push_back(std::move(maker));
  }
  if (makers.empty()) return nullptr;
  return [makers = std::move(makers)] {
    std::vector<std::unique_ptr<RecordParser>> made;
    for (const ParserMaker& maker : makers) made.push_back(maker());
    return std::make_unique<Chain>(std::move(made));
  };
}

}  // namespace flowship::parser
