#pragma once
// The world of one seed: a disk, writers, a cluster and an agent that dies and is started again. Step does one thing; what must hold is looked at after it.
//
//   never   a line in the index under two ids; a record that is no line; a cursor that is ahead of what was acknowledged; more batches or handles than there
//           may be; a line pushed twice by one run (in a seed that gives no reason to doubt)
//   at last (no faults any more, time passes) each line that its writer did not destroy is in the index, and a stop and a start push nothing

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "agent.h"
#include "writers.h"

namespace flowship::simulation {

struct Failure {
  int step = 0;
  std::string what;
};

struct Figures {
  uint64_t seeds = 0, steps = 0, calls = 0, failed_calls = 0, watch_oddities = 0, deaths = 0, power_cuts = 0, stops = 0, starts = 0, failed_starts = 0;
  uint64_t lines = 0, owed = 0, indexed = 0, conflicts = 0, half_lines = 0, pushed = 0, abandoned = 0, lost_answers = 0, repeated = 0, unmounts = 0, late = 0;
  std::map<std::string, uint64_t> acts, faults;
  void Add(const Figures& other);
  std::string Text() const;
};

class World {
 public:
  World(uint64_t seed, bool traced);
  ~World();

  bool traced_whole = false;  // and not only the last steps

  std::optional<Failure> Run();
  uint64_t hash() const { return hash_.value(); }
  int step() const { return step_; }
  Figures figures() const;
  const std::deque<std::string>& trace() const { return trace_; }

 private:
  struct Profile {  // of the seed
    int steps = 0;
    bool calm = false;            // nothing that gives a reason to doubt: no faults, no deaths, no rewriting
    bool others_come_between = false;
    size_t batches = 0, open_files = 0;
    bool alike = false;           // all files have the same first line
    bool all_meant = false;       // patterns mean all names that a file ever gets
    bool roomy = false;           // no handle is given back before its file is read
    uint64_t death_per_mille = 0, stop_per_mille = 0, unmount_per_mille = 0, long_wait_per_mille = 0, fault_level = 0;
    uint64_t registry_log_bytes = 0;
    int64_t check_nanos = 0;
    std::string options;
  };

  Profile DrawProfile();
  WriterOptions DrawWriters();
  void DrawFaults();
  void Step();
  void StepAgent();
  void StepRegistry();
  void StepTime();
  void Start();
  void Stop();
  void Die();
  bool DiedMeanwhile();
  void Settle();
  void Check();
  void CheckKept();
  void CheckCursors(const Registry& registry);
  bool IsKnown(const Node& node);
  bool HoldsEntry(const Node& node, const RegistryEntry& entry) const;
  std::string WhereIs(size_t line) const;
  void Trace(const std::string& text);
  void Fail(std::string what);

  Random random_;
  TraceHash hash_;
  FakeClock clock_;
  FakeFiles files_;
  Ledger ledger_;
  Cluster cluster_;
  Profile profile_;
  std::unique_ptr<Writers> writers_;
  std::unique_ptr<Agent> agent_;
  std::optional<Failure> failure_;
  std::deque<std::string> trace_;
  Figures figures_;
  std::vector<RegistryEntry> closed_with_;  // what a registry had when it was closed
  int64_t registry_due_ = 0;
  int step_ = 0;
  bool between_ = false;
  const bool traced_;
};

}  // namespace flowship::simulation
