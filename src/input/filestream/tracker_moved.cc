// What is no longer where it was: looked for under other names and in copies, also where no pattern looks.

#include <algorithm>

#include "input/filestream/tracker.h"

namespace flowship::filestream {

// Looks for the file under another name in its directory.
bool Tracker::FollowMoved(SourceFile& file) {
  const std::string directory = DirectoryOf(file.path);
  const auto entries = context_.files.List(directory);
  adopted_moved_ = adopted_moved_ && entries.ok();  // or later, when it can be listed
  if (!entries.ok() || !*entries || (*entries)->size() > limits::kSearchMaxEntries) return false;
  for (const DirectoryEntry& entry : **entries) {
    if (entry.kind != FileKind::kRegular && entry.kind != FileKind::kOther) continue;
    std::string path = JoinPath(directory, entry.name);
    const auto info = context_.files.LinkInfo(path);
    adopted_moved_ = adopted_moved_ && info.ok();
    if (!info.ok() || !*info || (*info)->device != file.device || (*info)->inode != file.inode) continue;
    SetPath(file, path);
    if (TakeInfo(file, **info)) Wake(file);
    return true;
  }
  return false;
}

// What of it was not read is in a copy, if it was copied and truncated before it was removed.
void Tracker::ForgetRemoved(SourceFile& file) {
  const std::string path = file.path;
  std::optional<Followed> content;
  if (config_.identity == IdentityKind::kContent && !file.compressed) {
    const auto id = EntryOf(file);
    const auto entry = id ? registry_.Get(*id) : std::nullopt;
    if (entry) content = Followed{entry->identity, entry->state.offset, entry->state.tail_hash};
    if (file.content) content = Followed{file.content->identity, file.content->position, file.content->tail_hash};
    if (content && HasLongTwin(*id, content->offset + 1)) content.reset();
  }
  Forget(file);
  if (content) FollowCopies(path, *content);
}

// The directory of a file is not to be seen now: it is absent, or another file system is in its place.
bool Tracker::IsAway(const std::string& directory, uint64_t device) const {
  const auto info = context_.files.Info(directory);
  return !info.ok() || !*info || (*info)->device != device;
}

// What was rotated away while nobody looked, to a name that no pattern means: what is left of it is read there. Once, and again after a search that failed:
// an error says nothing about what is there.
void Tracker::AdoptMoved() {
  unsearched_.clear();
  std::map<std::string, std::vector<RegistryEntry>> by_directory;
  for (RegistryEntry& entry : registry_.Entries(options_.stream_id)) {
    if (entry.state.path.empty()) continue;
    if (entry.state.inode == 0) {
      FollowCopies(entry.state.path, {entry.identity, entry.state.offset, entry.state.tail_hash});  // its file was truncated, and no copy had been found
      continue;
    }
    if (files_.contains({entry.state.device, entry.state.inode})) continue;
    by_directory[DirectoryOf(entry.state.path)].push_back(std::move(entry));
  }
  for (const auto& [directory, wanted] : by_directory) {
    const auto entries = context_.files.List(directory);
    NoteSearch(directory, entries.ok());
    adopted_moved_ = adopted_moved_ && !IsAway(directory, wanted.front().state.device);
    if (!entries.ok() || !*entries || (*entries)->size() > limits::kSearchMaxEntries) continue;
    std::unordered_map<FileKey, const RegistryEntry*, FileKeyHash> by_file;
    std::unordered_set<FileKey, FileKeyHash> found_files;
    for (const RegistryEntry& entry : wanted) by_file[{entry.state.device, entry.state.inode}] = &entry;
    for (const DirectoryEntry& found : **entries) {
      if (found.kind != FileKind::kRegular && found.kind != FileKind::kOther) continue;
      const std::string path = JoinPath(directory, found.name);
      const auto info = context_.files.LinkInfo(path);
      if (!info.ok()) NoteSearch(directory, false);
      if (!info.ok() || !*info || (*info)->kind != FileKind::kRegular || Knows(**info)) continue;
      const auto it = by_file.find({(*info)->device, (*info)->inode});
      if (it == by_file.end()) continue;
      // Also when all of it was read: who writes to it may not know yet that it was renamed.
      found_files.insert(it->first);
      SourceFile& file = Meet(path, **info);
      file.follow_only = true;
      file.followed = Followed{it->second->identity, it->second->state.offset, it->second->state.tail_hash};
    }
    // Of a file that is gone a copy may be left: it was copied and truncated, and then removed.
    size_t looked_for = 0;
    for (auto entry = wanted.rbegin(); entry != wanted.rend() && looked_for < limits::kCopiesLookedAt; ++entry) {
      if (found_files.contains({entry->state.device, entry->state.inode})) continue;
      ++looked_for;
      FollowCopies(entry->state.path, {entry->identity, entry->state.offset, entry->state.tail_hash});
    }
  }
}

// A search of a directory succeeded or failed. After a failure all is searched again, and what is missing in it is kept.
void Tracker::NoteSearch(const std::string& directory, bool searched) {
  adopted_moved_ = adopted_moved_ && searched;
  if (!searched) unsearched_.insert(directory);
}

// A file was truncated: what of it was not read is in the copy that was made of it, which may have a name that no pattern means.
void Tracker::FollowCopies(const std::string& path, const Followed& content) {
  const std::string directory = DirectoryOf(path);
  const std::string name = path.substr(path.rfind('/') + 1);
  const std::string_view stem = std::string_view(name).substr(0, name.find('.', 1));
  const auto entries = context_.files.List(directory);
  NoteSearch(directory, entries.ok());
  if (!entries.ok() || !*entries || (*entries)->size() > limits::kSearchMaxEntries) return;
  std::vector<std::pair<FileInfo, std::string>> copies;
  for (const DirectoryEntry& entry : **entries) {
    if (!entry.name.starts_with(stem) || entry.name == name) continue;
    std::string copy = JoinPath(directory, entry.name);
    const auto info = context_.files.LinkInfo(copy);
    if (!info.ok()) NoteSearch(directory, false);
    if (!info.ok() || !*info || (*info)->kind != FileKind::kRegular || (*info)->size < content.offset || Knows(**info)) continue;
    copies.emplace_back(**info, std::move(copy));
  }
  std::sort(copies.begin(), copies.end(), [](const auto& a, const auto& b) { return a.first.modified_nanos > b.first.modified_nanos; });
  if (copies.size() > limits::kCopiesLookedAt) copies.resize(limits::kCopiesLookedAt);
  for (const auto& [info, copy] : copies) {
    SourceFile& file = Meet(copy, info);
    file.follow_only = true;
    if (copy == copies.front().second) file.followed = content;
  }
}

}  // namespace flowship::filestream
