#pragma once
// Keystore: the secrets that a policy names by ${NAME}, encrypted in one file (base/secret_box.h).
//
//   <data_path>/keystore        flowship-keystore 1\n<base64 of the sealed lines>\n      sealed lines: NAME <base64 of the value>\n
//   <data_path>/keystore.key    <base64 of 32 random bytes>\n
//
// Both are readable by their owner only (0600), or they are refused. The key may lie elsewhere, on another disk or as a credential of systemd: the environment's
// FLOWSHIP_KEYSTORE_KEY_FILE names it. Beside the keystore it keeps secrets out of copies of the one file, and out of policies; who reads both reads all.
// A change writes a new file and renames it, so that there is always a whole one. One thread; of two processes that change it at once the later wins.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"

namespace flowship::config {

class Keystore {
 public:
  // An empty one. An error: there is one already.
  static Result<Keystore> Create(FileSystem& files, const std::string& data_path);
  // nullopt: there is none.
  static Result<std::optional<Keystore>> Open(FileSystem& files, const std::string& data_path);

  const std::string* Find(std::string_view name) const;  // nullptr: it has none of that name
  std::vector<std::string> Names() const;                // sorted
  Status Set(const std::string& name, const std::string& value);
  Status Remove(const std::string& name);
  const std::string& path() const { return path_; }

 private:
  Keystore(FileSystem& files, const std::string& data_path) : files_(&files), folder_(data_path), path_(data_path + "/keystore") {}

  Status Load(const std::string& text);
  Status Write() const;
  Status ReadKey();
  Status MakeKey();
  Status WriteFile(const std::string& path, const std::string& text) const;

  FileSystem* files_;
  std::string folder_, path_, key_;
  std::map<std::string, std::string, std::less<>> secrets_;
};

}  // namespace flowship::config
