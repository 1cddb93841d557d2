#pragma once
// Registry: how far each file has been delivered. In memory, with an append-only log behind it (registry/format.h).
//
//   cursor ──Update──► entry, marked ──Step──► log.<G> ──(long enough)──► log.<G+1> + checkpoint.<G+1>
//
// The law
// * An entry is one content of one stream: key = stream id, identity, tie. The tie tells files with the same head apart: 0, 1, 2, …
// * Update and its like change memory only and cost a mutex and a few words. Writing is Step's: it takes what has changed since the last one (an entry once,
//   however often it changed) and appends it in one write. A checkpoint is written a slice a step, between commits.
// * What is written survives the death of the process at once (kRegistryCommitMillis), and of the machine after fdatasync (kRegistrySyncMillis). What is
//   lost is the newest part: those records are read again, and their _id says that they were there before.
// * A failed write loses nothing: what it was to write stays marked, and the log is cut back to its good part, or, after a failed sync (whose pages may be
//   gone), begun anew with a checkpoint.
//
// Threads: all of it, any thread; Step and Flush exclude each other. The texts are copied.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/hash.h"
#include "base/limits.h"
#include "registry/format.h"
#include "registry/slot_index.h"

namespace flowship {

struct RegistryState {
  uint64_t offset = 0;        // of the first byte that has no outcome
  uint64_t tail_hash = 0;     // of the bytes before it (input/identity.h)
  uint64_t device = 0, inode = 0;
  int64_t changed_nanos = 0;  // ctime of the file when it had been read up to `offset` and no further byte was there; 0: not so
  int64_t updated_nanos = 0;  // wall clock; set by the registry
  std::string path;
};

using RegistryId = uint32_t;  // of an entry, until it is removed

struct RegistryEntry {
  RegistryId id = 0;
  uint32_t tie = 0;
  Hash128 identity;
  RegistryState state;
};

struct RegistryOptions {
  uint64_t log_bytes = limits::kRegistryLogBytes;
  bool sync = true;  // fdatasync; off for tests
};

class Registry {
 public:
  // Takes the directory (made if it is absent), reads it. An error names the process that holds it. What was damaged is left out, with a warning in the log.
  static Result<std::unique_ptr<Registry>> Open(FileSystem& files, const Clock& clock, std::string directory, RegistryOptions options = {});
  ~Registry();  // without Close, what was not written is lost

  // Runs Step in a thread of its own, until Close.
  void StartWriter();
  // Writes what there is to write; says after how many nanoseconds to come again.
  int64_t Step();
  // All that was changed is on the disk.
  Status Flush();
  // Flush, and no more writing.
  Status Close();

  // Entries of a stream with that identity, by tie; and the one that was last seen in that file.
  std::vector<RegistryEntry> Find(std::string_view stream, const Hash128& identity) const;
  std::optional<RegistryEntry> FindFile(std::string_view stream, uint64_t device, uint64_t inode) const;
  std::optional<RegistryEntry> Get(RegistryId id) const;
  // All entries of a stream. Taken in pieces: what changes meanwhile may be seen before or after.
  std::vector<RegistryEntry> Entries(std::string_view stream) const;
  // A piece of them: adds those in the next `most` slots from *next on, and moves that on. false: these were the last.
  bool NextEntries(std::string_view stream, size_t most, RegistryId* next, std::vector<RegistryEntry>* found) const;
  size_t size() const;

  // A new entry with the lowest free tie.
  RegistryEntry Add(std::string_view stream, const Hash128& identity, const RegistryState& state);
  void Update(RegistryId id, uint64_t offset, uint64_t tail_hash);  // forgets `changed`
  void Place(RegistryId id, uint64_t device, uint64_t inode, std::string_view path);
  void Settle(RegistryId id, uint64_t offset, int64_t changed_nanos);  // nothing is to be read after `offset`, where the entry must be
  void Remove(RegistryId id);

  struct Stats {
    uint64_t entries = 0, log_bytes = 0, checkpoint_bytes = 0, commits = 0, checkpoints = 0, failures = 0, damaged = 0;
  };
  Stats stats() const;

 private:
  struct Entry {
    Hash128 identity;
    uint32_t tie = 0;
    uint16_t stream = 0;
    bool live = false;     // false: the slot is free, or its removal is still to be written (then it is dirty or being written)
    bool dirty = false;    // in dirty_
    bool written = false;  // the disk may know the key, so its removal is to be written
    RegistryState state;
  };
  struct Checkpoint {
    uint64_t bytes = 0;
    RegistryId next = 0;  // slots before it were written
    std::unique_ptr<WritableFile> file;
  };

  Registry(FileSystem& files, const Clock& clock, std::string directory, RegistryOptions options);

  // Reading (registry_load.cc).
  Status Load();
  Status LoadCheckpoint(uint64_t generation);
  Status LoadLog(uint64_t generation, bool newest);
  void Apply(const registry::Record& record);
  void ExpectEntries(uint64_t file_bytes);

  // Writing (registry_write.cc); under write_mutex_.
  int64_t StepLocked();
  Status Commit();
  Status AppendToLog(std::string_view records);
  Status SyncLog();
  Status BeginGeneration();
  Status StepCheckpoint();
  Status FinishCheckpoint();
  Status RemoveOldFiles();
  bool HasDirty() const;
  size_t EncodeDirty();
  void EndCommit(bool written);
  void Failed(const Error& error);
  void Encode(const Entry& entry, registry::RecordKind kind, uint64_t generation, Buffer& out) const;
  std::string PathOf(std::string_view kind, uint64_t generation) const;
  void WriterLoop();
  void StopWriter();

  // Under mutex_.
  RegistryId NewSlot();
  void FreeSlot(RegistryId id);
  void MarkDirty(RegistryId id);
  void SetFile(RegistryId id, uint64_t device, uint64_t inode);
  uint16_t StreamNumber(std::string_view stream);
  std::optional<uint16_t> FindStream(std::string_view stream) const;
  static uint64_t HashOfIdentity(const Hash128& identity) { return identity.high ^ identity.low; }
  static uint64_t HashOfFile(uint64_t device, uint64_t inode) { return inode * 0x9E3779B97F4A7C15 ^ device; }
  std::optional<RegistryId> FindKey(uint16_t stream, const Hash128& identity, uint32_t tie) const;
  Entry& Live(RegistryId id);
  RegistryEntry Shown(RegistryId id) const;

  FileSystem& files_;
  const Clock& clock_;
  const std::string directory_;
  const RegistryOptions options_;
  std::unique_ptr<FileLock> lock_;

  mutable std::mutex mutex_;
  std::deque<Entry> entries_;        // by id; a deque, because a vector that grows moves them all, under the lock
  std::vector<RegistryId> free_;
  std::vector<std::string> streams_;
  registry::SlotIndex by_identity_, by_file_;  // by_identity_ also has the removed ones until that is written
  std::vector<RegistryId> dirty_;
  size_t live_ = 0;
  Stats stats_;

  std::mutex write_mutex_;           // before mutex_
  std::unique_ptr<WritableFile> log_;
  bool log_broken_ = false;          // what its end is, is not known: a new one has to begin
  bool pages_lost_ = false;          // a sync failed: what was committed is safe with the next checkpoint only
  uint64_t generation_ = 0;          // of log_
  uint64_t log_bytes_ = 0;           // of log_'s good part
  uint64_t older_logs_bytes_ = 0;    // of the logs that the next checkpoint makes superfluous
  std::optional<Checkpoint> checkpoint_;
  Buffer buffer_;
  std::vector<RegistryId> committing_;
  int64_t next_commit_nanos_ = 0;
  std::optional<int64_t> sync_due_nanos_;  // there is something in the log that is not synced
  bool closed_ = false;

  std::thread writer_;
  std::mutex writer_mutex_;
  std::condition_variable writer_wake_;
  bool writer_stops_ = false;
};

}  // namespace flowship
