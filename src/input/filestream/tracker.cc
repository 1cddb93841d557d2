#include "input/filestream/tracker.h"

#include <algorithm>

#include "base/log.h"

namespace flowship::filestream {

namespace {

constexpr std::string_view kComponent = "filestream";

constexpr int64_t kAdoptionPaceNanos = 30 * kNanosPerSecond;  // of searches that are to be done again

bool IsChanged(const FileInfo& a, const FileInfo& b) {
  return a.size != b.size || a.modified_nanos != b.modified_nanos || a.changed_nanos != b.changed_nanos;
}

}  // namespace

Tracker::Tracker(const InputContext& context, const Config& config, Options options, std::shared_ptr<const Stream> stream,
                 std::shared_ptr<Deliveries> deliveries, Harvester::Push push)
    : context_(context),
      config_(config),
      options_(std::move(options)),
      registry_(*context.registry),
      deliveries_(std::move(deliveries)),
      harvester_(*context.pool, std::move(stream), config, context.once, std::move(push)) {}

Tracker::~Tracker() = default;

bool Tracker::Knows(const FileInfo& info) const { return files_.contains({info.device, info.inode}); }

void Tracker::Seen(const std::string& path, const FileInfo& info) {
  Meet(path, info).follow_only = false;
}

SourceFile& Tracker::Meet(const std::string& path, const FileInfo& info) {
  auto& slot = files_[{info.device, info.inode}];
  const bool is_new = slot == nullptr;
  if (is_new) {
    slot = std::make_unique<SourceFile>();
    slot->device = info.device;
    slot->inode = info.inode;
    slot->serial = ++serial_;
  }
  SourceFile& file = *slot;
  // A second name of a file that still has its first one is a hard link, and no other file.
  const bool is_link = !is_new && file.path != path && !file.nameless && StillAt(file);
  if (!is_link && (is_new || file.path != path || file.nameless)) SetPath(file, path);
  file.seen_in_scan = scan_;
  const bool changed = TakeInfo(file, info);
  if (!is_new && !changed && !file.failing) return file;
  if (is_new) {
    // Read to its end before, and nothing has happened to it since: it need not be opened.
    const auto entry = registry_.FindFile(options_.stream_id, info.device, info.inode);
    // What was appended within the same tick of the file system's clock shows in the size only. (A compressed file may be smaller than what is in it.)
    const bool is_settled = entry && entry->state.changed_nanos != 0 && entry->state.changed_nanos == info.changed_nanos && info.size <= entry->state.offset;
    if (is_settled && !contents_.contains(entry->id)) {
      file.entry = entry->id;
      registry_.Place(entry->id, info.device, info.inode, path);
      PlanDeletion(file);
      return file;
    }
  }
  Wake(file);
  return file;
}

void Tracker::SetPath(SourceFile& file, const std::string& path) {
  if (const auto old = by_path_.find(file.path); old != by_path_.end() && old->second == &file) by_path_.erase(old);
  if (!file.path.empty()) {
    ++counts_.files_renamed;
    file.renamed = true;
  }
  file.path = path;
  NoteWatch(file);
  if (file.nameless) nameless_.erase(&file);
  file.nameless = false;
  by_path_[path] = &file;  // whoever had it before is missing, and the end of the scan says where it is
  const auto entry = EntryOf(file);
  if (entry) registry_.Place(*entry, file.device, file.inode, path);
  if (file.state == FileState::kReading && !file.is_open()) Wake(file);
}

bool Tracker::Touched(const std::string& path) {
  const auto it = by_path_.find(path);
  if (it == by_path_.end()) return false;
  SourceFile& file = *it->second;
  if (file.state == FileState::kReading) {
    Wake(file);
    return true;
  }
  const auto info = Look(path);
  if (!info.ok() || !*info || (*info)->device != file.device || (*info)->inode != file.inode) return false;
  if (TakeInfo(file, **info)) Wake(file);
  return true;
}

// Whether it has changed.
bool Tracker::TakeInfo(SourceFile& file, const FileInfo& info) {
  const bool changed = IsChanged(file.info, info);
  file.touched = file.touched || IsTouched(file.info, info);
  file.info = info;
  return changed;
}

bool Tracker::IsTouched(const FileInfo& before, const FileInfo& now) const {
  const bool is_new = before.kind == FileKind::kOther;
  return config_.resend_on_touch && !is_new && before.size == now.size && before.modified_nanos != now.modified_nanos;
}

void Tracker::NameGone(const std::string& path) {
  const auto it = by_path_.find(path);
  if (it == by_path_.end() || StillAt(*it->second)) return;
  SourceFile& file = *it->second;
  by_path_.erase(it);
  if (file.state == FileState::kReading) Wake(file);  // what is left of it, before it is gone
}

bool Tracker::StillAt(const SourceFile& file) const {
  const auto info = Look(file.path);
  return !info.ok() || (*info && (*info)->device == file.device && (*info)->inode == file.inode);
}

void Tracker::EndScan(bool complete) {
  std::vector<SourceFile*> missing;
  for (auto& [key, file] : files_) {
    if (file->failing) Wake(*file);
    if (complete && !file->nameless && file->seen_in_scan != scan_) missing.push_back(file.get());
  }
  for (SourceFile* const file : missing) Missing(*file);
  WakeUnproven();
  const int64_t now = context_.clock.MonotonicNanos();
  if (complete && !adopted_moved_ && now >= next_adoption_nanos_) {
    adopted_moved_ = true;
    next_adoption_nanos_ = now + kAdoptionPaceNanos;
    AdoptMoved();
  }
}

void Tracker::WakeUnproven() {
  for (const auto& [entry, file] : twins_) {
    const auto content = contents_.find(entry);
    if (file->unproven && (content == contents_.end() || content->second->position > 0)) Wake(*file);
  }
}

// The scan did not see it: no pattern means its name any more, or it has none.
void Tracker::Missing(SourceFile& file) {
  if (StillAt(file)) {
    const auto info = Look(file.path);
    if (info.ok() && *info && TakeInfo(file, **info)) Wake(file);
    return;
  }
  if (FollowMoved(file)) return;
  adopted_moved_ = adopted_moved_ && !IsAway(DirectoryOf(file.path), file.device);
  if (!file.is_open() || file.state != FileState::kReading) {
    const uint64_t position = file.content ? file.content->position : file.info.size;
    if (file.state == FileState::kReading && file.info.size > position) {
      ++counts_.files_lost;
      counts_.bytes_lost += file.info.size - position;
      Log(LogLevel::kWarning, kComponent, "\"{}\" was removed before its last {} bytes were read", file.path, file.info.size - position);
    }
    return ForgetRemoved(file);
  }
  file.nameless = true;
  nameless_.insert(&file);
  if (const auto it = by_path_.find(file.path); it != by_path_.end() && it->second == &file) by_path_.erase(it);
  Unqueue(file);  // first in the queue from now on
  Wake(file);
}

uint64_t Tracker::removed_bytes() const {
  uint64_t bytes = 0;
  for (const SourceFile* const file : nameless_) bytes += file->info.links == 0 ? file->info.size : 0;
  return bytes;
}

void Tracker::Forget(SourceFile& file) {
  // A file without a name that is not removed has one that was out of sight: when it is not held any more, it is to be found by that.
  adopted_moved_ = adopted_moved_ && !(file.nameless && file.info.links > 0);
  Close(file);
  Unqueue(file);
  if (file.to_identify) identify_.remove(&file);
  nameless_.erase(&file);
  unreleased_.erase(&file);
  troubles_.erase(&file);
  deletions_.erase(&file);
  waiting_.erase(&file);
  if (const auto it = by_path_.find(file.path); it != by_path_.end() && it->second == &file) by_path_.erase(it);
  std::erase_if(twins_, [&file](const auto& twin) { return twin.second == &file; });
  const std::optional<RegistryId> rested = file.state == FileState::kResting ? file.entry : std::nullopt;
  const auto content = std::move(file.content);
  files_.erase({file.device, file.inode});
  if (rested) WakeTwins(*rested);
  if (content == nullptr) return;
  content->file = nullptr;
  const RegistryId entry = content->cursor->entry();
  Release(content);
  WakeTwins(entry);
}

void Tracker::Wake(SourceFile& file) {
  if (file.touched && file.state == FileState::kReading && !file.nameless) Detach(file);
  if (file.state == FileState::kReading || file.probe) {
    if (!file.ready) Queue(file, round_);
  } else if (!file.to_identify) {
    file.to_identify = true;
    identify_.push_back(&file);
  }
}

void Tracker::Queue(SourceFile& file, uint64_t round) {
  SetIdle(file, false);
  // Compressed files come one after the other: a decompressor costs memory, and to begin again costs time.
  file.ready = file.compressed && !file.nameless ? ReadyKey{2, 0, file.info.modified_nanos, file.serial}
                                                 : ReadyKey{file.nameless ? 0 : 1, round, file.info.modified_nanos, file.serial};
  ready_.emplace(*file.ready, &file);
}

void Tracker::Unqueue(SourceFile& file) {
  if (!file.ready) return;
  ready_.erase(*file.ready);
  file.ready.reset();
}

bool Tracker::IsTooOld(const FileInfo& info) const {
  if (info.modified_nanos < options_.ignored_before_nanos) return true;
  return config_.ignore_older_nanos > 0 && info.modified_nanos < context_.clock.WallNanos() - config_.ignore_older_nanos;
}

std::unordered_set<RegistryId> Tracker::UsedEntries() const {
  std::unordered_set<RegistryId> used;
  for (const auto& [entry, content] : contents_) used.insert(entry);
  for (const auto& [key, file] : files_) {
    if (file->entry) used.insert(*file->entry);
    if (file->probe) used.insert(file->probe->entry);
  }
  return used;
}

bool Tracker::Holds(const RegistryEntry& entry) const {
  if (contents_.contains(entry.id)) return true;
  const auto it = files_.find({entry.state.device, entry.state.inode});
  return it != files_.end() && it->second->entry == entry.id;
}

void Tracker::Trouble(SourceFile& file, const std::string& what) {
  file.failing = true;
  auto& known = troubles_[&file];
  if (known != what) Log(LogLevel::kWarning, kComponent, "\"{}\": {}; it is tried again", file.path, what);
  known = what;
}

void Tracker::NoTrouble(SourceFile& file) {
  file.failing = false;
  troubles_.erase(&file);
}

std::vector<InputFile> Tracker::ReadFiles(size_t most) const {
  std::vector<InputFile> all;
  const int64_t since_epoch = context_.clock.WallNanos() - context_.clock.MonotonicNanos();
  for (const auto& [key, file] : files_) {
    const std::optional<RegistryId> id = file->content != nullptr ? file->content->cursor->entry() : file->entry;
    if (!id || file->state == FileState::kTwin) continue;
    const auto entry = registry_.Get(*id);
    if (!entry) continue;
    InputFile& shown = all.emplace_back();
    shown.path = file->path;
    shown.delivered = entry->state.offset;
    shown.read = file->content != nullptr ? file->content->position : shown.delivered;
    shown.compressed = file->compressed;
    shown.size = file->compressed ? file->info.size : std::max(file->info.size, shown.read);
    // What was settled before the agent started has been read when it was written, as far as anybody knows.
    shown.read_nanos = file->read_nanos != 0 ? file->read_nanos : file->info.modified_nanos - since_epoch;
  }
  const auto rank = [](const InputFile& file) {
    return std::pair(file.compressed || file.size < file.delivered ? 0 : static_cast<int64_t>(file.size - file.delivered), file.read_nanos);
  };
  std::ranges::sort(all, [&rank](const InputFile& a, const InputFile& b) { return rank(a) > rank(b); });
  // One line a name: what had it before lives on for a while.
  std::set<std::string> names;
  std::erase_if(all, [&names](const InputFile& file) { return !names.insert(file.path).second; });
  if (all.size() > most) all.resize(most);
  return all;
}

std::vector<std::string> Tracker::troubles() const {
  constexpr size_t kShown = 5;
  std::vector<std::string> shown;
  for (const auto& [file, what] : troubles_) {
    if (shown.size() == kShown) {
      shown.push_back("and " + std::to_string(troubles_.size() - kShown) + " files more can't be read");
      break;
    }
    shown.push_back("\"" + file->path + "\": " + what);
  }
  return shown;
}

}  // namespace flowship::filestream
