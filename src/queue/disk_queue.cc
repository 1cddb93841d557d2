#include "queue/disk_queue.h"

#include <algorithm>

#include "base/assert.h"
#include "base/limits.h"
#include "base/log.h"
#include "queue/segment.h"

namespace flowship {

namespace {

constexpr std::string_view kLog = "queue";
constexpr uint64_t kAcknowledgedMaxBytes = 64 << 10;  // then the file is written anew

}  // namespace

Result<std::unique_ptr<DiskQueue>> DiskQueue::Open(FileSystem& files, const std::string& folder, const DiskQueueOptions& options) {
  DiskQueueOptions own = options;
  own.segment_bytes = std::max<uint64_t>(std::min(own.segment_bytes, own.max_bytes / 4), 1);
  std::unique_ptr<DiskQueue> queue(new DiskQueue(files, folder, own));
  if (const Status recovered = queue->Recover(); !recovered.ok()) return recovered.error().Within("queue " + folder);
  return queue;
}

DiskQueue::~DiskQueue() = default;

// The last segment is never removed, so that its end says how far positions have come; one that is done with holds nothing.
uint64_t DiskQueue::UsedLocked() const {
  uint64_t used = 0;
  for (const Segment& segment : segments_) used += segment.end > first_ ? segment.bytes : 0;
  return used;
}

bool DiskQueue::Append(std::string_view record) {
  FLOWSHIP_ASSERT(record.size() <= limits::kMessageMaxBytes);
  const size_t size = kRecordHeadBytes + record.size();
  const std::lock_guard lock(mutex_);
  // A segment that is done with may still be there beside the others.
  const bool fits = UsedLocked() + uncommitted_.size() + size + kSegmentHeadBytes <= options_.max_bytes - options_.segment_bytes;
  if (!fits || (!uncommitted_.empty() && uncommitted_.size() + size > options_.max_uncommitted_bytes)) {
    ++stats_.refused;
    return false;
  }
  AppendSegmentRecord(next_++, record, uncommitted_);
  ++stats_.appended;
  return true;
}

Status DiskQueue::Commit() {
  if (uncommitted_.empty()) return {};
  if (const Status cut = CutOff(); !cut.ok()) return cut;
  if (const Status opened = OpenLast(); !opened.ok()) return opened;
  torn_ = true;
  if (const Status written = file_->Append(uncommitted_.view()); !written.ok()) return written;
  if (const Status synced = file_->Sync(); !synced.ok()) return synced;
  torn_ = false;
  const std::lock_guard lock(mutex_);
  segments_.back().bytes += uncommitted_.size();
  segments_.back().end = committed_ = next_;
  uncommitted_.Clear();
  return {};
}

// Where a failed write can't be undone, its segment stays as it is: what is good of it ends where the next one begins.
Status DiskQueue::CutOff() {
  if (!torn_) return {};
  const auto last = Last();
  if (file_ == nullptr || !last || !file_->Truncate(last->bytes).ok()) {
    file_.reset();
    if (const Status started = StartSegment(committed_); !started.ok()) return started;
  }
  torn_ = false;
  return {};
}

std::optional<DiskQueue::Segment> DiskQueue::Last() const {
  const std::lock_guard lock(mutex_);
  return segments_.empty() ? std::nullopt : std::optional(segments_.back());
}

Status DiskQueue::OpenLast() {
  const auto last = Last();
  if (!last || last->end != committed_ || last->bytes >= options_.segment_bytes) return StartSegment(committed_);
  // What is done with makes room.
  if (last->end <= first() && last->bytes > options_.segment_bytes / 4) return StartSegment(committed_);
  if (file_ != nullptr) return {};
  auto file = files_.OpenForAppend(last->path);
  if (!file.ok()) return file.error();
  // A crash may have left something behind the last whole record.
  if (const Status cut = (*file)->Truncate(last->bytes); !cut.ok()) return cut;
  file_ = *std::move(file);
  return {};
}

Status DiskQueue::StartSegment(uint64_t first) {
  file_.reset();
  const std::string path = folder_ + "/" + SegmentName(first);
  // One of that name has no record: it is what an earlier try has left.
  if (const Status gone = files_.Remove(path); !gone.ok()) return gone;
  {
    const std::lock_guard lock(mutex_);
    if (!segments_.empty() && segments_.back().first == first) segments_.pop_back();
  }
  auto file = files_.OpenForAppend(path);
  if (!file.ok()) return file.error();
  Buffer head;
  WriteSegmentHead(first, head);
  if (const Status written = (*file)->Append(head.view()); !written.ok()) return written;
  if (const Status synced = (*file)->Sync(); !synced.ok()) return synced;
  if (const Status synced = files_.SyncDirectory(folder_); !synced.ok()) return synced;
  file_ = *std::move(file);
  Log(LogLevel::kDebug, kLog, "{} is begun", path);
  std::vector<std::string> done;
  {
    const std::lock_guard lock(mutex_);
    segments_.push_back({first, first, kSegmentHeadBytes, path});
    done = TakeDone();
  }
  for (const std::string& old : done) (void)files_.Remove(old);
  return {};
}

std::vector<std::string> DiskQueue::TakeDone() {
  std::vector<std::string> done;
  for (; segments_.size() > 1 && segments_.front().end <= first_; segments_.pop_front()) done.push_back(segments_.front().path);
  return done;
}

void DiskQueue::Acknowledge(uint64_t position) {
  std::vector<std::string> done;
  {
    const std::lock_guard lock(mutex_);
    FLOWSHIP_ASSERT(position <= committed_);
    if (position <= first_) return;
    stats_.acknowledged += position - first_;
    first_ = position;
    done = TakeDone();
  }
  WriteAcknowledged(position);
  // A file that stays is found again at the next start, and is done with then.
  for (const std::string& path : done) {
    if (const Status gone = files_.Remove(path); !gone.ok()) Log(LogLevel::kWarning, kLog, "{}", gone.error().message);
  }
}

// An acknowledgement that is not written costs that records are read once more.
void DiskQueue::WriteAcknowledged(uint64_t position) {
  const std::lock_guard lock(acknowledged_mutex_);
  if (position <= acknowledged_) return;
  const std::string path = folder_ + "/acknowledged", fresh_path = path + ".new";
  Buffer entry;
  AppendAcknowledgement(position, entry);
  Status written;
  if (acknowledged_file_ == nullptr || acknowledged_bytes_ >= kAcknowledgedMaxBytes) {
    acknowledged_file_.reset();
    written = files_.Remove(fresh_path);
    auto fresh = written.ok() ? files_.OpenForAppend(fresh_path) : Result<std::unique_ptr<WritableFile>>(written.error());
    written = fresh.ok() ? (*fresh)->Append(entry.view()) : Status(fresh.error());
    if (written.ok()) written = (*fresh)->Sync();
    if (written.ok()) written = files_.Rename(fresh_path, path);
    if (written.ok()) acknowledged_file_ = *std::move(fresh);
    acknowledged_bytes_ = kAcknowledgementBytes;
  } else {
    written = acknowledged_file_->Append(entry.view());
    acknowledged_bytes_ += kAcknowledgementBytes;
    if (!written.ok()) acknowledged_file_.reset();  // its end is not known: the next one is written anew
  }
  if (written.ok()) {
    acknowledged_ = position;
  } else {
    Log(LogLevel::kWarning, kLog, "{}: what was delivered can't be written down: {}", folder_, written.error().message);
  }
}

uint64_t DiskQueue::first() const {
  const std::lock_guard lock(mutex_);
  return first_;
}

uint64_t DiskQueue::end() const {
  const std::lock_guard lock(mutex_);
  return next_;
}

QueueStats DiskQueue::stats() const {
  const std::lock_guard lock(mutex_);
  QueueStats stats = stats_;
  stats.records = committed_ - first_;
  stats.bytes = UsedLocked();
  return stats;
}

}  // namespace flowship
