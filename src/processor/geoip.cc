// geoip: where an address is, from a MaxMind database. Elasticsearch, "GeoIP processor".

#include <algorithm>
#include <filesystem>

#include "processor/fields.h"
#include "processor/geoip_properties.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// Stands in for geoip where its database is missing: it tags the document, as Elasticsearch does.
class DatabaseUnavailable : public Processor {
 public:
  DatabaseUnavailable(FieldPath tags, std::string_view tag) : tags_(std::move(tags)), tag_(Value::String(tag)) {}
  RunResult Run(Document& document) const override { return OkOrFailed(document.Append(tags_, {&tag_, 1}, false)); }

 private:
  const FieldPath tags_;
  const Value tag_;
};

struct Member {
  Key key;
  const GeoipProperty* property;
};

struct GeoipOptions {
  FieldPath field, target;
  bool ignore_missing = false, first_only = true;
  std::vector<Member> members;
  Key lat, lon;
};

class Geoip : public Processor {
 public:
  Geoip(GeoipOptions options, std::shared_ptr<const GeoipDatabase> database) : options_(std::move(options)), database_(std::move(database)) {}

  RunResult Run(Document& document) const override {
    Value value, found;
    const Read read = ReadValue(document, options_.field, options_.ignore_missing, "cannot extract geoip information.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (value.is_array()) return OkOrFailed(LookUpAll(document, *value.as_array(), &found) && Write(document, found));
    if (value.is_string()) return OkOrFailed(LookUp(document, value.as_text(), &found) && Write(document, found));
    return OkOrFailed(document.Illegal("field [{}] should contain only string or array of strings", options_.field.text));
  }

 private:
  bool Write(Document& document, const Value& found) const { return found.is_null() || document.Set(options_.target, found); }

  // An object of what the database knows; null when that is nothing.
  bool LookUp(Document& document, std::string_view text, Value* found) const {
    IpAddress address;
    *found = Value::Null();
    if (!ParseIp(text, document, &address)) return false;
    const GeoipRecord record = database_->Find(address);
    if (record.empty()) return true;
    const GeoipLookup lookup{record, address, document.arena(), options_.lat, options_.lon};
    Object* const data = Object::New(document.arena(), options_.members.size());
    for (const Member& member : options_.members) {
      const Value value = member.property->read(lookup);
      if (!value.is_null()) data->Add(member.key, value, document.arena());
    }
    if (!data->empty()) *found = Value::Of(data);
    return true;
  }

  bool LookUpAll(Document& document, const Array& texts, Value* found) const {
    Array* const all = Array::New(document.arena(), texts.size());
    bool any = false;
    for (const Value& text : texts) {
      Value one;
      if (!text.is_string()) return document.Illegal("array in field [{}] should only contain strings", options_.field.text);
      if (!LookUp(document, text.as_text(), &one)) return false;
      any = any || !one.is_null();
      if (options_.first_only && any) return *found = one, true;
      all->Push(one, document.arena());
    }
    if (any) *found = Value::Of(all);
    return true;
  }

  const GeoipOptions options_;
  const std::shared_ptr<const GeoipDatabase> database_;
};

// Nobody has named a folder of databases: geoip is switched off, and documents do not say a word about it.
class NoDatabases : public Processor {
 public:
  RunResult Run(Document&) const override { return RunResult::kOk; }
};

std::vector<Member> TakeMembers(config::Options& options, CompileContext& context, const GeoipKind& kind) {
  std::vector<std::string> names = options.TakeStrings("properties");
  if (names.empty()) names.assign(kind.defaults.begin(), kind.defaults.end());
  std::vector<Member> members;
  for (std::string name : names) {
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto property = std::ranges::find(kind.properties, std::string_view(name), &GeoipProperty::name);
    if (property == kind.properties.end()) {
      std::string valid;
      for (const GeoipProperty& known : kind.properties) valid += (valid.empty() ? "" : ", ") + std::string(known.name);
      options.Error("properties", "[properties] illegal property value [" + name + "]. valid values are [" + valid + "]");
    } else if (std::ranges::none_of(members, [&property](const Member& member) { return member.property == &*property; })) {
      members.push_back({context.keys.Intern(name), &*property});
    }
  }
  return members;
}

}  // namespace

std::unique_ptr<const Processor> CompileGeoip(config::Options& options, CompileContext& context) {
  GeoipOptions geoip;
  geoip.field = RequireField(options, context);
  geoip.target = TakeField(options, context, "target_field", "geoip");
  geoip.ignore_missing = options.TakeBool("ignore_missing", false);
  geoip.first_only = options.TakeBool("first_only", true);
  (void)options.TakeBool("download_database_on_pipeline_creation", true);  // there is no downloader
  const std::string name = options.TakeString("database_file", "GeoLite2-City.mmdb");
  const std::filesystem::path path = std::filesystem::path(context.files.geoip_dir) / name;
  if (context.files.geoip_dir.empty()) {
    (void)options.Take("properties");
    return std::make_unique<NoDatabases>();
  }
  if (!std::filesystem::exists(path)) {
    (void)options.Take("properties");
    return std::make_unique<DatabaseUnavailable>(context.Path("tags", options.place()),
                                                 context.keys.arena().Copy("_geoip_database_unavailable_" + name));
  }
  auto database = GeoipDatabase::Open(path);
  if (!database.ok()) {
    options.Error("database_file", "[database_file] " + database.error().message);
    return nullptr;
  }
  const GeoipKind* const kind = FindGeoipKind((*database)->type());
  if (kind == nullptr) {
    options.Error("database_file", "[database_file] Unsupported database type [" + std::string((*database)->type()) + "] for file [" + name + "]");
    return nullptr;
  }
  geoip.members = TakeMembers(options, context, *kind);
  geoip.lat = context.keys.Intern("lat");
  geoip.lon = context.keys.Intern("lon");
  return std::make_unique<Geoip>(std::move(geoip), *std::move(database));
}

}  // namespace flowship
