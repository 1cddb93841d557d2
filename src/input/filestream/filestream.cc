#include "input/filestream/filestream.h"

#include <sys/resource.h>

#include <algorithm>

#include "base/log.h"
#include "event/stream.h"

namespace flowship::filestream {

namespace {

constexpr std::string_view kComponent = "filestream";
constexpr int64_t kNoBatchNanos = 2 * kNanosPerMilli;      // asked for again after that, unless one of ours is done before
constexpr int64_t kGatherNanos = kNanosPerMilli;           // events that come in quick succession, or while files are read, are taken together
constexpr int64_t kLongestWaitNanos = kNanosPerSecond;
constexpr int64_t kLeastScanPauseNanos = 50 * kNanosPerMilli;
constexpr int64_t kScanShare = 10;                         // scans that events ask for take at most a tenth of the time
constexpr int64_t kWaitShownNanos = 5 * kNanosPerSecond;   // a shorter wait for the output is no trouble
constexpr int64_t kFiguresNanos = 100 * kNanosPerMilli;    // while there is work
constexpr size_t kBatchesAtOnce = 8;                       // small batches that are pushed together: waking a worker costs as much as fifty records
constexpr size_t kFewFiles = 64;                           // whose state is always at hand
constexpr int64_t kWaitSaidNanos = 60 * kNanosPerSecond;

size_t MostOpenFiles() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return limits::kOpenFilesMax;
  return std::clamp<size_t>(limit.rlim_cur / 2, 1, limits::kOpenFilesMax);
}

}  // namespace

Filestream::Filestream(const InputContext& context, Config config, std::shared_ptr<const Stream> stream)
    : context_(context), config_(std::move(config)), stream_(std::move(stream)), scanner_(context_.files, config_) {}

Filestream::~Filestream() { Stop(); }

// Since when files must have been modified to be begun: the first start of this stream is kept in the registry, as an entry that no file can have.
int64_t Filestream::IgnoredBefore() {
  if (config_.ignore_inactive == IgnoreInactive::kNothing) return 0;
  const int64_t now = context_.clock.WallNanos();
  if (config_.ignore_inactive == IgnoreInactive::kSinceLastStart) return now;
  const Hash128 mark = Hash128Of("first start", 1);
  const auto found = context_.registry->Find(stream_->id, mark);
  if (!found.empty()) return static_cast<int64_t>(found.front().state.offset);
  RegistryState state;
  state.offset = static_cast<uint64_t>(now);
  context_.registry->Add(stream_->id, mark, state);
  return now;
}

void Filestream::Begin() {
  FLOWSHIP_ASSERT(context_.registry != nullptr && context_.pool != nullptr && context_.sink != nullptr && tracker_ == nullptr);
  auto watcher = context_.files.MakeWatcher();
  if (watcher.ok()) {
    watcher_ = std::move(*watcher);
    deliveries_->SetWaker(watcher_.get());
  } else {
    SetTrouble("watcher", watcher.error().message + "; files are polled");
  }
  TakeOver();
  Tracker::Options options;
  options.stream_id = stream_->id;
  options.max_open = MostOpenFiles();
  if (config_.harvester_limit > 0) options.max_open = std::min(options.max_open, config_.harvester_limit);
  options.is_watched = [this](const std::string& directory) { return watched_.contains(directory); };
  options.ignored_before_nanos = IgnoredBefore();
  const auto push = [this](BatchPtr batch) {
    bytes_read_ += batch->range.end - batch->range.begin;
    outbox_.push_back(std::move(batch));
  };
  tracker_ = std::make_unique<Tracker>(context_, config_, std::move(options), stream_, deliveries_, push);
  cleaner_ = std::make_unique<Cleaner>(context_, config_, stream_->id);
}

// The state of other streams becomes this one's, but for what this one knows itself.
void Filestream::TakeOver() {
  size_t taken = 0;
  for (const std::string& from : config_.take_over_from) {
    if (from == stream_->id) continue;
    for (const RegistryEntry& entry : context_.registry->Entries(from)) {
      if (entry.state.path.empty()) continue;
      if (context_.registry->Find(stream_->id, entry.identity).empty()) {
        context_.registry->Add(stream_->id, entry.identity, entry.state);
        ++taken;
      }
      context_.registry->Remove(entry.id);
    }
  }
  if (taken > 0) Log(LogLevel::kInfo, kComponent, "stream {} has taken over the state of {} files", stream_->id, taken);
}

Status Filestream::Start() {
  Begin();
  reader_ = std::thread([this] { ReaderLoop(); });
  return {};
}

void Filestream::Stop() {
  {
    const std::lock_guard lock(wake_mutex_);
    stopping_ = true;
  }
  Wake();
  if (reader_.joinable()) reader_.join();
  deliveries_->SetWaker(nullptr);
  // What was read and not handed on: nobody has it.
  for (const BatchPtr& batch : std::exchange(outbox_, {})) {
    batch->Settle(Outcome::kAbandoned);
    batch->Finish();
  }
}

bool Filestream::Finished() const { return context_.once && all_read_ && deliveries_->under_way() == 0; }

void Filestream::Wake() {
  if (watcher_ != nullptr) watcher_->Wake();
  wake_.notify_all();
}

void Filestream::ReaderLoop() {
  for (size_t steps = 1; !stopping_; ++steps) {
    const int64_t pause = Step();
    const bool is_large = !outbox_.empty() && outbox_.back()->bytes.size() >= limits::kBatchTargetBytes / 2;
    if (pause > 0 || is_large || steps % kBatchesAtOnce == 0) PushAll();
    if (pause > 0) Wait(pause);
  }
}

void Filestream::Wait(int64_t nanos) {
  if (watcher_ != nullptr) {
    watcher_->Wait(nanos);
    if (!stopping_ && nanos > kNoBatchNanos) std::this_thread::sleep_for(std::chrono::nanoseconds(kGatherNanos));
    return;
  }
  std::unique_lock lock(wake_mutex_);
  wake_.wait_for(lock, std::chrono::nanoseconds(nanos), [this] { return stopping_.load(); });
}

void Filestream::PushAll() {
  if (!outbox_.empty()) context_.sink->PushSome(outbox_);
  outbox_.clear();
}

int64_t Filestream::Step() {
  const int64_t now = context_.clock.MonotonicNanos();
  if (watcher_ != nullptr && (!worked_ || now >= next_drain_nanos_)) DrainEvents(now);
  scan_wanted_ |= tracker_->TakeWantsScan();
  if (scanning_) {
    ContinueScan();
  } else if (context_.once ? !scanned_ : now >= next_scan_nanos_ || (scan_wanted_ && now >= scan_allowed_nanos_)) {
    BeginScan(now);
  }
  const bool worked = worked_ = tracker_->Work();
  tracker_->Tidy();
  if (!worked && tracker_->AllRead()) tracker_->WakeUnproven();
  if (clean_ && !scanning_ && tracker_->IdentifiesNothing()) {
    clean_ = false;
    cleaner_->Begin();
  }
  if (cleaner_->works()) cleaner_->Continue(*tracker_);
  Publish(now, worked);
  if (worked || scanning_ || cleaner_->works()) return 0;
  if (tracker_->waits()) {
    deliveries_->WantWake();
    return kNoBatchNanos;
  }
  if (!tracker_->AllRead()) return 0;
  if (scanned_) all_read_ = true;
  int64_t next = std::min(now + kLongestWaitNanos, next_scan_nanos_);
  if (scan_wanted_) next = std::min(next, scan_allowed_nanos_);
  return context_.once ? kLongestWaitNanos : std::max<int64_t>(next - now, 0);
}

// Discovery.

void Filestream::DrainEvents(int64_t now) {
  next_drain_nanos_ = now + kGatherNanos;
  events_.clear();
  watcher_->Drain(events_);
  for (const WatchEvent& event : events_) TakeEvent(event);
}

void Filestream::TakeEvent(const WatchEvent& event) {
  using Kind = WatchEvent::Kind;
  std::string path = JoinPath(event.directory, event.name);
  if (const auto link = links_.find(path); link != links_.end()) path = link->second;
  switch (event.kind) {
    case Kind::kModified:
      if (!tracker_->Touched(path)) LookAt(path);
      break;
    case Kind::kAppeared: LookAt(path); break;
    case Kind::kGone:
      tracker_->NameGone(path);
      scan_wanted_ = true;
      break;
    case Kind::kDirectoryGone:
      watched_.erase(event.directory);
      tracker_->WatchesChanged();
      scan_wanted_ = true;
      break;
    case Kind::kLost: scan_wanted_ = true; break;
  }
}

void Filestream::LookAt(const std::string& path) {
  const auto info = context_.files.LinkInfo(path);
  if (!info.ok() || !*info) return;
  if ((*info)->kind != FileKind::kRegular) {
    // A directory in which a pattern may find something, or a link.
    if ((*info)->kind == FileKind::kDirectory || config_.symlinks) scan_wanted_ = true;
  } else if (tracker_->Knows(**info) || scanner_.Matches(path)) {
    tracker_->Seen(path, **info);
  }
}

void Filestream::BeginScan(int64_t now) {
  scan_wanted_ = false;
  scan_began_nanos_ = now;
  tracker_->BeginScan();
  scanner_.Begin();
  if (scanner_.complete()) {
    links_.clear();
    link_directories_.clear();
  }
  // What came between the listing and the watching is in a second listing.
  if (WatchDirectories()) scanner_.Begin();
  scanning_ = true;
  ContinueScan();
}

bool Filestream::WatchDirectories() {
  if (watcher_ == nullptr) return false;
  bool added = false;
  std::string failed;
  for (const std::string& directory : scanner_.directories()) {
    if (const Status status = WatchOne(directory, &added); !status.ok()) failed = status.error().message + "; files in it are polled";
  }
  if (scanner_.complete()) {
    std::erase_if(watched_, [this](const std::string& directory) {
      if (std::binary_search(scanner_.directories().begin(), scanner_.directories().end(), directory)) return false;
      if (link_directories_.contains(directory)) return false;
      watcher_->Unwatch(directory);
      tracker_->WatchesChanged();
      return true;
    });
  }
  SetTrouble("watch", std::move(failed));
  return added;
}

// A directory that is not there (any more) is no failure.
Status Filestream::WatchOne(const std::string& directory, bool* added) {
  if (watched_.contains(directory)) return {};
  const Status status = watcher_->Watch(directory);
  if (status.ok()) {
    watched_.insert(directory);
    tracker_->WatchesChanged();
    *added = true;
    return {};
  }
  const auto info = context_.files.Info(directory);
  return info.ok() && !*info ? Status() : status;
}

// What a link points to may be in a directory that no pattern means. If it can't be watched it is polled.
void Filestream::WatchLink(const std::string& link) {
  if (watcher_ == nullptr) return;
  const auto real = context_.files.RealPath(link);
  if (!real.ok()) return;
  const std::string directory = DirectoryOf(*real);
  bool added = false;
  if (!WatchOne(directory, &added).ok()) return;
  links_[*real] = link;
  link_directories_.insert(directory);
}

void Filestream::ContinueScan() {
  found_.clear();
  scanning_ = scanner_.Next(limits::kScanSliceFiles, found_);
  for (const FoundFile& file : found_) {
    if (file.is_link) WatchLink(file.path);
    tracker_->Seen(file.path, file.info);
  }
  if (scanning_) return;
  clean_ = scanner_.complete();
  tracker_->EndScan(scanner_.complete());
  scanned_ = true;
  SetTrouble("scan", scanner_.complete() ? "" : scanner_.errors().front().message);
  const int64_t now = context_.clock.MonotonicNanos();
  next_scan_nanos_ = scan_began_nanos_ + config_.check_interval_nanos;
  scan_allowed_nanos_ = now + std::max(kLeastScanPauseNanos, kScanShare * (now - scan_began_nanos_));
}

// What others see.

void Filestream::SetTrouble(const std::string& key, std::string text) {
  const std::lock_guard lock(published_mutex_);
  if (text.empty()) {
    published_troubles_.erase(key);
    return;
  }
  std::string& known = published_troubles_[key];
  if (known != text) Log(LogLevel::kWarning, kComponent, "stream {}: {}", stream_->id, text);
  known = std::move(text);
}

void Filestream::Publish(int64_t now, bool worked) {
  const bool waits = tracker_->waits();
  const std::lock_guard lock(published_mutex_);
  if (!waits) waits_since_nanos_ = waits_said_nanos_ = 0;
  if (waits && waits_since_nanos_ == 0) waits_since_nanos_ = waits_said_nanos_ = now;
  if (waits && now - waits_said_nanos_ >= kWaitSaidNanos) {
    waits_said_nanos_ = now;
    Log(LogLevel::kWarning, kComponent, "stream {} waits for the output for {} s; {} files have something to read", stream_->id,
        (now - waits_since_nanos_) / kNanosPerSecond, tracker_->ready_files());
  }
  if (worked && now < next_figures_nanos_) return;
  next_figures_nanos_ = now + kFiguresNanos;
  const TrackerCounts& counts = tracker_->counts();
  const Harvester& harvester = tracker_->harvester();
  const parser::FramingCounts& framing = harvester.counts();
  using enum parser::FramingCounter;
  const uint64_t waited = waits_since_nanos_ == 0 ? 0 : static_cast<uint64_t>(std::max<int64_t>(now - waits_since_nanos_, 1));
  const uint64_t figures[kCounters] = {counts.files_opened,  counts.files_closed, tracker_->open_files(), tracker_->files(),      counts.files_truncated,
                                       counts.files_renamed, counts.files_copies, counts.files_deleted, cleaner_->removed(), counts.files_lost,      counts.bytes_lost, tracker_->removed_bytes(),
                                       harvester.messages(), harvester.filtered(), framing[kTruncated],    framing[kGluedRecords],
                                       framing[kInvalidUtf8], bytes_read_, waited / static_cast<uint64_t>(kNanosPerMilli)};
  std::copy(std::begin(figures), std::end(figures), std::begin(published_));
  file_troubles_ = tracker_->troubles();
  if (files_wanted_ || tracker_->files() <= kFewFiles) {
    files_ = tracker_->ReadFiles(limits::kShownFiles);
    files_wanted_ = false;
  }
}

std::vector<std::string> Filestream::Troubles() const {
  const std::lock_guard lock(published_mutex_);
  std::vector<std::string> troubles = file_troubles_;
  for (const auto& [key, text] : published_troubles_) troubles.push_back(text);
  const int64_t waited = waits_since_nanos_ == 0 ? 0 : context_.clock.MonotonicNanos() - waits_since_nanos_;
  if (waited >= kWaitShownNanos) troubles.push_back("waits for the output for " + std::to_string(waited / kNanosPerSecond) + " s: all batches are under way");
  return troubles;
}

std::vector<InputFile> Filestream::Files() const {
  const std::lock_guard lock(published_mutex_);
  files_wanted_ = true;
  return files_;
}

std::vector<InputCounter> Filestream::Counters() const {
  // Filebeat's names where it has one.
  static constexpr std::string_view kNames[kCounters] = {
      "files_opened_total", "files_closed_total", "files_active",      "files_tracked",   "files_truncated_total",
      "files_renamed_total", "files_copied_total", "files_deleted_total", "entries_cleaned_total", "files_lost_total", "bytes_lost_total", "removed_bytes_open", "messages_read_total", "messages_filtered_total",
      "messages_truncated_total", "glued_records_total", "invalid_utf8_records_total", "bytes_processed_total", "output_wait_millis"};
  const std::lock_guard lock(published_mutex_);
  std::vector<InputCounter> counters;
  for (size_t i = 0; i < kCounters; ++i) counters.push_back({kNames[i], published_[i]});
  return counters;
}

std::unique_ptr<Input> MakeFilestream(config::Options& options, std::shared_ptr<const Stream> stream, const InputContext& context) {
  return std::make_unique<Filestream>(context, TakeConfig(options), std::move(stream));
}

}  // namespace flowship::filestream
