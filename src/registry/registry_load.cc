// How a registry comes from the disk into memory.

#include <algorithm>

#include "base/log.h"
#include "registry/registry.h"

namespace flowship {

using registry::FileName;
using registry::GenerationOf;
using registry::RecordKind;
using registry::RecordReader;

namespace {

constexpr std::string_view kComponent = "registry";

struct Generations {
  std::vector<uint64_t> logs, checkpoints;  // ascending
};

Result<Generations> ListGenerations(FileSystem& files, const std::string& directory) {
  const auto entries = files.List(directory);
  if (!entries.ok()) return entries.error();
  Generations found;
  if (!*entries) return found;
  for (const DirectoryEntry& entry : **entries) {
    if (const auto log = GenerationOf("log", entry.name)) found.logs.push_back(*log);
    if (const auto checkpoint = GenerationOf("checkpoint", entry.name)) found.checkpoints.push_back(*checkpoint);
  }
  std::sort(found.logs.begin(), found.logs.end());
  std::sort(found.checkpoints.begin(), found.checkpoints.end());
  return found;
}

Error OfOtherVersion(const std::string& path) {
  return Error{"\"" + path + "\" was written by a newer flowship; run that, or remove the directory and have everything read again"};
}

}  // namespace

Status Registry::Load() {
  const Result<Generations> found = ListGenerations(files_, directory_);
  if (!found.ok()) return found.error();
  const uint64_t first = found->checkpoints.empty() ? 0 : found->checkpoints.back();
  if (first > 0) {
    if (const Status status = LoadCheckpoint(first); !status.ok()) return status;
  }
  generation_ = first;
  for (const uint64_t log : found->logs) {
    if (log < first) continue;
    generation_ = log;
    if (const Status status = LoadLog(log, log == found->logs.back()); !status.ok()) return status;
  }
  for (RegistryId id = 0; id < entries_.size(); ++id) {
    if (entries_[id].live) entries_[id].written = true;
  }
  // What a removal left on the disk is gone with the next checkpoint; nobody counts on its slot.
  const bool must_begin = log_ == nullptr;
  if (const Status status = must_begin ? BeginGeneration() : Status(); !status.ok()) return status;
  if (first == 0 && found->logs.empty()) checkpoint_.reset();  // there is nothing that a checkpoint could replace
  return {};
}

Status Registry::LoadCheckpoint(uint64_t generation) {
  const std::string path = PathOf("checkpoint", generation);
  auto file = files_.Open(path);
  if (!file.ok()) return file.error();
  if (*file == nullptr) return Error{"\"" + path + "\" has vanished"};
  if (const auto info = (*file)->Info(); info.ok()) ExpectEntries(info->size);
  RecordReader reader(**file, generation);
  const Result<bool> header = reader.ReadHeader();
  if (!header.ok()) return header.error();
  if (reader.is_of_other_version()) return OfOtherVersion(path);
  bool whole = false;
  while (*header && !whole) {
    const auto record = reader.Next();
    if (!record.ok()) return record.error();
    if (!*record) break;
    whole = (*record)->kind == RecordKind::kEnd;
    if (!whole) Apply(**record);
  }
  stats_.checkpoint_bytes = reader.good_bytes();
  if (whole) return {};
  ++stats_.damaged;
  Log(LogLevel::kWarning, kComponent, "\"{}\" is damaged after {} bytes; files that it knew may be read again", path, reader.good_bytes());
  return {};
}

Status Registry::LoadLog(uint64_t generation, bool newest) {
  const std::string path = PathOf("log", generation);
  auto file = files_.Open(path);
  if (!file.ok()) return file.error();
  if (*file == nullptr) return {};
  const auto info = (*file)->Info();
  if (!info.ok()) return info.error();
  RecordReader reader(**file, generation);
  const Result<bool> header = reader.ReadHeader();
  if (!header.ok()) return header.error();
  if (reader.is_of_other_version()) return OfOtherVersion(path);
  while (*header) {
    const auto record = reader.Next();
    if (!record.ok()) return record.error();
    if (!*record) break;
    Apply(**record);
  }
  const uint64_t good = reader.good_bytes();
  if (good < info->size) {
    ++stats_.damaged;
    Log(LogLevel::kWarning, kComponent, "\"{}\" ends in {} bytes that are no whole record; they are left out", path, info->size - good);
  }
  if (!newest || !*header) {
    older_logs_bytes_ += good;
    return {};
  }
  auto log = files_.OpenForAppend(path);
  if (!log.ok()) return log.error();
  if (good < info->size) {
    if (const Status status = (*log)->Truncate(good); !status.ok()) return status;
  }
  log_ = std::move(*log);
  log_bytes_ = good;
  stats_.log_bytes = good;
  return {};
}

void Registry::ExpectEntries(uint64_t file_bytes) {
  constexpr uint64_t kUsualRecordBytes = 128;
  const auto entries = static_cast<size_t>(std::min<uint64_t>(file_bytes / kUsualRecordBytes, 16 << 20));
  by_identity_.Reserve(entries);
  by_file_.Reserve(entries);
}

void Registry::Apply(const registry::Record& record) {
  const uint16_t stream = StreamNumber(record.stream);
  auto id = FindKey(stream, record.identity, record.tie);
  if (record.kind == RecordKind::kRemove) {
    if (!id) return;
    SetFile(*id, 0, 0);
    FreeSlot(*id);
    --live_;
    return;
  }
  if (record.kind != RecordKind::kSet) return;
  if (!id) {
    id = NewSlot();
    Entry& entry = entries_[*id];
    entry.identity = record.identity;
    entry.tie = record.tie;
    entry.stream = stream;
    entry.live = true;
    ++live_;
    by_identity_.Add(HashOfIdentity(record.identity), *id);
  }
  SetFile(*id, record.device, record.inode);
  RegistryState& state = entries_[*id].state;
  state.offset = record.offset;
  state.tail_hash = record.tail_hash;
  state.changed_nanos = record.changed_nanos;
  state.updated_nanos = record.updated_nanos;
  state.path = record.path;
}

}  // namespace flowship
