#pragma once
// The data files that the program carries inside (pipelines/, fields/, patterns/, places/, dashboards/, web/), by their path in the source tree, sorted.
// Made at build time by cmake/embed.cmake.

#include <span>
#include <string_view>

namespace flowship {

struct EmbeddedFile {
  std::string_view path;
  std::string_view content;
};

std::span<const EmbeddedFile> EmbeddedFiles();

// nullptr: there is none of that path.
inline const EmbeddedFile* FindEmbedded(std::string_view path) {
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

}  // namespace flowship
