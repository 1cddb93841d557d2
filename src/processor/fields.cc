#include "processor/fields.h"

namespace flowship {

FieldPath RequireField(config::Options& options, CompileContext& context, std::string_view name) {
  const bool given = options.Has(name);
  const std::string text = options.RequireString(name);
  return context.Path(given ? text : "_", options.PlaceOf(name));  // an absence was reported already
}

FieldPath TakeField(config::Options& options, CompileContext& context, std::string_view name, const FieldPath& fallback) {
  const auto text = options.TakeString(name);
  return text ? context.Path(*text, options.PlaceOf(name)) : fallback;
}

FieldPath TakeField(config::Options& options, CompileContext& context, std::string_view name, std::string_view fallback) {
  return context.Path(options.TakeString(name, std::string(fallback)), options.PlaceOf(name));
}

Template TakeTemplate(config::Options& options, std::string_view name, const std::string& fallback) {
  auto text = Template::Compile(options.TakeString(name, fallback));
  if (text.ok()) return *std::move(text);
  options.Error(name, text.error().message);
  return Template();
}

Read ReadValue(Document& document, const FieldPath& path, bool ignore_missing, std::string_view cannot, Value* value) {
  Value* found = document.Get(path);
  if (found == nullptr) {
    if (ignore_missing) return Read::kNone;
    if (!document.Require(path, &found)) return Read::kFailed;
  }
  if (!found->is_null()) return *value = *found, Read::kValue;
  if (ignore_missing) return Read::kNone;
  document.Illegal("field [{}] is null, {}", path.text, cannot);
  return Read::kFailed;
}

Read ReadText(Document& document, const FieldPath& path, bool ignore_missing, std::string_view cannot, std::string_view* text) {
  Value value;
  const Read read = ReadValue(document, path, ignore_missing, cannot, &value);
  if (read != Read::kValue) return read;
  if (!value.is_string()) return FailCast(document, path, value, "java.lang.String"), Read::kFailed;
  *text = value.as_text();
  return Read::kValue;
}

bool FailClassCast(Document& document, const Value& value, std::string_view java_type) {
  const std::string_view type = JavaTypeName(value);
  return document.FailWith("class_cast_exception", "class {} cannot be cast to class {} ({} and {} are in module java.base of loader 'bootstrap')", type,
                           java_type, type, java_type);
}

bool FailCast(Document& document, const FieldPath& path, const Value& value, std::string_view java_type) {
  return document.Illegal("field [{}] of type [{}] cannot be cast to [{}]", path.text, JavaTypeName(value), java_type);
}

}  // namespace flowship
