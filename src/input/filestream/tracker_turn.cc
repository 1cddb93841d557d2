// Turns of reading, and the opening and closing of handles.

#include <algorithm>

#include "base/log.h"
#include "input/filestream/tracker.h"

namespace flowship::filestream {

namespace {

constexpr std::string_view kComponent = "filestream";

}  // namespace

bool Tracker::Work() {
  bool worked = false;
  for (size_t i = 0; i < limits::kIdentifySliceFiles && !identify_.empty(); ++i) {
    SourceFile& file = *identify_.front();
    identify_.pop_front();
    Identify(file);
    worked = true;
  }
  waits_ = false;
  if (ready_.empty()) return worked;
  // Those of a higher rank go first, but not always.
  constexpr uint64_t kTurnsOfRank = 8;
  auto next = ready_.begin();
  if (++turns_ % kTurnsOfRank == 0) next = ready_.lower_bound(ReadyKey{2, 0, INT64_MIN, 0});
  if (next == ready_.end()) next = ready_.begin();
  const auto [key, file] = *next;
  if (key.rank == 1) round_ = key.round;
  Unqueue(*file);
  if (!EnsureOpen(*file)) return true;
  if (file->probe) {
    TakeProbeTurn(*file, key.round);
  } else {
    TakeTurn(*file, key);
  }
  return worked || !waits_;
}

void Tracker::TakeTurn(SourceFile& file, const ReadyKey& key) {
  const uint64_t before = file.content->position;
  const FileInfo info = file.info;
  const Turn turn = harvester_.Read(file);
  file.touched = file.touched || IsTouched(info, file.info);
  if (file.content->position != before) file.read_nanos = context_.clock.MonotonicNanos();
  if (turn != Turn::kFailed) NoTrouble(file);
  if (turn == Turn::kMore || turn == Turn::kAtEnd) LookBeside(file, before, info);
  switch (turn) {
    case Turn::kMore:
      if (open_ > options_.max_open && !file.nameless && !file.compressed) Close(file);
      return Queue(file, key.round + 1);
    case Turn::kAtEnd: return file.touched && !file.nameless ? Wake(file) : AtEnd(file);
    case Turn::kNoBatch:
      waits_ = true;
      // It keeps its place: were another one the next, and another one then, all of them would be open before a batch is free.
      if (open_ > options_.max_open + 1 && !file.nameless && !file.compressed) Close(file);
      file.ready = key;
      ready_.emplace(key, &file);
      return;
    case Turn::kLost: return Lost(file);
    case Turn::kFailed: return Failed(file, harvester_.error());
    case Turn::kProbed: FLOWSHIP_ASSERT(false);
  }
}

// What is read is what it was, as far as it was read. What comes after that may be what a copy has, or not: where it goes on, or was cut, that is seen.
void Tracker::LookBeside(const SourceFile& file, uint64_t position_before, const FileInfo& before) {
  if (file.compressed || file.nameless || config_.identity != IdentityKind::kContent) return;
  const bool is_cut = file.info.size < before.size;
  if (!is_cut && file.content->position == position_before) return;
  const RegistryId entry = file.content->cursor->entry();
  const uint64_t position = file.content->position;
  WakeTwins(entry, std::max<uint64_t>(position_before, 1));
  if (is_cut && !HasLongTwin(entry, position + 1)) FollowCopies(file.path, {file.content->identity, position, file.content->tail_hash});
}

void Tracker::TakeProbeTurn(SourceFile& file, uint64_t round) {
  const Turn turn = harvester_.ReadProbe(file);
  if (turn == Turn::kMore) return Queue(file, round + 1);
  if (turn == Turn::kFailed) {
    const Error error = harvester_.error();
    file.probe.reset();
    return Failed(file, error);
  }
  const RegistryId id = file.probe->entry;
  file.probe.reset();
  if (turn == Turn::kLost) {
    Close(file);
    file.rejected.push_back(id);
    return Wake(file);
  }
  const auto found = registry_.Get(id);
  const auto live = contents_.find(id);
  if (!found) {
    Close(file);
    return Wake(file);
  }
  if (HolderOf(*found, live == contents_.end() ? nullptr : live->second.get(), file) == nullptr) return Attach(file, *found);
  Close(file);
  MakeTwin(file, id);
}

bool Tracker::EnsureOpen(SourceFile& file) {
  if (file.is_open()) return true;
  Head head(spare_head_);
  if (!OpenHead(file, &head)) return false;
  TakeHandle(file, head);
  return true;
}

void Tracker::TakeHandle(SourceFile& file, Head& head) {
  MakeRoom();
  file.handle = std::move(head.handle);
  file.decompressor = std::move(head.decompressor);
  Opened(file);
}

void Tracker::Opened(SourceFile& file) {
  ++open_;
  ++counts_.files_opened;
  file.renamed = false;
  file.opened_nanos = file.read_nanos = context_.clock.MonotonicNanos();
  NoteWatch(file);
  Log(LogLevel::kDebug, kComponent, "\"{}\" is open, one of {}", file.path, open_);
}

void Tracker::Close(SourceFile& file) {
  SetIdle(file, false);
  if (!file.is_open()) return;
  file.handle.reset();
  file.decompressor.reset();
  unwatched_.erase(&file);
  --open_;
  ++counts_.files_closed;
  Log(LogLevel::kDebug, kComponent, "\"{}\" is closed, {} are open", file.path, open_);
}

// After identifying: until its turn comes, if there is room for it. So it can be read whatever happens to its name.
void Tracker::KeepHandle(SourceFile& file, Head& head) {
  MakeRoom();
  if (open_ < options_.max_open && !file.compressed) TakeHandle(file, head);
}

// One handle more is to be opened: the one that was idle longest makes way.
void Tracker::MakeRoom() {
  if (open_ < options_.max_open) return;
  for (SourceFile* const file : idle_) {
    if (!file->nameless) return CloseIdle(*file);
  }
}

void Tracker::SetIdle(SourceFile& file, bool idle) {
  if (file.is_idle == idle) return;
  file.is_idle = idle;
  if (idle) {
    file.idle = idle_.insert(idle_.end(), &file);
  } else {
    idle_.erase(file.idle);
  }
}

void Tracker::AtEnd(SourceFile& file) {
  NoteWaiting(file);
  if (file.nameless) {
    if (config_.close_removed || config_.close_renamed || config_.close_on_eof || context_.once) {
      if (file.info.links == 0 && TakeWhatWaits(file)) return;  // it will not become whole any more
      return Forget(file);
    }
    return SetIdle(file, true);
  }
  if (file.compressed || config_.close_on_eof || (config_.close_renamed && file.renamed)) return CloseIdle(file);
  SetIdle(file, true);
  const int64_t now = context_.clock.MonotonicNanos();
  file.backoff_nanos = file.read_nanos >= file.next_look_nanos ? config_.backoff_init_nanos : std::min(file.backoff_nanos * 2, config_.backoff_max_nanos);
  file.next_look_nanos = now + file.backoff_nanos;
}

// The file does not hold what was read of the content last.
void Tracker::Lost(SourceFile& file) {
  if (file.compressed) {
    file.rejected.push_back(file.content->cursor->entry());
  } else {
    ++counts_.files_truncated;
    Log(LogLevel::kInfo, kComponent, "\"{}\" was truncated or replaced; it is read from its beginning", file.path);
  }
  if (file.nameless && file.handle == nullptr) return Forget(file);
  const Followed content{file.content->identity, file.content->position, file.content->tail_hash};
  const std::string path = file.path;
  const bool is_copied = !file.compressed && config_.identity == IdentityKind::kContent;
  if (file.handle != nullptr) {
    IdentifyFromHandle(file);
  } else {
    Detach(file);
    Wake(file);
  }
  if (is_copied) FollowCopies(path, content);
}

void Tracker::Detach(SourceFile& file) {
  const std::shared_ptr<Content> content = std::move(file.content);
  file.content.reset();
  Close(file);
  Unqueue(file);
  Rest(file, std::nullopt);
  content->file = nullptr;
  NothingWaits(file);
  const RegistryId entry = content->cursor->entry();
  registry_.Place(entry, 0, 0, file.path);
  Release(content);
  WakeTwins(entry);
}

void Tracker::Failed(SourceFile& file, const Error& error) {
  Trouble(file, error.message);
  if (!file.nameless) Close(file);
}

// Nothing of it is wanted in memory when all is delivered: the registry knows what is needed to go on.
void Tracker::Release(const std::shared_ptr<Content>& content) {
  if (content->file == nullptr && content->cursor->AllDone()) contents_.erase(content->cursor->entry());
}

void Tracker::CloseIdle(SourceFile& file) {
  Close(file);
  if (file.state != FileState::kReading || file.ready) return;
  if (!file.content->cursor->AllDone()) {
    unreleased_.insert(&file);
    return;
  }
  const std::shared_ptr<Content> content = std::move(file.content);
  file.content.reset();
  content->file = nullptr;
  Rest(file, content->cursor->entry());
  Release(content);
  PlanDeletion(file);
}

}  // namespace flowship::filestream
