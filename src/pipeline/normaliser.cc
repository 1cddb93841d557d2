#include "pipeline/normaliser.h"

#include <algorithm>
#include <array>

#include "base/java_time.h"
#include "base/limits.h"
#include "event/json_writer.h"

namespace flowship {

namespace {

Object* ObjectAt(Object& root, std::string_view name, Document& document) {
  const Key key = document.keys().Get(name);
  Value* value = root.Find(key);
  if (value == nullptr || !value->is_object()) {
    root.Set(key, Value::Of(Object::New(document.arena(), 4)), document.arena());
    value = root.Find(key);
  }
  return value->as_object();
}

}  // namespace

Normaliser::Normaliser(const std::vector<StreamPlan>& plans, const EventMaker& maker, const Encoder& encoder, int64_t (*now_nanos)(),
                       NormaliserStats& stats, TreeObserver* observer)
    : plans_(plans), maker_(maker), encoder_(encoder), now_nanos_(now_nanos), stats_(stats), observer_(observer) {
  context_.json_reader = &json_reader_;
  context_.clock = now_nanos;
}

Normaliser::~Normaliser() = default;

const StreamPlan& Normaliser::PlanOf(const Batch& batch) const {
  const auto plan = std::find_if(plans_.begin(), plans_.end(), [&batch](const StreamPlan& of) { return of.stream == batch.stream; });
  FLOWSHIP_ASSERT(plan != plans_.end());
  return *plan;
}

void Normaliser::Run(Batch& batch) {
  const StreamPlan& plan = PlanOf(batch);
  context_.Begin(now_nanos_(), batch.arena);
  context_.index = batch.arena.Copy(plan.stream->DataStream());
  context_.held.clear();
  if (!encoder_.WantsTrees() && plan.edge == nullptr && plan.pipeline == nullptr && observer_ == nullptr) {
    stats_.events.fetch_add(batch.events.size(), std::memory_order_relaxed);
    encoder_.Encode(batch, batch.events);
    return batch.DropTrees();
  }
  const std::string_view now = ToText(InstantOfNanos(context_.now_nanos / kNanosPerMilli * kNanosPerMilli), batch.arena);
  stats_.events.fetch_add(batch.events.size(), std::memory_order_relaxed);
  // What the input made (a repaired record, what its parsers found) stays; if there are keys among it, so does all that comes after.
  const bool rewinds = !batch.keys.has_own();
  const Arena::Mark before = batch.arena.Here();
  const std::span<Event> events = batch.events;
  for (size_t at = 0; at < events.size(); at += limits::kSliceEvents) {
    RunSlice(plan, batch, events.subspan(at, std::min(limits::kSliceEvents, events.size() - at)), now);
    if (!rewinds) continue;
    batch.keys.Clear();
    batch.arena.Rewind(before);
  }
  batch.DropTrees();
}

void Normaliser::RunSlice(const StreamPlan& plan, Batch& batch, std::span<Event> events, std::string_view now) {
  maker_.Make(batch, events, now);
  Document* const documents = batch.arena.NewArray<Document>(events.size());
  for (size_t i = 0; i < events.size(); ++i) new (&documents[i]) Document(events[i], batch.arena, batch.keys, context_);
  std::array<RunResult, limits::kSliceEvents> results;
  results.fill(RunResult::kOk);
  const std::span<RunResult> of_slice(results.data(), events.size());
  for (const Pipeline* const pipeline : {plan.edge, plan.pipeline}) {
    if (pipeline != nullptr) pipeline->RunAll({documents, events.size()}, of_slice);
  }
  for (size_t i = 0; i < events.size(); ++i) Finish(results[i], documents[i]);
  CountErrors(batch, events);
  if (observer_ != nullptr) observer_->See(batch, events);
  encoder_.Encode(batch, events);
}

void Normaliser::Finish(RunResult result, Document& document) {
  if (document.HasMetadata()) Readdress(document);
  if (result == RunResult::kFailed) MarkFailed(document);
  if (result == RunResult::kDropped) {
    document.event().outcome = Outcome::kDropped;
    stats_.dropped.fetch_add(1, std::memory_order_relaxed);
  }
}

// What the pipeline made of `_index`, `_id` and `_routing`. Null is what it is to Elasticsearch: nothing was said. So is an `_id` that no server takes, since
// one such document would make it refuse the whole request.
void Normaliser::Readdress(Document& document) {
  const auto text = [&document](std::string_view name) {
    const Value* const value = document.metadata()->Find(document.keys().Get(name));
    return value != nullptr && value->is_string() ? value->as_text() : std::string_view();
  };
  EventAddress address{text("_index"), text("_id"), text("_routing")};
  if (address.index == context_.index) address.index = {};
  if (!address.id.empty()) document.event().id = Hash128Of(address.id);
  if (address.id.size() > EventAddress::kMostIdBytes) address.id = {};
  const bool says = !address.index.empty() || !address.id.empty() || !address.routing.empty();
  if (says) document.event().address = document.arena().New<EventAddress>(address);
}

void Normaliser::MarkFailed(Document& document) {
  stats_.failed.fetch_add(1, std::memory_order_relaxed);
  Arena& arena = document.arena();
  Object& root = *document.root();
  Object* const about = ObjectAt(root, "event", document);
  about->Set(document.keys().Get("kind"), Value::String("pipeline_error"), arena);
  if (about->Find(document.keys().Get("original")) == nullptr) {
    about->Add(document.keys().Get("original"), Value::String(document.event().record), arena);
  }
  ObjectAt(root, "error", document)->Set(document.keys().Get("message"), Value::String(DescribeFailure(document)), arena);
}

void Normaliser::CountErrors(const Batch& batch, std::span<const Event> events) {
  const Key error = batch.keys.Find("error"), message = batch.keys.Find("message");
  if (!error) return;
  for (const Event& event : events) {
    const Value* at = event.root->Find(error);
    if (at == nullptr || !at->is_object()) continue;
    at = at->as_object()->Find(message);
    if (at == nullptr) continue;
    if (at->is_array() && !at->as_array()->empty()) at = at->as_array()->begin();
    const std::string_view text = at->is_string() ? at->as_text().substr(0, 200) : std::string_view("other");
    const std::lock_guard lock(stats_.mutex);
    const auto known = stats_.errors.find(text);
    if (known != stats_.errors.end()) {
      ++known->second;
    } else {
      ++stats_.errors[stats_.errors.size() < NormaliserStats::kMessages ? std::string(text) : "other"];
    }
  }
}

}  // namespace flowship
