// add_locale: event.timezone = the agent's offset from UTC ("+02:00"), or its zone's abbreviation ("CEST"). Beats, "Add the local time zone".

#include <ctime>

#include "edge/edge_processors.h"

namespace flowship {

namespace {

class AddLocale : public Processor {
 public:
  AddLocale(FieldPath path, bool abbreviation) : path_(std::move(path)), abbreviation_(abbreviation) {}

  RunResult Run(Document& document) const override {
    Value zone = ZoneOf(document);
    if (document.tracer != nullptr) zone = document.tracer->Record({Again, this}, {}, zone, true);
    return OkOrFailed(document.Set(path_, zone));
  }
  bool Traces() const override { return true; }

 private:
  static bool Again(const TraceStep& step, const Value*, TraceContext& context, Value* result) {
    *result = static_cast<const AddLocale*>(step.self)->ZoneOf(context.document);
    return true;
  }

  Value ZoneOf(Document& document) const {
    RunContext::LocalZone& zone = document.context().local_zone;
    if (zone.at_nanos != document.context().now_nanos) Ask(document.context().now_nanos, &zone);
    return Value::String(abbreviation_ ? zone.abbreviation : zone.offset);
  }

  static void Ask(int64_t now_nanos, RunContext::LocalZone* zone) {
    const auto now = static_cast<time_t>(now_nanos / 1'000'000'000);
    tm local{};
    localtime_r(&now, &local);
    const long minutes = local.tm_gmtoff / 60, size = minutes < 0 ? -minutes : minutes;
    const char offset[] = {minutes < 0 ? '-' : '+',
                           static_cast<char>('0' + size / 600),
                           static_cast<char>('0' + size / 60 % 10),
                           ':',
                           static_cast<char>('0' + size % 60 / 10),
                           static_cast<char>('0' + size % 10)};
    zone->offset.assign(offset, sizeof offset);
    zone->abbreviation = local.tm_zone;
    zone->at_nanos = now_nanos;
  }

  const FieldPath path_;
  const bool abbreviation_;
};

}  // namespace

std::unique_ptr<const Processor> CompileAddLocale(config::Options& options, CompileContext& context) {
  const std::string format = options.TakeString("format", "offset");
  if (format != "offset" && format != "abbreviation") {
    options.Error("format", "\"" + format + "\" is no format of add_locale; it is offset or abbreviation");
    return nullptr;
  }
  return std::make_unique<AddLocale>(context.Path("event.timezone", options.place()), format == "abbreviation");
}

}  // namespace flowship
