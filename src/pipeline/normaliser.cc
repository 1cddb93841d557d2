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
    : plans_(plans), maker_(maker), encoder_(encoder), now_nanos_(now_nanos), stats_(stats), observer_(observer),
      watched_(observer == nullptr ? 0 : observer->Fields().size()) {
  context_.json_reader = &json_reader_;
  context_.clock = now_nanos;
}

Normaliser::~Normaliser() = default;

const StreamPlan& Normaliser::PlanOf(const Batch& batch) const {
  const auto plan = std::find_if(plans_.begin(), plans_.end(), [&batch](const StreamPlan& of) { return of.stream == batch.stream; });
  FLOWSHIP_ASSERT(plan != plans_.end());
  return *plan;
}

TraceTree* Normaliser::TreeOf(const StreamPlan& plan, const Batch& batch) {
  if (!encoder_.TakesText()) return nullptr;
  const bool has_offsets = batch.origin->has_offsets, has_path = !batch.origin->path.empty();
  for (const Traces& known : traces_) {
    if (known.plan == &plan && known.has_offsets == has_offsets && known.has_path == has_path) return known.tree.get();
  }
  traces_.push_back({&plan, has_offsets, has_path, std::make_unique<TraceTree>(observer_ == nullptr ? std::vector<std::string>() : observer_->Fields())});
  return traces_.back().tree.get();
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
  const Making making{plan, batch, now, TreeOf(plan, batch)};
  // What the input made (a repaired record, what its parsers found) stays; if there are keys among it, so does all that comes after.
  const bool rewinds = !batch.keys.has_own();
  const Arena::Mark before = batch.arena.Here();
  const std::span<Event> events = batch.events;
  for (size_t at = 0; at < events.size(); at += limits::kSliceEvents) {
    RunSlice(making, events.subspan(at, std::min(limits::kSliceEvents, events.size() - at)));
    if (!rewinds) continue;
    batch.keys.Clear();
    batch.arena.Rewind(before);
  }
  batch.DropTrees();
}

void Normaliser::RunSlice(const Making& making, std::span<Event> events) {
  if (making.tree == nullptr || !making.tree->IsWorthwhile()) return RunPlain(making, events, false);
  Event nobody;
  Document scratch(nobody, making.batch.arena, making.batch.keys, context_);
  size_t passes = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    if (passes == 0) passes = observer_ == nullptr ? events.size() - i : observer_->MayPass(events.size() - i);
    if (passes == 0) {
      RunPlain(making, events.subspan(i, 1), false);
      continue;
    }
    --passes;
    if (Follow(making, events[i], scratch)) continue;
    if (making.tree->MayGrow() && events[i].overlay == nullptr) {
      RunAndRecord(making, events[i]);
    } else {
      RunPlain(making, events.subspan(i, 1), true);
    }
  }
}

// False: there is no trace for this event.
bool Normaliser::Follow(const Making& making, Event& event, Document& scratch) {
  if (event.overlay != nullptr || event.record.empty()) return false;
  Batch& batch = making.batch;
  TraceTree& tree = *making.tree;
  tree.SetInput(kTraceTime, Value::String(making.now).Plain());
  tree.SetInput(kTraceRecord, Value::String(event.record));
  tree.SetInput(kTraceOffset, Value::Long(static_cast<int64_t>(event.offset)));
  tree.SetInput(kTracePath, Value::String(batch.origin->path));
  TraceContext context{scratch, batch.arena, batch.keys};
  const TraceLeaf* const leaf = tree.Follow(context);
  if (leaf == nullptr) return false;
  if (encoder_.WantsIds()) event.id = EventMaker::IdOf(batch.origin->identity, event.offset, event.record);
  if (leaf->dropped) {
    event.outcome = Outcome::kDropped;
    stats_.dropped.fetch_add(1, std::memory_order_relaxed);
    return true;
  }
  if (watched_ != 0) {
    Value* const values = batch.arena.NewArray<Value>(watched_);
    for (size_t i = 0; i < watched_; ++i) new (&values[i]) Value(tree.Watched(*leaf, i));
    observer_->SeeFields({values, watched_});
  }
  const TracedText text{&tree, leaf};
  event.traced = &text;
  encoder_.Encode(batch, {&event, 1});
  event.traced = nullptr;
  return true;
}

void Normaliser::RunAndRecord(const Making& making, Event& event) {
  Batch& batch = making.batch;
  maker_.Make(batch, {&event, 1}, making.now, true);
  Tracer tracer(batch.arena);
  Document document(event, batch.arena, batch.keys, context_);
  document.tracer = &tracer;
  RunPipelines(making.plan, {&document, 1});
  // Errors are counted and shown, and that looks at trees.
  if (event.root->Find("error") != nullptr) tracer.Abort();
  making.tree->Add(tracer, event.outcome == Outcome::kDropped ? nullptr : event.root);
  Pass(batch, {&event, 1}, true);
}

void Normaliser::RunPlain(const Making& making, std::span<Event> events, bool passed) {
  Batch& batch = making.batch;
  maker_.Make(batch, events, making.now);
  Document* const documents = batch.arena.NewArray<Document>(events.size());
  for (size_t i = 0; i < events.size(); ++i) new (&documents[i]) Document(events[i], batch.arena, batch.keys, context_);
  RunPipelines(making.plan, {documents, events.size()});
  Pass(batch, events, passed);
}

void Normaliser::RunPipelines(const StreamPlan& plan, std::span<Document> documents) {
  std::array<RunResult, limits::kSliceEvents> results;
  results.fill(RunResult::kOk);
  const std::span<RunResult> of_slice(results.data(), documents.size());
  for (const Pipeline* const pipeline : {plan.edge, plan.pipeline}) {
    if (pipeline != nullptr) pipeline->RunAll(documents, of_slice);
  }
  for (size_t i = 0; i < documents.size(); ++i) Finish(results[i], documents[i]);
}

void Normaliser::Pass(Batch& batch, std::span<Event> events, bool passed) {
  CountErrors(batch, events);
  if (observer_ != nullptr) observer_->See(batch, events, passed);
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
