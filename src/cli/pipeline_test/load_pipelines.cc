#include "cli/pipeline_test/load_pipelines.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "processor/processor_types.h"

namespace flowship::cli {

namespace fs = std::filesystem;

namespace {

bool ReadWhole(const fs::path& path, std::string* text, config::Diagnostics& diagnostics) {
  std::ifstream file(path, std::ios::binary);
  if (file) text->assign(std::istreambuf_iterator<char>(file), {});
  if (!file) diagnostics.Error({}, path.string() + ": cannot be read");
  return static_cast<bool>(file);
}

// The file that a link names: its first word is the path from the link's folder, the second a checksum.
bool FollowLink(fs::path* path, config::Diagnostics& diagnostics) {
  std::string text;
  if (!ReadWhole(*path, &text, diagnostics)) return false;
  *path = path->parent_path() / text.substr(0, text.find_first_of(" \t\r\n"));
  return true;
}

// What comes of YAML on its way to Elasticsearch as JSON: names in order, and a number that has no fraction as an integer (1.0 → 1).
void AsJson(config::Node* node) {
  for (config::Node& item : node->items) AsJson(&item);
  for (config::Node::Member& member : node->members) AsJson(&member.value);
  std::stable_sort(node->members.begin(), node->members.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  if (!node->is_scalar() || config::TypeOf(*node) != config::ScalarType::kFloat) return;
  constexpr double kExact = 9007199254740992.0;  // 2^53
  const double number = config::ParseFloat(node->text).value_or(0.5);
  if (std::abs(number) < kExact && number == std::trunc(number)) node->text = std::to_string(static_cast<int64_t>(number));
}

config::Node AsList(const config::Node& value) {
  if (value.is_sequence()) return value;
  return config::Node::Sequence(value.is_null() ? std::vector<config::Node>() : std::vector{value}, value.place);
}

// One rule of routing_rules.yml as a reroute processor.
config::Node RerouteOf(const config::Node& rule, const config::Node* source_dataset) {
  config::Node options = config::Node::Mapping({}, rule.place);
  const auto add = [&options](std::string_view key, config::Node value) { options.members.push_back({std::string(key), value.place, std::move(value)}); };
  if (source_dataset != nullptr) add("tag", *source_dataset);
  if (const config::Node* const condition = rule.Find("if")) add("if", *condition);
  if (const config::Node* const dataset = rule.Find("target_dataset")) add("dataset", AsList(*dataset));
  if (const config::Node* const name_space = rule.Find("namespace"); name_space != nullptr && !name_space->is_null()) add("namespace", AsList(*name_space));
  config::Node processor = config::Node::Mapping({}, rule.place);
  processor.members.push_back({"reroute", rule.place, std::move(options)});
  return processor;
}

void AddRoutingRules(const fs::path& path, config::Node* pipeline, config::Diagnostics& diagnostics) {
  if (!fs::exists(path) || !pipeline->is_mapping()) return;
  const auto routing = config::ParseFile(path.string(), diagnostics);
  if (!routing || !routing->is_sequence()) return;
  const auto processors = std::find_if(pipeline->members.begin(), pipeline->members.end(), [](const auto& member) { return member.key == "processors"; });
  if (processors == pipeline->members.end()) return;
  for (const config::Node& source : routing->items) {
    const config::Node* const rules = source.is_mapping() ? source.Find("rules") : nullptr;
    if (rules == nullptr) continue;
    for (const config::Node& rule : rules->items) {
      if (rule.is_mapping()) processors->value.items.push_back(RerouteOf(rule, source.Find("source_dataset")));
    }
  }
}

void LoadFolder(const fs::path& folder, const fs::path& routing_rules, const ProcessorFiles& files, PipelineSet& set, config::Diagnostics& diagnostics) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension();
    if (extension == ".yml" || extension == ".yaml" || extension == ".json" || extension == ".link") paths.push_back(entry.path());
  }
  if (error) diagnostics.Error({}, folder.string() + ": cannot be listed: " + error.message());
  std::sort(paths.begin(), paths.end());
  for (fs::path path : paths) {
    std::string name = path.filename();
    name.resize(name.find('.'));
    std::string text;
    if ((path.extension() == ".link" && !FollowLink(&path, diagnostics)) || !ReadWhole(path, &text, diagnostics)) continue;
    auto node = config::Parse(path.string(), ReplacePipelineTags(text), diagnostics);
    if (!node) continue;
    if (path.extension() != ".json") AsJson(&*node);
    if (name == "default" && !routing_rules.empty()) AddRoutingRules(routing_rules, &*node, diagnostics);
    set.Add(name, *node, ProcessorTypes(), files, diagnostics);
  }
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

// What is in quotes: "x", \"x\" where the tag stands in a text that has such quotes itself, 'x'. Empty: it is not in quotes.
std::string_view Unquoted(std::string_view text) {
  for (const std::string_view quote : {"\\\"", "\"", "'"}) {
    if (text.size() <= 2 * quote.size() || !text.starts_with(quote) || !text.ends_with(quote)) continue;
    const std::string_view inner = text.substr(quote.size(), text.size() - 2 * quote.size());
    return inner.find_first_of("\"'\\\n") == std::string_view::npos ? inner : std::string_view();
  }
  return {};
}

}  // namespace

std::string ReplacePipelineTags(const std::string& text) {
  constexpr std::string_view kFunction = "IngestPipeline";
  std::string out;
  size_t done = 0;
  for (size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
    const size_t close = text.find("}}", at);
    if (close == std::string::npos) break;
    std::string_view tag = Trimmed(std::string_view(text).substr(at + 2, close - at - 2));
    if (!tag.starts_with(kFunction)) continue;
    const std::string_view name = Unquoted(Trimmed(tag.substr(kFunction.size())));
    if (name.empty()) continue;
    out.append(text, done, at - done);
    out.append(name);
    done = close + 2;
    at = close;
  }
  return out.append(text, done);
}

void LoadPipelines(const fs::path& folder, const ProcessorFiles& files, PipelineSet& set, config::Diagnostics& diagnostics) {
  const fs::path data_stream = fs::absolute(folder).lexically_normal().parent_path().parent_path();
  const fs::path shared = data_stream.parent_path().parent_path() / "elasticsearch" / "ingest_pipeline";
  if (fs::is_directory(shared)) LoadFolder(shared, {}, files, set, diagnostics);
  LoadFolder(folder, data_stream / "routing_rules.yml", files, set, diagnostics);
}

}  // namespace flowship::cli
