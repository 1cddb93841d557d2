// DiskQueue: reading, in the run and at the start.

#include <algorithm>

#include "base/assert.h"
#include "base/limits.h"
#include "base/log.h"
#include "queue/disk_queue.h"
#include "queue/memory_queue.h"
#include "queue/segment.h"

namespace flowship {

namespace {

constexpr std::string_view kLog = "queue";
constexpr size_t kScanBytes = 1 << 20;

// Reads a segment's records one after the other, from `offset` on.
class Scanner {
 public:
  Scanner(File& file, uint64_t offset, uint64_t position) : file_(file), offset_(offset), position_(position) {}

  // False: there is no further whole record, or the disk failed (status()).
  bool Next() {
    while (true) {
      const SegmentRecord record = ReadSegmentRecord(block_.view().substr(at_), position_);
      if (record.state == SegmentRecord::State::kWhole) {
        at_ += record.size;
        offset_ += record.size;
        ++position_;
        return true;
      }
      if (record.state == SegmentRecord::State::kDamaged || !Fill(record.size)) return false;
    }
  }
  uint64_t offset() const { return offset_; }      // behind the last record
  uint64_t position() const { return position_; }  // of the next one
  const Status& status() const { return status_; }

 private:
  // False: there are not that many bytes.
  bool Fill(size_t wanted) {
    const size_t size = std::max(wanted, kScanBytes);
    block_.Clear();
    at_ = 0;
    const auto got = file_.ReadAt(offset_, block_.Reserve(size), size);
    if (!got.ok()) status_ = got.error();
    if (!got.ok() || *got < wanted) {
      block_.AdvanceBy(got.ok() ? *got : 0);
      return false;
    }
    block_.AdvanceBy(*got);
    return true;
  }

  File& file_;
  uint64_t offset_, position_;
  Buffer block_;
  size_t at_ = 0;
  Status status_;
};

}  // namespace

Status DiskQueue::Recover() {
  if (const Status made = files_.MakeDirectories(folder_); !made.ok()) return made;
  auto lock = files_.Lock(folder_ + "/lock");
  if (!lock.ok()) return lock.error();
  lock_ = *std::move(lock);
  if (const Status named = TakeIdentity(); !named.ok()) return named;
  auto acknowledged = files_.Open(folder_ + "/acknowledged");
  if (!acknowledged.ok()) return acknowledged.error();
  if (*acknowledged != nullptr) {
    Buffer bytes;
    constexpr size_t kMost = 1 << 20;
    const auto size = (*acknowledged)->ReadAt(0, bytes.Reserve(kMost), kMost);
    if (!size.ok()) return size.error();
    bytes.AdvanceBy(*size);
    acknowledged_ = ReadAcknowledgement(bytes.view());
  }
  auto entries = files_.List(folder_);
  if (!entries.ok()) return entries.error();
  std::vector<uint64_t> firsts;
  if (*entries) {
    for (const DirectoryEntry& entry : **entries) {
      if (const auto first = ParseSegmentName(entry.name)) firsts.push_back(*first);
    }
  }
  std::ranges::sort(firsts);
  for (size_t i = 0; i < firsts.size(); ++i) {
    if (const Status status = RecoverSegment(firsts[i], i + 1 < firsts.size() ? firsts[i + 1] : UINT64_MAX); !status.ok()) return status;
  }
  committed_ = next_ = segments_.empty() ? acknowledged_ : std::max(segments_.back().end, acknowledged_);
  first_ = segments_.empty() ? next_ : std::max(acknowledged_, segments_.front().first);
  for (const std::string& path : TakeDone()) {
    if (const Status gone = files_.Remove(path); !gone.ok()) return gone;
  }
  at_.position = first_;
  return {};
}

// One that is damaged makes way for another: then records that are read again count as new.
Status DiskQueue::TakeIdentity() {
  const std::string path = folder_ + "/identity";
  auto file = files_.Open(path);
  if (!file.ok()) return file.error();
  if (*file != nullptr) {
    char bytes[64];
    const auto size = (*file)->ReadAt(0, bytes, sizeof bytes);
    if (!size.ok()) return size.error();
    if (const auto identity = ReadIdentity({bytes, *size})) {
      identity_ = *identity;
      return {};
    }
    file->reset();
    if (const Status gone = files_.Remove(path); !gone.ok()) return gone;
  }
  identity_ = NewQueueIdentity();
  auto fresh = files_.OpenForAppend(path);
  if (!fresh.ok()) return fresh.error();
  if (const Status written = (*fresh)->Append(WriteIdentity(identity_)); !written.ok()) return written;
  if (const Status synced = (*fresh)->Sync(); !synced.ok()) return synced;
  return files_.SyncDirectory(folder_);
}

Status DiskQueue::RecoverSegment(uint64_t first, uint64_t limit) {
  const std::string path = folder_ + "/" + SegmentName(first);
  auto file = files_.Open(path);
  if (!file.ok()) return file.error();
  const auto info = *file == nullptr ? Result<FileInfo>(FileInfo{}) : (*file)->Info();
  if (!info.ok()) return info.error();
  char head[kSegmentHeadBytes];
  const auto size = *file == nullptr ? Result<size_t>(size_t{0}) : (*file)->ReadAt(0, head, sizeof head);
  if (!size.ok()) return size.error();
  if (!IsSegmentHead({head, *size}, first)) {
    // The head is on the disk before the first record is: there was none, unless the disk has lost it.
    if (limit != UINT64_MAX) stats_.lost += limit - first;
    return files_.Remove(path);
  }
  Scanner scanner(**file, kSegmentHeadBytes, first);
  while (scanner.position() < limit && scanner.Next()) {
  }
  if (!scanner.status().ok()) return scanner.status();
  if (limit != UINT64_MAX && scanner.position() < limit) {
    const uint64_t lost = limit - std::max(scanner.position(), std::min(acknowledged_, limit));
    stats_.lost += lost;
    if (lost != 0) Log(LogLevel::kError, kLog, "{} is damaged: {} records are lost", path, lost);
  }
  if (limit == UINT64_MAX && info->size > scanner.offset()) {
    Log(LogLevel::kWarning, kLog, "{}: {} bytes of an unfinished record at its end are cut off", path, info->size - scanner.offset());
  }
  segments_.push_back({first, scanner.position(), scanner.offset(), path});
  return {};
}

void DiskQueue::Rewind() {
  const std::lock_guard lock(mutex_);
  ++rewinds_;
}

Result<std::optional<DiskQueue::Segment>> DiskQueue::FindNext() {
  std::optional<Segment> found;
  {
    const std::lock_guard lock(mutex_);
    if (rewinds_seen_ != rewinds_) {
      rewinds_seen_ = rewinds_;
      at_ = {};
      at_.position = first_;
    }
    if (at_.position < first_) {  // acknowledged without having been read, by whoever rewound
      at_.position = first_;
      at_.segment = UINT64_MAX;
    }
    for (const Segment& segment : segments_) {
      if (segment.end <= at_.position) continue;
      found = segment;
      break;
    }
  }
  if (!found) return found;
  if (found->first > at_.position) at_.position = found->first;  // what is between was lost, and counted
  if (at_.segment == found->first) return found;
  auto file = files_.Open(found->path);
  if (!file.ok()) return file.error();
  if (*file == nullptr) return Error{found->path + " is gone"};
  at_.file = *std::move(file);
  at_.segment = found->first;
  at_.offset = kSegmentHeadBytes;
  if (at_.position == found->first) return found;
  Scanner scanner(*at_.file, kSegmentHeadBytes, found->first);
  while (scanner.position() < at_.position && scanner.Next()) {
  }
  if (!scanner.status().ok()) {
    at_.segment = UINT64_MAX;
    return scanner.status().error();
  }
  at_.offset = scanner.offset();  // of a record that is damaged: reading it will say so
  return found;
}

Status DiskQueue::Read(size_t max_records, size_t max_bytes, Buffer& bytes, std::vector<QueuedRecord>& records) {
  while (true) {
    const auto segment = FindNext();
    if (!segment.ok()) return segment.error();
    if (!*segment) return {};
    auto more = ReadFrom(**segment, max_records, std::max(max_bytes, kRecordHeadBytes), bytes, records);
    if (!more.ok()) return more.error();
    if (*more != 0) return {};
    // It was whole when it was written: the disk has lost it, and all behind it here.
    const uint64_t lost = (*segment)->end - at_.position;
    Log(LogLevel::kError, kLog, "{} is damaged at byte {}: {} records are lost", (*segment)->path, at_.offset, lost);
    at_.position = (*segment)->end;
    at_.offset = (*segment)->bytes;
    const std::lock_guard lock(mutex_);
    stats_.lost += lost;
  }
}

Result<size_t> DiskQueue::ReadFrom(const Segment& segment, size_t max_records, size_t wanted, Buffer& bytes, std::vector<QueuedRecord>& records) {
  const uint64_t there = segment.bytes - at_.offset;
  while (true) {
    const size_t size = static_cast<size_t>(std::min<uint64_t>(wanted, there));
    char* const block = bytes.Reserve(size);
    const auto got = at_.file->ReadAt(at_.offset, block, size);
    if (!got.ok()) return got.error();
    size_t taken = 0, count = 0;
    SegmentRecord record;
    for (; at_.position + count < segment.end && count < max_records; ++count) {
      record = ReadSegmentRecord({block + taken, *got - taken}, at_.position + count);
      if (record.state != SegmentRecord::State::kWhole) break;
      records.push_back({at_.position + count, record.bytes});
      taken += record.size;
    }
    // A record that is larger than what was read is read whole.
    const bool larger = count == 0 && record.state == SegmentRecord::State::kCut && record.size > size && record.size <= there;
    if (larger) {
      wanted = record.size;
      continue;
    }
    bytes.AdvanceBy(taken);
    at_.position += count;
    at_.offset += taken;
    return count;
  }
}

}  // namespace flowship
