#include "registry/registry.h"

#include <algorithm>

#include "base/assert.h"
#include "base/log.h"

namespace flowship {

namespace {

constexpr size_t kTextMaxBytes = UINT16_MAX;  // of a stream's id and of a path, by the format

}  // namespace

Registry::Registry(FileSystem& files, const Clock& clock, std::string directory, RegistryOptions options)
    : files_(files), clock_(clock), directory_(std::move(directory)), options_(options) {}

Result<std::unique_ptr<Registry>> Registry::Open(FileSystem& files, const Clock& clock, std::string directory, RegistryOptions options) {
  if (const Status status = files.MakeDirectories(directory); !status.ok()) return status.error().Within("the registry");
  auto lock = files.Lock(directory + "/lock");
  if (!lock.ok()) return lock.error().Within("the registry");
  std::unique_ptr<Registry> registry(new Registry(files, clock, std::move(directory), options));
  registry->lock_ = std::move(*lock);
  if (const Status status = registry->Load(); !status.ok()) return status.error().Within("the registry");
  return registry;
}

Registry::~Registry() { StopWriter(); }

std::vector<RegistryEntry> Registry::Find(std::string_view stream, const Hash128& identity) const {
  std::vector<RegistryEntry> found;
  const std::lock_guard lock(mutex_);
  const auto number = FindStream(stream);
  if (!number) return found;
  by_identity_.Any(HashOfIdentity(identity), [&](RegistryId id) {
    const Entry& entry = entries_[id];
    if (entry.live && entry.stream == *number && entry.identity == identity) found.push_back(Shown(id));
    return false;
  });
  std::sort(found.begin(), found.end(), [](const RegistryEntry& a, const RegistryEntry& b) { return a.tie < b.tie; });
  return found;
}

std::optional<RegistryEntry> Registry::FindFile(std::string_view stream, uint64_t device, uint64_t inode) const {
  const std::lock_guard lock(mutex_);
  const auto number = FindStream(stream);
  if (!number) return std::nullopt;
  std::optional<RegistryId> newest;
  by_file_.Any(HashOfFile(device, inode), [&](RegistryId id) {
    const Entry& entry = entries_[id];
    const bool is_it = entry.stream == *number && entry.state.device == device && entry.state.inode == inode;
    if (is_it && (!newest || entries_[*newest].state.updated_nanos < entry.state.updated_nanos)) newest = id;
    return false;
  });
  return newest ? std::optional(Shown(*newest)) : std::nullopt;
}

std::optional<RegistryEntry> Registry::Get(RegistryId id) const {
  const std::lock_guard lock(mutex_);
  return id < entries_.size() && entries_[id].live ? std::optional(Shown(id)) : std::nullopt;
}

std::vector<RegistryEntry> Registry::Entries(std::string_view stream) const {
  std::vector<RegistryEntry> found;
  RegistryId next = 0;
  while (NextEntries(stream, limits::kRegistryStepEntries, &next, &found)) {
  }
  return found;
}

bool Registry::NextEntries(std::string_view stream, size_t most, RegistryId* next, std::vector<RegistryEntry>* found) const {
  const std::lock_guard lock(mutex_);
  const auto number = FindStream(stream);
  if (!number) return false;
  const size_t end = std::min<size_t>(entries_.size(), *next + most);
  for (; *next < end; ++*next) {
    if (entries_[*next].live && entries_[*next].stream == *number) found->push_back(Shown(*next));
  }
  return end < entries_.size();
}

size_t Registry::size() const {
  const std::lock_guard lock(mutex_);
  return live_;
}

Registry::Stats Registry::stats() const {
  const std::lock_guard lock(mutex_);
  Stats stats = stats_;
  stats.entries = live_;
  return stats;
}

RegistryEntry Registry::Add(std::string_view stream, const Hash128& identity, const RegistryState& state) {
  const std::lock_guard lock(mutex_);
  const uint16_t number = StreamNumber(stream);
  uint32_t tie = 0;
  std::optional<RegistryId> same_key;
  for (;; ++tie) {
    same_key = FindKey(number, identity, tie);
    if (!same_key || !entries_[*same_key].live) break;
  }
  // One that was removed and is still to be written as such lives again: two records of one key would depend on their order.
  const RegistryId id = same_key ? *same_key : NewSlot();
  Entry& entry = entries_[id];
  if (!same_key) {
    entry = Entry();
    entry.identity = identity;
    entry.tie = tie;
    entry.stream = number;
    by_identity_.Add(HashOfIdentity(identity), id);
  }
  entry.live = true;
  ++live_;
  entry.state = state;
  entry.state.path = state.path.substr(0, kTextMaxBytes);
  entry.state.device = entry.state.inode = 0;
  SetFile(id, state.device, state.inode);
  MarkDirty(id);
  return Shown(id);
}

void Registry::Update(RegistryId id, uint64_t offset, uint64_t tail_hash) {
  const std::lock_guard lock(mutex_);
  Entry& entry = Live(id);
  entry.state.offset = offset;
  entry.state.tail_hash = tail_hash;
  entry.state.changed_nanos = 0;
  MarkDirty(id);
}

void Registry::Place(RegistryId id, uint64_t device, uint64_t inode, std::string_view path) {
  const std::lock_guard lock(mutex_);
  RegistryState& state = Live(id).state;
  path = path.substr(0, kTextMaxBytes);
  if (state.device == device && state.inode == inode && state.path == path) return;
  SetFile(id, device, inode);
  state.path = path;
  MarkDirty(id);
}

void Registry::Settle(RegistryId id, uint64_t offset, int64_t changed_nanos) {
  const std::lock_guard lock(mutex_);
  RegistryState& state = Live(id).state;
  if (state.offset != offset || state.changed_nanos == changed_nanos) return;
  state.changed_nanos = changed_nanos;
  MarkDirty(id);
}

void Registry::Remove(RegistryId id) {
  const std::lock_guard lock(mutex_);
  Entry& entry = Live(id);
  SetFile(id, 0, 0);
  entry.live = false;
  --live_;
  if (entry.dirty || entry.written) {
    MarkDirty(id);
  } else {
    FreeSlot(id);
  }
}

Registry::Entry& Registry::Live(RegistryId id) {
  FLOWSHIP_ASSERT(id < entries_.size() && entries_[id].live);
  return entries_[id];
}

RegistryEntry Registry::Shown(RegistryId id) const {
  const Entry& entry = entries_[id];
  return {id, entry.tie, entry.identity, entry.state};
}

RegistryId Registry::NewSlot() {
  if (free_.empty()) {
    FLOWSHIP_ASSERT(entries_.size() < UINT32_MAX);
    entries_.emplace_back();
    return static_cast<RegistryId>(entries_.size() - 1);
  }
  const RegistryId id = free_.back();
  free_.pop_back();
  return id;
}

void Registry::FreeSlot(RegistryId id) {
  by_identity_.Erase(HashOfIdentity(entries_[id].identity), id);
  entries_[id] = Entry();
  free_.push_back(id);
}

void Registry::MarkDirty(RegistryId id) {
  Entry& entry = entries_[id];
  entry.state.updated_nanos = clock_.WallNanos();
  if (entry.dirty) return;
  entry.dirty = true;
  dirty_.push_back(id);
}

// Moves the entry to another file; 0, 0: to none.
void Registry::SetFile(RegistryId id, uint64_t device, uint64_t inode) {
  RegistryState& state = entries_[id].state;
  if (state.device != 0 || state.inode != 0) by_file_.Erase(HashOfFile(state.device, state.inode), id);
  state.device = device;
  state.inode = inode;
  if (device != 0 || inode != 0) by_file_.Add(HashOfFile(device, inode), id);
}

uint16_t Registry::StreamNumber(std::string_view stream) {
  stream = stream.substr(0, kTextMaxBytes);
  if (const auto number = FindStream(stream)) return *number;
  FLOWSHIP_ASSERT(streams_.size() < UINT16_MAX);
  streams_.emplace_back(stream);
  return static_cast<uint16_t>(streams_.size() - 1);
}

std::optional<uint16_t> Registry::FindStream(std::string_view stream) const {
  const auto it = std::find(streams_.begin(), streams_.end(), stream.substr(0, kTextMaxBytes));
  if (it == streams_.end()) return std::nullopt;
  return static_cast<uint16_t>(it - streams_.begin());
}

std::optional<RegistryId> Registry::FindKey(uint16_t stream, const Hash128& identity, uint32_t tie) const {
  std::optional<RegistryId> found;
  by_identity_.Any(HashOfIdentity(identity), [&](RegistryId id) {
    const Entry& entry = entries_[id];
    if (entry.stream == stream && entry.tie == tie && entry.identity == identity) found = id;
    return found.has_value();
  });
  return found;
}

}  // namespace flowship
