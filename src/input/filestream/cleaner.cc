#include "input/filestream/cleaner.h"

#include "input/filestream/scanner.h"

namespace flowship::filestream {

void Cleaner::Begin() {
  const int64_t now = context_.clock.MonotonicNanos();
  if (works_ || now < next_nanos_ || (!config_.clean_removed && config_.clean_inactive_nanos == 0)) return;
  next_nanos_ = now + kCleaningPaceNanos;
  works_ = true;
  next_ = 0;
  missing_.clear();
  devices_.clear();
}

void Cleaner::Continue(const Tracker& tracker) {
  entries_.clear();
  works_ = context_.registry->NextEntries(stream_id_, kCleaningSlice, &next_, &entries_);
  const int64_t now = context_.clock.MonotonicNanos();
  std::erase_if(entries_, [&](const RegistryEntry& entry) { return entry.state.path.empty() || tracker.Holds(entry) || !MayGo(entry, tracker, now); });
  // What holds an entry under another name than the entry has is searched for only where something is to be removed.
  const auto used = entries_.empty() ? std::unordered_set<RegistryId>() : tracker.UsedEntries();
  for (const RegistryEntry& entry : entries_) {
    missing_.erase(entry.id);
    if (used.contains(entry.id)) continue;
    context_.registry->Remove(entry.id);
    ++removed_;
  }
  if (!works_) missing_since_ = std::move(missing_);
}

bool Cleaner::MayGo(const RegistryEntry& entry, const Tracker& tracker, int64_t now) {
  if (config_.clean_inactive_nanos > 0 && entry.state.updated_nanos < context_.clock.WallNanos() - config_.clean_inactive_nanos) return true;
  if (!config_.clean_removed || !IsMissing(entry, tracker)) return false;
  const auto known = missing_since_.find(entry.id);
  const int64_t since = known == missing_since_.end() ? now : known->second;
  missing_.emplace(entry.id, since);
  return now - since >= kMissingNanos;
}

bool Cleaner::IsMissing(const RegistryEntry& entry, const Tracker& tracker) {
  const std::string directory = DirectoryOf(entry.state.path);
  if (!tracker.Searched(directory)) return false;
  auto known = devices_.find(directory);
  if (known == devices_.end()) {
    const auto info = context_.files.Info(directory);
    known = devices_.emplace(directory, info.ok() && *info ? (*info)->device : 0).first;
  }
  if (known->second == 0 || (entry.state.device != 0 && entry.state.device != known->second)) return false;
  const auto info = LookAtPath(context_.files, config_, entry.state.path);
  if (!info.ok()) return false;
  return !*info || (*info)->device != entry.state.device || (*info)->inode != entry.state.inode;
}

}  // namespace flowship::filestream
