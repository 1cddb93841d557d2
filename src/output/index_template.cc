#include "output/index_template.h"

#include <algorithm>
#include <array>

#include "event/json_writer.h"

namespace flowship {

namespace {

// Types that a definition may have, and whether text beyond a size is left out of the index (Lucene refuses terms above 32,766 bytes).
struct FieldType {
  std::string_view name;
  bool ignore_above;
};
constexpr std::array<FieldType, 15> kFieldTypes = {{{"boolean", false},
                                                    {"constant_keyword", false},
                                                    {"date", false},
                                                    {"date_nanos", false},
                                                    {"double", false},
                                                    {"flattened", false},
                                                    {"float", false},
                                                    {"geo_point", false},
                                                    {"integer", false},
                                                    {"ip", false},
                                                    {"keyword", true},
                                                    {"long", false},
                                                    {"match_only_text", false},
                                                    {"text", false},
                                                    {"wildcard", true}}};

class MappingBuilder {
 public:
  explicit MappingBuilder(config::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void AddAll(const config::Node& fields, const std::string& prefix) {
    if (!fields.is_sequence()) return diagnostics_.Error(fields.place, "field definitions are a list of {name, type, …}");
    for (const config::Node& field : fields.items) AddOne(field, prefix);
  }

  Object* properties() { return root_; }
  Arena& arena() { return arena_; }
  Key MakeKey(std::string_view name) { return keys_.Intern(name); }
  Value Text(std::string_view text) { return Value::String(arena_.Copy(text)); }

  // The object member `name` of `parent`, made if it is not there.
  Object* Child(Object& parent, std::string_view name) {
    const Key key = MakeKey(name);
    if (Value* const there = parent.Find(key)) return there->as_object();
    Object* const child = Object::New(arena_);
    parent.Add(key, Value::Of(child), arena_);
    return child;
  }

 private:
  void AddOne(const config::Node& field, const std::string& prefix) {
    config::Options options(field, diagnostics_);
    const std::string name = prefix + options.RequireString("name");
    const auto children = options.Take("fields");
    const std::string type = options.TakeString("type", children ? "group" : "keyword");
    for (const char* told : {"description", "normalize", "unit", "metric_type", "example", "external", "dimension", "pattern"}) (void)options.Take(told);
    const auto value = options.TakeString("value");
    const bool index = options.TakeBool("index", true), doc_values = options.TakeBool("doc_values", true);
    const config::Place type_place = options.PlaceOf("type");
    options.Finish("a field definition");
    if (type == "group") {
      if (children) AddAll(*children, name + ".");
      return;
    }
    const auto known = std::find_if(kFieldTypes.begin(), kFieldTypes.end(), [&type](const FieldType& of) { return of.name == type; });
    if (known == kFieldTypes.end()) return diagnostics_.Error(type_place, "field " + name + ": unknown type \"" + type + "\"");
    Object& mapping = *Place(name);
    mapping.Set(MakeKey("type"), Text(type), arena_);
    if (value) mapping.Set(MakeKey("value"), Text(*value), arena_);
    if (!index) mapping.Set(MakeKey("index"), Value::Bool(false), arena_);
    if (!doc_values) mapping.Set(MakeKey("doc_values"), Value::Bool(false), arena_);
    if (known->ignore_above && index) mapping.Set(MakeKey("ignore_above"), Value::Int(1024), arena_);
  }

  // The mapping object of a dotted name, with `properties` on the way.
  Object* Place(std::string_view name) {
    Object* at = root_;
    while (true) {
      const size_t dot = name.find('.');
      at = Child(*at, name.substr(0, dot));
      if (dot == std::string_view::npos) return at;
      at = Child(*at, "properties");
      name.remove_prefix(dot + 1);
    }
  }

  config::Diagnostics& diagnostics_;
  KeySet keys_;
  Arena arena_;
  Object* root_ = Object::New(arena_);
};

// Fields that the definitions do not know: text is a keyword, as everywhere in ECS.
void AddDynamicTemplate(MappingBuilder& builder, Object& mappings) {
  Arena& arena = builder.arena();
  Object* const entry = Object::New(arena);
  Object* const rule = builder.Child(*entry, "strings_as_keyword");
  rule->Add(builder.MakeKey("match_mapping_type"), Value::String("string"), arena);
  Object* const mapping = builder.Child(*rule, "mapping");
  mapping->Add(builder.MakeKey("type"), Value::String("keyword"), arena);
  mapping->Add(builder.MakeKey("ignore_above"), Value::Int(1024), arena);
  Array* const list = Array::New(arena, 1);
  list->Push(Value::Of(entry), arena);
  mappings.Add(builder.MakeKey("dynamic_templates"), Value::Of(list), arena);
}

}  // namespace

std::string IndexTemplate(std::string_view dataset, const config::Node& fields, config::Diagnostics& diagnostics) {
  const size_t errors = diagnostics.errors();
  MappingBuilder builder(diagnostics);
  builder.AddAll(fields, "");
  if (diagnostics.errors() != errors) return {};
  Arena& arena = builder.arena();
  Object* const root = Object::New(arena);
  Array* const patterns = Array::New(arena, 1);
  patterns->Push(builder.Text("logs-" + std::string(dataset) + "-*"), arena);
  root->Add(builder.MakeKey("index_patterns"), Value::Of(patterns), arena);
  root->Add(builder.MakeKey("priority"), Value::Int(200), arena);
  builder.Child(*root, "data_stream");
  Object* const inner = builder.Child(*root, "template");
  Object* const index = builder.Child(*builder.Child(*inner, "settings"), "index");
  index->Add(builder.MakeKey("codec"), Value::String("best_compression"), arena);
  Object* const mappings = builder.Child(*inner, "mappings");
  AddDynamicTemplate(builder, *mappings);
  mappings->Add(builder.MakeKey("date_detection"), Value::Bool(false), arena);
  mappings->Add(builder.MakeKey("properties"), Value::Of(builder.properties()), arena);
  Object* const meta = builder.Child(*root, "_meta");
  meta->Add(builder.MakeKey("managed_by"), Value::String("flowship"), arena);
  meta->Add(builder.MakeKey("version"), Value::String(FLOWSHIP_VERSION), arena);
  return ToJson(Value::Of(root));
}

}  // namespace flowship
