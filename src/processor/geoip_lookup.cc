#include "processor/geoip_lookup.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "painless/text.h"
#include "processor/fields.h"
#include "processor/geoip_properties.h"

namespace flowship {

namespace {

struct LookupOptions {
  FieldPath field, target, tags;
  std::string_view type;
  std::string file;
  std::vector<std::string> properties;  // as given; none: the defaults of the database's kind
  bool ignore_missing = false, first_only = true;
  Key lat, lon;
  std::map<std::string_view, Key> keys;  // of all properties that there are
};

struct Member {
  Key key;
  const GeoipProperty* property;
};

// What is done with one version of the database.
struct Plan {
  std::shared_ptr<const GeoipDatabase> database;  // nullptr: it is missing
  std::vector<Member> members;
  std::string problem;  // why this database is of no use here, and which option says so
  std::string_view option;
};

Plan MakePlan(const LookupOptions& options, std::shared_ptr<const GeoipDatabase> database) {
  Plan plan;
  plan.database = std::move(database);
  if (plan.database == nullptr) return plan;
  const std::string_view type = plan.database->type();
  const GeoipKind* const kind = FindGeoipKind(type);
  if (kind == nullptr || (kind->ip_location_only && options.type == "geoip")) {
    plan.option = "database_file";
    plan.problem = "Unsupported database type [" + std::string(type) + "] for file [" + options.file + "]";
    return plan;
  }
  const std::vector<std::string> defaults(kind->defaults.begin(), kind->defaults.end());
  for (const std::string& given : options.properties.empty() ? defaults : options.properties) {
    std::string name = given;
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto property = std::ranges::find(kind->properties, std::string_view(name), &GeoipProperty::name);
    if (property == kind->properties.end()) {
      plan.option = "properties";
      plan.problem = "illegal property value [" + given + "]. valid values are " + NamesOf(kind->properties);
    } else if (std::ranges::none_of(plan.members, [&property](const Member& member) { return member.property == &*property; })) {
      plan.members.push_back({options.keys.at(property->name), &*property});
    }
  }
  return plan;
}

class GeoipLookupProcessor : public Processor {
 public:
  GeoipLookupProcessor(LookupOptions options, std::shared_ptr<GeoipSource> source, std::shared_ptr<const Plan> plan)
      : options_(std::move(options)), source_(std::move(source)), missing_at_first_(plan->database == nullptr), plan_(std::move(plan)) {}

  RunResult Run(Document& document) const override {
    const Plan& plan = PlanOf(document);
    if (document.tracer != nullptr && plan.database == nullptr) document.tracer->Abort();  // it may come
    if (plan.database == nullptr && missing_at_first_) return OkOrFailed(Tag(document));
    Value value, found;
    const Read read = ReadValue(document, options_.field, options_.ignore_missing, "cannot extract geoip information.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (plan.database == nullptr) return options_.ignore_missing ? RunResult::kOk : OkOrFailed(Tag(document));
    if (!plan.problem.empty()) return OkOrFailed(document.Illegal("[{}] {}", plan.option, plan.problem));
    if (document.tracer != nullptr && value.is_array()) document.tracer->Abort();
    if (value.is_array()) return OkOrFailed(LookUpAll(document, plan, *value.as_array(), &found) && Write(document, found));
    if (value.is_string()) return OkOrFailed(LookUpOne(document, plan, value, &found) && Write(document, found));
    return OkOrFailed(document.Illegal("field [{}] should contain only string or array of strings", options_.field.text));
  }
  bool Traces() const override { return true; }

 private:
  static bool Again(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
    const auto& self = *static_cast<const GeoipLookupProcessor*>(step.self);
    const Plan& plan = self.PlanOf(context.document);
    return plan.database != nullptr && plan.problem.empty() && self.LookUp(context.document, plan, inputs[0].as_text(), result);
  }

  bool LookUpOne(Document& document, const Plan& plan, const Value& address, Value* found) const {
    if (!LookUp(document, plan, address.as_text(), found)) return false;
    if (document.tracer != nullptr) *found = document.tracer->Record({Again, this}, {&address, 1}, *found);
    return true;
  }

  // That of the batch's first document that asked: the database is looked at once a batch.
  const Plan& PlanOf(Document& document) const {
    std::vector<RunContext::Held>& held = document.context().held;
    for (const RunContext::Held& known : held) {
      if (known.owner == this) return *static_cast<const Plan*>(known.thing.get());
    }
    const std::lock_guard lock(mutex_);
    auto database = source_->Current(document.context().now_nanos);
    if (database != plan_->database) plan_ = std::make_shared<const Plan>(MakePlan(options_, std::move(database)));
    held.push_back({this, plan_});
    return *plan_;
  }

  bool Tag(Document& document) const {
    const Value tag = Value::String(FormatIn(document.arena(), "_{}_database_unavailable_{}", options_.type, options_.file));
    return document.Append(options_.tags, {&tag, 1}, false);
  }

  bool Write(Document& document, const Value& found) const { return found.is_null() || document.Set(options_.target, found); }

  // An object of what the database knows; null when that is nothing.
  bool LookUp(Document& document, const Plan& plan, std::string_view text, Value* found) const {
    IpAddress address;
    *found = Value::Null();
    if (!ParseIp(text, document, &address)) return false;
    const GeoipRecord record = plan.database->Find(address);
    if (record.empty()) return true;
    const GeoipLookup lookup{record, address, document.arena(), options_.lat, options_.lon};
    Object* const data = Object::New(document.arena(), plan.members.size());
    for (const Member& member : plan.members) {
      const Value value = member.property->read(lookup);
      if (!value.is_null()) data->Add(member.key, value, document.arena());
    }
    if (!data->empty()) *found = Value::Of(data);
    return true;
  }

  bool LookUpAll(Document& document, const Plan& plan, const Array& texts, Value* found) const {
    Array* const all = Array::New(document.arena(), texts.size());
    bool any = false;
    for (const Value& text : texts) {
      Value one;
      if (!text.is_string()) return document.Illegal("array in field [{}] should only contain strings", options_.field.text);
      if (!LookUp(document, plan, text.as_text(), &one)) return false;
      any = any || !one.is_null();
      if (options_.first_only && any) return *found = one, true;
      all->Push(one, document.arena());
    }
    if (any) *found = Value::Of(all);
    return true;
  }

  const LookupOptions options_;
  const std::shared_ptr<GeoipSource> source_;
  const bool missing_at_first_;  // then documents are tagged whatever they have in their field
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Plan> plan_;  // of the newest version that was seen
};

// Nobody has named a folder of databases: geoip is switched off, and documents do not say a word about it.
class NoDatabases : public Processor {
 public:
  RunResult Run(Document&) const override { return RunResult::kOk; }
  bool Traces() const override { return true; }
};

}  // namespace

std::unique_ptr<const Processor> CompileGeoipLookup(config::Options& options, CompileContext& context, std::string_view type) {
  LookupOptions lookup;
  lookup.type = type;
  lookup.field = RequireField(options, context);
  lookup.target = TakeField(options, context, "target_field", type);
  lookup.tags = context.Path("tags", options.place());
  lookup.file = options.TakeString("database_file", "GeoLite2-City.mmdb");
  lookup.properties = options.TakeStrings("properties");
  lookup.ignore_missing = options.TakeBool("ignore_missing", false);
  lookup.first_only = options.TakeBool("first_only", true);
  (void)options.TakeBool("download_database_on_pipeline_creation", true);  // there is no downloader
  (void)options.TakeBool("fallback_to_default_databases", true);           // Elasticsearch 8 takes it, and does nothing either
  if (context.files.geoip_dir.empty()) return std::make_unique<NoDatabases>();
  lookup.lat = context.keys.Intern("lat");
  lookup.lon = context.keys.Intern("lon");
  for (const GeoipKind& kind : GeoipKinds()) {
    for (const GeoipProperty& property : kind.properties) lookup.keys[property.name] = context.keys.Intern(property.name);
  }
  auto source = GeoipSource::At(std::filesystem::path(context.files.geoip_dir) / lookup.file);
  auto plan = std::make_shared<const Plan>(MakePlan(lookup, source->Current(0)));
  if (plan->database == nullptr && !source->problem().empty()) options.Error("database_file", "[database_file] " + source->problem());
  if (!plan->problem.empty()) options.Error(plan->option, "[" + std::string(plan->option) + "] " + plan->problem);
  return std::make_unique<GeoipLookupProcessor>(std::move(lookup), std::move(source), std::move(plan));
}

}  // namespace flowship
