#pragma once
// AgentSnapshot: what an agent is at one moment, in plain values; AgentView: who can say so. All that this folder knows of the agent.
//
// Counters only grow over the life of the process; a name that ends in _total is one, any other number is a gauge. Units are in the names.
// Threads: an AgentView is asked by any.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace flowship::monitor {

using Figures = std::vector<std::pair<std::string, uint64_t>>;

struct FileState {
  std::string path;
  uint64_t size = 0, read = 0, delivered = 0;  // bytes of its content; of a compressed file `size` is what lies on the disk
  bool compressed = false;
  int64_t idle_seconds = 0;  // since something was last read from it
  uint64_t lag() const { return !compressed && size > delivered ? size - delivered : 0; }
};

struct StreamState {
  std::string id, input_id, input_type, data_stream, output;
  Figures figures;                     // the input's own names
  std::vector<std::string> troubles;   // what it waits for or can't do
  std::vector<FileState> files;        // those with the most to do first, limits::kShownFiles at most
};

struct HostState {
  std::string url;
  bool well = true;  // false: it failed, and is left alone for a while
};

struct OutputState {
  std::string name, type;
  Figures figures;
  Figures errors;  // by reason
  std::vector<HostState> hosts;
  uint64_t batches_under_way = 0, batches_max = 0;
  bool blocked = false;  // the destination refuses everything
};

struct PolicyState {
  std::string file, id;
  int64_t revision = 0;
  uint64_t reloads = 0, failed_reloads = 0;
  std::string last_error;  // of the last reload, if that failed: the rendered mistakes
};

struct AgentSnapshot {
  std::string name;
  PolicyState policy;
  uint64_t events = 0, dropped = 0, failed = 0;  // normalised; of those, dropped on purpose; of those, failed in the pipeline
  Figures pipeline_errors;                       // error.message of events → how many
  uint64_t registry_entries = 0, registry_failures = 0;
  std::vector<StreamState> streams;
  std::vector<OutputState> outputs;
  std::string failure;  // why the agent can't go on; empty: it can

  uint64_t Sum(std::string_view figure) const;        // over the streams
  uint64_t SumOutputs(std::string_view figure) const;
};

// The figure of that name, or 0.
uint64_t Figure(const Figures& figures, std::string_view name);

class AgentView {
 public:
  virtual ~AgentView() = default;
  // `files`: the streams' files too, which costs more.
  virtual AgentSnapshot Snapshot(bool files) const = 0;
};

}  // namespace flowship::monitor
