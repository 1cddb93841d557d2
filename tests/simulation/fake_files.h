#pragma once
// The disk of a simulation: logs with inodes, names, links and handles, in memory; the registry's directory (kData) in CrashingFiles, which knows what a crash
// leaves. Two sides use it:
//
//   writers ──► Create, Append, Move, … ──► nodes ◄── FileSystem ◄── the agent
//                                            └─► watch events: lost, late, merged, out of order
//
// Each call of the agent is one at which things may happen, in this order: somebody else does something (`before_call`), the agent dies (`calls_left`), the
// call fails (`faults`). Once it has died nothing that it does has an effect any more (`frozen`), until Restart.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "../queue/crashing_files.h"
#include "base/file_system.h"
#include "fake_clock.h"
#include "random.h"

namespace flowship::simulation {

inline const std::string kLogs = "/logs", kData = "/data";

struct PlacedLine {
  uint64_t line;        // the world's number of it
  uint64_t begin, end;  // newline included
};

struct Node {
  FileKind kind = FileKind::kRegular;
  uint64_t number = 0;  // the inode, which others may have had before
  uint64_t serial = 0;  // which nobody else has
  std::string content, target;
  int64_t modified_nanos = 0, changed_nanos = 0;
  uint64_t names = 0;
  std::vector<PlacedLine> lines;   // whole ones
  int agent_handles = 0;
  bool known = false;              // the registry is sure to know it, so it has to be found under a name that no pattern means
  bool owed_by_handle = false;     // its last name went while the agent had it open
};
using NodePtr = std::shared_ptr<Node>;

struct Faults {  // per mille of calls
  uint64_t read = 0, open = 0, look = 0, list = 0, watch = 0, append = 0, sync = 0, rename = 0;
  uint64_t short_read = 0;                          // no fault, but allowed
  uint64_t event_lost_silently = 0, events_lost = 0, events_late = 0, events_swapped = 0;
};

class FakeWatcher;

class FakeFiles : public FileSystem {
 public:
  FakeFiles(uint64_t seed, Random& random, const FakeClock& clock, TraceHash& hash) : registry(seed), random_(random), clock_(clock), hash_(hash) {}

  // The simulation's side.
  testing::CrashingFiles registry;
  Faults faults;
  bool unmounted = false;               // of the logs: another, empty file system is in their place
  bool reuses_inodes = false;
  int64_t tick_nanos = 1;               // of file times
  int64_t calls_left = INT64_MAX;       // of the agent, until it dies
  bool power_goes = false;              // then: the machine, and not only the process
  std::function<void()> before_call;
  std::function<void(const std::string&)> trace;  // empty: nobody wants it
  uint64_t calls = 0, failed_calls = 0, watch_oddities = 0;
  std::map<std::string, uint64_t> faults_by_kind;
  int handles = 0;                      // that the agent has

  bool frozen() const { return frozen_; }
  bool dies() const { return calls_left < INT64_MAX; }  // it is planned
  void Restart();

  NodePtr Create(const std::string& path);          // what had the name loses it
  void Append(const NodePtr& node, std::string_view bytes);
  void Truncate(const NodePtr& node, uint64_t size);
  void Move(const std::string& from, const std::string& to);
  void Unlink(const std::string& path);
  void Link(const std::string& from, const std::string& to);
  void PointLink(const std::string& link, const std::string& target);
  void MakeDirectory(const std::string& path);
  void Unmount(bool yes);
  NodePtr Find(const std::string& path) const;      // not through links
  NodePtr Resolve(const std::string& path) const;   // through them
  const std::map<std::string, NodePtr>& names() const { return names_; }

  // The agent's.
  Result<std::unique_ptr<File>> Open(const std::string& path) override;
  Result<std::unique_ptr<File>> OpenStdin() override { return Error{"there is none"}; }
  Result<std::unique_ptr<WritableFile>> OpenForAppend(const std::string& path) override;
  Result<std::optional<FileInfo>> Info(const std::string& path) override;
  Result<std::optional<FileInfo>> LinkInfo(const std::string& path) override;
  Result<std::optional<std::vector<DirectoryEntry>>> List(const std::string& directory) override;
  Result<std::string> RealPath(const std::string& path) override;
  Status Rename(const std::string& from, const std::string& to) override;
  Status Remove(const std::string& path) override;
  Status MakeDirectories(const std::string& path) override;
  Status SyncDirectory(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override;
  Result<std::unique_ptr<DirectoryWatcher>> MakeWatcher() override;

 private:
  friend class FakeWatcher;
  class LogFile;
  class RegistryFile;

  // nullopt: the call goes on. An error: it failed, or the agent is dead.
  std::optional<Error> Enter(const char* call, std::string_view what, uint64_t fault_per_mille, const char* fault);
  FileInfo InfoOf(const Node& node) const;
  Result<std::optional<FileInfo>> Look(const std::string& path, bool follow);
  void Stamp(Node& node, bool content);
  void Emit(WatchEvent::Kind kind, const std::string& path);
  void TakeName(const std::string& path);

  Random& random_;
  const FakeClock& clock_;
  TraceHash& hash_;
  std::map<std::string, NodePtr> names_;
  std::shared_ptr<std::vector<uint64_t>> free_numbers_ = std::make_shared<std::vector<uint64_t>>();
  uint64_t next_number_ = 100, next_serial_ = 1;
  FakeWatcher* watcher_ = nullptr;
  bool frozen_ = false, in_call_ = false;
};

// An event of a watched directory waits here until the agent asks, and perhaps longer.
class FakeWatcher : public DirectoryWatcher {
 public:
  explicit FakeWatcher(FakeFiles& files) : files_(files) { files_.watcher_ = this; }
  ~FakeWatcher() override {
    if (files_.watcher_ == this) files_.watcher_ = nullptr;
  }
  Status Watch(const std::string& directory) override;
  void Unwatch(const std::string& directory) override { watched_.erase(directory); }
  void Drain(std::vector<WatchEvent>& events) override;
  void Wait(int64_t) override {}
  void Wake() override {}
  void Take(WatchEvent event);
  void DirectoriesGone();

 private:
  FakeFiles& files_;
  std::set<std::string> watched_;
  std::vector<WatchEvent> waiting_;
};

}  // namespace flowship::simulation
