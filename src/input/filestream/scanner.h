#pragma once
// Scanner: which files the patterns mean, and what they are. A scan lists the directories at once and looks at the files in slices, so that reading goes on.
//
// A scan in which something could not be listed or looked at is not complete: it says nothing about what is absent.

#include <string>
#include <string_view>
#include <vector>

#include "input/filestream/config.h"
#include "input/glob.h"

namespace flowship::filestream {

struct FoundFile {
  std::string path;
  FileInfo info;
  bool is_link = false;
};

// What is at the path, or what a link there points to if links are followed; nullopt: nothing that could be read (a directory, a link that is not followed).
Result<std::optional<FileInfo>> LookAtPath(FileSystem& files, const Config& config, const std::string& path, bool* is_link = nullptr);

class Scanner {
 public:
  // Both outlive it.
  Scanner(FileSystem& files, const Config& config) : files_(files), config_(config) {}

  // Lists. Nothing is left of a scan before.
  void Begin();
  // Appends what the next paths are. false: that was all.
  bool Next(size_t most, std::vector<FoundFile>& found);
  bool complete() const { return found_.errors.empty(); }
  const std::vector<Error>& errors() const { return found_.errors; }
  const std::vector<std::string>& directories() const { return found_.directories; }

  // One of the patterns means this path, and it is not excluded.
  bool Matches(std::string_view path) const;

 private:
  bool IsWanted(std::string_view path) const;

  FileSystem& files_;
  const Config& config_;
  GlobResult found_;
  size_t next_ = 0;
};

// As input/glob.h joins them.
std::string JoinPath(std::string_view directory, std::string_view name);
std::string DirectoryOf(std::string_view path);

}  // namespace flowship::filestream
