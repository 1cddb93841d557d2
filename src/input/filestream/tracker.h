#pragma once
// Tracker: the files of a filestream, what content each holds, and whose turn it is. Everything that decides; it is told what was seen, and does a piece of
// work when it is asked to.
//
//   Seen, Touched, NameGone ──► files ──Identify──► contents ──Work──► batches
//
// The law (design.md, "Identity, exactly once")
// * A file holds a content if it has what was read of it last where that ends (the tail). Names, inodes and sizes are hints that save looking.
// * A content is read from one file. A file that is the same as that one as far as it goes is a twin, and is not read: a copy. When the file that is read is
//   truncated, replaced or gone, a twin takes its place, at the position where the other was left.
// * In doubt (what was read can't be compared any more) a file is a content of its own and is read from its beginning: its records have the _id that they
//   had before, so doubt costs work and never a record.
// * What has a name is found again under it; what has none any more is read from its handle to its end.
//
// One thread.

#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "input/filestream/config.h"
#include "input/filestream/harvester.h"
#include "input/filestream/scanner.h"
#include "input/filestream/source_file.h"
#include "input/input_types.h"

namespace flowship::filestream {

struct TrackerCounts {
  uint64_t files_opened = 0, files_closed = 0, files_truncated = 0, files_renamed = 0, files_copies = 0, files_lost = 0;
  uint64_t files_deleted = 0;
  uint64_t bytes_lost = 0;  // known to be unread when a file went for good
};

class Tracker {
 public:
  struct Options {
    std::string stream_id;
    size_t max_open = limits::kOpenFilesMax;
    int64_t ignored_before_nanos = 0;  // wall clock; files that were not modified since are not begun
    std::function<bool(const std::string& directory)> is_watched = [](const std::string&) { return true; };
  };

  // All of it outlives the tracker. registry, pool and sink of the context are there.
  Tracker(const InputContext& context, const Config& config, Options options, std::shared_ptr<const Stream> stream,
          std::shared_ptr<Deliveries> deliveries, Harvester::Push push);
  ~Tracker();

  // Discovery.
  void BeginScan() { ++scan_; }
  void Seen(const std::string& path, const FileInfo& info);
  bool Knows(const FileInfo& info) const;
  bool Touched(const std::string& path);   // false: no file of that name is known
  void NameGone(const std::string& path);  // the name was taken away, or another file has it now
  void EndScan(bool complete);             // complete: what was not seen is not there

  // Work.
  bool Work();         // a piece of it; false: there is nothing that could be done now
  bool waits() const { return waits_; }    // for a free batch
  void WatchesChanged() { watches_changed_ = true; }  // Options::is_watched says something else now
  bool TakeWantsScan() { return std::exchange(wants_scan_, false); }  // a name was not what it should be
  void WakeUnproven(); // copies that could not be compared before
  void Tidy();         // closes what is to be closed, looks at what nobody reports, deletes what is to be deleted
  bool AllRead() const { return identify_.empty() && ready_.empty(); }

  void LimitOpenFiles(size_t most) { options_.max_open = most; }
  // Entries that something in memory stands for. Holds: one of them, found by the file that the entry names; there may be others.
  std::unordered_set<RegistryId> UsedEntries() const;
  bool Holds(const RegistryEntry& entry) const;
  bool Searched(const std::string& directory) const { return !unsearched_.contains(directory); }  // for what was renamed or copied in it
  bool IdentifiesNothing() const { return identify_.empty(); }

  size_t files() const { return files_.size(); }
  size_t open_files() const { return open_; }
  uint64_t removed_bytes() const;  // of files without a name that are still open: the disk has them until they are closed
  size_t ready_files() const { return ready_.size(); }
  const TrackerCounts& counts() const { return counts_; }
  const Harvester& harvester() const { return harvester_; }
  // Those whose content is not at its end, or was read lately: the ones with the most to do first.
  std::vector<InputFile> ReadFiles(size_t most) const;
  // Of files that can't be read, at most a few.
  std::vector<std::string> troubles() const;

 private:
  using FileKey = std::pair<uint64_t, uint64_t>;
  struct FileKeyHash {
    size_t operator()(const FileKey& key) const { return key.first * 0x9E3779B97F4A7C15 ^ key.second; }
  };
  // The beginning of a file, and what it was read with. Its memory is the tracker's spare one, if nobody has that now: thousands of files are begun one
  // after the other, and memory for each between what is kept of them would tear the heap (measured: 5 % of the time for 10,000 small files).
  struct Head {
    explicit Head(Buffer& spare_bytes) : spare(spare_bytes), bytes(std::move(spare_bytes)) { bytes.Clear(); }
    ~Head() { spare = std::move(bytes); }
    Head(const Head&) = delete;
    Head& operator=(const Head&) = delete;
    Buffer& spare;
    std::unique_ptr<File> handle;                // of a plain file
    std::unique_ptr<Decompressor> decompressor;  // of a compressed one; the beginning is its rest
    Buffer bytes;
    std::optional<Hash128> identity;
    std::string_view view() const { return decompressor ? decompressor->rest.view() : bytes.view(); }
  };
  // A content that a file may hold.
  struct Candidate {
    RegistryEntry entry;
    uint64_t position = 0, tail_hash = 0;
    SourceFile* holder = nullptr;  // another file that has it, as far as is known
  };
  struct Deletion {
    int64_t due_nanos = 0;
    int tries = 0;
  };
  enum class Verdict : uint8_t { kOther, kSame, kTwin, kProbe };

  // Files and names (tracker.cc).
  SourceFile& Meet(const std::string& path, const FileInfo& info);
  void SetPath(SourceFile& file, const std::string& path);
  bool StillAt(const SourceFile& file) const;
  bool FollowMoved(SourceFile& file);
  void AdoptMoved();
  void NoteSearch(const std::string& directory, bool searched);
  void FollowCopies(const std::string& path, const Followed& content);
  bool IsAway(const std::string& directory, uint64_t device) const;
  void Missing(SourceFile& file);
  void ForgetRemoved(SourceFile& file);
  void Forget(SourceFile& file);
  void Wake(SourceFile& file);
  void Queue(SourceFile& file, uint64_t round);
  bool IsTooOld(const FileInfo& info) const;
  Result<std::optional<FileInfo>> Look(const std::string& path) const { return LookAtPath(context_.files, config_, path); }
  bool IsTouched(const FileInfo& before, const FileInfo& now) const;
  bool TakeInfo(SourceFile& file, const FileInfo& info);
  void Trouble(SourceFile& file, const std::string& what);
  void NoTrouble(SourceFile& file);

  // Which content a file holds (tracker_identify.cc).
  void Identify(SourceFile& file);
  std::unique_ptr<File> OpenByName(SourceFile& file);
  bool OpenHead(SourceFile& file, Head* head);
  bool ReadHead(SourceFile& file, Head* head);
  void IdentifyFromHandle(SourceFile& file);
  bool OpenCompressedHead(SourceFile& file, Head* head);
  bool IdentifyOtherwise(SourceFile& file, Head* head);
  bool IsFollowed(SourceFile& file, const Head& head);
  void WaitForLine(SourceFile& file, const Head& head);
  void LeaveLast(SourceFile& file, const Head& head);
  void TakeHandle(SourceFile& file, Head& head);
  void KeepHandle(SourceFile& file, Head& head);
  std::vector<Candidate> Candidates(const SourceFile& file, const Head& head);
  bool AdoptCandidate(SourceFile& file, Head& head);
  Verdict Judge(SourceFile& file, File& bytes, const Candidate& candidate);  // kOther and failing: it can't be told
  Verdict JudgeBesides(SourceFile& file, File& bytes, const Candidate& candidate, bool holds);
  Verdict JudgeCompressed(const SourceFile& file, const Candidate& candidate) const;
  SourceFile* HolderOf(const RegistryEntry& entry, const Content* content, const SourceFile& file) const;
  void NoLongerHolds(SourceFile& holder);
  void Begin(SourceFile& file, Head& head);
  std::shared_ptr<Content> Live(const RegistryEntry& entry, const SourceFile& file);
  void Attach(SourceFile& file, const RegistryEntry& entry);
  void MakeTwin(SourceFile& file, RegistryId entry);
  bool HasLongTwin(RegistryId entry, uint64_t least_bytes) const;
  void WakeTwins(RegistryId entry, uint64_t longer_than = 0);
  void Rest(SourceFile& file, std::optional<RegistryId> entry);
  std::unique_ptr<File> OpenAgain(const SourceFile& file) const;

  // Turns (tracker_turn.cc).
  void TakeTurn(SourceFile& file, const ReadyKey& key);
  void LookBeside(const SourceFile& file, uint64_t position_before, const FileInfo& before);
  void TakeProbeTurn(SourceFile& file, uint64_t round);
  void Unqueue(SourceFile& file);
  bool EnsureOpen(SourceFile& file);
  void AtEnd(SourceFile& file);
  void Lost(SourceFile& file);
  void Failed(SourceFile& file, const Error& error);
  void Detach(SourceFile& file);
  void Opened(SourceFile& file);
  void Close(SourceFile& file);
  void CloseIdle(SourceFile& file);
  void MakeRoom();
  void LookAtNameless(int64_t now);
  void NoteWatch(SourceFile& file);
  void LookAtUnwatched(int64_t now);
  void LookAtWaiting(int64_t now);
  void NoteWaiting(SourceFile& file);
  void NothingWaits(SourceFile& file);
  void WaitAt(SourceFile& file, uint64_t size);
  Waiting AfterWaiting(const SourceFile& file, int64_t waited) const;
  bool TakeWhatWaits(SourceFile& file);
  void CloseInactive(int64_t now);
  void PlanDeletion(SourceFile& file);
  void DeleteDue(int64_t now);
  bool TryDeletion(const SourceFile& file, Deletion& deletion, int64_t now);
  bool IsFinished(const SourceFile& file, const FileInfo& info) const;
  void SetIdle(SourceFile& file, bool idle);
  void Release(const std::shared_ptr<Content>& content);

  const InputContext context_;
  const Config& config_;
  Options options_;
  Registry& registry_;
  const std::shared_ptr<Deliveries> deliveries_;
  Harvester harvester_;

  std::unordered_map<FileKey, std::unique_ptr<SourceFile>, FileKeyHash> files_;
  std::unordered_map<std::string, SourceFile*> by_path_;
  std::unordered_map<RegistryId, std::shared_ptr<Content>> contents_;  // those that are read, or have batches under way
  std::unordered_multimap<RegistryId, SourceFile*> twins_;
  std::list<SourceFile*> identify_;
  std::map<ReadyKey, SourceFile*> ready_;
  std::list<SourceFile*> idle_;                 // open and at their end, the longest idle first
  std::unordered_set<SourceFile*> nameless_, unreleased_, waiting_;  // unreleased: closed, with batches under way
  std::unordered_set<SourceFile*> unwatched_;   // open, in directories that nobody watches
  std::set<std::string> unsearched_;            // directories
  std::unordered_map<SourceFile*, std::string> troubles_;
  std::unordered_map<SourceFile*, Deletion> deletions_;
  Buffer spare_head_;
  TrackerCounts counts_;
  uint64_t scan_ = 0, serial_ = 0, round_ = 0, turns_ = 0;
  size_t open_ = 0;
  int64_t next_adoption_nanos_ = 0, next_tidy_nanos_ = 0, next_look_nanos_ = 0, next_unwatched_nanos_ = 0;
  bool waits_ = false, wants_scan_ = false, adopted_moved_ = false, watches_changed_ = false;
};

}  // namespace flowship::filestream
