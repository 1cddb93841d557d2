#include "cli/pipeline_test/places.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/base64.h"
#include "base/embedded.h"

namespace flowship::cli {

namespace {

constexpr std::string_view kFolder = "places/", kSuffix = ".base64";

std::string Decoded(std::string_view text) {
  std::string digits(text);
  std::erase(digits, '\n');
  const auto bytes = BytesOfBase64(digits);
  FLOWSHIP_ASSERT(bytes.has_value());
  return *bytes;
}

}  // namespace

Result<PlacesFolder> PlacesFolder::Make() {
  std::error_code error;
  std::string path = std::filesystem::temp_directory_path(error) / "flowship-places-XXXXXX";
  if (error || ::mkdtemp(path.data()) == nullptr) return Error{path + ": cannot be made: " + std::strerror(errno)};
  PlacesFolder folder(path);
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    if (!file.path.starts_with(kFolder) || !file.path.ends_with(kSuffix)) continue;
    const std::string name(file.path.substr(kFolder.size(), file.path.size() - kFolder.size() - kSuffix.size()));
    std::ofstream out(path + "/" + name, std::ios::binary);
    out << Decoded(file.content);
    out.flush();
    if (!out) return Error{path + "/" + name + ": cannot be written"};
  }
  return folder;
}

PlacesFolder::~PlacesFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace flowship::cli
