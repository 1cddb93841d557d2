// registered_domain: a full domain name taken apart. Elasticsearch, "Registered domain processor".

#include "processor/apply.h"
#include "processor/fields.h"
#include "processor/processors.h"
#include "processor/public_suffix.h"

namespace flowship {

namespace {

struct DomainPaths {
  FieldPath domain, registered_domain, top_level_domain, subdomain;
};

class RegisteredDomainProcessor : public Processor {
 public:
  RegisteredDomainProcessor(FieldPath field, DomainPaths paths, bool ignore_missing)
      : field_(std::move(field)), paths_(std::move(paths)), ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Value* found = document.Get(field_);
    if (found == nullptr && !ignore_missing_ && !document.Require(field_, &found)) return RunResult::kFailed;
    if (found == nullptr || found->is_null()) return Unknown(document);
    if (!found->is_string()) return OkOrFailed(FailCast(document, field_, *found, "java.lang.String"));
    const std::string_view name = found->as_text();
    const auto info = FindDomainInfo(name, document.arena());
    if (!info) return Unknown(document);
    if (info->domain.empty()) return RunResult::kOk;
    return OkOrFailed(Set(document, paths_.domain, info->domain) && Set(document, paths_.registered_domain, info->registered_domain) &&
                      Set(document, paths_.top_level_domain, info->top_level_domain) && Set(document, paths_.subdomain, info->subdomain));
  }

 private:
  RunResult Unknown(Document& document) const {
    return ignore_missing_ ? RunResult::kOk : OkOrFailed(document.Illegal("unable to set domain information for document"));
  }

  static bool Set(Document& document, const FieldPath& path, const std::optional<std::string_view>& text) {
    return !text || document.Set(path, Value::String(*text));
  }

  const FieldPath field_;
  const DomainPaths paths_;
  const bool ignore_missing_;
};

}  // namespace

std::optional<DomainInfo> FindDomainInfo(std::string_view name, Arena& arena) {
  const auto registered = RegisteredDomain(name, arena);
  if (!registered) {
    if (name.starts_with('.') && RegisteredDomain(name.substr(1), arena)) return std::nullopt;
    return DomainInfo{.domain = name, .registered_domain = {}, .top_level_domain = name, .subdomain = {}};
  }
  const size_t dot = registered->find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  DomainInfo info;
  if (dot + 1 == registered->size()) return info;  // a dot at the end: it has no parts
  info = {.domain = name, .registered_domain = *registered, .top_level_domain = registered->substr(dot + 1), .subdomain = {}};
  // What is before it, in the letters of the field: a name in capitals has no subdomain, as in Elasticsearch.
  const size_t before = name.size() - registered->size();
  if (name.size() > registered->size() + 1 && name[before - 1] == '.' && name.substr(before) == *registered) info.subdomain = name.substr(0, before - 1);
  return info;
}

std::unique_ptr<const Processor> CompileRegisteredDomain(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  std::string prefix = options.TakeString("target_field", "");
  if (!prefix.empty()) prefix += '.';
  const config::Place place = options.PlaceOf("target_field");
  const auto path = [&](const char* name) { return context.Path(prefix + name, place); };
  DomainPaths paths{path("domain"), path("registered_domain"), path("top_level_domain"), path("subdomain")};
  const bool ignore_missing = options.TakeBool("ignore_missing", true);
  LoadPublicSuffixes();
  return std::make_unique<RegisteredDomainProcessor>(std::move(field), std::move(paths), ignore_missing);
}

}  // namespace flowship
