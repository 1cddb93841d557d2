#pragma once
// What processors do to a value, without the fields around it: the processors themselves use it, and the methods of `Processors` in scripts
// (script_functions.cc). The arena and the keys are the document's; false: its failure() says why, in Elasticsearch's words.
// Source: "Using ingest processors in Painless".

#include <optional>
#include <string_view>

#include "event/json_reader.h"
#include "pipeline/document.h"
#include "processor/java_uri.h"

namespace flowship {

bool ApplyBytes(Document& document, std::string_view text, int64_t* bytes);
bool ApplyUrlDecode(Document& document, std::string_view text, std::string_view* decoded);
// null is read as the text null.
bool ApplyJson(Document& document, const Value& from, const JsonOptions& options, Value* value);

struct UriKeys {
  Key domain, fragment, path, extension, port, query, scheme, user_info, username, password, original;
};
// `intern`: from a name to its Key.
template <typename Intern>
UriKeys MakeUriKeys(Intern intern) {
  return {intern("domain"), intern("fragment"),  intern("path"),     intern("extension"), intern("port"),    intern("query"),
          intern("scheme"), intern("user_info"), intern("username"), intern("password"),  intern("original")};
}
bool ApplyUriParts(Document& document, std::string_view text, const UriKeys& keys, Object** parts);

struct DomainInfo {
  std::string_view domain;
  std::optional<std::string_view> registered_domain, top_level_domain, subdomain;
};
// nullopt: nothing is known of the name. An empty domain: it is known and has no parts (it ends in a dot).
std::optional<DomainInfo> FindDomainInfo(std::string_view name, Arena& arena);

// The networks are texts of `list`.
bool ApplyNetworkDirection(Document& document, std::string_view source, std::string_view destination, const Array& list, std::string_view* direction);

// Of a flow that is given by value; null is what is not known.
struct FlowValues {
  Value source_ip, destination_ip, iana_number, transport, source_port, destination_port, icmp_type, icmp_code;
};
bool ApplyCommunityId(Document& document, const FlowValues& flow, int64_t seed, Value* id);

}  // namespace flowship
