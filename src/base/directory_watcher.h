#pragma once
// The real DirectoryWatcher (base/file_system.h): inotify(7). Directories are watched, not files: it takes one watch a directory whatever is in it, and
// a name that appears is seen. What is written through a hard link or by another host of a network file system is not seen: callers look again
// from time to time.

#include <memory>

#include "base/file_system.h"

namespace flowship {

Result<std::unique_ptr<DirectoryWatcher>> MakeInotifyWatcher();

}  // namespace flowship
