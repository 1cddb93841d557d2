#include "app/queues.h"

#include <algorithm>

namespace flowship {

namespace {

// What comes in there is gone when it is not kept. All others are read again.
constexpr std::string_view kUnrepeatable[] = {"sflow"};
constexpr int64_t kDefaultBytes = int64_t{10} << 30, kLeastBytes = 1 << 20;

}  // namespace

std::optional<StreamQueue> TakeStreamQueue(config::StreamPolicy& stream, const std::string& data_path, config::Diagnostics& diagnostics) {
  config::Options options(stream.options, diagnostics);
  if (!options.Has("queue")) return std::nullopt;
  const config::Place place = options.PlaceOf("queue");
  StreamQueue queue;
  std::string name = stream.id;
  std::ranges::replace(name, '/', '_');
  queue.path = options.TakeString("queue.disk.path", data_path + "/queue/" + name);
  const int64_t most = options.TakeBytes("queue.disk.max_size", kDefaultBytes);
  if (most < kLeastBytes) options.Error("queue.disk.max_size", "a disk queue has at least 1MiB");
  queue.options.max_bytes = static_cast<uint64_t>(std::max(most, kLeastBytes));
  queue.options.segment_bytes = static_cast<uint64_t>(std::max<int64_t>(1, options.TakeBytes("queue.disk.segment_size", most / 10)));
  const bool enabled = options.TakeBool("queue.disk.enabled", true);
  for (const char* theirs : {"queue.disk.read_ahead", "queue.disk.write_ahead", "queue.disk.retry_interval", "queue.disk.max_retry_interval"}) {
    options.TakeIdle(theirs);
  }
  stream.options.members = options.TakeRest();
  if (std::ranges::find(kUnrepeatable, stream.input_type) == std::end(kUnrepeatable)) {
    diagnostics.Error(place, "a queue is for inputs that can't be read again, such as sflow; the " + stream.input_type +
                                 " input reads again what was not delivered");
    return std::nullopt;
  }
  return enabled ? std::optional(std::move(queue)) : std::nullopt;
}

}  // namespace flowship
