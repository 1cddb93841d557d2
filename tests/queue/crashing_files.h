#pragma once
// Files of a machine that loses its power: in memory, each with what the disk is sure to have. After Crash only that is there, and of the rest what
// chance has let through: of bytes that were appended a beginning, perhaps with rubbish at its end; of changes of the directory those up to some
// moment. The power goes after `operations_left` operations, in the middle of the one that is too much; from then on everything fails. The disk has
// room for `bytes_left`.

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/file_system.h"

namespace flowship::testing {

class CrashingFiles : public FileSystem {
 public:
  explicit CrashingFiles(uint64_t seed) : random_(seed) {}

  int64_t operations_left = INT64_MAX;
  int64_t bytes_left = INT64_MAX;
  bool failing_syncs = false;  // each fails, and the pages that it was for never reach the disk, whatever a later one says

  bool off() const { return operations_left <= 0; }
  // The machine starts again.
  void Crash() {
    const size_t kept = changes_.empty() ? 0 : Below(changes_.size() + 1);
    for (size_t i = 0; i < kept; ++i) changes_[i](durable_);
    changes_.clear();
    names_ = durable_;
    for (auto& [name, inode] : names_) {
      inode->content = inode->durable = Survived(*inode);
      inode->pages_lost = false;
    }
    operations_left = INT64_MAX;
    locked_ = was_off_ = false;
  }
  // Only the process dies, and what it wrote is there: the machine goes on.
  void Kill() {
    operations_left = INT64_MAX;
    locked_ = was_off_ = false;
  }
  // What would be left if the power went now and chance let nothing through.
  std::unique_ptr<CrashingFiles> Durable() const {
    auto left = std::make_unique<CrashingFiles>(0);
    for (const auto& [name, inode] : durable_) {
      auto copy = std::make_shared<Inode>();
      copy->content = copy->durable = inode->durable;
      left->names_[name] = left->durable_[name] = std::move(copy);
    }
    return left;
  }
  size_t TotalBytes() const {
    size_t bytes = 0;
    for (const auto& [name, inode] : names_) bytes += inode->content.size();
    return bytes;
  }
  // A bit of the file turns over.
  void Damage(const std::string& path, size_t at) { names_.at(path)->content.at(at) ^= 1; }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& [name, inode] : names_) names.push_back(name);
    return names;
  }

  Result<std::unique_ptr<File>> Open(const std::string& path) override {
    if (!Goes()) return Off();
    const auto found = names_.find(path);
    if (found == names_.end()) return std::unique_ptr<File>();
    return std::unique_ptr<File>(new Reader(*this, found->second));
  }
  Result<std::unique_ptr<WritableFile>> OpenForAppend(const std::string& path) override {
    if (!Goes()) return Off();
    auto& inode = names_[path];
    if (inode == nullptr) {
      inode = std::make_shared<Inode>();
      changes_.push_back([path, made = inode](Directory& names) { names[path] = made; });
    }
    return std::unique_ptr<WritableFile>(new Writer(*this, inode));
  }
  Result<std::optional<std::vector<DirectoryEntry>>> List(const std::string& directory) override {
    if (!Goes()) return Off();
    std::vector<DirectoryEntry> entries;
    for (const auto& [name, inode] : names_) {
      if (name.starts_with(directory + "/")) entries.push_back({name.substr(directory.size() + 1), FileKind::kRegular});
    }
    return std::optional(entries);
  }
  Status Rename(const std::string& from, const std::string& to) override {
    if (!Goes()) return Off();
    const auto change = [from, to](Directory& names) {
      const auto found = names.find(from);
      if (found == names.end()) return;
      names[to] = found->second;
      names.erase(from);
    };
    change(names_);
    changes_.push_back(change);
    return {};
  }
  Status Remove(const std::string& path) override {
    if (!Goes()) return Off();
    if (names_.erase(path) != 0) changes_.push_back([path](Directory& names) { names.erase(path); });
    return {};
  }
  Status SyncDirectory(const std::string&) override {
    if (!Goes()) return Off();
    durable_ = names_;
    changes_.clear();
    return {};
  }
  Status MakeDirectories(const std::string&) override { return Goes() ? Status() : Status(Off()); }
  Result<std::unique_ptr<FileLock>> Lock(const std::string&) override {
    if (locked_) return Error{"locked"};
    locked_ = true;
    return std::unique_ptr<FileLock>(new Held(locked_));
  }
  Result<std::unique_ptr<File>> OpenStdin() override { return Error{"none"}; }
  Result<std::optional<FileInfo>> Info(const std::string&) override { return Error{"none"}; }
  Result<std::optional<FileInfo>> LinkInfo(const std::string&) override { return Error{"none"}; }
  Result<std::string> RealPath(const std::string& path) override { return path; }
  Result<std::unique_ptr<DirectoryWatcher>> MakeWatcher() override { return Error{"none"}; }

 private:
  struct Inode {
    std::string content, durable;
    bool pages_lost = false;
  };
  using Directory = std::map<std::string, std::shared_ptr<Inode>>;

  class Reader : public File {
   public:
    Reader(CrashingFiles& files, std::shared_ptr<Inode> inode) : files_(files), inode_(std::move(inode)) {}
    Result<size_t> ReadAt(uint64_t offset, char* out, size_t size) override {
      if (!files_.Goes()) return Off();
      if (offset >= inode_->content.size()) return size_t{0};
      return inode_->content.copy(out, size, offset);
    }
    Result<FileInfo> Info() override {
      FileInfo info;
      info.size = inode_->content.size();
      return info;
    }

   private:
    CrashingFiles& files_;
    const std::shared_ptr<Inode> inode_;
  };

  class Writer : public WritableFile {
   public:
    Writer(CrashingFiles& files, std::shared_ptr<Inode> inode) : files_(files), inode_(std::move(inode)) {}
    Status Append(std::string_view bytes) override {
      const bool goes = files_.Goes();
      const size_t room = static_cast<size_t>(std::max<int64_t>(files_.bytes_left, 0));
      size_t taken = std::min(bytes.size(), room);
      if (!goes) taken = files_.was_off_ ? 0 : files_.Below(taken + 1);  // the power goes in the middle
      files_.was_off_ = !goes;
      inode_->content += bytes.substr(0, taken);
      files_.bytes_left -= static_cast<int64_t>(taken);
      if (!goes) return Off();
      return taken == bytes.size() ? Status() : Status(Error{"No space left on device"});
    }
    Status Sync() override {
      if (!files_.Goes()) return Off();
      if (files_.failing_syncs) {
        inode_->pages_lost = true;
        return Error{"Input/output error"};
      }
      if (!inode_->pages_lost) inode_->durable = inode_->content;
      return {};
    }
    Status Truncate(uint64_t size) override {
      if (!files_.Goes()) return Off();
      const auto freed = static_cast<int64_t>(inode_->content.size() - size);
      files_.bytes_left = files_.bytes_left > INT64_MAX - freed ? INT64_MAX : files_.bytes_left + freed;
      inode_->content.resize(size);
      return {};
    }

   private:
    CrashingFiles& files_;
    const std::shared_ptr<Inode> inode_;
  };

  class Held : public FileLock {
   public:
    explicit Held(bool& locked) : locked_(locked) {}
    ~Held() override { locked_ = false; }

   private:
    bool& locked_;
  };

  static Error Off() { return Error{"the power is off"}; }
  bool Goes() { return operations_left > 0 && --operations_left > 0; }
  size_t Below(size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random_); }
  std::string Survived(const Inode& inode) {
    const std::string &sure = inode.durable, &all = inode.content;
    if (all.size() < sure.size() || !all.starts_with(sure)) return Below(2) == 0 ? sure : all;
    std::string survived = all.substr(0, sure.size() + Below(all.size() - sure.size() + 1));
    for (size_t i = survived.size() - std::min<size_t>(survived.size() - sure.size(), Below(3) == 0 ? Below(20) : 0); i < survived.size(); ++i) {
      survived[i] = static_cast<char>(Below(256));
    }
    return survived;
  }

  std::mt19937_64 random_;
  Directory names_, durable_;
  std::vector<std::function<void(Directory&)>> changes_;  // since the directory was synced
  bool locked_ = false, was_off_ = false;
};

}  // namespace flowship::testing
