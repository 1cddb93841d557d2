#pragma once
// App: the agent: the parts that a policy asks for, wired together. Started from the back (registry, outputs, workers) to the front (inputs), stopped from
// the front to the back, so that nothing is read that could not be delivered and nothing that was read is lost sight of.
//
// Threads: Make, Start and Stop by one thread; the rest by any.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/plan.h"
#include "app/queues.h"
#include "app/route.h"
#include "config/policy.h"
#include "input/input_types.h"
#include "queue/queued_sink.h"
#include "registry/registry.h"

namespace flowship {

class App {
 public:
  struct Options {
    bool once = false;  // end when everything is read and has an outcome
  };

  // Compiles all of the policy; does nothing yet that others could see. nullptr after errors were reported.
  static std::unique_ptr<App> Make(config::Policy policy, Options options, config::Diagnostics& diagnostics);
  ~App();

  // Takes the registry and begins to read.
  Status Start();
  // Stops reading, gives what is under way `grace_millis` to be delivered, writes the registry down.
  Status Stop(int64_t grace_millis);

  // With `once`: everything was read and has an outcome.
  bool Finished() const;
  // Why it can't go on, ever; nullopt: it can.
  std::optional<std::string> Failure() const;
  // What is being waited for or can't be done, for the log.
  std::vector<std::string> Troubles() const;

  struct OutputOfApp {
    std::string name;
    const OutputStats* stats;
  };
  std::vector<OutputOfApp> outputs() const;
  const NormaliserStats& normaliser_stats() const { return stats_; }
  std::vector<InputCounter> InputCounters() const;  // summed over the inputs

 private:
  App() = default;

  void MakeRoutes(config::Diagnostics& diagnostics);
  // With a registry: inputs that can be started. Without: their options are checked, and that is all.
  std::vector<std::unique_ptr<Input>> MakeInputs(Registry* registry, config::Diagnostics& diagnostics) const;
  // The stream that the input of this one feeds too; nullptr: none.
  std::shared_ptr<const Stream> CountersStreamOf(const std::string& id) const;
  Status OpenQueues();
  void Fail(const std::string& why);

  config::Policy policy_;
  Options options_;
  std::unique_ptr<Plan> plan_;
  NormaliserStats stats_;
  mutable std::mutex failure_mutex_;
  std::optional<std::string> failure_;
  std::unique_ptr<Registry> registry_;
  std::map<size_t, StreamQueue> queue_options_;            // by the stream's number
  std::map<size_t, std::unique_ptr<QueuedSink>> queues_;   // outlive the routes, whose batches tell them what was delivered
  std::map<std::string, std::unique_ptr<Route>> routes_;  // by output
  std::vector<std::unique_ptr<Input>> inputs_;
};

// The outputs and inputs that a policy may name, and where its variables come from.
config::PolicySurroundings Surroundings();

// Where geoip databases are and the like.
ProcessorFiles FilesOf(const config::AgentPolicy& agent);

}  // namespace flowship
