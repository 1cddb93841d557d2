#include "fake_files.h"

#include <algorithm>

#include "base/assert.h"

namespace flowship::simulation {

namespace {

std::string DirectoryOf(const std::string& path) { return path.substr(0, path.rfind('/')); }
std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }
bool IsRegistry(const std::string& path) { return path.starts_with(kData); }

}  // namespace

// An open log. It keeps the node alive, whatever becomes of its names.
class FakeFiles::LogFile : public File {
 public:
  LogFile(FakeFiles& files, NodePtr node) : files_(files), node_(std::move(node)) {
    ++node_->agent_handles;
    ++files_.handles;
  }
  ~LogFile() override {
    --node_->agent_handles;
    --files_.handles;
  }
  Result<size_t> ReadAt(uint64_t offset, char* out, size_t size) override {
    if (auto error = files_.Enter("read", std::to_string(node_->serial), files_.faults.read, "Input/output error")) return *error;
    const std::string& content = node_->content;
    if (offset >= content.size()) return size_t{0};
    size = std::min<size_t>(size, content.size() - offset);
    if (files_.random_.Chance(files_.faults.short_read)) size = files_.random_.Between(1, size);
    files_.hash_.Mix(offset ^ size << 32);
    return content.copy(out, size, offset);
  }
  Result<FileInfo> Info() override {
    if (auto error = files_.Enter("fstat", std::to_string(node_->serial), files_.faults.look, "Input/output error")) return *error;
    return files_.InfoOf(*node_);
  }

 private:
  FakeFiles& files_;
  const NodePtr node_;
};

class FakeFiles::RegistryFile : public WritableFile {
 public:
  RegistryFile(FakeFiles& files, std::unique_ptr<WritableFile> file) : files_(files), file_(std::move(file)) {}
  Status Append(std::string_view bytes) override {
    const auto error = files_.Enter("append", "registry", files_.faults.append, "No space left on device");
    if (error && !files_.frozen_) {
      files_.registry.bytes_left = static_cast<int64_t>(files_.random_.Below(bytes.size() + 1));
      (void)file_->Append(bytes);
      files_.registry.bytes_left = int64_t{1} << 60;
      return *error;
    }
    return file_->Append(bytes);
  }
  Status Sync() override {
    const auto error = files_.Enter("sync", "registry", files_.faults.sync, "Input/output error");
    files_.registry.failing_syncs = error && !files_.frozen_;
    const Status status = file_->Sync();
    files_.registry.failing_syncs = false;
    return status;
  }
  Status Truncate(uint64_t size) override {
    const auto error = files_.Enter("truncate", "registry", files_.faults.append, "Input/output error");
    if (error && !files_.frozen_) return *error;
    return file_->Truncate(size);
  }

 private:
  FakeFiles& files_;
  const std::unique_ptr<WritableFile> file_;
};

std::optional<Error> FakeFiles::Enter(const char* call, std::string_view what, uint64_t fault_per_mille, const char* fault) {
  if (frozen_) return Error{"it is dead"};
  ++calls;
  hash_.Mix(call);
  hash_.Mix(what);
  if (before_call && !in_call_) {
    in_call_ = true;
    before_call();
    in_call_ = false;
  }
  if (dies() && --calls_left <= 0) {
    frozen_ = true;
    registry.operations_left = 1;  // this call, and only half of it
    if (trace) trace(std::string("  the agent dies in ") + call + " " + std::string(what));
    return Error{"it is dead"};
  }
  if (random_.Chance(fault_per_mille)) {
    ++failed_calls;
    ++faults_by_kind[call];
    hash_.Mix(7);
    if (trace) trace(std::string("  ") + call + " " + std::string(what) + " fails: " + fault);
    return Error{std::string("cannot ") + call + " \"" + std::string(what) + "\": " + fault};
  }
  if (trace) trace(std::string("  ") + call + " " + std::string(what));
  return std::nullopt;
}

void FakeFiles::Restart() {
  frozen_ = false;
  calls_left = INT64_MAX;
  if (power_goes) {
    registry.Crash();
  } else {
    registry.Kill();
  }
}

// Writers.

NodePtr FakeFiles::Find(const std::string& path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second;
}

NodePtr FakeFiles::Resolve(const std::string& path) const {
  NodePtr node = Find(path);
  return node != nullptr && node->kind == FileKind::kSymlink ? Find(node->target) : node;
}

void FakeFiles::Stamp(Node& node, bool content) {
  node.changed_nanos = clock_.WallNanos() / tick_nanos * tick_nanos;
  if (content) node.modified_nanos = node.changed_nanos;
}

void FakeFiles::Emit(WatchEvent::Kind kind, const std::string& path) {
  if (watcher_ != nullptr) watcher_->Take({kind, DirectoryOf(path), NameOf(path)});
}

void FakeFiles::TakeName(const std::string& path) {
  const auto found = names_.find(path);
  if (found == names_.end()) return;
  --found->second->names;
  Stamp(*found->second, false);
  names_.erase(found);
}

NodePtr FakeFiles::Create(const std::string& path) {
  TakeName(path);
  uint64_t number = next_number_;
  if (reuses_inodes && !free_numbers_->empty()) {
    number = free_numbers_->back();
    free_numbers_->pop_back();
  } else {
    ++next_number_;
  }
  const NodePtr node(new Node, [numbers = free_numbers_](Node* gone) {
    numbers->push_back(gone->number);
    delete gone;
  });
  node->number = number;
  node->serial = next_serial_++;
  node->names = 1;
  Stamp(*node, true);
  names_[path] = node;
  Emit(WatchEvent::Kind::kAppeared, path);
  return node;
}

void FakeFiles::MakeDirectory(const std::string& path) {
  Create(path)->kind = FileKind::kDirectory;
}

void FakeFiles::Append(const NodePtr& node, std::string_view bytes) {
  node->content += bytes;
  Stamp(*node, true);
  for (const auto& [path, named] : names_) {
    if (named == node) return Emit(WatchEvent::Kind::kModified, path);
  }
}

void FakeFiles::Truncate(const NodePtr& node, uint64_t size) {
  node->content.resize(size);
  std::erase_if(node->lines, [size](const PlacedLine& line) { return line.end > size; });
  Stamp(*node, true);
  for (const auto& [path, named] : names_) {
    if (named == node) return Emit(WatchEvent::Kind::kModified, path);
  }
}

void FakeFiles::Move(const std::string& from, const std::string& to) {
  const NodePtr node = names_.at(from);
  TakeName(to);
  names_.erase(from);
  names_[to] = node;
  Stamp(*node, false);
  Emit(WatchEvent::Kind::kGone, from);
  Emit(WatchEvent::Kind::kAppeared, to);
}

void FakeFiles::Unlink(const std::string& path) {
  TakeName(path);
  Emit(WatchEvent::Kind::kGone, path);
}

void FakeFiles::Link(const std::string& from, const std::string& to) {
  const NodePtr node = names_.at(from);
  TakeName(to);
  names_[to] = node;
  ++node->names;
  Stamp(*node, false);
  Emit(WatchEvent::Kind::kAppeared, to);
}

void FakeFiles::PointLink(const std::string& link, const std::string& target) {
  const NodePtr node = Create(link);
  node->kind = FileKind::kSymlink;
  node->target = target;
}

void FakeFiles::Unmount(bool yes) {
  unmounted = yes;
  if (watcher_ != nullptr) watcher_->DirectoriesGone();
}

// The agent.

FileInfo FakeFiles::InfoOf(const Node& node) const {
  FileInfo info;
  info.kind = node.kind;
  info.device = 1;
  info.inode = node.number;
  info.size = node.content.size();
  info.links = node.names;
  info.modified_nanos = node.modified_nanos;
  info.changed_nanos = node.changed_nanos;
  return info;
}

Result<std::optional<FileInfo>> FakeFiles::Look(const std::string& path, bool follow) {
  if (auto error = Enter(follow ? "stat" : "lstat", path, faults.look, "Permission denied")) return *error;
  if (unmounted) {
    if (path != kLogs) return std::optional<FileInfo>();
    FileInfo info;
    info.kind = FileKind::kDirectory;
    info.device = 2;
    info.inode = 1;
    return std::optional(info);
  }
  const NodePtr node = follow ? Resolve(path) : Find(path);
  if (node == nullptr) return std::optional<FileInfo>();
  return std::optional(InfoOf(*node));
}

Result<std::optional<FileInfo>> FakeFiles::Info(const std::string& path) { return Look(path, true); }
Result<std::optional<FileInfo>> FakeFiles::LinkInfo(const std::string& path) { return Look(path, false); }

Result<std::unique_ptr<File>> FakeFiles::Open(const std::string& path) {
  if (auto error = Enter("open", path, faults.open, "Too many open files")) return *error;
  if (IsRegistry(path)) return registry.Open(path);
  const NodePtr node = unmounted ? nullptr : Resolve(path);
  if (node == nullptr) return std::unique_ptr<File>();
  return std::unique_ptr<File>(new LogFile(*this, node));
}

Result<std::unique_ptr<WritableFile>> FakeFiles::OpenForAppend(const std::string& path) {
  FLOWSHIP_ASSERT(IsRegistry(path));
  if (auto error = Enter("open", path, faults.open, "Too many open files"); error && !frozen_) return *error;
  auto file = registry.OpenForAppend(path);
  if (!file.ok()) return file.error();
  return std::unique_ptr<WritableFile>(new RegistryFile(*this, std::move(*file)));
}

Result<std::optional<std::vector<DirectoryEntry>>> FakeFiles::List(const std::string& directory) {
  if (auto error = Enter("list", directory, faults.list, "Too many open files"); error && !(frozen_ && IsRegistry(directory))) return *error;
  if (IsRegistry(directory)) return registry.List(directory);
  std::vector<DirectoryEntry> entries;
  if (unmounted) return directory == kLogs ? std::optional(entries) : std::nullopt;
  if (directory != "/" && Find(directory) == nullptr) return std::optional<std::vector<DirectoryEntry>>();
  const std::string start = directory == "/" ? "/" : directory + "/";
  for (const auto& [path, node] : names_) {
    if (path.starts_with(start) && path.find('/', start.size()) == std::string::npos) entries.push_back({path.substr(start.size()), node->kind});
  }
  return std::optional(std::move(entries));
}

Result<std::string> FakeFiles::RealPath(const std::string& path) {
  if (auto error = Enter("realpath", path, faults.look, "Permission denied")) return *error;
  const NodePtr node = unmounted ? nullptr : Find(path);
  if (node == nullptr) return Error{"cannot resolve \"" + path + "\": No such file or directory"};
  return node->kind == FileKind::kSymlink ? node->target : path;
}

Status FakeFiles::Rename(const std::string& from, const std::string& to) {
  FLOWSHIP_ASSERT(IsRegistry(from));
  if (auto error = Enter("rename", from, faults.rename, "Input/output error"); error && !frozen_) return *error;
  return registry.Rename(from, to);
}

Status FakeFiles::Remove(const std::string& path) {
  FLOWSHIP_ASSERT(IsRegistry(path));
  if (auto error = Enter("remove", path, faults.rename, "Input/output error"); error && !frozen_) return *error;
  return registry.Remove(path);
}

Status FakeFiles::MakeDirectories(const std::string& path) {
  if (auto error = Enter("mkdir", path, 0, "")) return *error;
  return {};
}

Status FakeFiles::SyncDirectory(const std::string& path) {
  if (auto error = Enter("syncdir", path, faults.sync, "Input/output error"); error && !frozen_) return *error;
  return registry.SyncDirectory(path);
}

Result<std::unique_ptr<FileLock>> FakeFiles::Lock(const std::string& path) {
  if (auto error = Enter("lock", path, 0, "")) return *error;
  return registry.Lock(path);
}

Result<std::unique_ptr<DirectoryWatcher>> FakeFiles::MakeWatcher() {
  if (auto error = Enter("inotify", "", faults.watch, "Too many open files")) return *error;
  return std::unique_ptr<DirectoryWatcher>(new FakeWatcher(*this));
}

// Watching.

Status FakeWatcher::Watch(const std::string& directory) {
  if (auto error = files_.Enter("watch", directory, files_.faults.watch, "No space left on device")) return *error;
  if (files_.unmounted ? directory != kLogs : directory != "/" && files_.Find(directory) == nullptr) return Error{"cannot watch \"" + directory + "\": No such file or directory"};
  watched_.insert(directory);
  return {};
}

void FakeWatcher::Take(WatchEvent event) {
  if (!watched_.contains(event.directory) || files_.unmounted) return;
  if (files_.random_.Chance(files_.faults.event_lost_silently)) {
    ++files_.watch_oddities;
    return;
  }
  // As the kernel merges what is the same as the last one.
  if (!waiting_.empty() && waiting_.back().kind == event.kind && waiting_.back().directory == event.directory && waiting_.back().name == event.name) return;
  waiting_.push_back(std::move(event));
}

void FakeWatcher::DirectoriesGone() {
  for (const std::string& directory : watched_) waiting_.push_back({WatchEvent::Kind::kDirectoryGone, directory, {}});
  watched_.clear();
}

void FakeWatcher::Drain(std::vector<WatchEvent>& events) {
  if (files_.frozen() || waiting_.empty()) return;
  if (files_.random_.Chance(files_.faults.events_late)) {
    ++files_.watch_oddities;
    return;
  }
  if (files_.random_.Chance(files_.faults.events_lost)) {
    ++files_.watch_oddities;
    waiting_.clear();
    events.push_back({WatchEvent::Kind::kLost, {}, {}});
    return;
  }
  for (size_t i = 1; i < waiting_.size(); ++i) {
    if (!files_.random_.Chance(files_.faults.events_swapped)) continue;
    ++files_.watch_oddities;
    std::swap(waiting_[i - 1], waiting_[i]);
  }
  for (WatchEvent& event : waiting_) {
    files_.hash_.Mix(static_cast<uint64_t>(event.kind));
    files_.hash_.Mix(event.name);
    if (files_.trace) files_.trace("  event " + std::to_string(static_cast<int>(event.kind)) + " " + event.directory + "/" + event.name);
    events.push_back(std::move(event));
  }
  waiting_.clear();
}

}  // namespace flowship::simulation
