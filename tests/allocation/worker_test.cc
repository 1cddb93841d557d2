// Nothing on the way of an event through a worker comes from the heap, once the batch's memory and the traces are there: operator new is counted.

#include <catch2/catch.hpp>

#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "allocations_helper.h"
#include "app/plan.h"
#include "config/policy.h"
#include "output/elasticsearch/bulk_body.h"
#include "output/ndjson_encoder.h"

namespace flowship {
namespace {

constexpr size_t kBatchEvents = 400, kRounds = 20;

int64_t Now() { return 1'795'515'630'123'456'789; }

class NoOrigin : public Origin {
 public:
  void BatchDone(const BatchRange&, const OutcomeCounts&) override {}
};

// Takes trees only, so that every event goes the plain way.
class TreeEncoder : public Encoder {
 public:
  void Encode(Batch& batch, std::span<Event> events) const override { ndjson_.Encode(batch, events); }

 private:
  NdjsonEncoder ndjson_;
};

std::vector<std::string> RealRecords() {
  std::ifstream log(FLOWSHIP_SOURCE_DIR "/testdata/goflow2/pmacct-mapped.log");
  std::vector<std::string> records;
  for (std::string line; std::getline(log, line);) records.push_back(line);
  REQUIRE(!records.empty());
  return records;
}

// What each of some batches, after the first ones, takes from the heap.
std::set<size_t> AllocationsOfBatches(const Encoder& encoder) {
  config::Diagnostics diagnostics;
  const auto plan = Plan::Compile({config::DefaultStream("goflow2.sflow", diagnostics)}, {}, "collector-1", diagnostics);
  REQUIRE(plan != nullptr);
  NormaliserStats stats;
  Normaliser normaliser(plan->streams(), plan->maker(), encoder, Now, stats, nullptr);
  BatchPool pool(plan->keys(), 1);
  const auto origin = std::make_shared<NoOrigin>();
  origin->path = "/var/log/flows.log";
  const std::vector<std::string> records = RealRecords();
  std::set<size_t> taken;
  for (size_t round = 0; round < 2 * kRounds; ++round) {
    BatchPtr batch = pool.Acquire();
    batch->origin = origin;
    batch->stream = plan->streams().front().stream;
    for (size_t i = 0; i < kBatchEvents; ++i) {
      Event& event = batch->events.emplace_back();
      event.record = records[i % records.size()];
      event.offset = i;
    }
    const size_t before = Allocations();
    normaliser.Run(*batch);
    if (round >= kRounds) taken.insert(Allocations() - before);
    for (const Event& event : batch->events) REQUIRE(event.encoded_size > event.record.size());
    batch->Settle(Outcome::kDelivered);
    batch->Finish();
  }
  return taken;
}

TEST_CASE("the counter counts") {
  const size_t before = Allocations();
  const auto text = std::make_unique<std::string>(100, 'x');
  CHECK(Allocations() - before == 2);
}

TEST_CASE("a worker's events take nothing from the heap, a batch the name of its data stream") {
  const FormatString nowhere;
  const NdjsonEncoder ndjson;
  const BulkEncoder bulk(nowhere);
  const TreeEncoder trees;
  CHECK(AllocationsOfBatches(ndjson) == std::set<size_t>{1});
  CHECK(AllocationsOfBatches(bulk) == std::set<size_t>{1});
  CHECK(AllocationsOfBatches(trees) == std::set<size_t>{1});
}

}  // namespace
}  // namespace flowship
