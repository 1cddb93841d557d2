#pragma once
// Globs: the files that a pattern means, as Go's filepath.Glob has it (https://pkg.go.dev/path/filepath#Match), which Filebeat's `paths` are:
//   *  any characters but /      ?  one of them      [a-z] [^a-z]  a class      \c  the character c
// and `**` as a whole part of the path: no directory, or up to kGlobMaxDepth of them (Filebeat's recursive_glob goes to 8). `**` at the end means
// the files below.
//
// A directory that can't be listed is an error in `errors` and not an empty directory: a result with errors says nothing about what is absent.
// Names that start with a dot match as any other does. The result is in the order of the names, without doubles.

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"

namespace flowship {

inline constexpr int kGlobMaxDepth = 8;

struct GlobResult {
  std::vector<std::string> paths;        // what matches and is no directory
  std::vector<std::string> directories;  // those that were listed: watch them, and new files are seen
  std::vector<Error> errors;
};

bool HasGlobMagic(std::string_view pattern);
// The pattern's form is right (a class is closed, nothing ends in a \).
Status CheckGlob(std::string_view pattern);
// One part of a path (no /) against one part of a pattern.
bool GlobMatches(std::string_view pattern, std::string_view name);
// The whole path against the whole pattern, `**` included.
bool GlobMatchesPath(std::string_view pattern, std::string_view path);

// Adds the pattern's files to `result`. `recursive`: `**` is special.
void Glob(FileSystem& files, const std::string& pattern, bool recursive, GlobResult& result);

}  // namespace flowship
