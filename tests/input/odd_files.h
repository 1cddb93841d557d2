#pragma once

#include <algorithm>
#include <functional>
#include <set>

#include "agent.h"

namespace flowship::testing {

// The system's files, but for what a test makes fail.
class OddFiles : public FileSystem {
 public:
  std::set<std::string> unlistable, unopenable, unreadable, absent;
  std::set<std::string> unremovable;
  std::set<std::string> unmounted;              // directories: empty, and on another device
  std::map<std::string, uint64_t> stale_sizes;  // what looking at these files says
  int good_lists = -1;                          // so many, and then no directory can be listed; -1: all
  bool no_watcher = false, no_watch = false, loses_events = false;
  int open_files = 0, most_open_files = 0;
  size_t piece_bytes = 0;                               // 0: a read gives all that it is asked for
  std::function<void(uint64_t offset)> before_read;

  Result<std::unique_ptr<File>> Open(const std::string& path) override {
    if (unopenable.contains(path)) return Error{"cannot open \"" + path + "\": Too many open files"};
    auto file = real_.Open(path);
    if (!file.ok() || *file == nullptr) return file;
    return std::unique_ptr<File>(new CountedFile(*this, path, std::move(*file)));
  }
  Result<std::unique_ptr<File>> OpenStdin() override { return real_.OpenStdin(); }
  Result<std::unique_ptr<WritableFile>> OpenForAppend(const std::string& path) override { return real_.OpenForAppend(path); }
  Result<std::optional<FileInfo>> Info(const std::string& path) override {
    auto info = real_.Info(path);
    if (info.ok() && *info && unmounted.contains(path)) (*info)->device += 1000;
    return info;
  }
  Result<std::optional<FileInfo>> LinkInfo(const std::string& path) override {
    if (unmounted.contains(fs::path(path).parent_path().string())) return std::optional<FileInfo>();
    auto info = real_.LinkInfo(path);
    if (info.ok() && *info && stale_sizes.contains(path)) (*info)->size = stale_sizes.at(path);
    return info;
  }
  Result<std::optional<std::vector<DirectoryEntry>>> List(const std::string& directory) override {
    if (good_lists == 0 || unlistable.contains(directory)) return Error{"cannot list \"" + directory + "\": Too many open files"};
    good_lists -= good_lists > 0 ? 1 : 0;
    if (unmounted.contains(directory)) return std::optional(std::vector<DirectoryEntry>());
    if (absent.contains(directory)) return std::optional<std::vector<DirectoryEntry>>();
    return real_.List(directory);
  }
  Result<std::string> RealPath(const std::string& path) override { return real_.RealPath(path); }
  Status Rename(const std::string& from, const std::string& to) override { return real_.Rename(from, to); }
  Status Remove(const std::string& path) override {
    return unremovable.contains(path) ? Status(Error{"cannot remove \"" + path + "\": Permission denied"}) : real_.Remove(path);
  }
  Status MakeDirectories(const std::string& path) override { return real_.MakeDirectories(path); }
  Status SyncDirectory(const std::string& path) override { return real_.SyncDirectory(path); }
  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override { return real_.Lock(path); }
  Result<std::unique_ptr<DirectoryWatcher>> MakeWatcher() override {
    if (no_watcher) return Error{"cannot watch directories: Too many open files"};
    auto watcher = real_.MakeWatcher();
    if (!watcher.ok()) return watcher.error();
    return std::unique_ptr<DirectoryWatcher>(new OddWatcher(*this, std::move(*watcher)));
  }

 private:
  class CountedFile : public File {
   public:
    CountedFile(OddFiles& files, std::string path, std::unique_ptr<File> file) : files_(files), path_(std::move(path)), file_(std::move(file)) {
      files_.most_open_files = std::max(files_.most_open_files, ++files_.open_files);
    }
    ~CountedFile() override { --files_.open_files; }
    Result<size_t> ReadAt(uint64_t offset, char* out, size_t size) override {
      if (files_.before_read) files_.before_read(offset);
      if (files_.unreadable.contains(path_)) return Error{"cannot read \"" + path_ + "\": Input/output error"};
      return file_->ReadAt(offset, out, files_.piece_bytes == 0 ? size : std::min(size, files_.piece_bytes));
    }
    Result<FileInfo> Info() override {
      auto info = file_->Info();
      if (info.ok() && files_.stale_sizes.contains(path_)) info->size = files_.stale_sizes.at(path_);
      return info;
    }

   private:
    OddFiles& files_;
    const std::string path_;
    std::unique_ptr<File> file_;
  };
  class OddWatcher : public DirectoryWatcher {
   public:
    OddWatcher(OddFiles& files, std::unique_ptr<DirectoryWatcher> watcher) : files_(files), watcher_(std::move(watcher)) {}
    Status Watch(const std::string& directory) override {
      return files_.no_watch ? Status(Error{"cannot watch \"" + directory + "\": No space left on device"}) : watcher_->Watch(directory);
    }
    void Unwatch(const std::string& directory) override { watcher_->Unwatch(directory); }
    void Drain(std::vector<WatchEvent>& events) override {
      const size_t before = events.size();
      watcher_->Drain(events);
      if (!files_.loses_events || events.size() == before) return;
      events.resize(before);
      events.push_back({WatchEvent::Kind::kLost, {}, {}});
    }
    void Wait(int64_t nanos) override { watcher_->Wait(nanos); }
    void Wake() override { watcher_->Wake(); }

   private:
    OddFiles& files_;
    std::unique_ptr<DirectoryWatcher> watcher_;
  };

  FileSystem& real_ = RealFileSystem();
};

}  // namespace flowship::testing
