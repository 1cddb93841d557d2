#pragma once
// Filestream: tails the files that patterns mean. Filebeat's input of that name, with an identity by content (input/identity.h).
//
//   scanner, watcher ──► tracker ──► harvester ──► outbox ──► sink
//    (what is there)     (whose       (slices)      (small batches
//                         turn)                      go together)
//    all in the reader's thread, which never waits for the output: its sink is the workers' queue, or one on disk
//
// Back-pressure: when the pool has no batch, reading stops and discovery goes on; Troubles says so. The outbox is bounded by the pool.
// Tailing: the directories are watched; where they can't be, and for what a watcher does not see (network file systems), every check_interval a scan looks.
// Threads: as input/input.h has it. Step is for tests and a simulation, which then don't call Start.

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "input/filestream/cleaner.h"
#include "input/filestream/config.h"
#include "input/filestream/scanner.h"
#include "input/filestream/tracker.h"
#include "input/input_types.h"

namespace flowship::filestream {

class Filestream : public Input {
 public:
  Filestream(const InputContext& context, Config config, std::shared_ptr<const Stream> stream);
  ~Filestream() override;

  Status Start() override;
  void Stop() override;
  bool Finished() const override;
  std::vector<std::string> Troubles() const override;
  std::vector<InputCounter> Counters() const override;
  std::vector<InputFile> Files() const override;
  bool Settled() const override { return deliveries_->under_way() == 0; }

  // Begin, without threads; then each Step does what there is to do at once, and says for how many nanoseconds nothing will be.
  void Begin();
  int64_t Step();
  void LimitOpenFiles(size_t most) { tracker_->LimitOpenFiles(most); }
  // Hands what the steps have read to the sink.
  void PushAll();

 private:
  enum Counter : size_t {
    kOpened, kClosed, kActive, kTracked, kTruncated, kRenamed, kCopies, kDeleted, kCleaned, kLostFiles, kLostBytes, kRemovedBytes, kMessages, kFiltered, kMessagesCut, kGlued, kRepaired, kBytes,
    kWaitMillis, kCounters
  };

  void ReaderLoop();
  void Wait(int64_t nanos);
  void Wake();
  int64_t IgnoredBefore();
  void TakeOver();

  void DrainEvents(int64_t now);
  void TakeEvent(const WatchEvent& event);
  void LookAt(const std::string& path);
  void BeginScan(int64_t now);
  void ContinueScan();
  bool WatchDirectories();
  Status WatchOne(const std::string& directory, bool* added);
  void WatchLink(const std::string& link);
  void Publish(int64_t now, bool worked);
  void SetTrouble(const std::string& key, std::string text);  // empty: it is over

  const InputContext context_;
  const Config config_;
  const std::shared_ptr<const Stream> stream_;
  const std::shared_ptr<Deliveries> deliveries_ = std::make_shared<Deliveries>();

  // The reader's.
  std::unique_ptr<DirectoryWatcher> watcher_;  // nullptr: polling only
  Scanner scanner_;
  std::unique_ptr<Tracker> tracker_;
  std::unique_ptr<Cleaner> cleaner_;
  std::set<std::string> link_directories_;    // of what links point to
  std::map<std::string, std::string> links_;  // what a link points to → the link
  std::vector<WatchEvent> events_;
  std::vector<FoundFile> found_;
  std::set<std::string> watched_;
  bool scanning_ = false, scan_wanted_ = false, scanned_ = false, clean_ = false, worked_ = false;
  int64_t next_drain_nanos_ = 0, next_scan_nanos_ = 0, scan_allowed_nanos_ = 0, scan_began_nanos_ = 0;
  int64_t waits_since_nanos_ = 0, waits_said_nanos_ = 0, next_figures_nanos_ = 0;  // 0: does not wait
  uint64_t bytes_read_ = 0;

  std::vector<BatchPtr> outbox_;

  std::thread reader_;
  std::atomic<bool> stopping_ = false, all_read_ = false;
  std::mutex wake_mutex_;  // of the wait without a watcher
  std::condition_variable wake_;

  mutable std::mutex published_mutex_;
  std::map<std::string, std::string> published_troubles_;
  std::vector<std::string> file_troubles_;
  std::vector<InputFile> files_;
  mutable bool files_wanted_ = false;  // somebody has asked since they were published
  uint64_t published_[kCounters] = {};
};

std::unique_ptr<Input> MakeFilestream(config::Options& options, std::shared_ptr<const Stream> stream, const InputContext& context);

}  // namespace flowship::filestream
