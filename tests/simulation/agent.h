#pragma once
// One run of the reading agent: registry, pool and filestream, without threads. From Begin to Stop, or to Die.

#include <memory>
#include <string>

#include "cluster.h"
#include "fake_files.h"
#include "input/filestream/filestream.h"
#include "input/input_types.h"

namespace flowship::simulation {

class Agent {
 public:
  // nullptr: the registry could not be read.
  static std::unique_ptr<Agent> Begin(FakeFiles& files, const FakeClock& clock, Cluster& cluster, const std::string& options, size_t batches,
                                      size_t open_files, uint64_t registry_log_bytes) {
    auto registry = Registry::Open(files, clock, kData + "/registry", {registry_log_bytes, true});
    if (!registry.ok()) return nullptr;
    return std::unique_ptr<Agent>(new Agent(files, clock, cluster, options, batches, open_files, std::move(*registry)));
  }
  // Whether all that is known is on the disk.
  bool Stop() {
    input->Stop();
    cluster_.Stop();
    made_.reset();
    return registry->Close().ok();
  }
  ~Agent() {
    cluster_.unreachable = true;
    cluster_.held.clear();
    made_.reset();
    cluster_.unreachable = false;
  }

 private:
  Agent(FakeFiles& files, const FakeClock& clock, Cluster& cluster, const std::string& options, size_t batches, size_t open_files,
        std::unique_ptr<Registry> opened)
      : cluster_(cluster), pool(keys_, batches), registry(std::move(opened)) {
    auto stream = std::make_shared<Stream>();
    stream->id = "s";
    config::Diagnostics diagnostics;
    config::StreamPolicy policy;
    policy.input_type = "filestream";
    policy.options = *config::Parse("options", options, diagnostics);
    made_ = MakeInput(policy, std::move(stream), {files, clock, registry.get(), &pool, &cluster}, diagnostics);
    FLOWSHIP_ASSERT(made_ != nullptr);
    input = static_cast<filestream::Filestream*>(made_.get());
    input->Begin();
    input->LimitOpenFiles(open_files);
    cluster_.NewRun();
  }

  Cluster& cluster_;
  KeySet keys_;

 public:
  BatchPool pool;
  std::unique_ptr<Registry> registry;
  filestream::Filestream* input = nullptr;

 private:
  std::unique_ptr<Input> made_;
};

}  // namespace flowship::simulation
