// uri_parts: a URI taken apart. Elasticsearch, "URI parts processor"; what a part is, java.net.URI says, and java.net.URL of what is no URI.

#include "processor/apply.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

void AddPath(Object* object, std::string_view path, const UriKeys& keys, Arena& arena) {
  object->Add(keys.path, Value::String(path), arena);
  const size_t slash = path.rfind('/'), dot = path.rfind('.');
  if (slash == std::string_view::npos || dot == std::string_view::npos || dot < slash) return;
  object->Add(keys.extension, Value::String(path.substr(dot + 1)), arena);
}

void AddUserInfo(Object* object, std::string_view user_info, const UriKeys& keys, Arena& arena) {
  object->Add(keys.user_info, Value::String(user_info), arena);
  const size_t colon = user_info.find(':');
  if (colon == std::string_view::npos) return;
  object->Add(keys.username, Value::String(user_info.substr(0, colon)), arena);
  object->Add(keys.password, Value::String(user_info.substr(colon + 1)), arena);
}

// domain and scheme are there as null, too.
Object* ToObject(const UriParts& parts, const UriKeys& keys, Arena& arena) {
  Object* const object = Object::New(arena, 12);
  object->Add(keys.domain, parts.host ? Value::String(*parts.host) : Value::Null(), arena);
  if (parts.fragment) object->Add(keys.fragment, Value::String(*parts.fragment), arena);
  if (parts.path) AddPath(object, *parts.path, keys, arena);
  if (parts.port != -1) object->Add(keys.port, Value::Int(parts.port), arena);
  if (parts.query) object->Add(keys.query, Value::String(*parts.query), arena);
  object->Add(keys.scheme, parts.scheme ? Value::String(*parts.scheme) : Value::Null(), arena);
  if (parts.user_info) AddUserInfo(object, *parts.user_info, keys, arena);
  return object;
}

class UriPartsProcessor : public Processor {
 public:
  UriPartsProcessor(FieldPath field, FieldPath target, UriKeys keys, bool keep_original, bool remove_if_successful, bool ignore_missing)
      : field_(std::move(field)),
        target_(std::move(target)),
        keys_(keys),
        keep_original_(keep_original),
        remove_if_successful_(remove_if_successful && field_.text != target_.text),
        ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Value* found = document.Get(field_);
    if (found == nullptr && !ignore_missing_ && !document.Require(field_, &found)) return RunResult::kFailed;
    if (ignore_missing_ && (found == nullptr || found->is_null())) return RunResult::kOk;
    // What Java's own parser says when it is given none.
    if (found->is_null()) return OkOrFailed(document.Fail("null_pointer_exception", "Cannot invoke \"String.length()\" because \"this.input\" is null"));
    if (!found->is_string()) return OkOrFailed(FailCast(document, field_, *found, "java.lang.String"));
    const Value text = *found;
    Object* object = nullptr;
    if (!ApplyUriParts(document, text.as_text(), keys_, &object)) return RunResult::kFailed;
    if (keep_original_) object->Add(keys_.original, text, document.arena());
    if (remove_if_successful_ && !document.Remove(field_)) return RunResult::kFailed;
    return OkOrFailed(document.Set(target_, Value::Of(object)));
  }

 private:
  const FieldPath field_, target_;
  const UriKeys keys_;
  const bool keep_original_, remove_if_successful_, ignore_missing_;
};

}  // namespace

bool ApplyUriParts(Document& document, std::string_view text, const UriKeys& keys, Object** parts) {
  const auto found = ParseJavaUri(text, document.arena());
  if (!found) return document.Illegal("unable to parse URI [{}]", text);
  *parts = ToObject(*found, keys, document.arena());
  return true;
}

std::unique_ptr<const Processor> CompileUriParts(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  FieldPath target = TakeField(options, context, "target_field", "url");
  const bool keep_original = options.TakeBool("keep_original", true);
  const bool remove_if_successful = options.TakeBool("remove_if_successful", false);
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  const UriKeys uri_keys = MakeUriKeys([&context](std::string_view name) { return context.keys.Intern(name); });
  return std::make_unique<UriPartsProcessor>(std::move(field), std::move(target), uri_keys, keep_original, remove_if_successful, ignore_missing);
}

}  // namespace flowship
