#include "cli/policy_watch.h"

#include <sys/stat.h>

#include <filesystem>

namespace flowship::cli {

namespace {

std::string Describe(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return path + " -\n";
  return path + " " + std::to_string(info.st_ino) + " " + std::to_string(info.st_size) + " " + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec) + "\n";
}

}  // namespace

void PolicyWatch::Follow(std::vector<std::string> sources) {
  sources_ = std::move(sources);
  known_ = last_ = Look();
}

// Of a folder its time says whether names came or went; its files are looked at too, for those that the policy did not have yet.
std::string PolicyWatch::Look() const {
  std::string seen;
  for (const std::string& source : sources_) {
    seen += Describe(source);
    std::error_code error;
    for (std::filesystem::directory_iterator entry(source, error), end; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() == ".yml") seen += Describe(entry->path().string());
    }
  }
  return seen;
}

bool PolicyWatch::HasChanged() {
  std::string now = Look();
  const bool changed = now != known_ && now == last_;
  if (changed) known_ = now;
  last_ = std::move(now);
  return changed;
}

}  // namespace flowship::cli
