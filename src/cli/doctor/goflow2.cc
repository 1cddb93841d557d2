#include "cli/doctor/goflow2.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/port_owner.h"
#include "config/node.h"

namespace flowship::cli::doctor {

namespace {

namespace fs = std::filesystem;

constexpr const char* kUnits[] = {"/etc/systemd/system/goflow2.service", "/usr/lib/systemd/system/goflow2.service", "/lib/systemd/system/goflow2.service"};
// The mapping of Elastic's goflow2 integration.
constexpr std::string_view kFields[] = {"type",     "time_flow_start_ns", "sampler_address", "sequence_num", "in_if",    "out_if",        "src_addr", "dst_addr",
                                        "etype",    "proto",              "src_port",        "dst_port",     "src_vlan", "dst_vlan",      "sampling_rate", "bytes"};

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool IsGoflow2(const std::string& word) { return fs::path(word).filename() == "goflow2"; }

std::optional<Goflow2> FindProcess() {
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end; process.increment(error)) {
    const std::string pid = process->path().filename().string();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    std::vector<std::string> words;
    const std::string command = ReadText(process->path() / "cmdline");
    for (size_t at = 0; at < command.size();) {
      const size_t end_of_word = std::min(command.find('\0', at), command.size());
      words.push_back(command.substr(at, end_of_word - at));
      at = end_of_word + 1;
    }
    // The second word: it may be a script of that name.
    const auto name = std::find_if(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(words.size(), 2)), IsGoflow2);
    if (name == words.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(words.size(), 2))) continue;
    Goflow2 found = ParseGoflow2({name + 1, words.end()});
    found.found_in = "process " + pid;
    found.running = true;
    // What it was given relative to its folder.
    std::error_code unreadable;
    const fs::path folder = fs::read_symlink(process->path() / "cwd", unreadable);
    for (std::string* file : {&found.transport_file, &found.mapping}) {
      if (!file->empty() && fs::path(*file).is_relative() && !unreadable) *file = (folder / *file).string();
    }
    return found;
  }
  return std::nullopt;
}

}  // namespace

Goflow2 ParseGoflow2(const std::vector<std::string>& arguments) {
  Goflow2 goflow2;
  const std::pair<std::string_view, std::string*> flags[] = {{"transport", &goflow2.transport}, {"transport.file", &goflow2.transport_file},
                                                             {"format", &goflow2.format}, {"mapping", &goflow2.mapping}, {"listen", &goflow2.listen}};
  for (size_t i = 0; i < arguments.size(); ++i) {
    std::string_view word = arguments[i];
    if (!word.starts_with('-')) continue;
    word.remove_prefix(word.starts_with("--") ? 2 : 1);
    const size_t equals = word.find('=');
    for (const auto& [name, value] : flags) {
      if (word.substr(0, equals) != name) continue;
      if (equals != std::string_view::npos) {
        *value = word.substr(equals + 1);
      } else if (i + 1 < arguments.size()) {
        *value = arguments[++i];
      }
      break;
    }
  }
  return goflow2;
}

std::vector<std::string> CommandOfUnit(const std::string& text) {
  std::string line;
  for (size_t at = 0; at < text.size() && !line.starts_with("ExecStart=");) {
    line.clear();
    while (at < text.size()) {
      const size_t end = std::min(text.find('\n', at), text.size());
      line += text.substr(at, end - at);
      at = end + 1;
      if (!line.ends_with('\\')) break;
      line.back() = ' ';
    }
  }
  if (!line.starts_with("ExecStart=")) return {};
  std::vector<std::string> words;
  char quote = 0;
  bool in_word = false;
  for (const char c : line.substr(10)) {
    if (quote == 0 && (c == ' ' || c == '\t')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  return words;
}

std::optional<Goflow2> FindGoflow2(const std::string& unit_file) {
  if (unit_file.empty()) {
    if (auto process = FindProcess()) return process;
  }
  std::vector<std::string> units(std::begin(kUnits), std::end(kUnits));
  if (!unit_file.empty()) units = {unit_file};
  for (const std::string& unit : units) {
    const std::vector<std::string> words = CommandOfUnit(ReadText(unit));
    const auto name = std::ranges::find_if(words, IsGoflow2);
    if (name == words.end()) continue;
    Goflow2 found = ParseGoflow2({name + 1, words.end()});
    found.found_in = unit;
    return found;
  }
  return std::nullopt;
}

uint16_t SflowPort(const Goflow2& goflow2) {
  const size_t at = goflow2.listen.find("sflow://");
  if (at == std::string::npos) return 0;
  const std::string place = goflow2.listen.substr(at, goflow2.listen.find(',', at) - at);
  return static_cast<uint16_t>(std::strtoul(place.c_str() + place.rfind(':') + 1, nullptr, 10));
}

std::vector<std::string> MissingFields(const std::string& mapping_file, Report* report) {
  config::Diagnostics diagnostics;
  const auto root = config::ParseFile(mapping_file, diagnostics);
  if (!root) {
    report->Fault("the mapping " + mapping_file + " can't be read:\n" + diagnostics.Render(), "mend it; every line under `fields:` is indented by two spaces more than `fields:`");
    return {};
  }
  const config::Node* const formatter = root->is_mapping() ? root->Find("formatter") : nullptr;
  const config::Node* const fields = formatter != nullptr && formatter->is_mapping() ? formatter->Find("fields") : nullptr;
  std::vector<std::string> missing;
  for (const std::string_view field : kFields) {
    const auto is_it = [field](const config::Node& item) { return item.text == field; };
    if (fields == nullptr || std::ranges::none_of(fields->items, is_it)) missing.emplace_back(field);
  }
  if (fields == nullptr) {
    report->Fault("the mapping " + mapping_file + " has no list formatter.fields", "is its indentation right? `formatter:`, below it `  fields:`, below that `    - type` and so on");
    return {};
  }
  return missing;
}

void CheckGoflow2(const std::optional<Goflow2>& goflow2, Report* report) {
  if (!goflow2) {
    report->Warn("GoFlow2 neither runs here nor has a systemd unit", "start it, or name its unit with --unit; on another machine than this one it can't be looked at");
    return;
  }
  if (goflow2->running) {
    report->Ok("GoFlow2 runs: " + goflow2->found_in);
  } else {
    report->Warn("GoFlow2 does not run; its flags are those of " + goflow2->found_in, "systemctl start goflow2");
  }
  if (goflow2->transport != "file") {
    report->Fault("GoFlow2 writes to its transport " + goflow2->transport + ", not to a file", "give it -transport file -transport.file /var/log/sflow/goflow2/goflow2.log");
  } else if (goflow2->transport_file.empty()) {
    report->Fault("GoFlow2 writes to its stdout", "give it -transport.file /var/log/sflow/goflow2/goflow2.log");
  }
  if (goflow2->format != "json") report->Fault("GoFlow2's format is " + goflow2->format, "give it -format json");
  if (goflow2->mapping.empty()) {
    report->Ok("GoFlow2 has no mapping: it writes every field");
    return;
  }
  const size_t before = report->checks().size();
  const std::vector<std::string> missing = MissingFields(goflow2->mapping, report);
  std::string names;
  for (const std::string& field : missing) names += (names.empty() ? "" : ", ") + field;
  if (!missing.empty()) {
    report->Fault("the mapping " + goflow2->mapping + " lacks " + names, "add it to formatter.fields and start GoFlow2 again");
  } else if (report->checks().size() == before) {
    report->Ok("the mapping " + goflow2->mapping + " has the " + std::to_string(std::size(kFields)) + " fields");
  }
}

void CheckPort(const std::optional<Goflow2>& goflow2, bool receives, uint16_t port, Report* report) {
  const auto owner = DescribePortOwner(PortKind::kUdp, port);
  const std::string place = "UDP port " + std::to_string(port);
  const std::string wanted = receives ? "flowship" : "goflow2";
  if (!owner) {
    if (receives || (goflow2 && goflow2->running)) {
      report->Fault("nobody listens on " + place, receives ? "start the agent: systemctl start flowship" : "give GoFlow2 -listen sflow://:" + std::to_string(port));
    } else {
      report->Warn("nobody listens on " + place, "start GoFlow2");
    }
  } else if (owner->find("(" + wanted + ")") != std::string::npos) {
    report->Ok(place + ": " + *owner);
  } else if (owner->find("process of another user") != std::string::npos) {
    // Other users' processes show their command line to all, their sockets to root only.
    const bool likely = receives || (goflow2 && goflow2->running);
    if (likely) return report->Ok(place + ": " + *owner + ", " + wanted + " as it seems");
    report->Warn(place + ": " + *owner + " has it", "ask as root which: sudo flowship doctor");
  } else {
    report->Fault(place + " is taken: " + *owner + " has it, " + wanted + " can't", "end that process, or let " + wanted + " and the exporters use another port");
  }
}

}  // namespace flowship::cli::doctor
