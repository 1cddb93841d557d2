#include "cli/doctor/logs.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <filesystem>

#include "base/file_system.h"
#include "input/glob.h"
#include "output/json_document.h"

namespace flowship::cli::doctor {

namespace {

namespace fs = std::filesystem;

constexpr size_t kLookedAtBytes = 64 << 10;
constexpr auto kQuiet = std::chrono::minutes(10);
constexpr uint64_t kLittleSpace = 64 << 20;

std::vector<std::string> PathsOf(const config::StreamPolicy& stream) {
  std::vector<std::string> paths;
  const config::Node* const node = stream.options.Find("paths");
  if (node != nullptr && node->is_scalar()) paths.push_back(node->text);
  if (node != nullptr) {
    for (const config::Node& item : node->items) paths.push_back(item.text);
  }
  return paths;
}

std::string Who() { return "user " + std::to_string(geteuid()); }

// The first of the folders above the path that is not there or may not be entered; empty: all may.
std::string ClosedFolder(const std::string& path) {
  fs::path at;
  for (const fs::path& part : fs::path(path).parent_path()) {
    at /= part;
    if (HasGlobMagic(at.string())) break;
    if (eaccess(at.c_str(), X_OK) != 0) return at.string();
  }
  return "";
}

// Whole lines at the file's end.
std::vector<std::string> LastLines(const std::string& path, uint64_t size) {
  std::ifstream file(path, std::ios::binary);
  const bool whole = size <= kLookedAtBytes;
  if (!whole) file.seekg(static_cast<std::streamoff>(size - kLookedAtBytes));
  std::vector<std::string> lines;
  std::string line;
  if (!whole) std::getline(file, line);
  while (std::getline(file, line) && !file.eof()) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

// What is wrong with a record; empty: nothing.
std::pair<std::string, std::string> JudgeRecord(const std::string& line) {
  JsonDocument record;
  if (!record.Read(line) || !record.root().is_object()) {
    return {"is no JSON: " + line.substr(0, 80), "give GoFlow2 -format json; is another program writing into that file?"};
  }
  const std::string kind(TextAt(record.root(), {"type"}));
  if (!kind.empty() && !kind.starts_with("SFLOW")) {
    return {"is " + kind + ", and only sFlow is normalised", "let GoFlow2 listen for sFlow only: -listen sflow://:6343"};
  }
  for (const char* field : {"time_flow_start_ns", "sampler_address", "bytes", "sampling_rate"}) {
    if (At(record.root(), {field}) == nullptr) return {std::string("has no ") + field, "add the field to GoFlow2's mapping, formatter.fields"};
  }
  return {};
}

void CheckContent(const std::string& path, uint64_t size, Report* report) {
  size_t good = 0, bad = 0;
  std::pair<std::string, std::string> first;
  for (const std::string& line : LastLines(path, size)) {
    // Under load GoFlow2 writes two records into one line; that is no fault, both are read.
    if (line.find("}{") != std::string::npos) continue;
    const auto wrong = JudgeRecord(line);
    if (!wrong.first.empty() && bad == 0) first = wrong;
    ++(wrong.first.empty() ? good : bad);
  }
  if (bad > 0) {
    report->Fault(path + ": of the last " + std::to_string(good + bad) + " records " + std::to_string(bad) + " are not as they should be; one " + first.first, first.second);
  } else if (good > 0) {
    report->Ok(path + ": the last " + std::to_string(good) + " records are sFlow");
  }
}

void CheckFile(const std::string& path, bool newest, Report* report) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 || eaccess(path.c_str(), R_OK) != 0) {
    report->Fault(path + " may not be read by " + Who(),
                  "let the agent's group read it: chgrp flowship " + path + " && chmod g+r " + path + "; and keep it so where the log is rotated (logrotate's `create 0640 goflow2 flowship`)");
    return;
  }
  const auto size = static_cast<uint64_t>(info.st_size);
  if (size == 0) {
    if (newest) report->Fault(path + " is empty", "no sFlow has reached GoFlow2: do the exporters send to this machine, and does the firewall let UDP 6343 through? `tcpdump -ni any udp port 6343` shows it");
    return;
  }
  const auto age = std::chrono::system_clock::now() - std::chrono::system_clock::from_time_t(info.st_mtime);
  if (newest && age > kQuiet) {
    report->Warn(path + " has not grown for " + std::to_string(std::chrono::duration_cast<std::chrono::minutes>(age).count()) + " minutes",
                 "does GoFlow2 run, and do the exporters send? After a rotation GoFlow2 needs a SIGHUP to write to the new file");
  }
  CheckContent(path, size, report);
}

void CheckTransportFile(const Goflow2& goflow2, const std::vector<std::string>& paths, Report* report) {
  if (goflow2.transport_file.empty()) return;
  const bool matches = std::ranges::any_of(paths, [&](const std::string& pattern) { return GlobMatchesPath(pattern, goflow2.transport_file); });
  if (matches) return report->Ok("the paths match GoFlow2's -transport.file " + goflow2.transport_file);
  report->Fault("GoFlow2 writes " + goflow2.transport_file + ", which no path of the stream matches",
                "set paths: [" + (fs::path(goflow2.transport_file).parent_path() / "*.log").string() + "] in the policy, or GoFlow2's -transport.file");
}

}  // namespace

void CheckLogs(const config::StreamPolicy& stream, const std::optional<Goflow2>& goflow2, Report* report) {
  const std::vector<std::string> paths = PathsOf(stream);
  if (goflow2 && stream.dataset == "goflow2.sflow") CheckTransportFile(*goflow2, paths, report);
  GlobResult found;
  for (const std::string& pattern : paths) {
    if (const std::string closed = ClosedFolder(pattern); !closed.empty()) {
      const bool there = access(closed.c_str(), F_OK) == 0;
      report->Fault(closed + (there ? " may not be entered by " + Who() : " is not there"),
                    there ? "let the agent's group in: chgrp flowship " + closed + " && chmod g+rx " + closed : "make it, owned by GoFlow2's user: mkdir -p " + closed);
      continue;
    }
    Glob(RealFileSystem(), pattern, true, found);
    if (found.errors.empty()) continue;
    report->Fault("stream " + stream.id + ": " + found.errors.front().message, "let the agent's group list that folder: chmod g+rx");
    found.errors.clear();
  }
  std::erase_if(found.paths, [](const std::string& path) { return path.ends_with(".gz"); });
  if (found.paths.empty()) {
    if (std::ranges::all_of(paths, [](const std::string& pattern) { return ClosedFolder(pattern).empty(); })) {
      report->Fault("stream " + stream.id + ": no file matches " + (paths.empty() ? "its paths" : paths.front()), "do the paths name the folder that GoFlow2 writes to, and does GoFlow2 run?");
    }
    return;
  }
  const auto time_of = [](const std::string& path) {
    std::error_code error;
    return fs::last_write_time(path, error);
  };
  std::ranges::sort(found.paths, [&](const std::string& a, const std::string& b) { return time_of(a) > time_of(b); });
  constexpr size_t kFiles = 3;
  for (size_t i = 0; i < std::min(kFiles, found.paths.size()); ++i) CheckFile(found.paths[i], i == 0, report);
}

void CheckDataPath(const std::string& path, Report* report) {
  fs::path at = path;
  std::error_code error;
  while (at.has_parent_path() && at != at.parent_path() && !fs::exists(at, error)) at = at.parent_path();
  if (eaccess(at.c_str(), W_OK | X_OK) != 0) {
    return report->Fault("agent.data_path " + path + " can't be written by " + Who(), "chown flowship: " + at.string() + ", or set agent.data_path to a folder of yours");
  }
  struct statvfs space {};
  if (statvfs(at.c_str(), &space) == 0 && space.f_bavail * space.f_frsize < kLittleSpace) {
    return report->Fault("the disk of agent.data_path " + path + " is full", "make room: the registry can't be written");
  }
  report->Ok("agent.data_path " + path + " can be written");
}

}  // namespace flowship::cli::doctor
