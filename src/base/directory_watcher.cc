#include "base/directory_watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <unordered_map>

#include "base/clock.h"
#include "base/file_descriptor.h"

namespace flowship {

namespace {

constexpr uint32_t kAppeared = IN_CREATE | IN_MOVED_TO;
constexpr uint32_t kGone = IN_DELETE | IN_MOVED_FROM;
// IN_MOVE_SELF: the watch would go on under a path that is no longer the directory's.
constexpr uint32_t kSelfGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT;
constexpr uint32_t kMask = IN_MODIFY | kAppeared | kGone | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

class InotifyWatcher : public DirectoryWatcher {
 public:
  InotifyWatcher(FileDescriptor inotify, FileDescriptor wake) : inotify_(std::move(inotify)), wake_(std::move(wake)) {}

  Status Watch(const std::string& directory) override {
    const int watch = inotify_add_watch(inotify_.get(), directory.c_str(), kMask);
    if (watch < 0) return Error{"cannot watch \"" + directory + "\": " + std::strerror(errno)};
    directories_[watch] = directory;
    return {};
  }

  void Unwatch(const std::string& directory) override {
    const auto it = std::find_if(directories_.begin(), directories_.end(), [&](const auto& entry) { return entry.second == directory; });
    if (it == directories_.end()) return;
    inotify_rm_watch(inotify_.get(), it->first);
    directories_.erase(it);
  }

  void Drain(std::vector<WatchEvent>& events) override {
    alignas(inotify_event) char buffer[64 << 10];
    for (;;) {
      const ssize_t count = read(inotify_.get(), buffer, sizeof buffer);
      if (count <= 0) return;  // EAGAIN: that was all
      for (ssize_t at = 0; at < count;) {
        const auto* const event = reinterpret_cast<const inotify_event*>(buffer + at);
        Translate(*event, events);
        at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      }
    }
  }

  void Wait(int64_t nanos) override {
    pollfd polled[] = {{inotify_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    const timespec time{static_cast<time_t>(nanos / kNanosPerSecond), static_cast<long>(nanos % kNanosPerSecond)};
    if (ppoll(polled, 2, &time, nullptr) <= 0 || (polled[1].revents & POLLIN) == 0) return;
    uint64_t wakes = 0;
    [[maybe_unused]] const ssize_t count = read(wake_.get(), &wakes, sizeof wakes);
  }

  void Wake() override {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t count = write(wake_.get(), &one, sizeof one);  // fails only when it is awake anyway
  }

 private:
  void Translate(const inotify_event& event, std::vector<WatchEvent>& events) {
    using Kind = WatchEvent::Kind;
    if (event.mask & IN_Q_OVERFLOW) {
      events.push_back({Kind::kLost, {}, {}});
      return;
    }
    const auto it = directories_.find(event.wd);
    if (it == directories_.end()) return;
    if (event.mask & (kSelfGone | IN_IGNORED)) {
      events.push_back({Kind::kDirectoryGone, it->second, {}});
      if (event.mask & IN_MOVE_SELF) inotify_rm_watch(inotify_.get(), event.wd);
      directories_.erase(it);
      return;
    }
    const Kind kind = event.mask & kAppeared ? Kind::kAppeared : event.mask & kGone ? Kind::kGone : Kind::kModified;
    events.push_back({kind, it->second, event.len > 0 ? event.name : ""});
  }

  FileDescriptor inotify_, wake_;
  std::unordered_map<int, std::string> directories_;
};

}  // namespace

Result<std::unique_ptr<DirectoryWatcher>> MakeInotifyWatcher() {
  FileDescriptor inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify.valid()) return Error{std::string("cannot watch directories: ") + std::strerror(errno)};
  FileDescriptor wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!wake.valid()) return Error{std::string("cannot make an eventfd: ") + std::strerror(errno)};
  return std::unique_ptr<DirectoryWatcher>(new InotifyWatcher(std::move(inotify), std::move(wake)));
}

}  // namespace flowship
