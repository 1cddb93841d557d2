#include "config/keystore.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/base64.h"
#include "base/secret.h"
#include "base/secret_box.h"

namespace flowship::config {

namespace {

constexpr std::string_view kMagic = "flowship-keystore 1\n";
constexpr size_t kMaxBytes = 1 << 20;

std::string KeyPath(const std::string& folder) {
  const char* const elsewhere = std::getenv("FLOWSHIP_KEYSTORE_KEY_FILE");
  return elsewhere != nullptr && *elsewhere != '\0' ? elsewhere : folder + "/keystore.key";
}

// The file's content, if nobody but its owner can read it; nullopt: it is not there.
Result<std::optional<std::string>> ReadPrivate(FileSystem& files, const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && (info.st_mode & 077) != 0) {
    return Error{path + " can be read by others than its owner; `chmod 600 " + path + "`, and change what is in it if somebody may have"};
  }
  auto file = files.Open(path);
  if (!file.ok()) return file.error();
  if (*file == nullptr) return std::optional<std::string>();
  std::string text(kMaxBytes, '\0');
  const auto size = (*file)->ReadAt(0, text.data(), text.size());
  if (!size.ok()) return size.error();
  text.resize(*size);
  return std::optional(std::move(text));
}

bool IsName(std::string_view name) {
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; };
  return !name.empty() && std::ranges::all_of(name, fits);
}

std::string_view WithoutNewline(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<Keystore> Keystore::Create(FileSystem& files, const std::string& data_path) {
  Keystore keystore(files, data_path);
  if (const Status made = files.MakeDirectories(data_path); !made.ok()) return made.error();
  const auto there = files.Info(keystore.path_);
  if (!there.ok()) return there.error();
  if (*there) return Error{keystore.path_ + " is there already"};
  if (const Status key = keystore.MakeKey(); !key.ok()) return key.error();
  if (const Status written = keystore.Write(); !written.ok()) return written.error();
  return keystore;
}

Result<std::optional<Keystore>> Keystore::Open(FileSystem& files, const std::string& data_path) {
  Keystore keystore(files, data_path);
  const auto text = ReadPrivate(files, keystore.path_);
  if (!text.ok()) return text.error();
  if (!*text) return std::optional<Keystore>();
  if (const Status key = keystore.ReadKey(); !key.ok()) return key.error();
  if (const Status loaded = keystore.Load(**text); !loaded.ok()) return loaded.error();
  return std::optional(std::move(keystore));
}

Status Keystore::Load(const std::string& text) {
  if (!text.starts_with(kMagic)) return Error{path_ + " is no keystore of flowship"};
  const auto sealed = BytesOfBase64(WithoutNewline(std::string_view(text).substr(kMagic.size())));
  const auto lines = sealed ? OpenSealed(*sealed, key_, kMagic) : std::nullopt;
  if (!lines) return Error{path_ + " does not open: it is damaged, or " + KeyPath(folder_) + " is not its key"};
  std::string_view rest = *lines;
  while (!rest.empty()) {
    const size_t space = rest.find(' '), end = rest.find('\n');
    const auto value = space < end && end != std::string_view::npos ? BytesOfBase64(rest.substr(space + 1, end - space - 1)) : std::nullopt;
    if (!value) return Error{path_ + " is of another version of flowship"};
    RememberSecret(*value);
    secrets_.emplace(rest.substr(0, space), *value);
    rest.remove_prefix(end + 1);
  }
  return {};
}

const std::string* Keystore::Find(std::string_view name) const {
  const auto found = secrets_.find(name);
  return found == secrets_.end() ? nullptr : &found->second;
}

std::vector<std::string> Keystore::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : secrets_) names.push_back(name);
  return names;
}

Status Keystore::Set(const std::string& name, const std::string& value) {
  if (!IsName(name)) return Error{"\"" + name + "\" is no name: it is made of letters, digits, _ and -"};
  RememberSecret(value);
  secrets_[name] = value;
  return Write();
}

Status Keystore::Remove(const std::string& name) {
  if (secrets_.erase(name) == 0) return Error{"the keystore has no " + name};
  return Write();
}

Status Keystore::Write() const {
  std::string lines;
  for (const auto& [name, value] : secrets_) lines += name + " " + EncodeBase64(value) + "\n";
  if (lines.size() * 2 > kMaxBytes) return Error{"the keystore would be larger than 512 KiB"};
  return WriteFile(path_, std::string(kMagic) + EncodeBase64(Seal(lines, key_, kMagic)) + "\n");
}

Status Keystore::ReadKey() {
  const std::string path = KeyPath(folder_);
  const auto text = ReadPrivate(*files_, path);
  if (!text.ok()) return text.error();
  if (!*text) return Error{path + ", the keystore's key, is not there"};
  const auto key = BytesOfBase64(WithoutNewline(**text));
  if (!key || key->size() != kSecretKeyBytes) return Error{path + " is no key of a keystore"};
  key_ = *key;
  return {};
}

// A key that is there already is used: it may have been put there on purpose.
Status Keystore::MakeKey() {
  const auto there = files_->Info(KeyPath(folder_));
  if (!there.ok()) return there.error();
  if (*there) return ReadKey();
  key_ = NewSecretKey();
  return WriteFile(KeyPath(folder_), EncodeBase64(key_) + "\n");
}

Status Keystore::WriteFile(const std::string& path, const std::string& text) const {
  const std::string fresh = path + ".new";
  if (const Status gone = files_->Remove(fresh); !gone.ok()) return gone;
  auto file = files_->OpenForAppend(fresh);
  if (!file.ok()) return file.error();
  if (const Status written = (*file)->Append(text); !written.ok()) return written;
  if (const Status synced = (*file)->Sync(); !synced.ok()) return synced;
  // What root makes in the folder of the agent's user is for the agent.
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  struct stat owner {};
  if (::geteuid() == 0 && ::stat(folder.empty() ? "." : folder.c_str(), &owner) == 0 && ::chown(fresh.c_str(), owner.st_uid, owner.st_gid) != 0) {
    return Error{fresh + " can't be given to the owner of " + folder};
  }
  if (const Status renamed = files_->Rename(fresh, path); !renamed.ok()) return renamed;
  return files_->SyncDirectory(folder.empty() ? "." : folder);
}

}  // namespace flowship::config
