#include "input/filestream/scanner.h"

#include <algorithm>

namespace flowship::filestream {

void Scanner::Begin() {
  found_ = GlobResult();
  next_ = 0;
  for (const std::string& pattern : config_.paths) Glob(files_, pattern, config_.recursive_glob, found_);
  std::erase_if(found_.paths, [this](const std::string& path) { return !IsWanted(path); });
}

bool Scanner::Next(size_t most, std::vector<FoundFile>& found) {
  const size_t end = std::min(found_.paths.size(), next_ + most);
  for (; next_ < end; ++next_) {
    std::string& path = found_.paths[next_];
    bool is_link = false;
    const auto info = LookAtPath(files_, config_, path, &is_link);
    if (!info.ok()) {
      found_.errors.push_back(info.error());
    } else if (*info) {
      found.push_back({std::move(path), **info, is_link});
    }
  }
  return next_ < found_.paths.size();
}

bool Scanner::IsWanted(std::string_view path) const {
  if (!config_.include_files.empty() && !AnyMatches(config_.include_files, path)) return false;
  return !AnyMatches(config_.exclude_files, path);
}

bool Scanner::Matches(std::string_view path) const {
  // Without recursive_glob a ** is a * (twice).
  const auto means = [this, path](const std::string& pattern) {
    if (config_.recursive_glob || pattern.find("**") == std::string::npos) return GlobMatchesPath(pattern, path);
    std::string single = pattern;
    for (size_t at; (at = single.find("**")) != std::string::npos;) single.erase(at, 1);
    return GlobMatchesPath(single, path);
  };
  return std::any_of(config_.paths.begin(), config_.paths.end(), means) && IsWanted(path);
}

Result<std::optional<FileInfo>> LookAtPath(FileSystem& files, const Config& config, const std::string& path, bool* is_link) {
  auto info = files.LinkInfo(path);
  const bool link = info.ok() && *info && (*info)->kind == FileKind::kSymlink;
  if (is_link != nullptr) *is_link = link;
  if (link && config.symlinks) info = files.Info(path);
  if (info.ok() && *info && (*info)->kind != FileKind::kRegular) return std::optional<FileInfo>();
  return info;
}

std::string JoinPath(std::string_view directory, std::string_view name) {
  std::string path(directory == "." ? "" : directory);
  if (!path.empty() && path.back() != '/') path += '/';
  return path.append(name);
}

std::string DirectoryOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

}  // namespace flowship::filestream
