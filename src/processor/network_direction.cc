// network_direction: inbound, outbound, internal or external, by what networks are one's own. Elasticsearch, "Network direction processor".

#include "processor/apply.h"
#include "processor/fields.h"
#include "processor/ip_network.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// One of `internal_networks`: compiled beforehand if it is no template. What is wrong in it is an error of the document that meets it.
struct InternalNetwork {
  Template text;
  std::optional<IpNetwork> network;
};

bool IsInternalOf(Document& document, const IpAddress& address, std::string_view name, bool* is_internal) {
  std::string error;
  const auto network = IpNetwork::Parse(name, &error);
  if (!network) return document.FailWith(error.starts_with("For input") ? "number_format_exception" : "illegal_argument_exception", "{}", error);
  *is_internal = network->Contains(address);
  return true;
}

// In a list of names; stops at the first that it is in.
bool IsInternalOf(Document& document, std::string_view text, const Array& list, bool* is_internal) {
  IpAddress address;
  if (!list.empty() && !ParseIp(text, document, &address)) return false;
  for (const Value& name : list) {
    if (!name.is_string()) return document.FailWith("class_cast_exception", "class {} cannot be cast to class java.lang.String", JavaTypeName(name));
    if (!IsInternalOf(document, address, name.as_text(), is_internal)) return false;
    if (*is_internal) break;
  }
  return true;
}

std::string_view DirectionOf(bool from_inside, bool to_inside) {
  return from_inside ? (to_inside ? "internal" : "outbound") : (to_inside ? "inbound" : "external");
}

class NetworkDirection : public Processor {
 public:
  NetworkDirection(FieldPath source, FieldPath destination, FieldPath target, std::vector<InternalNetwork> networks, std::optional<FieldPath> networks_field,
                   bool ignore_missing)
      : source_(std::move(source)),
        destination_(std::move(destination)),
        target_(std::move(target)),
        networks_(std::move(networks)),
        networks_field_(std::move(networks_field)),
        ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Value list, source, destination;
    Read read = Read::kValue;
    if (networks_field_) read = ReadField(document, *networks_field_, &list);
    if (read == Read::kValue && networks_field_ && !list.is_array()) return OkOrFailed(FailCast(document, *networks_field_, list, "java.util.ArrayList"));
    if (read == Read::kValue) read = ReadAddress(document, source_, &source);
    if (read == Read::kValue) read = ReadAddress(document, destination_, &destination);
    if (read == Read::kFailed) return RunResult::kFailed;
    if (read == Read::kNone) {
      return ignore_missing_ ? RunResult::kOk : OkOrFailed(document.Illegal("unable to calculate network direction from document"));
    }
    const Array* const from_field = networks_field_ ? list.as_array() : nullptr;
    bool from_inside = false, to_inside = false;
    if (!IsInternal(document, from_field, source.as_text(), &from_inside) || !IsInternal(document, from_field, destination.as_text(), &to_inside)) {
      return RunResult::kFailed;
    }
    return OkOrFailed(document.Set(target_, Value::String(DirectionOf(from_inside, to_inside)).Plain()));
  }

 private:
  // kNone: null, or missing where that is ignored.
  Read ReadField(Document& document, const FieldPath& path, Value* value) const {
    Value* found = document.Get(path);
    if (found == nullptr && !ignore_missing_ && !document.Require(path, &found)) return Read::kFailed;
    if (found == nullptr || found->is_null()) return Read::kNone;
    *value = *found;
    return Read::kValue;
  }

  Read ReadAddress(Document& document, const FieldPath& path, Value* value) const {
    const Read read = ReadField(document, path, value);
    if (read == Read::kValue && !value->is_string()) return FailCast(document, path, *value, "java.lang.String"), Read::kFailed;
    return read;
  }

  bool IsInternal(Document& document, const Array* list, std::string_view text, bool* is_internal) const {
    if (list != nullptr) return IsInternalOf(document, text, *list, is_internal);
    IpAddress address;
    if (!networks_.empty() && !ParseIp(text, document, &address)) return false;
    for (size_t i = 0; i < networks_.size() && !*is_internal; ++i) {
      if (networks_[i].network) {
        *is_internal = networks_[i].network->Contains(address);
      } else if (!IsInternalOf(document, address, networks_[i].text.Render(document), is_internal)) {
        return false;
      }
    }
    return true;
  }

  const FieldPath source_, destination_, target_;
  const std::vector<InternalNetwork> networks_;
  const std::optional<FieldPath> networks_field_;
  const bool ignore_missing_;
};

std::vector<InternalNetwork> TakeNetworks(config::Options& options) {
  std::vector<InternalNetwork> networks;
  for (const std::string& text : options.TakeStrings("internal_networks")) {
    auto compiled = Template::Compile(text);
    if (!compiled.ok()) {
      options.Error("internal_networks", compiled.error().message);
      continue;
    }
    InternalNetwork network{*std::move(compiled), std::nullopt};
    std::string error;
    if (network.text.is_constant()) network.network = IpNetwork::Parse(text, &error);
    networks.push_back(std::move(network));
  }
  return networks;
}

}  // namespace

bool ApplyNetworkDirection(Document& document, std::string_view source, std::string_view destination, const Array& list, std::string_view* direction) {
  bool from_inside = false, to_inside = false;
  if (!IsInternalOf(document, source, list, &from_inside) || !IsInternalOf(document, destination, list, &to_inside)) return false;
  *direction = DirectionOf(from_inside, to_inside);
  return true;
}

std::unique_ptr<const Processor> CompileNetworkDirection(config::Options& options, CompileContext& context) {
  FieldPath source = TakeField(options, context, "source_ip", "source.ip");
  FieldPath destination = TakeField(options, context, "destination_ip", "destination.ip");
  FieldPath target = TakeField(options, context, "target_field", "network.direction");
  const bool ignore_missing = options.TakeBool("ignore_missing", true);
  const bool has_networks = options.Has("internal_networks"), has_field = options.Has("internal_networks_field");
  std::vector<InternalNetwork> networks = TakeNetworks(options);
  std::optional<FieldPath> networks_field;
  if (const auto name = options.TakeString("internal_networks_field")) networks_field = context.Path(*name, options.PlaceOf("internal_networks_field"));
  if (!has_networks && !has_field) options.Error("internal_networks", "[internal_networks] or [internal_networks_field] must be specified");
  if (has_networks && has_field) {
    options.Error("internal_networks", "[internal_networks] and [internal_networks_field] cannot both be used in the same processor");
  }
  return std::make_unique<NetworkDirection>(std::move(source), std::move(destination), std::move(target), std::move(networks), std::move(networks_field),
                                            ignore_missing);
}

}  // namespace flowship
