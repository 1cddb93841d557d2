// Elasticsearch's own classes: Json, CIDR, IPAddress, Debug, and the Metadata that metadata() gives.
// Source: "Painless API reference", shared API and context "ingest".

#include <algorithm>

#include "base/buffer.h"
#include "base/ip_address.h"
#include "event/json_reader.h"
#include "event/json_writer.h"
#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/processors.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/time.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

// Json -------------------------------------------------------------------------------------------------------------------------------------

Value Load(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  thread_local JsonReader reader;
  Value value;
  JsonProblem problem;
  if (!run.Spend(a[0].as_text().size())) return Value();
  if (reader.Read(a[0].as_text(), run.arena, run.keys, &value, &problem)) return value;
  return run.ThrowFormatted(TypeId::kXContentParseException, "{} at offset {}", problem.what, problem.offset);
}

// As Elasticsearch's XContentBuilder writes it: maps in the order in which Java iterates them, pretty with two blanks a level.
class JsonText {
 public:
  JsonText(Run& run, bool pretty) : run_(run), pretty_(pretty) {}

  // False: something that JSON can't show, thrown.
  bool Write(const Value& value, size_t depth) {
    if (depth > kMaxDepth) return run_.Throw(TypeId::kIllegalArgumentException, "nested too deep"), false;
    if (!run_.Work(1)) return false;
    if (MapEntries(value) != nullptr) return WriteMap(value, depth);
    if (IsCollection(value) || As<ArrayHost>(value) != nullptr) return WriteList(value, depth);
    WriteJson(value, out_);
    return true;
  }
  std::string_view text() const { return out_.view(); }

 private:
  static constexpr size_t kMaxDepth = 500;

  void Line(size_t depth) {
    if (!pretty_) return;
    out_.Append('\n');
    for (size_t i = 0; i < depth; ++i) out_.Append("  ");
  }

  bool WriteMap(const Value& map, size_t depth) {
    const auto entries = EntriesOf(run_, map);
    out_.Append('{');
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i != 0) out_.Append(',');
      Line(depth + 1);
      WriteJsonString(TextOf(run_, KeyValue(run_, entries[i]->key)), out_);
      out_.Append(pretty_ ? " : " : ":");
      if (!Write(entries[i]->value, depth + 1)) return false;
    }
    entries.empty() && pretty_ ? out_.Append(' ') : Line(depth);
    out_.Append('}');
    return true;
  }

  bool WriteList(const Value& list, size_t depth) {
    Sequence items;
    if (!ToSequence(run_, list, &items)) return false;
    out_.Append('[');
    for (size_t i = 0; i < items.size(); ++i) {
      if (i != 0) out_.Append(',');
      Line(depth + 1);
      if (!Write(items[i], depth + 1)) return false;
    }
    items.empty() && pretty_ ? out_.Append(' ') : Line(depth);
    out_.Append(']');
    return true;
  }

  Run& run_;
  const bool pretty_;
  Buffer out_;
};

Value DumpAs(Run& run, const Value& value, bool pretty) {
  JsonText json(run, pretty);
  if (!json.Write(value, 0) || !run.Spend(json.text().size())) return Value();
  return Value::String(run.Copy(json.text()));
}
Value Dump(Run& run, const Value* a) { return DumpAs(run, a[0], false); }
Value DumpPretty(Run& run, const Value* a) { return DumpAs(run, a[0], a[1].as_bool()); }

constexpr Method kJson[] = {
    Static("String dump(def)", Dump),
    Static("String dump(def,boolean)", DumpPretty),
    Static("def load(String)", Load),
};
static_assert(IsSorted(kJson));

// CIDR, IPAddress --------------------------------------------------------------------------------------------------------------------------

bool ReadAddress(Run& run, std::string_view text, IpAddress* address) {
  if (const auto parsed = ParseIp(text)) return *address = *parsed, true;
  run.ThrowFormatted(TypeId::kIllegalArgumentException, "'{}' is not an IP string literal.", text);
  return false;
}

class CidrHost final : public Host {
 public:
  CidrHost(const IpAddress& address, int bits) : Host(TypeId::kCidr), address_(address), bits_(bits) {}
  static bool Is(Type type) { return type == Type(TypeId::kCidr); }

  // An address of the other kind is compared as one of IPv6.
  bool Contains(const IpAddress& other) const {
    return SamePrefix(Wide(address_), Wide(other), bits_ + (address_.size == 4 ? kMappedBits : 0));
  }

 private:
  IpAddress address_;
  int bits_;
};

Value NewCidr(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const std::string_view text = a[0].as_text();
  const size_t slash = text.find('/');
  IpAddress address;
  if (slash == std::string_view::npos) {
    return ReadAddress(run, text, &address) ? Value::Of(run.arena.New<CidrHost>(address, 8 * address.size)) : Value();
  }
  if (text.find('/', slash + 1) != std::string_view::npos) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Expected [ip/prefix] but was [{}]", text);
  }
  if (!ReadAddress(run, text.substr(0, slash), &address)) return Value();
  int64_t bits = 0;
  const std::string_view digits = text.substr(slash + 1);
  if (!ParseInteger(digits, 10, INT32_MIN, INT32_MAX, &bits)) {
    return run.ThrowFormatted(TypeId::kNumberFormatException, "For input string: \"{}\"", digits);
  }
  const bool mapped = address.size == 4 && text.substr(0, slash).find(':') != std::string_view::npos;
  if (mapped) bits -= 96;  // a prefix of the IPv6 form
  if (bits < 0 || bits > 8 * address.size) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Illegal prefix length [{}] in [{}]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges", digits, text);
  }
  return Value::Of(run.arena.New<CidrHost>(address, static_cast<int>(bits)));
}

Value Contains(Run& run, const Value* a) {
  if (a[1].is_null() || a[1].as_text().empty()) return Value::Bool(false);
  IpAddress address;
  return ReadAddress(run, a[1].as_text(), &address) ? Value::Bool(As<CidrHost>(a[0])->Contains(address)) : Value();
}

constexpr Method kCidr[] = {Instance("boolean contains(String)", Contains), Static("CIDR new(String)", NewCidr)};
static_assert(IsSorted(kCidr));

class IpHost final : public Host {
 public:
  explicit IpHost(const IpAddress& address) : Host(TypeId::kIpAddress), address_(address) {}
  static bool Is(Type type) { return type == Type(TypeId::kIpAddress); }

  bool is_v4() const { return address_.size == 4; }
  std::string_view ToText(Arena& arena) const override {
    char* const out = arena.NewBytes(kIpTextBytes);
    return {out, static_cast<size_t>(WriteIp(address_, out) - out)};
  }
  bool IsEqualByText() const override { return true; }

 private:
  IpAddress address_;
};

Value NewIp(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  IpAddress address;
  return ReadAddress(run, a[0].as_text(), &address) ? Value::Of(run.arena.New<IpHost>(address)) : Value();
}
template <bool v4>
Value IsVersion(Run&, const Value* a) { return Value::Bool(As<IpHost>(a[0])->is_v4() == v4); }

constexpr Method kIp[] = {Instance("boolean isV4()", IsVersion<true>), Instance("boolean isV6()", IsVersion<false>), Static("IPAddress new(String)", NewIp)};
static_assert(IsSorted(kIp));

// Debug ------------------------------------------------------------------------------------------------------------------------------------

Value Explain(Run& run, const Value*) { return run.ThrowWithoutMessage(TypeId::kPainlessExplainError); }
constexpr Method kDebug[] = {Static("void explain(Object)", Explain)};

// Metadata: members of ctx ------------------------------------------------------------------------------------------------------------------

class MetadataHost final : public Host {
 public:
  MetadataHost() : Host(TypeId::kMetadata) {}
  static bool Is(Type type) { return type == Type(TypeId::kMetadata); }
};

constexpr std::string_view kIndex = "_index", kId = "_id", kRouting = "_routing", kVersion = "_version", kVersionType = "_version_type";

template <const std::string_view& name>
Value GetMember(Run& run, const Value*) {
  const Value* const value = run.ctx->Find(name);
  return value == nullptr ? Value() : *value;
}
template <const std::string_view& name>
Value SetMember(Run& run, const Value* a) {
  MapPutKey(run, Value::Of(run.ctx), run.keys.Get(name), a[1]);
  return Value();
}
Value GetVersion(Run& run, const Value* a) {
  const Value version = GetMember<kVersion>(run, a);
  if (!version.is_null()) return Value::Long(version.as_long());
  return run.ThrowWithoutMessage(TypeId::kNullPointerException);
}
Value GetNow(Run& run, const Value*) { return NewTemporal(run, TypeId::kZonedDateTime, AtZone(InstantOfNanos(run.NowNanoseconds()), ZoneId{})); }

constexpr Method kMetadata[] = {
    Instance("String getId()", GetMember<kId>),
    Instance("String getIndex()", GetMember<kIndex>),
    Instance("ZonedDateTime getNow()", GetNow),
    Instance("String getRouting()", GetMember<kRouting>),
    Instance("long getVersion()", GetVersion),
    Instance("String getVersionType()", GetMember<kVersionType>),
    Instance("void setId(String)", SetMember<kId>),
    Instance("void setIndex(String)", SetMember<kIndex>),
    Instance("void setRouting(String)", SetMember<kRouting>),
    Instance("void setVersion(long)", SetMember<kVersion>),
    Instance("void setVersionType(String)", SetMember<kVersionType>),
};
static_assert(IsSorted(kMetadata));

constexpr TypeApi kTables[] = {
    {TypeId::kMetadata, kMetadata, {}}, {TypeId::kJson, kJson, {}}, {TypeId::kCidr, kCidr, {}}, {TypeId::kDebug, kDebug, {}}, {TypeId::kIpAddress, kIp, {}},
};

}  // namespace

ApiTables ElasticApi() { return kTables; }

Value MakeMetadata(Run& run, const Value*) { return Value::Of(run.arena.New<MetadataHost>()); }

}  // namespace flowship::painless
