#include "input/replay.h"

#include "input/glob.h"
#include "input/line_source.h"

namespace flowship {

Result<std::vector<std::string>> ExpandPaths(FileSystem& files, const std::vector<std::string>& arguments) {
  std::vector<std::string> paths;
  for (const std::string& argument : arguments) {
    // A file whose name has a [ in it may be named as it is.
    const auto info = argument == "-" ? std::optional<FileInfo>() : files.Info(argument).ok() ? *files.Info(argument) : std::nullopt;
    if (argument == "-" || !HasGlobMagic(argument) || info) {
      paths.push_back(argument);
      continue;
    }
    if (const Status status = CheckGlob(argument); !status.ok()) return status.error();
    GlobResult found;
    Glob(files, argument, true, found);
    if (!found.errors.empty()) return found.errors.front();
    if (found.paths.empty()) return Error{"no file matches \"" + argument + "\""};
    paths.insert(paths.end(), found.paths.begin(), found.paths.end());
  }
  return paths;
}

// The origin of a file's batches. There is no cursor: replay begins at the beginning.
class Replay::FileOrigin : public Origin {
 public:
  FileOrigin(std::string file_path, std::shared_ptr<Outcomes> outcomes) : outcomes_(std::move(outcomes)) { path = std::move(file_path); }
  void BatchDone(const BatchRange&, const OutcomeCounts& outcomes) override {
    for (size_t i = 0; i < kOutcomes; ++i) outcomes_->counts[i].fetch_add(outcomes[i], std::memory_order_relaxed);
  }

 private:
  const std::shared_ptr<Outcomes> outcomes_;
};

Replay::Replay(FileSystem& files, BatchPool& pool, std::shared_ptr<const Stream> stream, parser::FramingOptions framing)
    : files_(files), pool_(pool), stream_(std::move(stream)), framer_(framing) {}

OutcomeCounts Replay::outcomes() const {
  OutcomeCounts counts{};
  for (size_t i = 0; i < kOutcomes; ++i) counts[i] = outcomes_->counts[i].load(std::memory_order_relaxed);
  return counts;
}

uint64_t Replay::SizeOf(const std::string& path) {
  const auto info = files_.Info(path);
  return info.ok() && *info && (*info)->kind == FileKind::kRegular ? (*info)->size : 0;
}

void Replay::Report() {
  if (on_progress_ != nullptr && *on_progress_) (*on_progress_)(progress_);
}

void Replay::Run(const std::vector<std::string>& paths, BatchSink& sink, const OnProgress& on_progress) {
  on_progress_ = &on_progress;
  progress_.files_total = paths.size();
  for (const std::string& path : paths) {
    if (path != "-") progress_.bytes_total += SizeOf(path);
  }
  for (const std::string& path : paths) {
    if (stopped_) break;
    const uint64_t before = progress_.bytes_read;
    if (const Status status = ReadFile(path, sink); !status.ok()) {
      errors_.push_back({path, status.error()});
      ++progress_.files_failed;
      if (!stopped_ && path != "-") progress_.bytes_read = before + SizeOf(path);  // what is left of it will not be read
    }
    ++progress_.files_done;
    Report();
  }
  on_progress_ = nullptr;
}

Status Replay::ReadFile(const std::string& path, BatchSink& sink) {
  auto bytes = OpenByteSource(files_, path);
  if (!bytes.ok()) return bytes.error();

  LineSource lines(std::move(*bytes), framer_);
  const auto origin = std::make_shared<FileOrigin>(path == "-" ? "" : path, outcomes_);
  const uint64_t bytes_before = progress_.bytes_read, content_before = progress_.content_bytes;
  for (uint64_t sequence = 0; !stopped_; ++sequence) {
    BatchPtr batch = pool_.Acquire();
    if (batch == nullptr) {
      stopped_ = true;
      break;
    }
    const Result<bool> more = lines.Next(*batch);
    progress_.bytes_read = bytes_before + lines.file_bytes();
    progress_.content_bytes = content_before + lines.offset();
    if (!more.ok()) return more.error().Within("\"" + path + "\"");
    if (!*more) break;
    if (batch->events.empty()) continue;  // empty lines
    progress_.events += batch->events.size();
    if (sequence == 0 || origin->identity == Hash128{}) origin->identity = lines.identity().value_or(Hash128{});
    batch->range.sequence = sequence;
    batch->origin = origin;
    batch->stream = stream_;
    sink.Push(std::move(batch));
    Report();
  }
  return {};
}

}  // namespace flowship
