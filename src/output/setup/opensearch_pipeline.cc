#include "output/setup/opensearch_pipeline.h"

#include <algorithm>

namespace flowship {

namespace {

constexpr std::string_view kCommon[] = {"description", "if", "ignore_failure", "on_failure", "tag"};

// Options of community_id there and here, with Elasticsearch's default; no default: it is not asked for unless it is given.
struct FlowOption {
  std::string_view theirs, ours, fallback;
  bool is_number;  // theirs has to be a Java Integer
};
constexpr FlowOption kFlowOptions[] = {
    {"source_ip_field", "source_ip", "source.ip", false},
    {"source_port_field", "source_port", "source.port", true},
    {"destination_ip_field", "destination_ip", "destination.ip", false},
    {"destination_port_field", "destination_port", "destination.port", true},
    {"iana_protocol_number_field", "iana_number", "", true},
    {"icmp_type_field", "icmp_type", "", true},
    {"icmp_code_field", "icmp_code", "", true},
    {"protocol_field", "transport", "network.transport", false},
    {"target_field", "target_field", "network.community_id", false},
};

const Value* Option(const Object& options, std::string_view name) { return options.Find(name); }

std::string TextOption(const Object& options, std::string_view name, std::string_view fallback) {
  const Value* const value = Option(options, name);
  return std::string(value != nullptr && value->is_string() ? value->as_text() : fallback);
}

bool FlagOption(const Object& options, std::string_view name, bool fallback) {
  const Value* const value = Option(options, name);
  return value != nullptr && value->is_bool() ? value->as_bool() : fallback;
}

// A field in Painless, null when it is missing; "": its name is no identifier.
std::string InPainless(std::string_view field) {
  std::string text = "ctx";
  bool begins = true;
  for (const char c : field) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_', digit = c >= '0' && c <= '9';
    if (c == '.' ? begins : !letter && (begins || !digit)) return "";
    if (begins) text += text.size() == 3 ? "." : "?.";
    if (c != '.') text += c;
    begins = c == '.';
  }
  return begins ? "" : text;
}

class Translator {
 public:
  explicit Translator(JsonDocument& document) : document_(document) {}

  // The processors of a list, each as what stands for it there.
  void All(Object& holder, std::string_view name) {
    const Value* const list = holder.Find(name);
    if (list == nullptr || !list->is_array()) return;
    Array& all = document_.NewArray();
    for (const Value& processor : *list->as_array()) One(processor, all);
    document_.Set(holder, name, Value::Of(&all));
  }

  std::vector<std::string> Words() const {
    std::vector<std::string> words;
    if (copies_ > 0) words.push_back("OpenSearch's `set` has no copy_from: `copy` stands in, " + std::to_string(copies_) + " times");
    if (ids_ > 0) {
      words.push_back("OpenSearch's `community_id` has other options: the same is said in them, " + std::to_string(ids_) + " times");
    }
    return words;
  }

 private:
  void One(const Value& processor, Array& out) {
    Value copy = document_.Copy(processor);
    if (copy.is_object() && copy.as_object()->size() == 1 && copy.as_object()->begin()->value.is_object()) {
      const std::string_view kind = copy.as_object()->begin()->key.text();
      Object& options = *copy.as_object()->begin()->value.as_object();
      All(options, "on_failure");
      if (kind == "set" && Copied(options, out)) return;
      if (kind == "community_id" && Identified(options, out)) return;
    }
    document_.Push(out, copy);
  }

  void Push(std::string_view kind, Object& options, Array& out) {
    Object& processor = document_.NewObject();
    document_.Set(processor, kind, Value::Of(&options));
    document_.Push(out, Value::Of(&processor));
  }

  // What all processors have, with one more condition unless that is empty.
  void SetCommon(const Object& from, const std::string& condition, Object& to) {
    for (const std::string_view name : kCommon) {
      if (const Value* const value = from.Find(name)) document_.Set(to, name, *value);
    }
    if (condition.empty()) return;
    const std::string given = TextOption(from, "if", "");
    document_.Set(to, "if", document_.Text(given.empty() ? condition : "(" + given + ") && " + condition));
  }

  // `override: false` leaves a field that is there alone; copy's override_target: false fails then, so nothing stands in.
  bool Copied(const Object& options, Array& out) {
    const std::string source = TextOption(options, "copy_from", ""), target = TextOption(options, "field", ""), path = InPainless(source);
    const bool skips = FlagOption(options, "ignore_empty_value", false);
    if (source.empty() || !FlagOption(options, "override", true) || (skips && path.empty())) return false;
    Object& copy = document_.NewObject();
    document_.Set(copy, "source_field", document_.Text(source));
    document_.Set(copy, "target_field", document_.Text(target));
    document_.Set(copy, "override_target", Value::Bool(true));
    if (skips) document_.Set(copy, "ignore_missing", Value::Bool(true));
    SetCommon(options, skips ? path + " != null && " + path + " != ''" : "", copy);
    Push("copy", copy, out);
    ++copies_;
    return true;
  }

  // A port of 0 is a failure in Elasticsearch; here no id is made, which is the same only where failures are ignored.
  bool Identified(const Object& options, Array& out) {
    const std::string transport = InPainless(TextOption(options, "transport", "network.transport"));
    const std::string from = InPainless(TextOption(options, "source_port", "source.port")), to = InPainless(TextOption(options, "destination_port", "destination.port"));
    if (transport.empty() || from.empty() || to.empty() || !FlagOption(options, "ignore_failure", false)) return false;
    Object& id = document_.NewObject();
    for (const FlowOption& option : kFlowOptions) {
      std::string field = TextOption(options, option.ours, option.fallback);
      if (field.empty()) continue;
      if (option.is_number) field = AsInteger(field, option.ours, options, out);
      document_.Set(id, option.theirs, document_.Text(field));
    }
    if (const Value* const seed = options.Find("seed")) document_.Set(id, "seed", *seed);
    document_.Set(id, "ignore_missing", Value::Bool(FlagOption(options, "ignore_missing", true)));
    SetCommon(options, "(!['tcp', 'udp', 'sctp'].contains(" + transport + ") || (" + from + " != 0 && " + to + " != 0))", id);
    Push("community_id", id, out);
    ++ids_;
    return true;
  }

  // Where the field is as an Integer.
  std::string AsInteger(const std::string& field, std::string_view name, const Object& options, Array& out) {
    const std::string there = "_ingest.flowship." + std::string(name);
    Object& convert = document_.NewObject();
    document_.Set(convert, "field", document_.Text(field));
    document_.Set(convert, "target_field", document_.Text(there));
    document_.Set(convert, "type", document_.Text("integer"));
    document_.Set(convert, "ignore_missing", Value::Bool(true));
    document_.Set(convert, "ignore_failure", Value::Bool(true));
    if (const Value* const condition = options.Find("if")) document_.Set(convert, "if", *condition);
    Push("convert", convert, out);
    return there;
  }

  JsonDocument& document_;
  size_t copies_ = 0, ids_ = 0;
};

}  // namespace

std::vector<std::string> FitToOpenSearch(JsonDocument& document, Object& pipeline) {
  Translator translator(document);
  translator.All(pipeline, "processors");
  translator.All(pipeline, "on_failure");
  return translator.Words();
}

}  // namespace flowship
