// What time brings: files that nobody reports are looked at, idle ones are closed, finished ones are deleted.

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "input/filestream/tracker.h"

namespace flowship::filestream {

namespace {

constexpr std::string_view kComponent = "filestream";
constexpr int64_t kNamelessLookNanos = kNanosPerSecond;  // no watcher reports what happens to a file without a name
constexpr int64_t kRecordWaitNanos = 5 * kNanosPerSecond;  // for the newline of a record; who writes the two apart writes them together
constexpr int64_t kUnwatchedPaceNanos = 250 * kNanosPerMilli;
constexpr int kDeletionTries = 5;                        // Filebeat's
constexpr int64_t kDeletionRetryNanos = 2 * kNanosPerSecond;

}  // namespace

void Tracker::Tidy() {
  const int64_t now = context_.clock.MonotonicNanos();
  // Before anything is closed: what has waited long enough is taken, also when much time has passed at once.
  if (now >= next_unwatched_nanos_) {
    next_unwatched_nanos_ = now + kUnwatchedPaceNanos;
    LookAtUnwatched(now);
    LookAtWaiting(now);
  }
  if (now >= next_look_nanos_) {
    next_look_nanos_ = now + kNamelessLookNanos;
    LookAtNameless(now);
    DeleteDue(now);
  }
  if (now >= next_tidy_nanos_) {
    next_tidy_nanos_ = now + config_.close_check_nanos;
    CloseInactive(now);
  }
}

void Tracker::LookAtNameless(int64_t now) {
  const std::vector<SourceFile*> nameless(nameless_.begin(), nameless_.end());
  for (SourceFile* const file : nameless) {
    const bool too_long = config_.close_after_nanos > 0 && now - file->opened_nanos >= config_.close_after_nanos;
    const bool inactive = file->is_idle && config_.close_inactive_nanos > 0 && now - file->read_nanos >= config_.close_inactive_nanos;
    if (!too_long && !inactive) {
      Wake(*file);
      continue;
    }
    // Its half line will not become whole any more; unless it has a name that is not seen now (moved away, unmounted).
    if (inactive && !too_long && file->info.links == 0 && TakeWhatWaits(*file)) continue;
    if (file->content && file->info.size > file->content->position && !file->compressed) {
      const uint64_t bytes = file->info.size - file->content->position;
      ++counts_.files_lost;
      counts_.bytes_lost += bytes;
      Log(LogLevel::kWarning, kComponent, "\"{}\" was removed and is closed; its last {} bytes were not read", file->path, bytes);
    }
    Forget(*file);
  }
}

void Tracker::NoteWatch(SourceFile& file) {
  if (file.is_open() && !options_.is_watched(DirectoryOf(file.path))) {
    unwatched_.insert(&file);
  } else {
    unwatched_.erase(&file);
  }
}

// Files whose directory nobody watches: at the pace of backoff.init and backoff.max, while they are open.
void Tracker::LookAtUnwatched(int64_t now) {
  if (std::exchange(watches_changed_, false)) {
    for (const auto& [key, file] : files_) NoteWatch(*file);
  }
  const std::vector<SourceFile*> unwatched(unwatched_.begin(), unwatched_.end());
  for (SourceFile* const file : unwatched) {
    if (file->is_idle && now >= file->next_look_nanos && !file->nameless) Wake(*file);
  }
}

// At the end of a plain file something may be left that is not a whole record.
void Tracker::NoteWaiting(SourceFile& file) {
  if (file.compressed || file.content == nullptr) return;
  if (file.info.size <= file.content->position) return NothingWaits(file);
  WaitAt(file, file.info.size);
}

void Tracker::NothingWaits(SourceFile& file) {
  file.waiting = {};
  waiting_.erase(&file);
}

void Tracker::WaitAt(SourceFile& file, uint64_t size) {
  Waiting& waiting = file.waiting;
  if (waiting.to != size) waiting = {size, context_.clock.MonotonicNanos(), waiting.is_record, false, false, false};
  if (AfterWaiting(file, INT64_MAX) != waiting) waiting_.insert(&file);
}

// What of it is taken when it has waited so long.
Waiting Tracker::AfterWaiting(const SourceFile& file, int64_t waited) const {
  Waiting waiting = file.waiting;
  waiting.takes_half_line |= config_.partial_line_timeout_nanos > 0 && waited >= config_.partial_line_timeout_nanos;
  waiting.takes_record |= waiting.is_record && waited >= kRecordWaitNanos;
  waiting.takes_lines |= waiting.takes_half_line || (harvester_.wait_nanos() > 0 && waited >= harvester_.wait_nanos());
  return waiting;
}

void Tracker::LookAtWaiting(int64_t now) {
  std::vector<SourceFile*> due;
  std::erase_if(waiting_, [&](SourceFile* const file) {
    if (file->waiting.to == 0 || file->state == FileState::kTwin) return true;
    const Waiting waiting = AfterWaiting(*file, now - file->waiting.since_nanos);
    if (waiting != file->waiting) due.push_back(file);
    file->waiting = waiting;
    return AfterWaiting(*file, INT64_MAX) == waiting;
  });
  for (SourceFile* const file : due) Wake(*file);
}

// Whether there is something that waits, which is then taken with the next turn.
bool Tracker::TakeWhatWaits(SourceFile& file) {
  if (file.content == nullptr || file.compressed || file.waiting.to == 0 || file.waiting.takes_half_line) return false;
  file.waiting.takes_lines = file.waiting.takes_half_line = true;
  Wake(file);
  return true;
}

void Tracker::CloseInactive(int64_t now) {
  const std::vector<SourceFile*> idle(idle_.begin(), idle_.end());
  for (SourceFile* const file : idle) {
    const bool inactive = config_.close_inactive_nanos > 0 && now - file->read_nanos >= config_.close_inactive_nanos;
    const bool too_long = config_.close_after_nanos > 0 && now - file->opened_nanos >= config_.close_after_nanos;
    if (!file->nameless && (inactive || too_long)) CloseIdle(*file);
  }
  const std::vector<SourceFile*> unreleased(unreleased_.begin(), unreleased_.end());
  for (SourceFile* const file : unreleased) {
    if (file->is_open() || file->state != FileState::kReading || file->ready) {
      unreleased_.erase(file);
    } else if (file->content->cursor->AllDone()) {
      unreleased_.erase(file);
      CloseIdle(*file);
    }
  }
  std::erase_if(contents_, [](const auto& item) { return item.second->file == nullptr && item.second->cursor->AllDone(); });
}

// Closed, read to its end and all of it delivered: then the time of grace begins.
void Tracker::PlanDeletion(SourceFile& file) {
  if (!config_.delete_when_done || context_.once || !IsFinished(file, file.info)) return;
  deletions_[&file] = Deletion{context_.clock.MonotonicNanos() + config_.delete_grace_nanos, 0};
}

bool Tracker::IsFinished(const SourceFile& file, const FileInfo& info) const {
  if (file.state != FileState::kResting || !file.entry || file.nameless) return false;
  const auto entry = registry_.Get(*file.entry);
  return entry && entry->state.changed_nanos != 0 && entry->state.changed_nanos == info.changed_nanos &&
         (file.compressed || entry->state.offset == info.size);
}

void Tracker::DeleteDue(int64_t now) {
  for (auto it = deletions_.begin(); it != deletions_.end();) {
    it = now >= it->second.due_nanos && TryDeletion(*it->first, it->second, now) ? deletions_.erase(it) : std::next(it);
  }
}

// Whether that was the end of it.
bool Tracker::TryDeletion(const SourceFile& file, Deletion& deletion, int64_t now) {
  const auto info = Look(file.path);
  if (info.ok() && (!*info || (*info)->device != file.device || (*info)->inode != file.inode || !IsFinished(file, **info))) return true;
  const Status status = info.ok() ? context_.files.Remove(file.path) : Status(info.error());
  if (status.ok()) {
    ++counts_.files_deleted;
    wants_scan_ = true;
    return true;
  }
  deletion.due_nanos = now + kDeletionRetryNanos;
  if (++deletion.tries < kDeletionTries) return false;
  Log(LogLevel::kError, kComponent, "\"{}\" was read to its end and can't be deleted: {}", file.path, status.error().message);
  return true;
}

}  // namespace flowship::filestream
