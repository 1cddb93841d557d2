#pragma once
// Plan: what the streams of a policy compile to: the interned keys, each stream's facts, edge processors and ingest pipeline. Made whole, with every
// mistake of every stream reported at once; then frozen, and shared by all workers.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/policy.h"
#include "event/stream.h"
#include "pipeline/normaliser.h"
#include "pipeline/pipeline.h"

namespace flowship {

class Plan {
 public:
  // `agent_name` is `agent.name` of the events; empty: they say nothing about the agent. nullptr after errors were reported.
  static std::unique_ptr<Plan> Compile(const std::vector<config::StreamPolicy>& streams, const ProcessorFiles& files, const std::string& agent_name,
                                       config::Diagnostics& diagnostics);

  const KeySet& keys() const { return keys_; }
  const EventMaker& maker() const { return *maker_; }
  // In the order of the policy's streams.
  const std::vector<StreamPlan>& streams() const { return streams_; }

 private:
  Plan() = default;

  void AddStream(const config::StreamPolicy& policy, const ProcessorFiles& files, config::Diagnostics& diagnostics);
  const Pipeline* FindPipeline(const config::StreamPolicy& policy, const ProcessorFiles& files, config::Diagnostics& diagnostics);

  KeySet keys_;
  std::unique_ptr<EventMaker> maker_;
  std::unique_ptr<PipelineSet> edge_;                                   // by stream id
  std::map<std::string, std::unique_ptr<PipelineSet>> pipelines_;       // by dataset
  std::vector<StreamPlan> streams_;
};

}  // namespace flowship
