#pragma once
// PolicyWatch: whether the files of a policy have changed, and have come to rest since: an editor, or a configuration manager, may write one in pieces.

#include <string>
#include <vector>

namespace flowship::cli {

class PolicyWatch {
 public:
  // The files, and the folder whose *.yml files are inputs.
  explicit PolicyWatch(std::vector<std::string> sources) { Follow(std::move(sources)); }
  // From now on these; as they are now is no change.
  void Follow(std::vector<std::string> sources);
  // To be asked now and then: true once after a change, at the first call that finds everything as the one before it did.
  bool HasChanged();

 private:
  std::string Look() const;  // what would be different after a change

  std::vector<std::string> sources_;
  std::string known_, last_;
};

}  // namespace flowship::cli
