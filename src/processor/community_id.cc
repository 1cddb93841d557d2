// community_id: the Community ID of a flow (community_id_hash.h). Elasticsearch, "Community ID processor".

#include <limits>

#include "event/json_writer.h"
#include "painless/text.h"
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

class CommunityId : public Processor {
 public:
  CommunityId(FlowFields fields, FieldPath target, uint16_t seed, bool ignore_missing)
      : fields_(std::move(fields)), target_(std::move(target)), seed_(seed), ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Flow flow;
    const Read read = ReadFlow(document, &flow);
    if (read == Read::kFailed) return RunResult::kFailed;
    if (read == Read::kNone) {
      return ignore_missing_ ? RunResult::kOk : OkOrFailed(document.Illegal("unable to construct flow from document"));
    }
    char* const text = document.arena().NewBytes(kCommunityIdBytes);
    WriteCommunityId(flow, seed_, text);
    return OkOrFailed(document.Set(target_, Value::String({text, kCommunityIdBytes}).Plain()));
  }

 private:
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
    int64_t number = 0;
    if (value.is_string()) {
      number = ProtocolOfName(value.as_text());
      if (number < 0 && !ParseInt(value.as_text(), &number)) {
        return document.Illegal("could not convert string [{}] to transport protocol", value.as_text()), Read::kFailed;
      }
    } else if (!NumberOf(value, &number)) {
      return document.Illegal("could not convert value of type [{}] to transport protocol", JavaTypeName(value)), Read::kFailed;
    }
    if (number < 0 || number >= 255) return document.Illegal("invalid transport protocol number [{}]", number), Read::kFailed;
    *protocol = static_cast<uint8_t>(number);
    return Read::kValue;
  }

  // Java's (int) Number.longValue().
  static bool NumberOf(const Value& value, int64_t* number) {
    if (!value.is_number()) return false;
    *number = static_cast<int32_t>(value.is_integral() ? value.as_long() : value.is_floating() ? static_cast<int64_t>(value.as_double()) : 0);
    return true;
  }

  // A missing number is 0.
  static bool ReadNumber(Document& document, const FieldPath& path, std::string_view what, bool may_be_missing, Value* value, int64_t* number) {
    *number = 0;
    const Read read = Look(document, path, may_be_missing, value);
    if (read != Read::kValue) return read == Read::kNone;
    if (NumberOf(*value, number)) return true;
    if (value->is_string() && ParseInt(value->as_text(), number)) return true;
    return document.Illegal("unable to parse {} [{}]", what, JavaText(*value, document.arena()));
  }

  bool ReadPort(Document& document, const FieldPath& path, std::string_view what, uint16_t* port) const {
    Value value;
    int64_t number = 0;
    if (!ReadNumber(document, path, what, ignore_missing_, &value, &number)) return false;
    if (number < 1 || number > 65535) return document.Illegal("invalid {} [{}]", what, JavaText(value, document.arena()));
    *port = static_cast<uint16_t>(number);
    return true;
  }

  // Types and codes of ICMP may be missing whatever ignore_missing says.
  static bool ReadIcmp(Document& document, const FieldPath& path, std::string_view what, uint16_t* out) {
    Value value;
    int64_t number = 0;
    if (!ReadNumber(document, path, what, true, &value, &number)) return false;
    if (number < 0 || number > 65535) {
      return document.FailWith("illegal_state_exception", "number [{}] must be a value between 0 and 65535", number);
    }
    *out = static_cast<uint16_t>(number);
    return true;
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
