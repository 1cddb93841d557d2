#pragma once
// Records through a pipeline the plain way and by traces (event/trace.h), for whoever compares the two.

#include <random>
#include <string>
#include <vector>

#include "event/json_writer.h"
#include "pipeline/normaliser.h"

namespace flowship::both_ways {

// What a generator draws with: the same for the same seed.
class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

 protected:
  int64_t Number(int64_t from, int64_t to) { return std::uniform_int_distribution<int64_t>(from, to)(random_); }
  template <size_t N>
  std::string Of(const char* const (&choices)[N]) { return choices[Number(0, N - 1)]; }

 private:
  std::mt19937_64 random_;
};

inline int64_t Now() { return 1'795'515'630'123'456'789; }  // 2026-11-24T10:20:30.123456789Z

class TextEncoder : public Encoder {
 public:
  explicit TextEncoder(bool takes_text) : takes_text_(takes_text) {}
  void Encode(Batch& batch, std::span<Event> events) const override {
    for (Event& event : events) {
      if (event.outcome != Outcome::kPending) continue;
      const size_t begin = batch.encoded.size();
      if (event.traced != nullptr) {
        ++traced;
        event.traced->tree->Write(*event.traced->leaf, batch.encoded);
      } else {
        WriteJson(Value::Of(event.root), batch.encoded);
      }
      if (event.address != nullptr) batch.encoded.Append(event.address->index);
      event.encoded_begin = static_cast<uint32_t>(begin);
      event.encoded_size = static_cast<uint32_t>(batch.encoded.size() - begin);
    }
  }
  bool TakesText() const override { return takes_text_; }

  mutable size_t traced = 0;

 private:
  const bool takes_text_;
};

// Sees the fields of every event that is not dropped, whichever way it was made.
class Watcher : public TreeObserver {
 public:
  void See(const Batch&, std::span<const Event> events, bool) override {
    for (const Event& event : events) {
      if (event.outcome == Outcome::kDropped) continue;
      Value value = Value::Of(event.root);
      for (const char* const name : {"d", "a"}) {
        const Value* const found = value.is_object() ? value.as_object()->Find(std::string_view(name)) : nullptr;
        value = found == nullptr ? Value() : *found;
      }
      seen += value.kind() < Kind::kArray ? ToJson(value) + "\n" : "null\n";
    }
  }
  size_t MayPass(size_t count) override { return count; }
  std::vector<std::string> Fields() const override { return {"d.a"}; }
  void SeeFields(std::span<const Value> values) override { seen += ToJson(values[0]) + "\n"; }

  std::string seen;
};

class TestOrigin : public Origin {
 public:
  void BatchDone(const BatchRange&, const OutcomeCounts&) override {}
};

struct Result {
  std::vector<std::string> documents;  // "dropped" for what was left out
  std::string watched;
  size_t traced = 0;
};

// `keys` are those of the plan.
inline Result Run(KeySet& keys, const std::vector<StreamPlan>& plans, const std::vector<std::string>& records, bool traced) {
  EventMaker maker(keys, Value());
  const TextEncoder encoder(traced);
  NormaliserStats stats;
  Watcher watcher;
  Normaliser normaliser(plans, maker, encoder, Now, stats, &watcher);
  BatchPool pool(keys, 1);
  Result result;
  const auto origin = std::make_shared<TestOrigin>();
  origin->path = "/var/log/flows.log";
  // Several batches: nothing of one may be left in the next.
  for (size_t at = 0; at < records.size(); at += 40) {
    BatchPtr batch = pool.Acquire();
    batch->origin = origin;
    batch->stream = plans[0].stream;
    for (size_t i = at; i < std::min(records.size(), at + 40); ++i) {
      Event event;
      event.record = records[i];
      event.offset = i * 1000;
      batch->events.push_back(event);
    }
    normaliser.Run(*batch);
    for (Event& event : batch->events) {
      result.documents.push_back(event.outcome == Outcome::kDropped ? "dropped" : std::string(batch->encoded.view(event.encoded_begin, event.encoded_size)));
      result.documents.back() += " " + std::to_string(event.id.low);
    }
    batch->Settle(Outcome::kDelivered);
    batch->Finish();
  }
  result.watched = watcher.seen;
  result.traced = encoder.traced;
  return result;
}

}  // namespace flowship::both_ways
