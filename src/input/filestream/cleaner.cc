#include "input/filestream/cleaner.h"

#include "input/filestream/scanner.h"

namespace flowship::filestream {

void Cleaner::Clean(const Tracker& tracker) {
  const int64_t now = context_.clock.MonotonicNanos(), wall = context_.clock.WallNanos();
  if (now < next_nanos_ || (!config_.clean_removed && config_.clean_inactive_nanos == 0)) return;
  next_nanos_ = now + kCleaningPaceNanos;
  const auto used = tracker.UsedEntries();
  std::unordered_map<RegistryId, int64_t> missing;
  std::unordered_map<std::string, uint64_t> devices;  // of directories; 0: it is not there
  for (const RegistryEntry& entry : context_.registry->Entries(stream_id_)) {
    if (entry.state.path.empty() || used.contains(entry.id)) continue;
    bool remove = config_.clean_inactive_nanos > 0 && entry.state.updated_nanos < wall - config_.clean_inactive_nanos;
    if (!remove && config_.clean_removed && IsMissing(entry, &devices)) {
      const auto known = missing_since_.find(entry.id);
      const int64_t since = known == missing_since_.end() ? now : known->second;
      missing.emplace(entry.id, since);
      remove = now - since >= kMissingNanos;
    }
    if (!remove) continue;
    missing.erase(entry.id);
    context_.registry->Remove(entry.id);
    ++removed_;
  }
  missing_since_ = std::move(missing);
}

bool Cleaner::IsMissing(const RegistryEntry& entry, std::unordered_map<std::string, uint64_t>* devices) const {
  const std::string directory = DirectoryOf(entry.state.path);
  auto known = devices->find(directory);
  if (known == devices->end()) {
    const auto info = context_.files.Info(directory);
    known = devices->emplace(directory, info.ok() && *info ? (*info)->device : 0).first;
  }
  if (known->second == 0 || (entry.state.device != 0 && entry.state.device != known->second)) return false;
  const auto info = LookAtPath(context_.files, config_, entry.state.path);
  if (!info.ok()) return false;
  return !*info || (*info)->device != entry.state.device || (*info)->inode != entry.state.inode;
}

}  // namespace flowship::filestream
