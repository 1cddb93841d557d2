// ClusterSetup: templates and lifecycles.

#include <fstream>
#include <sstream>

#include "event/json_writer.h"
#include "output/index_template.h"
#include "output/setup/cluster_setup.h"
#include "output/setup/fit.h"
#include "output/setup/lifecycle.h"

namespace flowship {

namespace {

// Flattens {"index":{"a":{"b":1}}} and {"a.b":1} to index.a.b, and lays it over `settings`.
void LayOver(JsonDocument& document, Object& settings, const std::string& above, const Object& own) {
  for (const Object::Entry& entry : own) {
    const std::string name = above + std::string(entry.key.text());
    if (entry.value.is_object() && !entry.value.as_object()->empty()) {
      LayOver(document, settings, name + ".", *entry.value.as_object());
      continue;
    }
    const std::string whole = name.starts_with("index.") ? name : "index." + name;
    (void)RemoveSetting(settings, whole);
    document.Set(settings, whole, entry.value);
  }
}

const Value* FirstOf(const Value& answer, std::string_view list, std::string_view member) { return At(answer, {list, "0", member}); }

// Moves members of `from` into a new body {"template":{…}}.
Object& Part(JsonDocument& document, const Object& from, std::initializer_list<std::string_view> names) {
  Object& body = document.NewObject();
  Object& inner = document.Child(body, "template");
  for (const std::string_view name : names) {
    if (const Value* const value = from.Find(name)) document.Set(inner, name, *value);
  }
  document.Set(body, "version", Value::Integer(VersionNumber(FLOWSHIP_VERSION)));
  return body;
}

Array& ListOf(JsonDocument& document, std::initializer_list<std::string_view> texts) {
  Array& list = document.NewArray();
  for (const std::string_view text : texts) document.Push(list, document.Text(text));
  return list;
}

}  // namespace

void ClusterSetup::LayOverSettings(JsonDocument& document, Object& index_template) {
  Object& settings = document.Child(document.Child(index_template, "template"), "settings");
  Object& own = document.NewObject();
  if (!setup_.index_mode.empty()) document.Set(own, "index.mode", document.Text(setup_.index_mode));
  LayOver(document, settings, "", own);
  if (const Value asked = document.From(setup_.settings); asked.is_object()) LayOver(document, settings, "", *asked.as_object());
}

// Asks the server with patterns of its own, so that a template which is there already is in nobody's way. The words; a refusal that nothing mends is a line.
std::vector<std::string> ClusterSetup::Fit(JsonDocument& document, Object& index_template, const std::string& custom) {
  constexpr int kMostRounds = 64;
  std::vector<std::string> words;
  Object& asked = document.NewObject();
  for (const Object::Entry& entry : index_template) document.Set(asked, entry.key.text(), entry.value);
  document.Set(asked, "index_patterns", Value::Of(&ListOf(document, {"flowship-simulated-*"})));
  for (int round = 0; round < kMostRounds; ++round) {
    const HttpAnswer answer = connection_.Send("POST", base_ + "/_index_template/_simulate", "application/json", ToJson(Value::Of(&asked)));
    if (answer.status == 200) {
      for (const std::string_view name : {"composed_of", "ignore_missing_component_templates"}) {
        if (asked.Find(name) == nullptr) (void)document.Remove(index_template, name);
      }
      return words;
    }
    const std::string reason = answer.status == 0 ? answer.problem : ReasonOfError(answer.body);
    const auto misfit = ReadMisfit(reason);
    auto word = misfit ? Mend(document, asked, *misfit) : std::nullopt;
    if (!word) {
      lines_.push_back(Failed("index template", "HTTP " + std::to_string(answer.status) + ": " + reason));
      break;
    }
    if (misfit->name == "ignore_missing_component_templates") {
      if (Exists("/_component_template/" + custom)) continue;  // it is there, so nothing is missing
      (void)document.Remove(asked, "composed_of");
      *word += " (" + custom + ")";
    }
    words.push_back(*std::move(word));
  }
  return words;
}

void ClusterSetup::LoadTemplates(const std::string& dataset, const config::Node& fields) {
  config::Diagnostics diagnostics;
  JsonDocument document;
  const std::string text = IndexTemplate(dataset, fields, diagnostics);
  FLOWSHIP_ASSERT(diagnostics.ok() && document.Read(text));  // the definitions are our own
  Object& body = document.object();
  const std::string name = "logs-" + dataset, custom = name + "@custom", mappings = name + "@mappings", settings = name + "@settings";
  document.Set(body, "priority", Value::Integer(setup_.priority));
  document.Set(body, "composed_of", Value::Of(&ListOf(document, {custom})));
  document.Set(body, "ignore_missing_component_templates", Value::Of(&ListOf(document, {custom})));
  LayOverSettings(document, body);
  (void)document.Remove(body, "_meta");
  if (!AddLifecycle(dataset, document, body)) return;
  const size_t before = lines_.size();
  std::vector<std::string> words = Fit(document, body, custom);
  if (lines_.size() != before) return;

  const auto meta_of = [](const Value& value) { return ReadMeta(At(value, {"_meta"})); };
  const auto write_meta = [&document](Object& to, const Mark& mark) { WriteMeta(document, document.Child(to, "_meta"), mark); };
  const auto component = [&](const std::string& of) {
    return Thing{"component template " + of, "/_component_template/" + of,
                 [](const Value& answer) { return FirstOf(answer, "component_templates", "component_template"); }, meta_of, write_meta, setup_.overwrite, ""};
  };
  const auto changes = [](LoadAction action) { return action == LoadAction::kCreate || action == LoadAction::kUpdate; };
  const Object& inner = *body.Find("template")->as_object();
  bool changed = changes(Load(component(mappings), Part(document, inner, {"mappings"}), std::move(words)));
  changed = changes(Load(component(settings), Part(document, inner, {"settings", "lifecycle"}), {})) || changed;

  Array& parts = ListOf(document, {mappings, settings});
  if (body.Find("composed_of") != nullptr) document.Push(parts, document.Text(custom));
  document.Set(body, "composed_of", Value::Of(&parts));
  (void)document.Remove(body, "template");
  document.Set(body, "version", Value::Integer(VersionNumber(FLOWSHIP_VERSION)));
  const Thing index{"index template " + name, "/_index_template/" + name, [](const Value& answer) { return FirstOf(answer, "index_templates", "index_template"); },
                    meta_of, write_meta, setup_.overwrite, ""};
  changed = changes(Load(index, body, {})) || changed;
  if (changed) TellStreams(dataset);
}

// False: what was asked for can't be had; a line says so.
bool ClusterSetup::AddLifecycle(const std::string& dataset, JsonDocument& document, Object& index_template) {
  if (setup_.lifecycle == SetupConfig::Lifecycle::kNone) return true;
  if (!server_.serverless && !server_.opensearch && Serves("/_ilm/policy/" + setup_.policy_name)) {
    if (!LoadIlmPolicy()) return false;
    Object& settings = document.Child(document.Child(index_template, "template"), "settings");
    document.Set(settings, "index.lifecycle.name", document.Text(setup_.policy_name));
    return true;
  }
  if (server_.opensearch && Serves("/_plugins/_ism/policies/" + setup_.policy_name)) return LoadIsmPolicy(dataset);
  if (setup_.lifecycle == SetupConfig::Lifecycle::kIlm) {
    lines_.push_back(Failed("lifecycle policy " + setup_.policy_name, "setup.ilm.enabled is true, and this server has no ILM; auto takes what there is"));
    return false;
  }
  FillDataStreamLifecycle(document, document.Child(document.Child(index_template, "template"), "lifecycle"), setup_.retention);
  return true;
}

bool ClusterSetup::LoadIlmPolicy() {
  JsonDocument document;
  if (setup_.policy_file.empty()) {
    FillIlmPolicy(document, document.object(), setup_.retention);
  } else {
    std::ifstream file(setup_.policy_file);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file || !document.Read(text.str()) || At(document.root(), {"policy"}) == nullptr) {
      lines_.push_back(Failed("lifecycle policy " + setup_.policy_name, setup_.policy_file + " is no file with {\"policy\": …}"));
      return false;
    }
  }
  const std::string& name = setup_.policy_name;
  const Thing policy{"lifecycle policy " + name, "/_ilm/policy/" + name, [&name](const Value& answer) { return At(answer, {name, "policy"}); },
                     [](const Value& value) { return ReadMeta(At(value, {"_meta"})); },
                     [&document](Object& body, const Mark& mark) { WriteMeta(document, document.Child(document.Child(body, "policy"), "_meta"), mark); },
                     setup_.overwrite_policy, ""};
  Load(policy, document.object(), {});
  return lines_.back().state != SetupLine::State::kFailed;
}

bool ClusterSetup::LoadIsmPolicy(const std::string& dataset) {
  JsonDocument document, there;
  const std::vector<std::string> patterns = {"logs-" + dataset + "-*"};
  FillIsmPolicy(document, document.object(), setup_.retention, patterns);
  const std::string& name = setup_.policy_name;
  Thing policy{"lifecycle policy " + name, "/_plugins/_ism/policies/" + name, [](const Value& answer) { return At(answer, {"policy"}); },
               [](const Value& value) { return ReadDescription(TextAt(value, {"description"})); },
               [&document](Object& body, const Mark& mark) {
                 Object& inner = document.Child(body, "policy");
                 document.Set(inner, "description", document.Text(Described("How flowship's data streams roll over.", mark)));
               },
               setup_.overwrite_policy, ""};
  const HttpAnswer answer = Get(policy.path);
  if (answer.status == 200 && there.Read(answer.body)) {
    const Value *const number = At(there.root(), {"_seq_no"}), *const term = At(there.root(), {"_primary_term"});
    if (number != nullptr && term != nullptr) policy.put_parameters = "?if_seq_no=" + ToJson(*number) + "&if_primary_term=" + ToJson(*term);
  }
  Load(policy, document.object(), {});
  return lines_.back().state != SetupLine::State::kFailed;
}

}  // namespace flowship
