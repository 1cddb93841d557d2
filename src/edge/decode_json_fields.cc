// decode_json_fields: texts in JSON as values. Beats, "Decode JSON fields".

#include "edge/edge_processors.h"
#include "event/json_reader.h"

namespace flowship {

namespace {

struct DecodeOptions {
  std::vector<FieldPath> fields;
  std::optional<FieldPath> target;      // nullopt: the field itself, unless to_root
  bool to_root = false;
  std::optional<FieldPath> document_id;
  FieldPath id, error;
  int64_t max_depth = 1;
  bool process_array = false, overwrite_keys = false, expand_keys = false, add_error_key = false;
};

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last + 1 - first);
}

// Looks like a list or an object; only such texts are decoded below the first level.
bool IsStructured(std::string_view text) {
  text = Trimmed(text);
  return text.size() > 1 && ((text.front() == '[' && text.back() == ']') || (text.front() == '{' && text.back() == '}'));
}

class DecodeJsonFields : public Processor {
 public:
  explicit DecodeJsonFields(DecodeOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    for (const FieldPath& field : options_.fields) {
      const Value* const found = document.Get(field);
      if (found != nullptr && found->is_string()) DecodeField(document, field, found->as_text());
    }
    return RunResult::kOk;
  }

 private:
  enum class Decoded : uint8_t { kYes, kSkipped, kNo };

  void DecodeField(Document& document, const FieldPath& field, std::string_view text) const {
    Value value;
    std::string_view why;
    if (Decode(document, text, options_.max_depth, &value, &why) != Decoded::kYes) {
      SetError(document, FormatIn(document.arena(), "parsing input as JSON: {}", why), text, field.text);
      return;
    }
    const Value* const id = options_.document_id && value.is_object() ? FindBelow(*value.as_object(), *options_.document_id) : nullptr;
    if (id != nullptr && id->is_string()) {
      (void)document.Set(options_.id, *id);
      RemoveBelow(*value.as_object(), *options_.document_id);
    }
    if (!options_.to_root) {
      (void)document.Set(options_.target ? *options_.target : field, value);
    } else if (value.is_object()) {
      if (options_.expand_keys) value = Value::Of(Expand(document, *value.as_object()));
      Merge(document, *document.root(), *value.as_object(), true);
    }
  }

  Decoded Decode(Document& document, std::string_view text, int64_t depth, Value* value, std::string_view* why) const {
    JsonProblem problem;
    if (!document.context().json_reader->Read(text, document.arena(), document.keys(), value, &problem)) {
      *why = FormatIn(document.arena(), "{} at offset {}", problem.what, problem.offset);
      return Decoded::kNo;
    }
    if (depth == 1) return Decoded::kYes;
    if (value->is_object()) {
      for (Object::Entry& entry : *value->as_object()) DecodeNested(document, depth - 1, &entry.value);
    } else if (value->is_array()) {
      if (!options_.process_array) return *why = "processing skipped", Decoded::kSkipped;
      for (Value& item : *value->as_array()) DecodeNested(document, depth - 1, &item);
    }
    return Decoded::kYes;
  }

  void DecodeNested(Document& document, int64_t depth, Value* value) const {
    if (!value->is_string() || !IsStructured(value->as_text())) return;
    Value nested;
    std::string_view why;
    if (Decode(document, value->as_text(), depth, &nested, &why) == Decoded::kYes) *value = nested;
  }

  void SetError(Document& document, std::string_view message, std::string_view data, std::string_view field) const {
    if (!options_.add_error_key) return;
    Object* const error = Object::New(document.arena(), 4);
    const std::pair<std::string_view, std::string_view> members[] = {{"message", message}, {"type", "json"}, {"data", data}, {"field", field}};
    for (const auto& [name, text] : members) error->Add(document.keys().Get(name), Value::String(text), document.arena());
    (void)document.Set(options_.error, Value::Of(error));
  }

  static Value* FindBelow(Object& object, const FieldPath& path) {
    Value* at = object.Find(path.parts.front().key);
    for (size_t i = 1; i < path.parts.size() && at != nullptr; ++i) at = at->is_object() ? at->as_object()->Find(path.parts[i].key) : nullptr;
    return at;
  }

  static void RemoveBelow(Object& object, const FieldPath& path) {
    Object* at = &object;
    for (size_t i = 0; i + 1 < path.parts.size(); ++i) at = at->Find(path.parts[i].key)->as_object();
    at->Remove(path.parts.back().key);
  }

  // Names with dots become objects.
  Object* Expand(Document& document, const Object& object) const {
    Object* const expanded = Object::New(document.arena(), object.size());
    for (const Object::Entry& entry : object) {
      const Value value = entry.value.is_object() ? Value::Of(Expand(document, *entry.value.as_object())) : entry.value;
      Object* at = expanded;
      std::string_view name = entry.key.text();
      for (size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
        const Key key = document.keys().Get(name.substr(0, dot));
        if (at->Find(key) == nullptr || !at->Find(key)->is_object()) at->Set(key, Value::Of(Object::New(document.arena(), 4)), document.arena());
        at = at->Find(key)->as_object();
        name.remove_prefix(dot + 1);
      }
      const Key last = document.keys().Get(name);
      Value* const there = at->Find(last);
      if (there != nullptr && there->is_object() && value.is_object()) {
        for (const Object::Entry& member : *value.as_object()) there->as_object()->Set(member.key, member.value, document.arena());
      } else {
        at->Set(last, value, document.arena());
      }
    }
    return expanded;
  }

  // Objects are put together; what else is there stays, unless keys are overwritten. The event's own time and metadata are no fields.
  void Merge(Document& document, Object& target, const Object& from, bool at_root) const {
    for (const Object::Entry& entry : from) {
      const std::string_view name = entry.key.text();
      if (at_root && (name == "@metadata" || (name == "@timestamp" && !(options_.overwrite_keys && entry.value.is_string())))) continue;
      Value* const there = target.Find(entry.key);
      if (there != nullptr && there->is_object() && entry.value.is_object()) {
        Merge(document, *there->as_object(), *entry.value.as_object(), false);
      } else if (there == nullptr || options_.overwrite_keys) {
        target.Set(entry.key, entry.value, document.arena());
      }
    }
  }

  const DecodeOptions options_;
};

}  // namespace

std::unique_ptr<const Processor> CompileDecodeJsonFields(config::Options& options, CompileContext& context) {
  DecodeOptions decode;
  for (const std::string& name : options.TakeStrings("fields")) decode.fields.push_back(context.Path(name, options.PlaceOf("fields")));
  if (decode.fields.empty()) options.Error("fields", "decode_json_fields needs `fields`, a list of them");
  if (const auto target = options.TakeString("target")) {
    decode.to_root = target->empty();
    if (!decode.to_root) decode.target = context.Path(*target, options.PlaceOf("target"));
  }
  if (const auto id = options.TakeString("document_id")) decode.document_id = context.Path(*id, options.PlaceOf("document_id"));
  decode.id = context.Path("_id", options.place());
  decode.error = context.Path("error", options.place());
  decode.max_depth = options.TakeInt("max_depth", 1, 1, 100);
  decode.process_array = options.TakeBool("process_array", false);
  decode.overwrite_keys = options.TakeBool("overwrite_keys", false);
  decode.expand_keys = options.TakeBool("expand_keys", false);
  decode.add_error_key = options.TakeBool("add_error_key", false);
  return std::make_unique<DecodeJsonFields>(std::move(decode));
}

}  // namespace flowship
