#include "cli/pipeline_test/package.h"

#include <algorithm>

namespace flowship::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kCases = "_dev/test/pipeline";
constexpr const char* kPipelines = "elasticsearch/ingest_pipeline";

std::vector<fs::path> SortedEntries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder, error)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool IsCase(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("test-") && (path.extension() == ".log" || (path.extension() == ".json" && !name.ends_with("-expected.json") && !name.ends_with("-config.json")));
}

std::vector<fs::path> CasesOf(const fs::path& folder) {
  std::vector<fs::path> cases;
  for (const fs::path& path : SortedEntries(folder)) {
    if (IsCase(path)) cases.push_back(path);
  }
  return cases;
}

// The member `name`, whose dots may be there as such or as objects, in any mixture; nullptr when there is none.
const config::Node* FindDotted(const config::Node& node, std::string_view name) {
  if (!node.is_mapping()) return nullptr;
  if (const config::Node* const whole = node.Find(name)) return whole;
  for (size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const config::Node* const inner = node.Find(name.substr(0, dot));
    const config::Node* const found = inner != nullptr ? FindDotted(*inner, name.substr(dot + 1)) : nullptr;
    if (found != nullptr) return found;
  }
  return nullptr;
}

// A scalar of a manifest, or an empty text.
std::string ManifestText(const fs::path& manifest, std::string_view name, config::Diagnostics& diagnostics) {
  if (!fs::exists(manifest)) return {};
  const auto root = config::ParseFile(manifest.string(), diagnostics);
  const config::Node* const found = root ? FindDotted(*root, name) : nullptr;
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

// `folder` with all the names above it, which "." and "x" don't have.
fs::path WholePath(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

std::string PackageName(const fs::path& folder, config::Diagnostics& diagnostics) {
  const std::string name = ManifestText(folder / "manifest.yml", "name", diagnostics);
  return name.empty() ? WholePath(folder).filename().string() : name;
}

// What a `skip` says: its reason and its link.
std::string SkipReason(const config::Node& skip) {
  const auto text = [&skip](std::string_view name) {
    const config::Node* const found = skip.is_mapping() ? skip.Find(name) : nullptr;
    return found != nullptr ? found->text : std::string();
  };
  const std::string reason = text("reason"), link = text("link");
  return (reason.empty() ? "no reason given" : reason) + (link.empty() ? "" : " (" + link + ")");
}

// Why a package skips all of its pipeline tests; empty: it does not.
std::string PackageSkips(const fs::path& package, config::Diagnostics& diagnostics) {
  const fs::path path = package / "_dev/test/config.yml";
  if (!fs::exists(path)) return {};
  const auto root = config::ParseFile(path.string(), diagnostics);
  const config::Node* const skip = root ? FindDotted(*root, "pipeline.skip") : nullptr;
  return skip != nullptr && skip->is_mapping() ? SkipReason(*skip) : std::string();
}

std::optional<PipelineTests> DataStreamTests(const fs::path& folder, const std::string& package, config::Diagnostics& diagnostics) {
  PipelineTests tests;
  tests.cases = CasesOf(folder / kCases);
  if (tests.cases.empty()) return std::nullopt;
  tests.package = package;
  tests.data_stream = WholePath(folder).filename().string();
  tests.dataset = ManifestText(folder / "manifest.yml", "dataset", diagnostics);
  if (tests.dataset.empty()) tests.dataset = package + "." + tests.data_stream;
  tests.pipelines = folder / kPipelines;
  const std::string entry = ManifestText(folder / "manifest.yml", "elasticsearch.ingest_pipeline.name", diagnostics);
  if (!entry.empty()) tests.entry = entry;
  const std::string type = ManifestText(folder / "manifest.yml", "type", diagnostics);
  tests.index = (type.empty() ? "logs" : type) + "-" + package + "." + tests.data_stream + "-default";
  return tests;
}

// An input package has no data streams: its pipelines and cases are in its own folder, and its events go to the data set of its name.
std::optional<PipelineTests> InputPackageTests(const fs::path& folder, config::Diagnostics& diagnostics) {
  auto tests = DataStreamTests(folder, PackageName(folder, diagnostics), diagnostics);
  if (!tests) return tests;
  tests->skip_reason = PackageSkips(folder, diagnostics);
  tests->data_stream.clear();
  tests->dataset = tests->package;
  tests->index = "logs-" + tests->package + "-default";
  return tests;
}

void AddPackage(const fs::path& folder, std::vector<PipelineTests>* all, config::Diagnostics& diagnostics) {
  const std::string package = PackageName(folder, diagnostics), skips = PackageSkips(folder, diagnostics);
  for (const fs::path& stream : SortedEntries(folder / "data_stream")) {
    auto tests = DataStreamTests(stream, package, diagnostics);
    if (!tests) continue;
    tests->skip_reason = skips;
    all->push_back(std::move(*tests));
  }
}

}  // namespace

std::vector<PipelineTests> FindPipelineTests(const fs::path& given, config::Diagnostics& diagnostics) {
  const fs::path folder = given.has_filename() ? given : given.parent_path();  // without the slash at the end
  std::vector<PipelineTests> all;
  AddPackage(folder, &all, diagnostics);
  if (ManifestText(folder / "manifest.yml", "type", diagnostics) == "input") {
    if (auto tests = InputPackageTests(folder, diagnostics)) all.push_back(std::move(*tests));
  } else {
    const fs::path package = WholePath(folder).parent_path().parent_path();
    if (auto tests = DataStreamTests(folder, PackageName(package, diagnostics), diagnostics)) {
      tests->skip_reason = PackageSkips(package, diagnostics);
      all.push_back(std::move(*tests));
    }
  }
  if (const auto cases = CasesOf(folder); !cases.empty()) {
    PipelineTests own;
    own.package = own.dataset = WholePath(folder).filename().string();
    own.index = "logs-" + own.dataset + "-default";
    own.cases = cases;
    const fs::path databases = fs::absolute(folder).parent_path().parent_path() / "geoip";
    if (fs::is_directory(databases)) own.geoip = databases;
    all.push_back(std::move(own));
  }
  if (all.empty()) {
    for (const fs::path& entry : SortedEntries(folder)) {
      if (fs::is_directory(entry / "data_stream")) AddPackage(entry, &all, diagnostics);
    }
  }
  if (all.empty() && diagnostics.ok()) {
    diagnostics.Error({}, folder.string() + (fs::is_directory(folder) ? ": no pipeline tests here; looked for data_stream/*/_dev/test/pipeline/test-*, _dev/test/pipeline/test-* and test-*"
                                                                        : ": there is no such folder"));
  }
  return all;
}

fs::path ExpectedPath(const fs::path& test_case) { return test_case.string() + "-expected.json"; }

namespace {

// Adds what is not there yet; objects on both sides are put together.
void AddMissing(const config::Node& from, std::vector<config::Node::Member>* to) {
  for (const config::Node::Member& member : from.members) {
    const auto known = std::find_if(to->begin(), to->end(), [&member](const config::Node::Member& other) { return other.key == member.key; });
    if (known == to->end()) {
      to->push_back(member);
    } else if (known->value.is_mapping() && member.value.is_mapping()) {
      AddMissing(member.value, &known->value.members);
    }
  }
}

void TakeConfig(const fs::path& path, CaseConfig* config, config::Diagnostics& diagnostics) {
  if (!fs::exists(path)) return;
  const auto root = config::ParseFile(path.string(), diagnostics);
  if (!root || !root->is_mapping()) return;
  config::Options options(*root, diagnostics);
  if (const auto fields = options.TakeMapping("fields")) AddMissing(*fields, &config->fields);
  if (const auto fields = options.TakeMapping("dynamic_fields")) {
    for (const config::Node::Member& member : fields->members) config->dynamic_fields.push_back({member.key, member.value.text});
  }
  if (const auto multiline = options.TakeMapping("multiline")) {
    config::Options inner(*multiline, diagnostics);
    config->first_line_pattern = inner.RequireString("first_line_pattern");
    inner.Finish("multiline");
  }
  if (const auto skip = options.TakeMapping("skip"); skip && config->skip_reason.empty()) config->skip_reason = SkipReason(*skip);
  // Of the check against field definitions, which is another command's.
  (void)options.Take("numeric_keyword_fields");
  (void)options.Take("string_number_fields");
  // What else is there is not ours to judge: elastic-package passes over it too.
}

}  // namespace

CaseConfig ReadCaseConfig(const fs::path& test_case, config::Diagnostics& diagnostics) {
  CaseConfig config;
  TakeConfig(test_case.string() + "-config.yml", &config, diagnostics);
  TakeConfig(test_case.parent_path() / "test-common-config.yml", &config, diagnostics);
  return config;
}

}  // namespace flowship::cli
