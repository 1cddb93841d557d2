#include "event/batch.h"

#include <catch2/catch.hpp>

#include <set>
#include <thread>

#include "event/stream.h"

namespace flowship {
namespace {

class CountingOrigin : public Origin {
 public:
  void BatchDone(const BatchRange&, const OutcomeCounts& outcomes) override {
    for (size_t i = 0; i < kOutcomes; ++i) counts[i] += outcomes[i];
    ++batches;
  }
  OutcomeCounts counts{};
  int batches = 0;
};

TEST_CASE("a pool hands out its batches and no more, and waits for one to come back") {
  KeySet keys;
  BatchPool pool(keys, 2);
  BatchPtr first = pool.Acquire(), second = pool.Acquire();
  CHECK(pool.TryAcquire() == nullptr);
  CHECK(pool.in_flight() == 2);
  std::thread giver([&second] { second.reset(); });
  BatchPtr third = pool.Acquire();
  giver.join();
  CHECK(third != nullptr);
  third.reset();
  first.reset();
  CHECK(pool.in_flight() == 0);
  pool.Close();
  CHECK(pool.Acquire() == nullptr);
}

TEST_CASE("each event ends in one outcome and the origin hears of it once") {
  KeySet keys;
  BatchPool pool(keys, 1);
  auto origin = std::make_shared<CountingOrigin>();
  BatchPtr batch = pool.Acquire();
  batch->origin = origin;
  batch->events.resize(3);
  batch->events[1].outcome = Outcome::kDropped;
  batch->Settle(Outcome::kDelivered);
  batch->Finish();
  CHECK(origin->batches == 1);
  CHECK(origin->counts[static_cast<size_t>(Outcome::kDelivered)] == 2);
  CHECK(origin->counts[static_cast<size_t>(Outcome::kDropped)] == 1);
}

TEST_CASE("an id depends on the file's identity, the offset and the record, and on nothing else") {
  const Hash128 a{1, 2}, b{1, 3};
  std::set<Hash128> ids;
  for (const Hash128& identity : {a, b}) {
    for (const uint64_t offset : {0u, 1u}) {
      for (const char* record : {"x", "y"}) ids.insert(EventMaker::IdOf(identity, offset, record));
    }
  }
  CHECK(ids.size() == 8);
  CHECK(EventMaker::IdOf(a, 7, "x") == EventMaker::IdOf(a, 7, "x"));
}

TEST_CASE("the stored forms of a hash never change") {
  // Part of the registry's format and of every _id that was ever sent. The hash itself is XXH3's published value for the empty input.
  CHECK(ToHex(Hash128Of("")) == "99aa06d3014798d86001c324468d497f");
  char id[kBase64UrlIdBytes];
  WriteBase64Url(Hash128{0xffffffffffffffff, 0xffffffffffffffff}, id);
  CHECK(std::string_view(id, sizeof id) == "_____________________w");
  WriteBase64Url(Hash128{0, 1}, id);
  CHECK(std::string_view(id, sizeof id) == "AAAAAAAAAAAAAAAAAAAAAQ");
}

}  // namespace
}  // namespace flowship
