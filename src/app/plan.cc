#include "app/plan.h"

#include "app/embedded_pipelines.h"
#include "edge/edge_types.h"

namespace flowship {

namespace {

// Elasticsearch's name for "no pipeline" (index.default_pipeline).
constexpr std::string_view kNoPipeline = "_none";

std::shared_ptr<const Stream> MakeStream(const config::StreamPolicy& policy) {
  auto stream = std::make_shared<Stream>();
  stream->id = policy.id;
  stream->input_type = policy.input_type;
  stream->type = policy.type;
  stream->dataset = policy.dataset;
  stream->name_space = policy.name_space;
  stream->tags = policy.tags;
  return stream;
}

Value AgentValue(KeySet& keys, const std::string& name) {
  if (name.empty()) return Value::Null();
  Arena& arena = keys.arena();
  Object* const agent = Object::New(arena, 3);
  agent->Add(keys.Intern("name"), Value::String(arena.Copy(name)), arena);
  agent->Add(keys.Intern("type"), Value::String("flowship"), arena);
  agent->Add(keys.Intern("version"), Value::String(FLOWSHIP_VERSION), arena);
  return Value::Of(agent);
}

}  // namespace

std::unique_ptr<Plan> Plan::Compile(const std::vector<config::StreamPolicy>& streams, const ProcessorFiles& files, const std::string& agent_name,
                                    config::Diagnostics& diagnostics) {
  std::unique_ptr<Plan> plan(new Plan());
  plan->maker_ = std::make_unique<EventMaker>(plan->keys_, AgentValue(plan->keys_, agent_name));
  plan->edge_ = std::make_unique<PipelineSet>(plan->keys_);
  const size_t errors = diagnostics.errors();
  for (const config::StreamPolicy& stream : streams) plan->AddStream(stream, files, diagnostics);
  return diagnostics.errors() == errors ? std::move(plan) : nullptr;
}

void Plan::AddStream(const config::StreamPolicy& policy, const ProcessorFiles& files, config::Diagnostics& diagnostics) {
  StreamPlan plan;
  plan.stream = MakeStream(policy);
  if (!policy.processors.items.empty()) {
    const config::Node definition = config::Node::Mapping({{"processors", policy.processors.place, policy.processors}}, policy.processors.place);
    edge_->Add(policy.id, definition, EdgeTypes(), files, diagnostics);
    plan.edge = edge_->Find(policy.id);
  }
  plan.pipeline = FindPipeline(policy, files, diagnostics);
  streams_.push_back(std::move(plan));
}

const Pipeline* Plan::FindPipeline(const config::StreamPolicy& policy, const ProcessorFiles& files, config::Diagnostics& diagnostics) {
  if (policy.pipeline == kNoPipeline) return nullptr;
  auto [set, is_new] = pipelines_.try_emplace(policy.dataset);
  if (is_new) {
    set->second = std::make_unique<PipelineSet>(keys_);
    const bool known = AddEmbeddedPipelines(*set->second, policy.dataset, files, diagnostics);
    // Any name may be one's own; one that is nearly ours is hardly meant.
    if (const auto nearest = known ? std::nullopt : config::Nearest(policy.dataset, EmbeddedDatasets())) {
      diagnostics.Warning(policy.place, "no pipeline is known for the dataset " + policy.dataset + ", so its records are not normalised; did you mean " + *nearest + "?");
    }
  }
  const std::string name = policy.pipeline.value_or("default");
  const Pipeline* const pipeline = set->second->Find(name);
  if (pipeline == nullptr && policy.pipeline) {
    const auto nearest = config::Nearest(name, set->second->Names());
    diagnostics.Error(policy.place, "there is no pipeline \"" + name + "\" for the dataset " + policy.dataset +
                                        (nearest ? "; did you mean \"" + *nearest + "\"?" : ""));
  }
  return pipeline;
}

}  // namespace flowship
