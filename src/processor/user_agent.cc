// user_agent: what a User-Agent header tells, in the fields of ECS. Elasticsearch, "User agent processor".

#include <algorithm>

#include "processor/fields.h"
#include "processor/processors.h"
#include "processor/user_agent_parser.h"

namespace flowship {

namespace {

enum Property : uint8_t { kName = 1, kOs = 2, kDevice = 4, kOriginal = 8, kVersion = 16, kAll = 31 };
struct PropertyName {
  std::string_view name;
  Property property;
};
constexpr PropertyName kPropertyNames[] = {{"NAME", kName}, {"OS", kOs}, {"DEVICE", kDevice}, {"ORIGINAL", kOriginal}, {"VERSION", kVersion}};

struct AgentKeys {
  Key name, version, os, full, device, type, original;
};

class UserAgent : public Processor {
 public:
  UserAgent(FieldPath field, FieldPath target, const UserAgentParser& parser, AgentKeys keys, int properties, bool extract_device_type, bool ignore_missing)
      : field_(std::move(field)),
        target_(std::move(target)),
        parser_(parser),
        keys_(keys),
        properties_(properties),
        extract_device_type_(extract_device_type),
        ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Value value;
    const Read read = ReadValue(document, field_, ignore_missing_, "cannot parse user-agent.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (!value.is_string()) return OkOrFailed(FailCast(document, field_, value, "java.lang.String"));
    const UserAgentParser::Details& details = parser_.Parse(value.as_text());
    Arena& arena = document.arena();
    Object* const agent = Object::New(arena, 5);
    if (Wants(kName)) agent->Add(keys_.name, details.browser ? Text(details.browser->name, arena) : Value::String("Other"), arena);
    if (Wants(kOs) && details.system) agent->Add(keys_.os, Value::Of(System(*details.system, arena)), arena);
    if (Wants(kDevice)) agent->Add(keys_.device, Value::Of(Device(details, arena)), arena);
    if (Wants(kOriginal)) agent->Add(keys_.original, value, arena);
    if (Wants(kVersion) && details.browser && details.browser->has_version) agent->Add(keys_.version, Text(details.browser->version, arena), arena);
    return OkOrFailed(document.Set(target_, Value::Of(agent)));
  }

 private:
  bool Wants(Property property) const { return (properties_ & property) != 0; }
  static Value Text(const std::string& text, Arena& arena) { return Value::String(arena.Copy(text)); }

  Object* System(const UserAgentParser::Named& system, Arena& arena) const {
    Object* const os = Object::New(arena, 3);
    os->Add(keys_.name, Text(system.name, arena), arena);
    if (!system.has_version) return os;
    os->Add(keys_.version, Text(system.version, arena), arena);
    os->Add(keys_.full, Text(system.name + " " + system.version, arena), arena);
    return os;
  }

  Object* Device(const UserAgentParser::Details& details, Arena& arena) const {
    Object* const device = Object::New(arena, 2);
    device->Add(keys_.name, details.device ? Text(details.device->name, arena) : Value::String("Other"), arena);
    if (extract_device_type_) device->Add(keys_.type, Text(details.device_type, arena), arena);
    return device;
  }

  const FieldPath field_, target_;
  const UserAgentParser& parser_;
  const AgentKeys keys_;
  const int properties_;
  const bool extract_device_type_, ignore_missing_;
};

int TakeProperties(config::Options& options) {
  if (!options.Has("properties")) return kAll;
  int properties = 0;
  for (const std::string& given : options.TakeStrings("properties")) {
    std::string upper = given;
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const auto known = std::ranges::find(kPropertyNames, upper, &PropertyName::name);
    if (known != std::end(kPropertyNames)) {
      properties |= known->property;
    } else {
      options.Error("properties", "[properties] illegal property value [" + given + "]. valid values are [NAME, OS, DEVICE, ORIGINAL, VERSION]");
    }
  }
  return properties;
}

}  // namespace

std::unique_ptr<const Processor> CompileUserAgent(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  FieldPath target = TakeField(options, context, "target_field", "user_agent");
  const std::string file = options.TakeString("regex_file", "_default_");
  const int properties = TakeProperties(options);
  const bool extract_device_type = options.TakeBool("extract_device_type", false);
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  (void)options.TakeBool("ecs", true);  // of old; the fields are always those of ECS
  if (file != "_default_") {
    options.Error("regex_file", "[regex_file] regex file [" + file + "] doesn't exist (has to exist at node startup)");
    return nullptr;
  }
  const auto parser = UserAgentParser::Default();
  if (!parser.ok()) {
    options.Error("field", parser.error().message);
    return nullptr;
  }
  KeySet& keys = context.keys;
  const AgentKeys agent_keys{keys.Intern("name"), keys.Intern("version"), keys.Intern("os"), keys.Intern("full"),
                             keys.Intern("device"), keys.Intern("type"), keys.Intern("original")};
  return std::make_unique<UserAgent>(std::move(field), std::move(target), **parser, agent_keys, properties, extract_device_type, ignore_missing);
}

}  // namespace flowship
