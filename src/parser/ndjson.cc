// ndjson: the record is a JSON object, whose members become fields of the event: under `target`, or beside the event's own ones when that is empty.

#include "event/json_reader.h"
#include "parser/chain.h"

namespace flowship::parser {

namespace {

struct Settings {
  std::string target, message_key;
  bool overwrite = false, expand = false, error_key = false, ignore_errors = false;
};

class Ndjson : public RecordParser {
 public:
  explicit Ndjson(std::shared_ptr<const Settings> settings) : settings_(std::move(settings)) {}

  void Run(Flow& flow) override {
    for (Message& message : flow.messages) {
      if (!message.text.empty()) Decode(flow, message);
    }
  }

 private:
  void Decode(Flow& flow, Message& message) {
    Batch& batch = flow.batch;
    Value value;
    JsonProblem problem;
    bool read = reader_.Read(message.text, batch.arena, batch.keys, &value, &problem);
    if (read && !value.is_object()) {
      read = false;
      problem.what = "it is no object";
    }
    if (!read) {
      if (settings_->error_key && !settings_->ignore_errors) flow.SetError(message, "Error decoding JSON: " + std::string(problem.what), "json");
      return;
    }
    Object* const members = settings_->expand ? Expand(flow, *value.as_object()) : value.as_object();
    if (settings_->target.empty() && !settings_->overwrite) {
      if (message.under == nullptr) message.under = Object::New(batch.arena, 8);
      for (const Object::Entry& entry : *members) Put(flow, *message.under, entry.key, entry.value, false);
    } else {
      Object& into = flow.ObjectAt(message, settings_->target);
      for (const Object::Entry& entry : *members) Put(flow, into, entry.key, entry.value, true);
    }
    TakeText(flow, message, *members);
  }

  // The message is one of the members from now on, or there is none.
  void TakeText(Flow& flow, Message& message, const Object& members) const {
    if (settings_->message_key.empty()) {
      message.has_message = false;
      return;
    }
    const Value* const text = members.Find(flow.batch.keys.Get(settings_->message_key));
    if (text != nullptr && text->is_string()) {
      message.text = text->as_text();
      return;
    }
    message.has_message = false;
    if (!settings_->error_key) return;
    flow.SetError(message, text == nullptr ? "Key '" + settings_->message_key + "' not found" : "Value of key '" + settings_->message_key + "' is not a string",
                  "json");
  }

  static void Put(Flow& flow, Object& into, Key key, Value value, bool overwrite) {
    Value* const known = into.Find(key);
    if (known == nullptr) {
      into.Add(key, value, flow.batch.arena);
    } else if (known->is_object() && value.is_object()) {
      for (const Object::Entry& entry : *value.as_object()) Put(flow, *known->as_object(), entry.key, entry.value, overwrite);
    } else if (overwrite) {
      *known = value;
    }
  }

  // {"a.b": 1} → {"a": {"b": 1}}
  Object* Expand(Flow& flow, const Object& object) const {
    Arena& arena = flow.batch.arena;
    Object* const expanded = Object::New(arena, 8);
    for (const Object::Entry& entry : object) {
      const Value value = entry.value.is_object() ? Value::Of(Expand(flow, *entry.value.as_object())) : entry.value;
      std::string_view path = entry.key.text();
      Object* into = expanded;
      for (size_t dot; (dot = path.find('.')) != std::string_view::npos; path.remove_prefix(dot + 1)) {
        const Key key = flow.batch.keys.Get(path.substr(0, dot));
        const Value* const known = into->Find(key);
        Object* const next = known != nullptr && known->is_object() ? known->as_object() : Object::New(arena, 4);
        if (known == nullptr || !known->is_object()) into->Set(key, Value::Of(next), arena);
        into = next;
      }
      Put(flow, *into, flow.batch.keys.Get(path), value, true);
    }
    return expanded;
  }

  const std::shared_ptr<const Settings> settings_;
  JsonReader reader_;
};

}  // namespace

ParserMaker CompileNdjson(config::Options& options) {
  auto settings = std::make_shared<Settings>();
  settings->target = options.TakeString("target", "");
  settings->message_key = options.TakeString("message_key", "");
  settings->overwrite = options.TakeBool("overwrite_keys", false);
  settings->expand = options.TakeBool("expand_keys", false);
  settings->error_key = options.TakeBool("add_error_key", false);
  settings->ignore_errors = options.TakeBool("ignore_decoding_error", false);
  (void)options.TakeBool("keys_under_root", settings->target.empty());  // what it was called once; an empty target means it
  if (options.Has("document_id")) {
    options.Error("document_id", "\"document_id\" is not supported: an event's _id is made of its file's identity, its offset and its content");
    (void)options.Take("document_id");
  }
  return [settings] { return std::make_unique<Ndjson>(settings); };
}

}  // namespace flowship::parser
