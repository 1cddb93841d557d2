#pragma once
// App: the agent: the parts that a policy asks for, wired together. Started from the back (registry, outputs, workers) to the front (inputs), stopped from
// the front to the back, so that nothing is read that could not be delivered and nothing that was read is lost sight of.
//
// A policy may be replaced while it runs (Reload). Streams that say what they said before go on untouched. The rest leaves, and what is new is compiled
// into a new Generation beside the old ones:
//
//   outlets:      default ◄─────────────────┬──────────────────────────┐
//   generations:  1 {plan, route} ◄─ lanes a, b      2 {plan, route} ◄─ lane c'      (c left 1; 1 goes when its last lane has)
//
// Law: a stream that comes back changed is started when all that its predecessor pushed has its outcome, so nothing is read twice; and a policy with a
// mistake changes nothing.
//
// Threads: Make, Start, Reload, Tick and Stop by one thread; the rest by any.

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/observer.h"
#include "app/plan.h"
#include "app/queues.h"
#include "app/route.h"
#include "config/policy.h"
#include "input/input_types.h"
#include "monitor/server.h"
#include "queue/queued_sink.h"
#include "registry/registry.h"

namespace flowship {

class App : public monitor::AgentView {
 public:
  struct Options {
    bool once = false;        // end when everything is read and has an outcome
    std::string policy_file;  // for those who ask
  };

  // Compiles all of the policy; does nothing yet that others could see. nullptr after errors were reported.
  static std::unique_ptr<App> Make(config::Policy policy, Options options, config::Diagnostics& diagnostics);
  // Reports what of the outputs and streams of a policy is wrong, though the policy itself is and no App can be made of it.
  static void Check(const config::Policy& policy, config::Diagnostics& diagnostics);
  ~App() override;

  // Takes the registry and begins to read.
  Status Start();
  // Takes the policy over. False after errors were reported: then nothing has changed.
  bool Reload(config::Policy policy, config::Diagnostics& diagnostics);
  // A reload that failed before there was a policy: for those who ask. `why` is what was reported.
  void NoteFailedReload(std::string why);
  // To be called now and then: starts what waits for its predecessor, lets go of what has ended.
  void Tick();
  // Stops reading, gives what is under way `grace_millis` to be delivered, writes the registry down.
  Status Stop(int64_t grace_millis);

  // With `once`: everything was read and has an outcome.
  bool Finished() const;
  bool IsChanging() const { return !leaving_.empty(); }  // a change of the policy is not through yet: Tick is wanted soon
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
  int64_t revision() const;
  monitor::AgentSnapshot Snapshot(bool files) const override;

 private:
  // What one policy, or a change of it, was compiled to.
  struct Generation {
    std::unique_ptr<Plan> plan;
    std::map<std::string, std::unique_ptr<Route>> routes;  // by output
  };
  // A stream that runs, or waits to be started. A stream that is fed by another one's input is part of that one's lane.
  struct Lane {
    config::StreamPolicy policy;
    std::string fingerprint;
    Generation* generation = nullptr;
    size_t number = 0;  // of the plan's streams
    std::optional<size_t> counters = std::nullopt;  // the plan's stream that the input feeds too
    std::optional<StreamQueue> queue_asked = std::nullopt;
    std::unique_ptr<QueuedSink> queue;  // between the input and the route; outlives the input
    std::unique_ptr<Input> input;
    std::string trouble;           // why it could not be started
    int64_t next_try_nanos = 0;
  };
  // What a policy would change.
  struct Change {
    std::vector<std::string> keep;                           // ids of streams
    std::map<std::string, std::unique_ptr<Outlet>> outlets;  // new, or other than they were
    std::vector<std::string> gone_outlets;                   // names of those that go, to be replaced or not
    std::unique_ptr<Generation> generation;                  // nullptr: no stream is new
    std::vector<Lane> lanes;
  };

  explicit App(Options options);

  std::optional<Change> Compile(const config::Policy& policy, config::Diagnostics& diagnostics);
  void CompareOutlets(const config::Policy& policy, Change* change, config::Diagnostics& diagnostics);
  bool CompileStreams(const config::Policy& policy, Change* change, config::Diagnostics& diagnostics);
  void Apply(Change change, config::Policy policy);
  std::vector<Lane> TakeLeaving(const Change& change);
  void EndOutlets(const Change& change, std::vector<Lane>* leaving);
  static void LetEbb(std::span<const Lane> lanes, int64_t millis);
  InputContext ContextOf(const Lane& lane) const;
  Status StartLane(Lane& lane);
  Status OpenQueue(Lane& lane);
  bool IsLeaving(const std::string& id) const;
  void ReapGenerations();
  void ServeMonitoring();
  void Fail(const std::string& why);
  static std::vector<InputCounter> CountersOf(const Lane& lane);  // of its input and its queue
  monitor::StreamState StateOf(const Lane& lane, bool files) const;
  monitor::OutputState StateOf(const std::string& name, Outlet& outlet) const;

  const Options options_;
  Observer observer_;
  NormaliserStats stats_;
  mutable std::mutex failure_mutex_;
  std::optional<std::string> failure_;

  mutable std::mutex mutex_;  // what follows changes under it; it is read without by the thread that changes it
  config::Policy policy_;
  std::unique_ptr<Registry> registry_;
  std::map<std::string, std::unique_ptr<Outlet>> outlets_;
  std::map<std::string, std::string> outlet_fingerprints_;
  std::list<std::unique_ptr<Generation>> generations_;
  std::vector<Lane> lanes_;
  std::vector<Lane> leaving_;  // stopped, with batches under way
  const std::shared_ptr<std::vector<HeldSocket>> held_ = std::make_shared<std::vector<HeldSocket>>();  // of streams that were stopped, until others go on with them
  uint64_t reloads_ = 0, failed_reloads_ = 0;
  std::string last_reload_error_;

  std::unique_ptr<monitor::Server> server_;
  std::string served_;  // host:port that was asked for
};

// The outputs and inputs that a policy may name, and where its variables come from.
config::PolicySurroundings Surroundings();

// agent.name, or the host's.
std::string AgentName(const config::AgentPolicy& agent);

// Where geoip databases are and the like.
ProcessorFiles FilesOf(const config::AgentPolicy& agent);

}  // namespace flowship
