#pragma once
// The databases of places/, which the program carries inside, as files of a folder that is there as long as this lives: what elastic-package's Elasticsearch
// knows of the addresses that package tests use.

#include <string>

#include "base/result.h"

namespace flowship::cli {

class PlacesFolder {
 public:
  static Result<PlacesFolder> Make();  // below TMPDIR, or /tmp
  PlacesFolder(PlacesFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  PlacesFolder(const PlacesFolder&) = delete;
  PlacesFolder& operator=(const PlacesFolder&) = delete;
  ~PlacesFolder();

  const std::string& path() const { return path_; }

 private:
  explicit PlacesFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace flowship::cli
