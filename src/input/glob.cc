#include "input/glob.h"

#include <algorithm>
#include <optional>

namespace flowship {

namespace {

std::vector<std::string_view> SplitPath(std::string_view path) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at < path.size();) {
    const size_t slash = std::min(path.find('/', at), path.size());
    if (slash > at) parts.push_back(path.substr(at, slash - at));
    at = slash + 1;
  }
  return parts;
}

std::string Join(const std::string& directory, std::string_view name) {
  std::string path = directory == "." ? "" : directory;
  if (!path.empty() && path.back() != '/') path += '/';
  return path.append(name);
}

// The class at pattern[*at] == '['. Leaves *at after it. nullopt: it is not closed.
std::optional<bool> MatchClass(std::string_view pattern, size_t* at, char c) {
  size_t i = *at + 1;
  const bool negated = i < pattern.size() && pattern[i] == '^';
  if (negated) ++i;
  bool found = false;
  const auto take = [&]() -> std::optional<char> {
    if (i < pattern.size() && pattern[i] == '\\') ++i;
    if (i >= pattern.size()) return std::nullopt;
    return pattern[i++];
  };
  for (bool first = true; first || i >= pattern.size() || pattern[i] != ']'; first = false) {
    const auto low = take();
    if (!low) return std::nullopt;
    auto high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      ++i;
      high = take();
      if (!high) return std::nullopt;
    }
    if (*low <= c && c <= *high) found = true;
    if (i >= pattern.size()) return std::nullopt;
  }
  *at = i + 1;
  return found != negated;
}

class Expansion {
 public:
  Expansion(FileSystem& files, bool recursive, GlobResult& result) : files_(files), recursive_(recursive), result_(result) {}

  void Walk(const std::string& directory, const std::vector<std::string_view>& parts, size_t index, int depth) {
    const std::string_view part = parts[index];
    const bool last = index + 1 == parts.size();
    if (recursive_ && part == "**") {
      if (!last) Walk(directory, parts, index + 1, 0);
      WalkBelow(directory, parts, index, depth);
    } else if (!HasGlobMagic(part)) {
      const std::string path = Join(directory, part);
      if (last) AddIfFile(path, directory);
      else Walk(path, parts, index + 1, 0);
    } else {
      for (const DirectoryEntry& entry : ListOnce(directory)) {
        if (GlobMatches(part, entry.name)) Enter(Join(directory, entry.name), entry.kind, parts, index, last);
      }
    }
  }

 private:
  void WalkBelow(const std::string& directory, const std::vector<std::string_view>& parts, size_t index, int depth) {
    const bool last = index + 1 == parts.size();
    for (const DirectoryEntry& entry : ListOnce(directory)) {
      const std::string path = Join(directory, entry.name);
      // Links to directories are not followed below **: they can lead in circles.
      if (IsDirectory(path, entry.kind, false)) {
        if (depth < kGlobMaxDepth) Walk(path, parts, index, depth + 1);
      } else if (last) {
        result_.paths.push_back(path);
      }
    }
  }

  void Enter(const std::string& path, FileKind kind, const std::vector<std::string_view>& parts, size_t index, bool last) {
    const bool directory = IsDirectory(path, kind, true);
    if (last && !directory) result_.paths.push_back(path);
    if (!last && directory) Walk(path, parts, index + 1, 0);
  }

  void AddIfFile(const std::string& path, const std::string& directory) {
    result_.directories.push_back(directory);
    const auto info = files_.LinkInfo(path);
    if (!info.ok()) result_.errors.push_back(info.error());
    else if (*info && !IsDirectory(path, (*info)->kind, true)) result_.paths.push_back(path);
  }

  bool IsDirectory(const std::string& path, FileKind kind, bool follow) {
    if (kind == FileKind::kRegular) return false;
    if (kind == FileKind::kDirectory) return true;
    const auto info = follow ? files_.Info(path) : files_.LinkInfo(path);
    if (!info.ok()) result_.errors.push_back(info.error());
    return info.ok() && *info && (*info)->kind == FileKind::kDirectory;
  }

  std::vector<DirectoryEntry> ListOnce(const std::string& directory) {
    auto entries = files_.List(directory);
    if (!entries.ok()) {
      result_.errors.push_back(entries.error());
      return {};
    }
    if (!*entries) return {};
    result_.directories.push_back(directory);
    return std::move(**entries);
  }

  FileSystem& files_;
  const bool recursive_;
  GlobResult& result_;
};

void SortUnique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

bool MatchParts(const std::vector<std::string_view>& pattern, size_t p, const std::vector<std::string_view>& path, size_t n) {
  if (p == pattern.size()) return n == path.size();
  if (pattern[p] == "**") {
    const bool last = p + 1 == pattern.size();
    for (size_t skip = last ? 1 : 0; skip <= static_cast<size_t>(kGlobMaxDepth) + (last ? 1 : 0) && n + skip <= path.size(); ++skip) {
      if (MatchParts(pattern, p + 1, path, n + skip)) return true;
    }
    return false;
  }
  return n < path.size() && GlobMatches(pattern[p], path[n]) && MatchParts(pattern, p + 1, path, n + 1);
}

}  // namespace

bool HasGlobMagic(std::string_view pattern) { return pattern.find_first_of("*?[\\") != std::string_view::npos; }

Status CheckGlob(std::string_view pattern) {
  for (size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '\\') {
      if (at + 1 == pattern.size()) return Error{"the pattern \"" + std::string(pattern) + "\" ends in a backslash"};
      at += 2;
    } else if (pattern[at] == '[') {
      if (!MatchClass(pattern, &at, 'x')) return Error{"the pattern \"" + std::string(pattern) + "\" has a [ without a ]"};
    } else {
      ++at;
    }
  }
  return {};
}

bool GlobMatches(std::string_view pattern, std::string_view name) {
  size_t p = 0, n = 0;
  size_t star = std::string_view::npos, star_name = 0;  // the last *, and where what it matches ends
  while (n < name.size() || p < pattern.size()) {
    bool matched = false;
    size_t next = p;
    if (p < pattern.size()) {
      const char c = pattern[p];
      if (c == '*') {
        star = p++;
        star_name = n;
        continue;
      }
      if (n < name.size()) {
        if (c == '?') matched = true, next = p + 1;
        else if (c == '[') matched = MatchClass(pattern, &next, name[n]).value_or(false);
        else if (c == '\\' && p + 1 < pattern.size()) matched = pattern[p + 1] == name[n], next = p + 2;
        else matched = c == name[n], next = p + 1;
      }
    }
    if (matched) {
      p = next;
      ++n;
    } else if (star != std::string_view::npos && star_name < name.size()) {
      p = star + 1;
      n = ++star_name;
    } else {
      return false;
    }
  }
  return true;
}

bool GlobMatchesPath(std::string_view pattern, std::string_view path) {
  if ((pattern.substr(0, 1) == "/") != (path.substr(0, 1) == "/")) return false;
  return MatchParts(SplitPath(pattern), 0, SplitPath(path), 0);
}

void Glob(FileSystem& files, const std::string& pattern, bool recursive, GlobResult& result) {
  const std::vector<std::string_view> parts = SplitPath(pattern);
  if (parts.empty()) return;
  Expansion(files, recursive, result).Walk(pattern[0] == '/' ? "/" : ".", parts, 0, 0);
  SortUnique(result.paths);
  SortUnique(result.directories);
}

}  // namespace flowship
