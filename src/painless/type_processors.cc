// Processors: what the processors of the same names do, through the functions that the host gives. Source: "Using ingest processors in Painless".

#include <algorithm>
#include <iterator>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/processors.h"
#include "painless/program.h"

namespace flowship::painless {
namespace {

using FunctionMember = ScriptHostFunction ScriptHostFunctions::*;

// The class that the host named; some are none that a script can name.
TypeId ErrorType(std::string_view name) {
  for (const TypeId type : {TypeId::kElasticsearchParseException, TypeId::kXContentParseException, TypeId::kXContentEofException}) {
    if (SimpleNameOf(type) == name) return type;
  }
  TypeId type = TypeId::kRuntimeException;
  FindType(name, &type);
  return type;
}

template <FunctionMember member, size_t arity>
Value Call(Run& run, const Value* a) {
  ScriptHostCall call;
  call.arguments = a;
  call.argument_count = arity;
  call.arena = &run.arena;
  call.keys = &run.keys;
  if ((run.program.functions.*member)(call)) return call.result;
  return run.Throw(ErrorType(call.error_type), call.error);
}

// json(map, key): the object that the text under the key is gets into the map, in the place of what has the same keys.
Value JsonInPlace(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const Value text = MapGet(run, a[0], a[1]);
  const Value parsed = Call<&ScriptHostFunctions::json, 1>(run, &text);
  if (run.failed()) return Value();
  if (!parsed.is_object()) return run.Throw(TypeId::kIllegalArgumentException, "cannot add non-map fields to root of document");
  for (const Object::Entry& entry : *parsed.as_object()) {
    if (!MapPutKey(run, a[0], entry.key, entry.value)) break;
  }
  return Value();
}

using F = ScriptHostFunctions;
constexpr Method kProcessors[] = {
    Static("long bytes(String)", Call<&F::bytes, 1>),
    Static("String communityId(String,String,Object,Object,Object,Object,Object,Object)", Call<&F::community_id, 8>),
    Static("String communityId(String,String,Object,Object,Object,Object,Object,Object,int)", Call<&F::community_id, 9>),
    Static("Object json(Object)", Call<&F::json, 1>),
    Static("void json(Map,String)", JsonInPlace),
    Static("String lowercase(String)", Call<&F::lowercase, 1>),
    Static("String networkDirection(String,String,List)", Call<&F::network_direction, 3>),
    Static("Map registeredDomain(String)", Call<&F::registered_domain, 1>),
    Static("String uppercase(String)", Call<&F::uppercase, 1>),
    Static("Map uriParts(String)", Call<&F::uri_parts, 1>),
    Static("String urlDecode(String)", Call<&F::url_decode, 1>),
};
static_assert(IsSorted(kProcessors));

struct Needed {
  std::string_view method;
  FunctionMember member;
};
constexpr Needed kNeeded[] = {
    {"bytes", &F::bytes},           {"communityId", &F::community_id},
    {"json", &F::json},             {"lowercase", &F::lowercase},
    {"networkDirection", &F::network_direction}, {"registeredDomain", &F::registered_domain},
    {"uppercase", &F::uppercase},   {"uriParts", &F::uri_parts},
    {"urlDecode", &F::url_decode},
};

constexpr TypeApi kTables[] = {{TypeId::kProcessors, kProcessors, {}}};

}  // namespace

ApiTables ProcessorsApi() { return kTables; }

bool HostFunctionIsMissing(const Method& method, const ScriptHostFunctions& functions) {
  if (&method < std::begin(kProcessors) || &method >= std::end(kProcessors)) return false;
  const auto* const needed = std::find_if(std::begin(kNeeded), std::end(kNeeded), [&](const Needed& row) { return row.method == method.name; });
  return needed != std::end(kNeeded) && functions.*(needed->member) == nullptr;
}

}  // namespace flowship::painless
