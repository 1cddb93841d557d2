#include "output/setup/fit.h"

#include <algorithm>
#include <vector>

namespace flowship {

namespace {

struct StandIn {
  std::string_view type, instead;
  std::string_view loses;  // what does not work then
};
// The nearest type that takes the same values. An object that is not looked into takes any.
constexpr StandIn kStandIns[] = {
    {"constant_keyword", "keyword", "it takes a little more room"},
    {"date_nanos", "date", "times are cut to milliseconds in searches"},
    {"flattened", "flat_object", "it is searched in OpenSearch's way"},
    {"flat_object", "object", "it is stored, and not searched"},
    {"geo_point", "object", "it is stored, and no map shows it"},
    {"geo_shape", "object", "it is stored, and no map shows it"},
    {"match_only_text", "text", "it takes more room"},
    {"scaled_float", "double", "it takes more room"},
    {"unsigned_long", "long", "numbers above 2^63 are refused"},
    {"version", "keyword", "it is sorted as text"},
    {"wildcard", "keyword", "text beyond 1,024 characters is not searched"},
};

// What stands between `before` and the next ']'.
std::optional<std::string> Bracketed(std::string_view text, std::string_view before) {
  const size_t at = text.find(before);
  if (at == std::string_view::npos) return std::nullopt;
  const size_t begin = at + before.size(), end = text.find(']', begin);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(begin, end - begin));
}

// Every field of `properties` and below for which `wanted` holds becomes `type`; their names are appended.
template <typename Wanted>
void Replace(JsonDocument& document, Object& properties, std::string_view type, const std::string& above, const Wanted& wanted, std::vector<std::string>& names) {
  for (Object::Entry& entry : properties) {
    if (!entry.value.is_object()) continue;
    Object& field = *entry.value.as_object();
    const std::string name = above + std::string(entry.key.text());
    if (Value* const inner = field.Find("properties"); inner != nullptr && inner->is_object()) {
      Replace(document, *inner->as_object(), type, name + ".", wanted, names);
    }
    if (!wanted(field)) continue;
    names.push_back(name);
    Object& instead = document.NewObject();
    document.Set(instead, "type", document.Text(type));
    if (type == "keyword") document.Set(instead, "ignore_above", Value::Int(1024));
    if (type == "object") document.Set(instead, "enabled", Value::Bool(false));
    entry.value = Value::Of(&instead);
  }
}

std::string Listed(const std::vector<std::string>& names) {
  constexpr size_t kShown = 6;
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kShown); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kShown ? text + " and " + std::to_string(names.size() - kShown) + " more" : text;
}

Object* PropertiesOf(Object& index_template) {
  const Value* const found = At(Value::Of(&index_template), {"template", "mappings", "properties"});
  return found != nullptr && found->is_object() ? found->as_object() : nullptr;
}

std::optional<std::string> MendType(JsonDocument& document, Object& index_template, const std::string& type) {
  const auto stand_in = std::ranges::find(kStandIns, type, &StandIn::type);
  Object* const properties = PropertiesOf(index_template);
  if (stand_in == std::end(kStandIns) || properties == nullptr) return std::nullopt;
  std::vector<std::string> names;
  Replace(document, *properties, stand_in->instead, "", [&type](const Object& field) { return TextAt(Value::Of(const_cast<Object*>(&field)), {"type"}) == type; },
          names);
  if (names.empty()) return std::nullopt;
  return "this server has no " + type + ": " + std::string(stand_in->instead) + " stands in, " + std::string(stand_in->loses) + " (" + Listed(names) + ")";
}

std::optional<std::string> MendNoValue(JsonDocument& document, Object& index_template) {
  Object* const properties = PropertiesOf(index_template);
  if (properties == nullptr) return std::nullopt;
  std::vector<std::string> names;
  const auto open = [](const Object& field) {
    const Value* const type = field.Find("type");
    return type != nullptr && type->is_string() && type->as_text() == "constant_keyword" && field.Find("value") == nullptr;
  };
  Replace(document, *properties, "keyword", "", open, names);
  if (names.empty()) return std::nullopt;
  return "this server takes no constant_keyword whose value comes with the first document: keyword stands in (" + Listed(names) + ")";
}

std::optional<std::string> MendSetting(Object& index_template, const std::string& name) {
  const Value* const settings = At(Value::Of(&index_template), {"template", "settings"});
  if (settings == nullptr || !settings->is_object() || !RemoveSetting(*settings->as_object(), name)) return std::nullopt;
  return "this server has no setting " + name + ": it is left out";
}

std::optional<std::string> MendField(JsonDocument& document, Object& index_template, const std::string& name) {
  if (name == "lifecycle") {
    const Value* const inner = At(Value::Of(&index_template), {"template"});
    if (inner == nullptr || !inner->is_object() || !document.Remove(*inner->as_object(), name)) return std::nullopt;
    return "this server has no data stream lifecycle: rollover and retention are left to you";
  }
  if (name != "ignore_missing_component_templates" || !document.Remove(index_template, name)) return std::nullopt;
  return "this server takes no component template that is not there yet: make one and run setup again to have it used";
}

}  // namespace

bool RemoveSetting(Object& settings, std::string_view name) {
  for (Object::Entry& entry : settings) {
    const std::string_view key = entry.key.text();
    if (key == name) return settings.Remove(entry.key);
    const bool inside = name.size() > key.size() && name.starts_with(key) && name[key.size()] == '.' && entry.value.is_object();
    if (inside && RemoveSetting(*entry.value.as_object(), name.substr(key.size() + 1))) return true;
  }
  return false;
}

std::optional<Misfit> ReadMisfit(std::string_view reason) {
  if (const auto type = Bracketed(reason, "mapper type [")) return Misfit{Misfit::Kind::kType, *type};
  if (const auto type = Bracketed(reason, "No handler for type [")) return Misfit{Misfit::Kind::kType, *type};
  if (reason.find("is missing required parameter [value]") != std::string_view::npos) return Misfit{Misfit::Kind::kNoValue, "constant_keyword"};
  if (const auto setting = Bracketed(reason, "unknown setting [")) return Misfit{Misfit::Kind::kSetting, *setting};
  if (const auto field = Bracketed(reason, "unknown field [")) return Misfit{Misfit::Kind::kField, *field};
  return std::nullopt;
}

std::optional<std::string> Mend(JsonDocument& document, Object& index_template, const Misfit& misfit) {
  switch (misfit.kind) {
    case Misfit::Kind::kType: return MendType(document, index_template, misfit.name);
    case Misfit::Kind::kNoValue: return MendNoValue(document, index_template);
    case Misfit::Kind::kSetting: return MendSetting(index_template, misfit.name);
    case Misfit::Kind::kField: return MendField(document, index_template, misfit.name);
  }
  return std::nullopt;
}

}  // namespace flowship
