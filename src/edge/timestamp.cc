// timestamp: a field as the time of the event, by Go's layouts. Beats, "Timestamp"; the ingest processor date does it.

#include <algorithm>
#include <array>

#include "edge/edge_processors.h"
#include "edge/ingest_steps.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// What the parts of Go's reference time mean (package time, "Constants"), in the letters of Java's DateTimeFormatter. Longer ones first.
constexpr std::pair<std::string_view, std::string_view> kParts[] = {
    {"January", "MMMM"}, {"Jan", "MMM"}, {"Monday", "EEEE"}, {"Mon", "EEE"}, {"MST", "z"},     {"2006", "yyyy"}, {"Z07:00", "XXX"}, {"-07:00", "xxx"}, {"Z0700", "XX"}, {"-0700", "xx"},
    {"Z07", "X"},        {"-07", "x"},   {"002", "DDD"},     {"01", "MM"},   {"02", "dd"},     {"03", "hh"},     {"04", "mm"},      {"05", "ss"},      {"06", "yy"},    {"15", "HH"},
    {"_2", "ppd"},       {"PM", "a"},    {"pm", "a"},        {"1", "M"},     {"2", "d"},       {"3", "h"},       {"4", "m"},        {"5", "s"}};
// Go takes a fraction behind the seconds whether the layout has one or not.
constexpr std::string_view kFraction = "[.SSSSSSSSS][.SSSSSSSS][.SSSSSSS][.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]";

std::string JavaPattern(const std::string& layout) {
  std::string pattern;
  for (size_t at = 0; at < layout.size();) {
    const std::string_view rest = std::string_view(layout).substr(at);
    const auto part = std::ranges::find_if(kParts, [rest](const auto& known) { return rest.starts_with(known.first); });
    if (part != std::end(kParts)) {
      pattern += part->second;
      at += part->first.size();
      if (part->second.front() != 's') continue;
      // .000, .999 or ,000 behind the seconds are the fraction.
      if (at < layout.size() && (layout[at] == '.' || layout[at] == ',') && at + 1 < layout.size() && (layout[at + 1] == '0' || layout[at + 1] == '9')) {
        at = std::min(layout.find_first_not_of(layout[at + 1], at + 1), layout.size());
      }
      pattern += kFraction;
    } else {
      const char c = layout[at++];
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (c == '\'') {
        pattern += "''";
      } else if (letter || std::string_view("[]{}#").find(c) != std::string_view::npos) {
        pattern += std::string("'") + c + "'";
      } else {
        pattern += c;
      }
    }
  }
  return pattern;
}

class Timestamp : public Processor {
 public:
  Timestamp(FieldPath field, FieldPath error, std::vector<std::unique_ptr<const Processor>> layouts, bool ignore_missing, bool handles_failure)
      : field_(std::move(field)), error_(std::move(error)), layouts_(std::move(layouts)), ignore_missing_(ignore_missing), handles_failure_(handles_failure) {}

  RunResult Run(Document& document) const override {
    const bool missing = !document.Has(field_);
    if (missing && ignore_missing_) return RunResult::kOk;
    for (const auto& layout : layouts_) {
      if (missing) break;
      const RunResult result = layout->Run(document);
      if (document.tracer != nullptr && result == RunResult::kFailed && !document.tracer->TakeFailure()) document.tracer->Abort();
      if (result == RunResult::kOk) return RunResult::kOk;
    }
    const std::string_view why = missing ? FormatIn(document.arena(), "failed to get time field {}: key not found", field_.text)
                                         : FormatIn(document.arena(), "failed parsing time field {}", field_.text);
    if (handles_failure_) return OkOrFailed(document.Illegal("{}", why));
    (void)document.Set(error_, Value::String(why));
    return RunResult::kOk;
  }
  bool Traces() const override {
    return std::ranges::all_of(layouts_, [](const auto& layout) { return layout->Traces(); });
  }

 private:
  const FieldPath field_, error_;
  const std::vector<std::unique_ptr<const Processor>> layouts_;
  const bool ignore_missing_, handles_failure_;
};

}  // namespace

std::unique_ptr<const Processor> CompileTimestamp(config::Options& options, CompileContext& context) {
  const std::string field = options.RequireString("field"), target = options.TakeString("target_field", "@timestamp");
  const std::string zone = options.TakeString("timezone", "UTC");
  const std::vector<std::string> layouts = options.TakeStrings("layouts");
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  for (const char* without : {"id", "test"}) {
    if (options.Has(without)) context.diagnostics.Warning(options.PlaceOf(without), std::string("\"") + without + "\" of timestamp has no effect in flowship");
    (void)options.Take(without);
  }
  if (layouts.empty()) options.Error("layouts", "timestamp needs `layouts`, such as [\"2006-01-02T15:04:05Z07:00\", UNIX_MS]");
  if (field.empty()) return nullptr;
  std::vector<std::unique_ptr<const Processor>> steps;
  for (const std::string& layout : layouts) {
    const std::string format = layout == "UNIX" || layout == "UNIX_MS" ? layout : JavaPattern(layout);
    // The ingest processor wants a list.
    config::Diagnostics found;
    const auto list = config::Parse("layouts", "[\"\"]", found);
    config::Node node;
    node.kind = config::Node::Kind::kMapping;
    node.place = options.PlaceOf("layouts");
    config::Node formats = *list;
    formats.items.front().text = format;
    const auto text = [&](const std::string& value) {
      config::Node scalar = formats.items.front();
      scalar.text = value;
      return scalar;
    };
    node.members = {{"field", node.place, text(field)}, {"target_field", node.place, text(target)}, {"formats", node.place, formats}};
    // A named zone would win over the one that the text has (an oddity of the ingest processor).
    const bool has_zone = format.find_first_of("XxZz") != std::string::npos;
    if (zone != "UTC" && !has_zone) node.members.push_back({"timezone", node.place, text(zone)});
    config::Options given(node, context.diagnostics);
    if (auto step = CompileDate(given, context)) steps.push_back(std::move(step));
  }
  return std::make_unique<Timestamp>(context.Path(field, options.PlaceOf("field")), context.Path("error.message", options.place()), std::move(steps), ignore_missing,
                                     HandlesFailure(options));
}

}  // namespace flowship
