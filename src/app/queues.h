#pragma once
// Which streams have a disk queue between their input and their route: those whose input can't be read again and that ask for one.
//
//   queue.disk: {max_size: 10GB, segment_size: 1GB, path: /var/lib/flowship/queue/x}          names and defaults of Filebeat's disk queue

#include <optional>
#include <string>

#include "config/policy.h"
#include "queue/disk_queue.h"

namespace flowship {

struct StreamQueue {
  std::string path;
  DiskQueueOptions options;
};

// Takes `queue` out of the stream's options. nullopt: it has none. Mistakes go to diagnostics.
std::optional<StreamQueue> TakeStreamQueue(config::StreamPolicy& stream, const std::string& data_path, config::Diagnostics& diagnostics);

}  // namespace flowship
