#include "config/input_reader.h"

#include <algorithm>

#include "config/log_input.h"
#include "config/option_record.h"

namespace flowship::config {

namespace {

constexpr size_t kDataStreamPartBytes = 100;

// Why `part` can't be part of a data stream's name; empty: it can.
std::string WhyNoPart(std::string_view part) {
  if (part.size() > kDataStreamPartBytes) return "is longer than " + std::to_string(kDataStreamPartBytes) + " bytes";
  for (const char c : part) {
    if (c == '-') return "has a -, which separates the parts of a data stream's name; use _";
    if (c >= 'A' && c <= 'Z') return "has upper case; the names of data streams are lower case";
    if (static_cast<unsigned char>(c) <= ' ') return "has a space";
    if (std::string_view("\\/*?\"<>|,#:").find(c) != std::string_view::npos) return std::string("has a ") + c + ", which no index may have in its name";
  }
  return "";
}

std::string Where(const Place& place, const Place& seen_from) {
  if (place.source == nullptr || place.line == 0) return "";
  const std::string line = "line " + std::to_string(place.line);
  return place.source == seen_from.source ? line : line + " of " + place.source->name;
}

// A name of the `log` input that Fleet's integrations still write for filestream, and filestream's own.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {{"exclude_files", "prospector.scanner.exclude_files"}};

// Inputs of Filebeat that filestream has replaced; Fleet's older packages have them.
constexpr std::string_view kOlderTypes[] = {"log", "logfile"};

// Inputs of Filebeat and Elastic Agent of which none here is a mistyped name.
constexpr std::string_view kOfOthers[] = {"aws-s3", "azure-eventhub", "cel", "container", "docker", "gcp-pubsub", "http_endpoint", "httpjson", "journald", "mqtt", "netflow", "packet",
                                          "redis", "stdin", "syslog", "tcp", "udp", "unix", "winlog"};

bool HasUnderAnyName(const Options& options, std::string_view name) {
  return options.Has(name) || std::any_of(std::begin(kOtherNames), std::end(kOtherNames),
                                          [&](const auto& names) { return names.first == name && options.Has(names.second); });
}

constexpr std::string_view kSflow = "sflow";

// The counter samples that a stream of the sflow input receives are a dataset of their own.
StreamPolicy CountersOf(const StreamPolicy& stream) {
  StreamPolicy fed = stream;
  fed.id += "-counters";
  fed.dataset = "goflow2.sflow_counters";
  fed.pipeline.reset();
  fed.options = Node::Mapping({}, stream.place);
  fed.fed_by = stream.id;
  return fed;
}

}  // namespace

void CheckChoice(Options& options, std::string_view name, const std::string& value, const std::vector<std::string>& choices, std::string_view what) {
  if (OptionRecord* const record = OptionRecord::current()) record->Note(&options, name, OptionNote::Kind::kText).choices = choices;
  if (value.empty() || choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  std::string message = "there is no " + std::string(what) + " \"" + value + "\"";
  if (const auto nearest = Nearest(value, choices)) {
    message += "; did you mean \"" + *nearest + "\"?";
  } else {
    for (const std::string& choice : choices) message += (&choice == &choices.front() ? "; there is " : ", ") + choice;
  }
  options.Error(name, std::move(message));
}

void InputReader::CheckUnique(std::map<std::string, Place>* ids, const std::string& id, const Place& place, std::string_view what) {
  const auto [first, unique] = ids->try_emplace(id, place);
  if (unique) return;
  diagnostics_.Error(place, "a second " + std::string(what) + " \"" + id + "\"; the first is in " + Where(first->second, place) + ". Give each its own `id`");
}

void InputReader::CheckOutput(Options& options, const std::string& name) {
  const auto output = outputs_.find(name);
  if (output != outputs_.end()) {
    if (!output->second) options.Error("use_output", "the output \"" + name + "\" is disabled");
    return;
  }
  if (outputs_.empty()) return;  // that is one mistake, and it was reported
  std::vector<std::string> names;
  for (const auto& [other, enabled] : outputs_) names.push_back(other);
  CheckChoice(options, "use_output", name, names, "output");
}

// What Fleet writes into inputs and streams for itself, and what would change the meaning if it were ignored.
void InputReader::TakeTheirs(Options& options) {
  for (const char* theirs : {"name", "revision", "meta", "package_policy_id", "policy", "original_id", "log_level"}) options.TakeIdle(theirs);
  (void)options.Take("condition");  // was judged before variables were replaced
  // Elastic's integrations ask for it where a record comes from another host; flowship never adds the agent's host to a record.
  (void)options.TakeBool("publisher_pipeline.disable_host", true);
}

void InputReader::ReadDataStream(Options& options, StreamPolicy* stream) {
  const auto mapping = options.TakeMapping("data_stream");
  if (!mapping) return;
  Options inner(*mapping, diagnostics_);
  const auto take = [&inner](const char* name, std::string* part) {
    std::string text = inner.TakeString(name, "");
    if (text.empty()) return;  // inherited
    if (const std::string why = WhyNoPart(text); !why.empty()) inner.Error(name, "\"" + text + "\" " + why);
    *part = std::move(text);
  };
  take("type", &stream->type);
  take("dataset", &stream->dataset);
  take("namespace", &stream->name_space);
  inner.Finish("data_stream");
}

// `fields` is what add_fields is for; it comes first, as Filebeat has it.
Node InputReader::TakeProcessors(Options& options) {
  Node list = Node::Sequence({}, options.PlaceOf("processors"));
  const Place place = options.PlaceOf("fields");
  const bool under_root = options.TakeBool("fields_under_root", false);
  if (auto fields = options.TakeMapping("fields")) {
    Node settings = Node::Mapping({{"target", place, Node::Text(under_root ? "" : "fields", place)}, {"fields", place, std::move(*fields)}}, place);
    list.items.push_back(Node::Mapping({{"add_fields", place, std::move(settings)}}, place));
  }
  if (auto given = options.TakeSequence("processors")) std::move(given->items.begin(), given->items.end(), std::back_inserter(list.items));
  return list;
}

void InputReader::ReadList(const Node& inputs) {
  for (const Node& input : inputs.items) ReadInput(input);
}

void InputReader::CheckType(Options& options, const std::string& type) {
  const bool of_others = type.find('/') != std::string::npos || std::ranges::find(kOfOthers, type) != std::end(kOfOthers);
  if (!of_others || std::ranges::find(types_, type) != types_.end()) return CheckChoice(options, "type", type, types_, "input type");
  std::string known;
  for (const std::string& own : types_) known += (known.empty() ? "" : ", ") + own;
  options.Error("type", "flowship has no input \"" + type + "\", only " + known + "; leave it to Elastic Agent or Filebeat, and take it out here");
}

void InputReader::ReadInput(const Node& node) {
  Options options(node, diagnostics_);
  if (!node.is_mapping()) return;
  StreamPolicy inherited;
  inherited.processors.kind = Node::Kind::kSequence;
  reads_log_options_ = false;
  if (!options.Has("type")) options.Error("type", "an input needs a `type`, such as filestream");
  inherited.input_type = options.TakeString("type", "");
  if (std::ranges::find(kOlderTypes, inherited.input_type) != std::end(kOlderTypes)) {
    diagnostics_.Warning(options.PlaceOf("type"), "\"" + inherited.input_type + "\" is an older name; it is taken for filestream");
    inherited.input_type = "filestream";
    reads_log_options_ = true;
  }
  CheckType(options, inherited.input_type);
  if (inherited.input_type == kSflow) inherited.dataset = "goflow2.sflow";  // what it receives becomes GoFlow2's records
  inherited.input_id = options.TakeString("id", inherited.input_type);
  CheckUnique(&input_ids_, inherited.input_id, options.PlaceOf("id"), "input");
  inherited.use_output = options.TakeString("use_output", inherited.use_output);
  CheckOutput(options, inherited.use_output);
  const bool enabled = options.TakeBool("enabled", true);
  ReadDataStream(options, &inherited);
  TakeTheirs(options);
  if (!options.Has("streams")) {
    // Elastic Agent takes an input without streams for its own and only stream.
    const Node rest = Node::Mapping(options.TakeRest(), node.place);
    Node only = rest;
    only.members.push_back({"id", options.PlaceOf("id"), Node::Text(inherited.input_id, options.PlaceOf("id"))});
    ReadStream(only, inherited, enabled);
    return;
  }
  inherited.processors = TakeProcessors(options);
  const auto streams = options.TakeSequence("streams");
  if (streams && streams->items.empty()) options.Error("streams", "the input has no stream");
  if (streams) {
    for (const Node& stream : streams->items) ReadStream(stream, inherited, enabled);
  }
  options.Finish("an input that has streams");
}

void InputReader::ReadStream(const Node& given, const StreamPolicy& inherited, bool input_enabled) {
  const Node node = reads_log_options_ ? AsFilestream(given, diagnostics_) : given;
  Options options(node, diagnostics_);
  if (!node.is_mapping() && !node.is_null()) return;
  StreamPolicy stream = inherited;
  stream.place = node.place;
  ReadDataStream(options, &stream);
  for (const Node::Member& member : DatasetDefaults(stream.dataset, stream.input_type).members) {
    if (!HasUnderAnyName(options, member.key)) options.AddDefault(member);
  }
  stream.id = options.TakeString("id", inherited.input_id + "-" + stream.dataset);
  if (OptionRecord* const record = OptionRecord::current()) record->Note(&options, "id", OptionNote::Kind::kText).fallback = "<id of the input>-<dataset>";
  CheckUnique(&stream_ids_, stream.id, options.PlaceOf("id"), "stream");
  const bool enabled = options.TakeBool("enabled", true) && input_enabled;
  TakeTheirs(options);
  stream.tags = options.TakeStrings("tags");
  const bool preserve = options.TakeBool("preserve_original_event", false);
  if (preserve && std::find(stream.tags.begin(), stream.tags.end(), "preserve_original_event") == stream.tags.end()) {
    stream.tags.insert(stream.tags.begin(), "preserve_original_event");
  }
  stream.pipeline = options.TakeString("pipeline");
  Node processors = TakeProcessors(options);
  std::move(processors.items.begin(), processors.items.end(), std::back_inserter(stream.processors.items));
  const bool counters = stream.input_type == kSflow && options.TakeBool("counters", true);
  stream.options = Node::Mapping(options.TakeRest(), node.place);
  if (!enabled) return;
  if (counters) {
    StreamPolicy fed = CountersOf(stream);
    CheckUnique(&stream_ids_, fed.id, options.PlaceOf("id"), "stream");
    streams_.push_back(std::move(stream));
    streams_.push_back(std::move(fed));
  } else {
    streams_.push_back(std::move(stream));
  }
}

StreamPolicy DefaultStream(const std::string& dataset, Diagnostics& diagnostics) {
  const std::map<std::string, bool> outputs;
  const std::vector<std::string> types;
  InputReader reader(outputs, types, diagnostics);
  StreamPolicy inherited;
  inherited.input_id = "replay";
  inherited.input_type = "filestream";
  inherited.dataset = dataset;
  inherited.processors.kind = Node::Kind::kSequence;
  reader.ReadStream(Node(), inherited, true);
  return reader.TakeStreams().front();
}

}  // namespace flowship::config
