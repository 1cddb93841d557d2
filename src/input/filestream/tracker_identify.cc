// Which content a file holds: one that is known, or a new one.

#include <algorithm>

#include "base/log.h"
#include "input/filestream/tracker.h"
#include "input/identity.h"

namespace flowship::filestream {

namespace {

constexpr std::string_view kComponent = "filestream";
constexpr size_t kFirstHeadBytes = 4096;  // enough for most first lines

}  // namespace

// nullptr: the name does not lead to the file any more, or it can't be opened.
std::unique_ptr<File> Tracker::OpenByName(SourceFile& file) {
  if (file.nameless) return nullptr;
  auto handle = context_.files.Open(file.path);
  if (!handle.ok()) {
    Failed(file, handle.error());
    return nullptr;
  }
  if (*handle != nullptr) {
    const auto info = (*handle)->Info();
    if (!info.ok()) {
      Failed(file, info.error());
      return nullptr;
    }
    if (info->device == file.device && info->inode == file.inode) {
      file.info = *info;
      return std::move(*handle);
    }
  }
  wants_scan_ = true;
  file.failing = true;  // under its next name it is looked at again, also if the file itself has not changed by then
  return nullptr;
}

std::unique_ptr<File> Tracker::OpenAgain(const SourceFile& file) const {
  auto handle = context_.files.Open(file.path);
  if (!handle.ok() || *handle == nullptr) return nullptr;
  const auto info = (*handle)->Info();
  if (!info.ok() || info->device != file.device || info->inode != file.inode) return nullptr;
  return std::move(*handle);
}

bool Tracker::OpenHead(SourceFile& file, Head* head) {
  head->handle = OpenByName(file);
  return head->handle != nullptr && ReadHead(file, head);
}

bool Tracker::ReadHead(SourceFile& file, Head* head) {
  for (size_t wanted = kFirstHeadBytes; !head->identity; wanted = kIdentityWindowBytes) {
    bool ended = false;
    while (head->bytes.size() < wanted && !ended) {
      const size_t room = wanted - head->bytes.size();
      const Result<size_t> count = head->handle->ReadAt(head->bytes.size(), head->bytes.Reserve(room), room);
      if (!count.ok()) {
        Failed(file, count.error());
        return false;
      }
      ended = *count == 0;
      head->bytes.AdvanceBy(*count);
    }
    file.compressed = CompressionOf(head->bytes.view()) != Compression::kNone;
    if (file.compressed) return OpenCompressedHead(file, head) && IdentifyOtherwise(file, head);
    head->identity = IdentityOfHead(config_.format, head->bytes.view(), ended && harvester_.IsLast(file.waiting, head->bytes.size(), head->bytes.view()));
    if (ended || wanted == kIdentityWindowBytes) break;
  }
  return IdentifyOtherwise(file, head);
}

// For those who asked for another identity than the content. false: it could not be had.
bool Tracker::IdentifyOtherwise(SourceFile& file, Head* head) {
  const auto of = [&file](std::string_view what, std::string_view with) {
    return Hash128Of(std::string(what) + '\0' + std::to_string(file.device) + '\0' + std::to_string(file.inode) + '\0' + std::string(with));
  };
  switch (config_.identity) {
    case IdentityKind::kContent: return true;
    case IdentityKind::kNative: head->identity = of("native", ""); return true;
    case IdentityKind::kPath: head->identity = Hash128Of(std::string("path") + '\0' + file.path); return true;
    case IdentityKind::kInodeMarker: break;
  }
  const auto marker = context_.files.Open(config_.inode_marker_path);
  Error error{"the inode marker \"" + config_.inode_marker_path + "\" does not exist"};
  if (!marker.ok()) error = marker.error();
  if (marker.ok() && *marker != nullptr) {
    char text[limits::kIdentityHeadBytes];
    const auto count = (*marker)->ReadAt(0, text, sizeof text);
    if (count.ok()) {
      head->identity = of("inode_marker", {text, *count});
      return true;
    }
    error = count.error();
  }
  Failed(file, error);
  return false;
}

bool Tracker::OpenCompressedHead(SourceFile& file, Head* head) {
  head->bytes.Reset(0);
  auto source = OpenByteSource(std::move(head->handle));
  if (!source.ok()) {
    Failed(file, source.error());
    return false;
  }
  head->decompressor = std::make_unique<Decompressor>();
  Decompressor& decompressor = *head->decompressor;
  decompressor.source = std::move(*source);
  while (!head->identity && !decompressor.ended && decompressor.rest.size() < kIdentityWindowBytes) {
    decompressor.Fill(kFirstHeadBytes);
    head->identity = IdentityOfHead(config_.format, decompressor.rest.view(), decompressor.ended);
    if (head->identity || decompressor.status.ok()) continue;
    Failed(file, decompressor.status.error());
    return false;
  }
  return true;
}

// It was truncated or written anew. What it holds now is read through the handle that is there: its name may go, or have gone, between two looks.
void Tracker::IdentifyFromHandle(SourceFile& file) {
  Head head(spare_head_);
  head.handle = std::move(file.handle);
  SetIdle(file, false);
  --open_;
  ++counts_.files_closed;
  Detach(file);
  const auto info = head.handle->Info();
  if (info.ok()) file.info = *info;
  const bool is_read = info.ok() && ReadHead(file, &head) && head.identity;
  if (!info.ok()) Failed(file, info.error());
  if (is_read && AdoptCandidate(file, head)) return;
  const bool is_other = is_read && !file.failing && (!file.follow_only || IsFollowed(file, head));
  if (is_other) return Begin(file, head);
  if (file.nameless || (is_read && !file.failing)) return Forget(file);
  if (info.ok() && !file.failing) WaitForLine(file, head);  // or it is looked at when it can be read
}

void Tracker::Identify(SourceFile& file) {
  file.to_identify = false;
  const std::optional<RegistryId> rested = file.state == FileState::kResting ? file.entry : std::nullopt;
  Rest(file, std::nullopt);
  if (rested) WakeTwins(*rested);  // they are the same as it only as far as it had been read
  Head head(spare_head_);
  if (!OpenHead(file, &head)) return;
  NoTrouble(file);
  LeaveLast(file, head);
  if (file.failing) return;
  const bool from_beginning = head.identity && std::exchange(file.touched, false);
  if (head.identity && !from_beginning && AdoptCandidate(file, head)) return;
  if (file.failing) return;  // in doubt because it can't be read now: it is no other content for that
  if (!head.identity) return WaitForLine(file, head);
  if (file.follow_only && !IsFollowed(file, head)) {
    if (!file.failing) Forget(file);  // its inode belongs to another file now
  } else {
    Begin(file, head);
  }
}

// No line yet: it is looked at again when it grows. What is a record without its newline is a line after a while.
void Tracker::WaitForLine(SourceFile& file, const Head& head) {
  if (file.compressed || head.bytes.empty()) return;
  file.waiting.is_record = harvester_.WholeRecords(head.bytes.view()) == head.bytes.size();
  WaitAt(file, head.bytes.size());
}

// Nobody reads what it is followed for from it: another file that begins alike has taken that.
bool Tracker::IsFollowed(SourceFile& file, const Head& head) {
  if (!file.followed || file.compressed || file.followed->identity != *head.identity) return false;
  const Result<bool> holds = HoldsTail(*head.handle, file.followed->offset, file.followed->tail_hash);
  if (!holds.ok()) Failed(file, holds.error());
  return holds.ok() && *holds;
}

// The file holds another content than the one that it was last known to: while it was closed, or nobody looked, it was copied and truncated, or removed and its
// inode used again. What was not read of the old content is in a copy, if anywhere.
void Tracker::LeaveLast(SourceFile& file, const Head& head) {
  if (file.compressed || config_.identity != IdentityKind::kContent) return;
  const auto last = registry_.FindFile(options_.stream_id, file.device, file.inode);
  if (!last || contents_.contains(last->id)) return;
  const Result<bool> holds = HoldsTail(*head.handle, last->state.offset, last->state.tail_hash);
  if (!holds.ok()) return Failed(file, holds.error());  // it is asked again: begun as something else now, what it was would be forgotten
  if (*holds && (last->state.offset > 0 || head.identity == last->identity)) return;
  registry_.Place(last->id, 0, 0, last->state.path);
  FollowCopies(last->state.path, {last->identity, last->state.offset, last->state.tail_hash});
}

// All contents with that head: first the one that was last seen in this file, then the ones that were read furthest.
std::vector<Tracker::Candidate> Tracker::Candidates(const SourceFile& file, const Head& head) {
  std::vector<RegistryEntry> entries = registry_.Find(options_.stream_id, *head.identity);
  // A first line that had no newline yet when all there was had to do (`once`) was another head.
  const auto last = registry_.FindFile(options_.stream_id, file.device, file.inode);
  if (last && last->identity != *head.identity && last->state.offset > 0 && last->state.offset <= head.view().size() &&
      IdentityOf(head.view().substr(0, last->state.offset), true) == last->identity) {
    entries.push_back(*last);
  }
  std::vector<Candidate> candidates;
  for (RegistryEntry& entry : entries) {
    Candidate& candidate = candidates.emplace_back();
    const auto live = contents_.find(entry.id);
    const Content* const content = live == contents_.end() ? nullptr : live->second.get();
    candidate.position = content != nullptr ? content->position : entry.state.offset;
    candidate.tail_hash = content != nullptr ? content->tail_hash : entry.state.tail_hash;
    candidate.holder = HolderOf(entry, content, file);
    candidate.entry = std::move(entry);
  }
  const auto is_own = [&file](const Candidate& candidate) {
    return candidate.entry.state.device == file.device && candidate.entry.state.inode == file.inode;
  };
  std::stable_sort(candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
    return std::pair(is_own(a), a.position) > std::pair(is_own(b), b.position);
  });
  return candidates;
}

SourceFile* Tracker::HolderOf(const RegistryEntry& entry, const Content* content, const SourceFile& file) const {
  SourceFile* holder = content != nullptr ? content->file : nullptr;
  if (content == nullptr) {
    const auto it = files_.find({entry.state.device, entry.state.inode});
    if (it != files_.end() && it->second->state == FileState::kResting && it->second->entry == entry.id) holder = it->second.get();
  }
  return holder == &file ? nullptr : holder;
}

bool Tracker::AdoptCandidate(SourceFile& file, Head& head) {
  for (const Candidate& candidate : Candidates(file, head)) {
    const Verdict verdict = file.compressed ? JudgeCompressed(file, candidate) : Judge(file, *head.handle, candidate);
    if (file.failing) return false;
    if (verdict == Verdict::kOther) continue;
    if (verdict == Verdict::kTwin) {
      MakeTwin(file, candidate.entry.id);
      file.unproven = file.compressed;
      return true;
    }
    if (IsTooOld(file.info) && !contents_.contains(candidate.entry.id)) {
      registry_.Place(candidate.entry.id, file.device, file.inode, file.path);
      Rest(file, candidate.entry.id);
      return true;
    }
    KeepHandle(file, head);
    if (verdict == Verdict::kProbe) {
      file.probe = Probe{candidate.entry.id, candidate.position, candidate.tail_hash};
      Wake(file);
    } else {
      Attach(file, candidate.entry);
    }
    return true;
  }
  return false;
}

Tracker::Verdict Tracker::Judge(SourceFile& file, File& bytes, const Candidate& candidate) {
  const Result<bool> known = file.info.size >= candidate.position ? HoldsTail(bytes, candidate.position, candidate.tail_hash) : Result<bool>(false);
  if (!known.ok()) {
    Failed(file, known.error());
    return Verdict::kOther;
  }
  const bool holds = *known;
  if (candidate.holder != nullptr) return JudgeBesides(file, bytes, candidate, holds);
  return holds ? Verdict::kSame : Verdict::kOther;
}

// Another file is known to hold the content. Does it still, and is this one the same?
Tracker::Verdict Tracker::JudgeBesides(SourceFile& file, File& bytes, const Candidate& candidate, bool holds) {
  SourceFile& holder = *candidate.holder;
  const Verdict alone = holds ? Verdict::kSame : Verdict::kOther;
  if (holder.compressed) return alone;  // a plain file can grow, so that is the one to read
  std::unique_ptr<File> opened = holder.handle == nullptr ? OpenAgain(holder) : nullptr;
  File* const other = holder.handle != nullptr ? holder.handle.get() : opened.get();
  if (other == nullptr) return alone;
  const auto info = other->Info();
  if (!info.ok()) return alone;
  const Result<bool> other_holds = HoldsTail(*other, candidate.position, candidate.tail_hash);
  if (!other_holds.ok()) return alone;
  if (!*other_holds) {
    NoLongerHolds(holder);
    return alone;
  }
  const uint64_t both = std::min(file.info.size, info->size);
  const auto tail = ReadTail(bytes, both), other_tail = ReadTail(*other, both);
  if (!tail.ok() || !other_tail.ok()) {
    Failed(file, tail.ok() ? other_tail.error() : tail.error());
    return Verdict::kOther;
  }
  if (*tail != *other_tail) return Verdict::kOther;
  // The one that has more is the one to read.
  return holds && file.info.size > info->size ? Verdict::kSame : Verdict::kTwin;
}

Tracker::Verdict Tracker::JudgeCompressed(const SourceFile& file, const Candidate& candidate) const {
  if (std::find(file.rejected.begin(), file.rejected.end(), candidate.entry.id) != file.rejected.end()) return Verdict::kOther;
  if (candidate.position > 0) return Verdict::kProbe;
  return candidate.holder != nullptr ? Verdict::kTwin : Verdict::kSame;
}

void Tracker::NoLongerHolds(SourceFile& holder) {
  if (holder.state == FileState::kReading) {
    Lost(holder);
  } else {
    Rest(holder, std::nullopt);
    Wake(holder);
  }
}

// A content that nobody knows yet.
void Tracker::Begin(SourceFile& file, Head& head) {
  RegistryState state;
  state.tail_hash = TailHashOf({});
  state.device = file.device;
  state.inode = file.inode;
  state.path = file.path;
  const bool too_old = IsTooOld(file.info);
  if (too_old && file.compressed) return;  // it can't grow, so nothing of it will ever be wanted
  if (too_old) {
    // Should it ever be written to again, what is new in it counts.
    const auto tail = ReadTail(*head.handle, file.info.size);
    if (!tail.ok()) return Failed(file, tail.error());
    state.offset = file.info.size;
    state.tail_hash = TailHashOf(*tail);
    state.changed_nanos = file.info.changed_nanos;
  }
  const RegistryEntry entry = registry_.Add(options_.stream_id, *head.identity, state);
  if (too_old) return Rest(file, entry.id);
  if (entry.tie > 0 && config_.identity == IdentityKind::kContent) {
    Log(LogLevel::kInfo, kComponent, "\"{}\" begins like another file (number {} with that head)", file.path, entry.tie + 1);
  }
  KeepHandle(file, head);
  Attach(file, entry);
}

std::shared_ptr<Content> Tracker::Live(const RegistryEntry& entry, const SourceFile& file) {
  auto& content = contents_[entry.id];
  if (content == nullptr) {
    content = std::make_shared<Content>();
    content->identity = entry.identity;
    content->tie = entry.tie;
    content->position = entry.state.offset;
    content->tail_hash = entry.state.tail_hash;
    content->cursor = std::make_shared<Cursor>(registry_, entry.id, deliveries_);
    content->cursor->identity = entry.identity;
    content->cursor->path = file.path;
  }
  return content;
}

void Tracker::Attach(SourceFile& file, const RegistryEntry& entry) {
  const auto live = contents_.find(entry.id);
  SourceFile* const holder = HolderOf(entry, live == contents_.end() ? nullptr : live->second.get(), file);
  const std::shared_ptr<Content> content = Live(entry, file);
  if (holder != nullptr) {
    Close(*holder);
    Unqueue(*holder);
    holder->content.reset();
    MakeTwin(*holder, entry.id);
    ++counts_.files_copies;
  }
  content->file = &file;
  file.content = content;
  file.entry.reset();
  file.state = FileState::kReading;
  deletions_.erase(&file);
  registry_.Place(entry.id, file.device, file.inode, file.path);
  Wake(file);
}

void Tracker::MakeTwin(SourceFile& file, RegistryId entry) {
  Rest(file, entry);
  file.state = FileState::kTwin;
  file.unproven = false;
  twins_.emplace(entry, &file);
}

bool Tracker::HasLongTwin(RegistryId entry, uint64_t least_bytes) const {
  const auto [begin, end] = twins_.equal_range(entry);
  return std::any_of(begin, end, [least_bytes](const auto& twin) { return twin.second->compressed || twin.second->info.size >= least_bytes; });
}

void Tracker::WakeTwins(RegistryId entry, uint64_t longer_than) {
  const auto [begin, end] = twins_.equal_range(entry);
  for (auto it = begin; it != end; ++it) {
    if (longer_than == 0 || (!it->second->compressed && it->second->info.size > longer_than)) Wake(*it->second);
  }
}

// Nothing is read from it now.
void Tracker::Rest(SourceFile& file, std::optional<RegistryId> entry) {
  if (file.state == FileState::kTwin) std::erase_if(twins_, [&file](const auto& twin) { return twin.second == &file; });
  file.state = FileState::kResting;
  file.probe.reset();
  file.entry = entry;
}

}  // namespace flowship::filestream
