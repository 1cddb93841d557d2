#include "config/keystore.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace flowship::config {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "flowship-keystore-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string Read(const std::string& name) const {
    std::ifstream file(path + "/" + name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::string path;
};

mode_t ModeOf(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777;
}

std::string OpenProblem(const std::string& folder) {
  const auto opened = Keystore::Open(RealFileSystem(), folder);
  return opened.ok() ? (*opened ? "" : "absent") : opened.error().message;
}

TEST_CASE("secrets are kept, sealed, for their owner only") {
  const Folder folder;
  CHECK(OpenProblem(folder.path) == "absent");
  auto made = Keystore::Create(RealFileSystem(), folder.path);
  REQUIRE(made.ok());
  REQUIRE(made->Set("ES_API_KEY", "canary-1\nwith a second line").ok());
  REQUIRE(made->Set("OTHER", "x").ok());
  CHECK(ModeOf(folder.path + "/keystore") == 0600);
  CHECK(ModeOf(folder.path + "/keystore.key") == 0600);
  CHECK_THAT(folder.Read("keystore"), Catch::StartsWith("flowship-keystore 1\n") && !Catch::Contains("canary") && !Catch::Contains("ES_API_KEY"));
  auto opened = Keystore::Open(RealFileSystem(), folder.path);
  REQUIRE((opened.ok() && *opened));
  Keystore& keystore = **opened;
  REQUIRE(keystore.Find("ES_API_KEY") != nullptr);
  CHECK(*keystore.Find("ES_API_KEY") == "canary-1\nwith a second line");
  CHECK(keystore.Names() == std::vector<std::string>{"ES_API_KEY", "OTHER"});
  CHECK(keystore.Find("NONE") == nullptr);
  REQUIRE(keystore.Remove("OTHER").ok());
  CHECK_FALSE(keystore.Remove("OTHER").ok());
  CHECK_FALSE(keystore.Set("with space", "x").ok());
  CHECK((*Keystore::Open(RealFileSystem(), folder.path))->Names() == std::vector<std::string>{"ES_API_KEY"});
  CHECK_FALSE(Keystore::Create(RealFileSystem(), folder.path).ok());
}

TEST_CASE("a keystore that others can read, that is damaged, or whose key is another one does not open") {
  const Folder folder, other;
  auto made = Keystore::Create(RealFileSystem(), folder.path);
  REQUIRE((made.ok() && made->Set("A", "canary-2").ok()));
  for (const char* name : {"keystore", "keystore.key"}) {
    INFO(name);
    const std::string path = folder.path + "/" + name;
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    CHECK_THAT(OpenProblem(folder.path), Catch::Contains(path + " can be read by others than its owner"));
    REQUIRE(::chmod(path.c_str(), 0600) == 0);
  }
  CHECK(OpenProblem(folder.path) == "");
  REQUIRE(Keystore::Create(RealFileSystem(), other.path).ok());
  ::setenv("FLOWSHIP_KEYSTORE_KEY_FILE", (other.path + "/keystore.key").c_str(), 1);
  CHECK_THAT(OpenProblem(folder.path), Catch::Contains("does not open"));
  std::filesystem::copy_file(folder.path + "/keystore.key", other.path + "/elsewhere");
  ::setenv("FLOWSHIP_KEYSTORE_KEY_FILE", (other.path + "/elsewhere").c_str(), 1);
  std::filesystem::remove(folder.path + "/keystore.key");
  CHECK(OpenProblem(folder.path) == "");
  ::unsetenv("FLOWSHIP_KEYSTORE_KEY_FILE");
  CHECK_THAT(OpenProblem(folder.path), Catch::Contains("keystore.key, the keystore's key, is not there"));
  std::filesystem::copy_file(other.path + "/elsewhere", folder.path + "/keystore.key");
  std::string text = folder.Read("keystore");
  text[text.size() - 6] = text[text.size() - 6] == 'A' ? 'B' : 'A';
  std::ofstream(folder.path + "/keystore", std::ios::binary) << text;
  CHECK_THAT(OpenProblem(folder.path), Catch::Contains("does not open: it is damaged"));
  std::ofstream(folder.path + "/keystore", std::ios::binary) << "hello\n";
  CHECK_THAT(OpenProblem(folder.path), Catch::Contains("is no keystore of flowship"));
}

}  // namespace
}  // namespace flowship::config
