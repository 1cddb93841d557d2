// dissect: fields out of text, cut at fixed delimiters. Beats, "Dissect strings"; the pattern is that of the ingest processor (pipeline/dissect.h), with
// types behind a |, as in %{port|integer}.

#include "pipeline/dissect.h"

#include <algorithm>

#include "edge/edge_processors.h"
#include "edge/ingest_steps.h"
#include "processor/processors.h"

namespace flowship {

namespace {

struct DissectTarget {
  std::string key;  // in the pattern
  FieldPath field;
  std::unique_ptr<const Processor> convert;  // nullptr: a text
};

enum class Trim : uint8_t { kNone, kLeft, kRight, kAll };

struct DissectOptions {
  FieldPath field, error, flags;
  Trim trim = Trim::kNone;
  std::string trim_chars = " ";
  bool overwrite_keys = false, handles_failure = false;
};

class DissectText : public Processor {
 public:
  DissectText(DissectOptions options, Dissector dissector, std::vector<DissectTarget> targets)
      : options_(std::move(options)), dissector_(std::move(dissector)), targets_(std::move(targets)) {}

  RunResult Run(Document& document) const override {
    const Value* const value = document.Get(options_.field);
    if (value == nullptr || !value->is_string()) return Refuse(document, "field is not a string, value: `" + options_.field.text + "`");
    std::span<const Dissector::Field> found;
    if (!dissector_.Match(value->as_text(), document.arena(), &found)) return Refuse(document, "could not find beginning delimiter: `" + dissector_.pattern() + "`");
    const auto is_taken = [&](const Dissector::Field& field) { return field.target >= 0 && document.Has(targets_[static_cast<size_t>(field.target)].field); };
    if (!options_.overwrite_keys && std::ranges::any_of(found, is_taken)) return Refuse(document, "cannot override existing key with `" + dissector_.pattern() + "`");
    for (const Dissector::Field& field : found) {
      if (field.target < 0) continue;
      const DissectTarget& target = targets_[static_cast<size_t>(field.target)];
      if (!document.Set(target.field, Value::String(Trimmed(field.value)))) return Refuse(document, std::string(document.failure().reason));
      // What is no number stays the text that it is.
      if (target.convert != nullptr) (void)target.convert->Run(document);
    }
    return RunResult::kOk;
  }

 private:
  std::string_view Trimmed(std::string_view text) const {
    if (options_.trim == Trim::kLeft || options_.trim == Trim::kAll) text.remove_prefix(std::min(text.find_first_not_of(options_.trim_chars), text.size()));
    if (options_.trim == Trim::kRight || options_.trim == Trim::kAll) text = text.substr(0, text.find_last_not_of(options_.trim_chars) + 1);
    return text;
  }
  RunResult Refuse(Document& document, const std::string& why) const {
    if (options_.handles_failure) return OkOrFailed(document.Illegal("{}", std::string_view(why)));
    const Value flag = Value::String("dissect_parsing_error");
    (void)document.Append(options_.flags, {&flag, 1}, false);
    (void)document.Set(options_.error, Value::String(document.arena().Copy(why)));
    return RunResult::kOk;
  }

  const DissectOptions options_;
  const Dissector dissector_;
  const std::vector<DissectTarget> targets_;
};

// Takes |type out of the keys of a pattern.
std::string WithoutTypes(const std::string& tokenizer, std::vector<std::pair<std::string, std::string>>* types) {
  std::string pattern;
  for (size_t at = 0; at < tokenizer.size();) {
    const size_t open = tokenizer.find("%{", at), close = open == std::string::npos ? open : tokenizer.find('}', open);
    if (close == std::string::npos) return pattern + tokenizer.substr(at);
    const std::string key = tokenizer.substr(open + 2, close - open - 2);
    const size_t bar = key.find('|');
    pattern += tokenizer.substr(at, open - at) + "%{" + key.substr(0, bar) + "}";
    if (bar != std::string::npos) types->emplace_back(key.substr(0, bar), key.substr(bar + 1));
    at = close + 1;
  }
  return pattern;
}

}  // namespace

std::unique_ptr<const Processor> CompileDissectText(config::Options& options, CompileContext& context) {
  DissectOptions dissect;
  const std::string tokenizer = options.RequireString("tokenizer");
  const std::string prefix = options.TakeString("target_prefix", "dissect");
  dissect.field = context.Path(options.TakeString("field", "message"), options.PlaceOf("field"));
  dissect.error = context.Path("error.message", options.place());
  dissect.flags = context.Path("log.flags", options.place());
  dissect.overwrite_keys = options.TakeBool("overwrite_keys", false);
  dissect.handles_failure = HandlesFailure(options);
  dissect.trim_chars = options.TakeString("trim_chars", " ");
  const std::string trim = options.TakeString("trim_values", "none");
  constexpr std::string_view kTrims[] = {"none", "left", "right", "all"};
  const auto at = std::ranges::find(kTrims, trim);
  if (at == std::end(kTrims)) options.Error("trim_values", "\"" + trim + "\" is no way to trim; it is none, left, right or all");
  dissect.trim = static_cast<Trim>(at - std::begin(kTrims));
  if (tokenizer.empty()) return nullptr;
  std::vector<std::pair<std::string, std::string>> types;
  auto dissector = Dissector::Compile(WithoutTypes(tokenizer, &types), " ");
  if (!dissector.ok()) {
    options.Error("tokenizer", dissector.error().message);
    return nullptr;
  }
  std::vector<DissectTarget> targets;
  for (const std::string& name : dissector->names()) {
    DissectTarget& target = targets.emplace_back();
    target.key = name;
    const std::string field = prefix.empty() ? name : prefix + "." + name;
    target.field = context.Path(field, options.PlaceOf("tokenizer"));
    for (const auto& [key, type] : types) {
      if (key != name) continue;
      target.convert = CompileIngest(CompileConvert, {{"field", field}, {"type", type}}, options.PlaceOf("tokenizer"), context);
    }
  }
  return std::make_unique<DissectText>(std::move(dissect), *std::move(dissector), std::move(targets));
}

}  // namespace flowship
