// community_id: the Community ID of a flow (community_id_hash.h). Elasticsearch, "Community ID processor".

#include <array>
#include <limits>

#include "event/json_writer.h"
#include "painless/text.h"
#include "processor/apply.h"
#include "processor/community_id_hash.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

struct FlowFields {
  FieldPath source_ip, source_port, destination_ip, destination_port, iana_number, icmp_type, icmp_code, transport;
};

bool ParseInt(std::string_view text, int64_t* number) {
  constexpr int64_t kMin = std::numeric_limits<int32_t>::min(), kMax = std::numeric_limits<int32_t>::max();
  return painless::ParseInteger(text, 10, kMin, kMax, number);
}

// Java's (int) Number.longValue().
bool NumberOf(const Value& value, int64_t* number) {
  if (!value.is_number()) return false;
  *number = static_cast<int32_t>(value.is_integral() ? value.as_long() : value.is_floating() ? static_cast<int64_t>(value.as_double()) : 0);
  return true;
}

bool ToProtocol(Document& document, const Value& value, uint8_t* protocol) {
  int64_t number = 0;
  if (value.is_string()) {
    number = ProtocolOfName(value.as_text());
    if (number < 0 && !ParseInt(value.as_text(), &number)) {
      return document.Illegal("could not convert string [{}] to transport protocol", value.as_text());
    }
  } else if (!NumberOf(value, &number)) {
    return document.Illegal("could not convert value of type [{}] to transport protocol", JavaTypeName(value));
  }
  if (number < 0 || number >= 255) return document.Illegal("invalid transport protocol number [{}]", number);
  *protocol = static_cast<uint8_t>(number);
  return true;
}

// null is 0.
bool ToNumber(Document& document, const Value& value, std::string_view what, int64_t* number) {
  *number = 0;
  if (value.is_null() || NumberOf(value, number) || (value.is_string() && ParseInt(value.as_text(), number))) return true;
  return document.Illegal("unable to parse {} [{}]", what, JavaText(value, document.arena()));
}

bool ToPort(Document& document, const Value& value, std::string_view what, uint16_t* port) {
  int64_t number = 0;
  if (!ToNumber(document, value, what, &number)) return false;
  if (number < 1 || number > 65535) return document.Illegal("invalid {} [{}]", what, JavaText(value, document.arena()));
  *port = static_cast<uint16_t>(number);
  return true;
}

bool ToUint16(Document& document, int64_t number, uint16_t* out) {
  if (number < 0 || number > 65535) return document.FailWith("illegal_state_exception", "number [{}] must be a value between 0 and 65535", number);
  *out = static_cast<uint16_t>(number);
  return true;
}

bool ToIcmp(Document& document, const Value& value, std::string_view what, uint16_t* out) {
  int64_t number = 0;
  return ToNumber(document, value, what, &number) && ToUint16(document, number, out);
}

bool ToFlow(Document& document, const FlowValues& values, Flow* flow) {
  const Value& protocol = values.iana_number.is_null() ? values.transport : values.iana_number;
  for (const auto& [from, to] : {std::pair{&values.source_ip, &flow->source}, {&values.destination_ip, &flow->destination}}) {
    if (from->is_null()) return document.Illegal("unable to construct flow from document");
    if (!ParseIp(from->as_text(), document, to)) return false;
  }
  if (protocol.is_null()) return document.Illegal("unable to construct flow from document");
  if (!ToProtocol(document, protocol, &flow->protocol)) return false;
  if (HasPorts(flow->protocol)) {
    return ToPort(document, values.source_port, "source port", &flow->source_port) &&
           ToPort(document, values.destination_port, "destination port", &flow->destination_port);
  }
  return !IsIcmp(flow->protocol) ||
         (ToIcmp(document, values.icmp_type, "icmp type", &flow->icmp_type) && ToIcmp(document, values.icmp_code, "icmp code", &flow->icmp_code));
}

Value IdOf(const Flow& flow, uint16_t seed, Arena& arena) {
  char* const text = arena.NewBytes(kCommunityIdBytes);
  WriteCommunityId(flow, seed, text);
  return Value::String({text, kCommunityIdBytes}).Plain();
}

class CommunityId : public Processor {
 public:
  CommunityId(FlowFields fields, FieldPath target, uint16_t seed, bool ignore_missing)
      : fields_(std::move(fields)), target_(std::move(target)), seed_(seed), ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Flow flow;
    const Read read = ReadFlow(document, &flow);
    if (read == Read::kFailed) {
      if (document.tracer != nullptr) TraceFailure(document);
      return RunResult::kFailed;
    }
    if (read == Read::kNone) {
      // Unless it was the first field, what came before it was looked into.
      if (document.tracer != nullptr && document.Has(fields_.source_ip)) document.tracer->Abort();
      return ignore_missing_ ? RunResult::kOk : OkOrFailed(document.Illegal("unable to construct flow from document"));
    }
    Value id = IdOf(flow, seed_, document.arena());
    if (document.tracer != nullptr) id = Traced(document, id);
    return OkOrFailed(document.Set(target_, id));
  }
  bool Traces() const override { return true; }

 private:
  // What the flow is made of, in the order of FlowValues.
  using Inputs = std::array<Value, 8>;
  Inputs InputsOf(Document& document) const {
    const auto look = [&document](const FieldPath& path) {
      const Value* const found = document.Get(path);
      return found == nullptr ? Value::Null() : *found;
    };
    return {look(fields_.source_ip),   look(fields_.destination_ip),   look(fields_.iana_number), look(fields_.transport),
            look(fields_.source_port), look(fields_.destination_port), look(fields_.icmp_type), look(fields_.icmp_code)};
  }
  Value Traced(Document& document, const Value& id) const { return document.tracer->Record({Again, this}, InputsOf(document), id); }
  // Only where looking at the values again fails alike: fields that are missing fail on their own.
  void TraceFailure(Document& document) const {
    const Inputs inputs = InputsOf(document);
    if (inputs[0].is_string() && inputs[1].is_string()) document.tracer->RecordFailure({Again, this}, inputs);
  }

  static bool Again(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
    const FlowValues values{inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5], inputs[6], inputs[7]};
    Flow flow;
    if (!values.source_ip.is_string() || !values.destination_ip.is_string() || !ToFlow(context.document, values, &flow)) return false;
    *result = IdOf(flow, static_cast<const CommunityId*>(step.self)->seed_, context.arena);
    return true;
  }

  // A field that need not be there; null when it is not.
  static Read Look(Document& document, const FieldPath& path, bool may_be_missing, Value* value) {
    Value* found = document.Get(path);
    if (found == nullptr && !may_be_missing && !document.Require(path, &found)) return Read::kFailed;
    *value = found == nullptr ? Value::Null() : *found;
    return value->is_null() ? Read::kNone : Read::kValue;
  }

  Read ReadAddress(Document& document, const FieldPath& path, IpAddress* address) const {
    Value value;
    const Read read = Look(document, path, ignore_missing_, &value);
    if (read != Read::kValue) return read;
    if (!value.is_string()) return FailCast(document, path, value, "java.lang.String"), Read::kFailed;
    return ParseIp(value.as_text(), document, address) ? Read::kValue : Read::kFailed;
  }

  Read ReadProtocol(Document& document, uint8_t* protocol) const {
    Value value;
    Read read = Look(document, fields_.iana_number, true, &value);
    if (read == Read::kNone) read = Look(document, fields_.transport, ignore_missing_, &value);
    if (read != Read::kValue) return read;
    return ToProtocol(document, value, protocol) ? Read::kValue : Read::kFailed;
  }

  bool ReadPort(Document& document, const FieldPath& path, std::string_view what, uint16_t* port) const {
    Value value;
    return Look(document, path, ignore_missing_, &value) != Read::kFailed && ToPort(document, value, what, port);
  }

  // Types and codes of ICMP may be missing whatever ignore_missing says.
  static bool ReadIcmp(Document& document, const FieldPath& path, std::string_view what, uint16_t* out) {
    Value value;
    return Look(document, path, true, &value) != Read::kFailed && ToIcmp(document, value, what, out);
  }

  Read ReadFlow(Document& document, Flow* flow) const {
    for (const auto& [path, address] : {std::pair{&fields_.source_ip, &flow->source}, {&fields_.destination_ip, &flow->destination}}) {
      const Read read = ReadAddress(document, *path, address);
      if (read != Read::kValue) return read;
    }
    const Read read = ReadProtocol(document, &flow->protocol);
    if (read != Read::kValue) return read;
    bool ok = true;
    if (HasPorts(flow->protocol)) {
      ok = ReadPort(document, fields_.source_port, "source port", &flow->source_port) &&
           ReadPort(document, fields_.destination_port, "destination port", &flow->destination_port);
    } else if (IsIcmp(flow->protocol)) {
      ok = ReadIcmp(document, fields_.icmp_type, "icmp type", &flow->icmp_type) &&
           ReadIcmp(document, fields_.icmp_code, "icmp code", &flow->icmp_code);
    }
    return ok ? Read::kValue : Read::kFailed;
  }

  const FlowFields fields_;
  const FieldPath target_;
  const uint16_t seed_;
  const bool ignore_missing_;
};

}  // namespace

bool ApplyCommunityId(Document& document, const FlowValues& values, int64_t seed, Value* id) {
  Flow flow;
  uint16_t small_seed = 0;
  if (!ToUint16(document, seed, &small_seed) || !ToFlow(document, values, &flow)) return false;
  *id = IdOf(flow, small_seed, document.arena());
  return true;
}

std::unique_ptr<const Processor> CompileCommunityId(config::Options& options, CompileContext& context) {
  FlowFields fields;
  fields.source_ip = TakeField(options, context, "source_ip", "source.ip");
  fields.source_port = TakeField(options, context, "source_port", "source.port");
  fields.destination_ip = TakeField(options, context, "destination_ip", "destination.ip");
  fields.destination_port = TakeField(options, context, "destination_port", "destination.port");
  fields.iana_number = TakeField(options, context, "iana_number", "network.iana_number");
  fields.icmp_type = TakeField(options, context, "icmp_type", "icmp.type");
  fields.icmp_code = TakeField(options, context, "icmp_code", "icmp.code");
  fields.transport = TakeField(options, context, "transport", "network.transport");
  FieldPath target = TakeField(options, context, "target_field", "network.community_id");
  const auto seed = static_cast<uint16_t>(options.TakeInt("seed", 0, 0, 65535));
  const bool ignore_missing = options.TakeBool("ignore_missing", true);
  return std::make_unique<CommunityId>(std::move(fields), std::move(target), seed, ignore_missing);
}

}  // namespace flowship
