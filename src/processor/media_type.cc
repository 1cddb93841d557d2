#include "processor/media_type.h"

namespace flowship {

Template::Escape TakeMediaType(config::Options& options) {
  const std::string type = options.TakeString("media_type", "application/json");
  if (type == "application/json") return Template::Escape::kJson;
  if (type == "text/plain") return Template::Escape::kNone;
  if (type == "application/x-www-form-urlencoded") return Template::Escape::kUrlEncoded;
  options.Error("media_type", "[media_type] property does not contain a supported media type [" + type + "]");
  return Template::Escape::kJson;
}

std::optional<ValueTemplate> RequireValue(config::Options& options, CompileContext& context, Template::Escape escape) {
  const auto node = options.Take("value");
  if (!node) {
    options.Error("value", "[value] required property is missing");
    return std::nullopt;
  }
  auto value = ValueTemplate::Compile(context.ToValue(*node), escape);
  if (value.ok()) return *std::move(value);
  options.Error("value", value.error().message);
  return std::nullopt;
}

}  // namespace flowship
