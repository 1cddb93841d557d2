#include "processor/script_functions.h"

#include "painless/text.h"
#include "processor/apply.h"

namespace flowship {

namespace {

using CallWith = bool (*)(Document& document, const Value* arguments, Value* result);

// Java's class of an exception that Elasticsearch names snake_case; empty: one that a script can't name.
std::string_view JavaClassOf(std::string_view type) {
  struct Row {
    std::string_view type, java_class;
  };
  static constexpr Row kRows[] = {
      {"class_cast_exception", "ClassCastException"},   {"illegal_argument_exception", "IllegalArgumentException"},
      {"illegal_state_exception", "IllegalStateException"}, {"null_pointer_exception", "NullPointerException"},
      {"number_format_exception", "NumberFormatException"}, {"parse_exception", "ElasticsearchParseException"},
      {"x_content_parse_exception", "XContentParseException"}, {"x_content_e_o_f_exception", "XContentEOFException"},
  };
  for (const Row& row : kRows) {
    if (row.type == type) return row.java_class;
  }
  return "RuntimeException";
}

// Runs over a document that has no fields: what processors share works on one for its arena, keys and failure.
template <CallWith function>
bool Host(ScriptHostCall& call) {
  thread_local JsonReader reader;
  RunContext context;
  context.json_reader = &reader;
  Event event;
  Document document(event, *call.arena, *call.keys, context);
  if (function(document, call.arguments, &call.result)) return true;
  call.error_type = JavaClassOf(document.failure().type);
  call.error = document.failure().reason;
  return false;
}

// The first argument as a text; null fails as Java's call of a method on it.
bool TextOf(Document& document, const Value& value, std::string_view call, std::string_view name, std::string_view* text) {
  if (value.is_null()) return document.FailWith("null_pointer_exception", "Cannot invoke \"String.{}\" because \"{}\" is null", call, name);
  *text = value.as_text();
  return true;
}

bool Lowercase(Document& document, const Value* arguments, Value* result) {
  std::string_view text;
  if (!TextOf(document, arguments[0], "toLowerCase(java.util.Locale)", "value", &text)) return false;
  return *result = Value::String(painless::LowerCase(text, document.arena())), true;
}

bool Uppercase(Document& document, const Value* arguments, Value* result) {
  std::string_view text;
  if (!TextOf(document, arguments[0], "toUpperCase(java.util.Locale)", "value", &text)) return false;
  return *result = Value::String(painless::UpperCase(text, document.arena())), true;
}

bool Bytes(Document& document, const Value* arguments, Value* result) {
  if (arguments[0].is_null()) return document.Fail("null_pointer_exception", "Cannot invoke \"ByteSizeValue.getBytes()\"");
  int64_t bytes = 0;
  if (!ApplyBytes(document, arguments[0].as_text(), &bytes)) return false;
  return *result = Value::Long(bytes), true;
}

bool UrlDecode(Document& document, const Value* arguments, Value* result) {
  std::string_view text;
  if (!TextOf(document, arguments[0], "length()", "s", &text) || !ApplyUrlDecode(document, text, &text)) return false;
  return *result = Value::String(text), true;
}

bool Json(Document& document, const Value* arguments, Value* result) {
  JsonOptions options;
  options.refuse_duplicate_keys = true;
  return ApplyJson(document, arguments[0], options, result);
}

bool UriPartsOf(Document& document, const Value* arguments, Value* result) {
  std::string_view text;
  if (!TextOf(document, arguments[0], "length()", "this.input", &text)) return false;
  Object* parts = nullptr;
  const UriKeys keys = MakeUriKeys([&document](std::string_view name) { return document.keys().Get(name); });
  if (!ApplyUriParts(document, text, keys, &parts)) return false;
  return *result = Value::Of(parts), true;
}

// null: nothing is known of the name.
bool RegisteredDomain(Document& document, const Value* arguments, Value* result) {
  *result = Value::Null();
  if (arguments[0].is_null()) return true;
  const auto info = FindDomainInfo(arguments[0].as_text(), document.arena());
  if (!info) return true;
  Object* const object = Object::New(document.arena(), 4);
  const auto add = [&](std::string_view name, const std::optional<std::string_view>& text) {
    if (text) object->Add(document.keys().Get(name), Value::String(*text), document.arena());
  };
  if (!info->domain.empty()) add("domain", info->domain);
  add("registered_domain", info->registered_domain);
  add("top_level_domain", info->top_level_domain);
  add("subdomain", info->subdomain);
  return *result = Value::Of(object), true;
}

bool NetworkDirection(Document& document, const Value* arguments, Value* result) {
  if (arguments[0].is_null() || arguments[1].is_null() || arguments[2].is_null()) {
    return document.Illegal("unable to calculate network direction from document");
  }
  std::string_view direction;
  const Array& networks = *arguments[2].as_array();
  if (!ApplyNetworkDirection(document, arguments[0].as_text(), arguments[1].as_text(), networks, &direction)) return false;
  return *result = Value::String(direction), true;
}

bool CommunityIdOf(Document& document, const Value* arguments, int64_t seed, Value* result) {
  const FlowValues flow{.source_ip = arguments[0], .destination_ip = arguments[1], .iana_number = arguments[2], .transport = arguments[3],
                        .source_port = arguments[4], .destination_port = arguments[5], .icmp_type = arguments[6], .icmp_code = arguments[7]};
  return ApplyCommunityId(document, flow, seed, result);
}

bool SeededCommunityId(Document& document, const Value* arguments, Value* result) { return CommunityIdOf(document, arguments, arguments[8].as_long(), result); }
bool UnseededCommunityId(Document& document, const Value* arguments, Value* result) { return CommunityIdOf(document, arguments, 0, result); }
bool CommunityId(ScriptHostCall& call) { return call.argument_count == 9 ? Host<SeededCommunityId>(call) : Host<UnseededCommunityId>(call); }

}  // namespace

const ScriptHostFunctions& ProcessorScriptFunctions() {
  static constexpr ScriptHostFunctions kFunctions{.bytes = Host<Bytes>,
                                                  .lowercase = Host<Lowercase>,
                                                  .uppercase = Host<Uppercase>,
                                                  .json = Host<Json>,
                                                  .url_decode = Host<UrlDecode>,
                                                  .community_id = CommunityId,
                                                  .network_direction = Host<NetworkDirection>,
                                                  .registered_domain = Host<RegisteredDomain>,
                                                  .uri_parts = Host<UriPartsOf>};
  return kFunctions;
}

}  // namespace flowship
