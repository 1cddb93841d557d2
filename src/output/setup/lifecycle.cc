#include "output/setup/lifecycle.h"

namespace flowship {

namespace {

constexpr std::string_view kMaxAge = "30d", kMaxShardSize = "50gb";

}  // namespace

void FillIlmPolicy(JsonDocument& document, Object& root, const std::string& retention) {
  Object& phases = document.Child(document.Child(root, "policy"), "phases");
  Object& hot = document.Child(phases, "hot");
  Object& rollover = document.Child(document.Child(hot, "actions"), "rollover");
  document.Set(rollover, "max_age", document.Text(kMaxAge));
  document.Set(rollover, "max_primary_shard_size", document.Text(kMaxShardSize));
  if (retention.empty()) return;
  Object& gone = document.Child(phases, "delete");
  document.Set(gone, "min_age", document.Text(retention));
  document.Child(document.Child(gone, "actions"), "delete");
}

void FillDataStreamLifecycle(JsonDocument& document, Object& lifecycle, const std::string& retention) {
  if (!retention.empty()) document.Set(lifecycle, "data_retention", document.Text(retention));
}

void FillIsmPolicy(JsonDocument& document, Object& root, const std::string& retention, std::span<const std::string> patterns) {
  Object& policy = document.Child(root, "policy");
  document.Set(policy, "default_state", document.Text("hot"));
  Array& states = document.NewArray();
  document.Set(policy, "states", Value::Of(&states));
  const auto add_state = [&document, &states](std::string_view name) -> Object& {
    Object& state = document.NewObject();
    document.Set(state, "name", document.Text(name));
    document.Push(states, Value::Of(&state));
    return state;
  };
  const auto list_of = [&document](Value value) {
    Array& list = document.NewArray();
    if (!value.is_null()) document.Push(list, value);
    return Value::Of(&list);
  };
  Object& hot = add_state("hot");
  Object& rollover_action = document.NewObject();
  Object& rollover = document.Child(rollover_action, "rollover");
  document.Set(rollover, "min_index_age", document.Text(kMaxAge));
  document.Set(rollover, "min_primary_shard_size", document.Text(kMaxShardSize));
  document.Set(hot, "actions", list_of(Value::Of(&rollover_action)));
  Value transition;
  if (!retention.empty()) {
    Object& to_delete = document.NewObject();
    document.Set(to_delete, "state_name", document.Text("delete"));
    // From the rollover on, as with ILM.
    document.Set(document.Child(to_delete, "conditions"), "min_rollover_age", document.Text(retention));
    transition = Value::Of(&to_delete);
    Object& gone = add_state("delete");
    Object& delete_action = document.NewObject();
    document.Child(delete_action, "delete");
    document.Set(gone, "actions", list_of(Value::Of(&delete_action)));
    document.Set(gone, "transitions", list_of(Value::Null()));
  }
  document.Set(hot, "transitions", list_of(transition));
  Object& indices = document.NewObject();
  Array& names = document.NewArray();
  for (const std::string& pattern : patterns) document.Push(names, document.Text(pattern));
  document.Set(indices, "index_patterns", Value::Of(&names));
  document.Set(indices, "priority", Value::Int(100));
  document.Set(policy, "ism_template", list_of(Value::Of(&indices)));
}

}  // namespace flowship
