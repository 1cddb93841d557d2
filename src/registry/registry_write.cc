// How a registry goes from memory to the disk: commits to the log, checkpoints in slices.

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "registry/registry.h"

namespace flowship {

using registry::AppendHeader;
using registry::AppendRecord;
using registry::FileName;
using registry::GenerationOf;
using registry::Record;
using registry::RecordKind;

namespace {

constexpr std::string_view kComponent = "registry";
constexpr int64_t kCommitNanos = limits::kRegistryCommitMillis * kNanosPerMilli;
constexpr int64_t kSyncNanos = limits::kRegistrySyncMillis * kNanosPerMilli;
constexpr int64_t kRetryNanos = kNanosPerSecond;  // after a failure

}  // namespace

std::string Registry::PathOf(std::string_view kind, uint64_t generation) const { return directory_ + "/" + FileName(kind, generation); }

void Registry::StartWriter() {
  FLOWSHIP_ASSERT(!writer_.joinable());
  writer_stops_ = false;
  writer_ = std::thread([this] { WriterLoop(); });
}

void Registry::WriterLoop() {
  std::unique_lock lock(writer_mutex_);
  while (!writer_stops_) {
    lock.unlock();
    const int64_t pause = Step();
    lock.lock();
    writer_wake_.wait_for(lock, std::chrono::nanoseconds(pause), [this] { return writer_stops_; });
  }
}

void Registry::StopWriter() {
  if (!writer_.joinable()) return;
  {
    const std::lock_guard lock(writer_mutex_);
    writer_stops_ = true;
  }
  writer_wake_.notify_all();
  writer_.join();
}

int64_t Registry::Step() {
  const std::lock_guard lock(write_mutex_);
  return closed_ ? kRetryNanos : StepLocked();
}

int64_t Registry::StepLocked() {
  const int64_t now = clock_.MonotonicNanos();
  Status status;
  if (now >= next_commit_nanos_) {
    status = Commit();
    next_commit_nanos_ = HasDirty() ? now : now + kCommitNanos;
  }
  if (status.ok() && sync_due_nanos_ && now >= *sync_due_nanos_) status = SyncLog();
  if (status.ok() && checkpoint_) {
    status = StepCheckpoint();
  } else if (status.ok() && log_bytes_ + older_logs_bytes_ > std::max(options_.log_bytes, 2 * stats_.checkpoint_bytes)) {
    status = BeginGeneration();
  }
  if (!status.ok()) {
    Failed(status.error());
    next_commit_nanos_ = now + kRetryNanos;
    if (sync_due_nanos_) sync_due_nanos_ = now + kRetryNanos;
    return kRetryNanos;
  }
  if (checkpoint_) return kNanosPerMilli;
  return std::clamp<int64_t>(next_commit_nanos_ - now, kNanosPerMilli, kCommitNanos);
}

Status Registry::Flush() {
  const std::lock_guard lock(write_mutex_);
  FLOWSHIP_ASSERT(!closed_);
  Status status;
  do {
    status = Commit();
  } while (status.ok() && HasDirty());
  while (status.ok() && pages_lost_) status = StepCheckpoint();
  if (status.ok() && sync_due_nanos_) status = SyncLog();
  if (!status.ok()) Failed(status.error());
  return status;
}

bool Registry::HasDirty() const {
  const std::lock_guard lock(mutex_);
  return !dirty_.empty();
}

Status Registry::Close() {
  StopWriter();
  const Status status = Flush();
  const std::lock_guard lock(write_mutex_);
  closed_ = true;
  checkpoint_.reset();
  log_.reset();
  lock_.reset();
  return status;
}

void Registry::Failed(const Error& error) {
  Log(LogLevel::kError, kComponent, "what has been delivered can't be written down, it is tried again: {}", error.message);
  const std::lock_guard lock(mutex_);
  ++stats_.failures;
}

// Writes one step's worth of what has changed.
Status Registry::Commit() {
  if (log_ == nullptr || log_broken_) {
    if (const Status status = BeginGeneration(); !status.ok()) return status;
  }
  if (EncodeDirty() == 0) return {};
  const Status status = AppendToLog(buffer_.view());
  Log(LogLevel::kDebug, kComponent, "{} cursors, {} bytes, {}", committing_.size(), buffer_.size(), status.ok() ? "are written down" : "can't be written down");
  EndCommit(status.ok());
  return status;
}

size_t Registry::EncodeDirty() {
  buffer_.Clear();
  committing_.clear();
  const std::lock_guard lock(mutex_);
  const size_t count = std::min(dirty_.size(), limits::kRegistryStepEntries);
  for (size_t i = 0; i < count; ++i) {
    Entry& entry = entries_[dirty_[i]];
    entry.dirty = false;
    committing_.push_back(dirty_[i]);
    if (!entry.live && !entry.written) continue;  // came and went between two commits
    entry.written = true;
    Encode(entry, entry.live ? RecordKind::kSet : RecordKind::kRemove, generation_, buffer_);
  }
  dirty_.erase(dirty_.begin(), dirty_.begin() + static_cast<std::ptrdiff_t>(count));
  return count;
}

void Registry::EndCommit(bool written) {
  const std::lock_guard lock(mutex_);
  for (const RegistryId id : committing_) {
    Entry& entry = entries_[id];
    if (entry.dirty) continue;  // has changed again since
    if (!written) {
      entry.dirty = true;
      dirty_.push_back(id);
    } else if (!entry.live) {
      FreeSlot(id);
    }
  }
  if (written) ++stats_.commits;
  committing_.clear();
}

void Registry::Encode(const Entry& entry, RecordKind kind, uint64_t generation, Buffer& out) const {
  Record record;
  record.kind = kind;
  record.tie = entry.tie;
  record.identity = entry.identity;
  record.stream = streams_[entry.stream];
  record.offset = entry.state.offset;
  record.tail_hash = entry.state.tail_hash;
  record.device = entry.state.device;
  record.inode = entry.state.inode;
  record.changed_nanos = entry.state.changed_nanos;
  record.updated_nanos = entry.state.updated_nanos;
  record.path = entry.state.path;
  AppendRecord(record, generation, out);
}

Status Registry::AppendToLog(std::string_view records) {
  if (records.empty()) return {};
  const Status status = log_->Append(records);
  if (!status.ok()) {
    // Part of it may be there. A log is good up to its first bad record, so nothing may come after one.
    log_broken_ = !log_->Truncate(log_bytes_).ok();
    return status;
  }
  log_bytes_ += records.size();
  if (!sync_due_nanos_) sync_due_nanos_ = clock_.MonotonicNanos() + kSyncNanos;
  const std::lock_guard lock(mutex_);
  stats_.log_bytes = log_bytes_;
  return {};
}

Status Registry::SyncLog() {
  if (options_.sync) {
    // After a failed sync the kernel may have thrown the pages away and report success the next time.
    if (const Status status = log_->Sync(); !status.ok()) {
      log_broken_ = pages_lost_ = true;
      return status;
    }
  }
  sync_due_nanos_.reset();
  return {};
}

// A new log takes over, and a checkpoint of all entries begins that will make the older files superfluous.
Status Registry::BeginGeneration() {
  const uint64_t next = generation_ + 1;
  const std::string path = PathOf("log", next);
  auto log = files_.OpenForAppend(path);
  if (!log.ok()) return log.error();
  Buffer header;
  AppendHeader(next, header);
  Status status = (*log)->Truncate(0);
  if (status.ok()) status = (*log)->Append(header.view());
  if (status.ok() && options_.sync) status = (*log)->Sync();
  if (status.ok() && options_.sync) status = files_.SyncDirectory(directory_);
  if (!status.ok()) {
    log->reset();
    (void)files_.Remove(path);  // or the next attempt overwrites it
    return status;
  }
  if (checkpoint_) (void)files_.Remove(PathOf("checkpoint", generation_) + ".new");
  older_logs_bytes_ += log_bytes_;
  log_ = std::move(*log);
  log_broken_ = false;
  sync_due_nanos_.reset();
  generation_ = next;
  log_bytes_ = header.size();
  checkpoint_ = Checkpoint();
  return {};
}

// Writes a slice of the checkpoint. A failure leaves the checkpoint to be begun again.
Status Registry::StepCheckpoint() {
  const auto step = [this]() -> Status {
    Checkpoint& checkpoint = *checkpoint_;
    buffer_.Clear();
    if (checkpoint.file == nullptr) {
      auto file = files_.OpenForAppend(PathOf("checkpoint", generation_) + ".new");
      if (!file.ok()) return file.error();
      if (const Status status = (*file)->Truncate(0); !status.ok()) return status;
      checkpoint.file = std::move(*file);
      AppendHeader(generation_, buffer_);
    }
    bool last = false;
    {
      const std::lock_guard lock(mutex_);
      const size_t end = std::min<size_t>(entries_.size(), checkpoint.next + limits::kRegistryStepEntries);
      for (; checkpoint.next < end; ++checkpoint.next) {
        Entry& entry = entries_[checkpoint.next];
        if (!entry.live) continue;
        entry.written = true;
        Encode(entry, RecordKind::kSet, generation_, buffer_);
      }
      last = end == entries_.size();
    }
    if (last) {
      Record record;
      record.kind = RecordKind::kEnd;
      AppendRecord(record, generation_, buffer_);
    }
    if (const Status status = checkpoint.file->Append(buffer_.view()); !status.ok()) return status;
    checkpoint.bytes += buffer_.size();
    return last ? FinishCheckpoint() : Status();
  };
  const Status status = step();
  if (!status.ok() && checkpoint_) {
    checkpoint_ = Checkpoint();
    (void)files_.Remove(PathOf("checkpoint", generation_) + ".new");  // after a failed sync its pages may be gone: the next one is another file
  }
  return status;
}

Status Registry::FinishCheckpoint() {
  if (options_.sync) {
    if (const Status status = checkpoint_->file->Sync(); !status.ok()) return status;
  }
  const std::string path = PathOf("checkpoint", generation_);
  if (const Status status = files_.Rename(path + ".new", path); !status.ok()) return status;
  if (options_.sync) {
    if (const Status status = files_.SyncDirectory(directory_); !status.ok()) return status;
  }
  older_logs_bytes_ = 0;
  pages_lost_ = false;
  {
    const std::lock_guard lock(mutex_);
    stats_.checkpoint_bytes = checkpoint_->bytes;
    ++stats_.checkpoints;
  }
  checkpoint_.reset();
  return RemoveOldFiles();
}

Status Registry::RemoveOldFiles() {
  const auto entries = files_.List(directory_);
  if (!entries.ok()) return entries.error();
  if (!*entries) return {};
  for (const DirectoryEntry& entry : **entries) {
    auto generation = GenerationOf("log", entry.name);
    if (!generation) generation = GenerationOf("checkpoint", entry.name);
    const bool unfinished = entry.name.starts_with("checkpoint.") && entry.name.ends_with(".new");
    if (!unfinished && (!generation || *generation >= generation_)) continue;
    if (const Status status = files_.Remove(directory_ + "/" + entry.name); !status.ok()) return status;
  }
  return {};
}

}  // namespace flowship
