#include "output/elasticsearch/hosts.h"

#include <catch2/catch.hpp>

namespace flowship {
namespace {

using std::chrono::milliseconds;

TEST_CASE("pauses grow to the longest, with all of the jitter") {
  Backoff backoff(100, 1000, 7);
  const int64_t ceilings[] = {100, 200, 400, 800, 1000, 1000};
  for (const int64_t ceiling : ceilings) {
    CHECK(backoff.Ceiling() == ceiling);
    const auto pause = backoff.Next();
    CHECK(pause >= milliseconds(0));
    CHECK(pause <= milliseconds(ceiling));
  }
  CHECK(backoff.Next(milliseconds(5000)) == milliseconds(5000));  // Retry-After wins
  backoff.Reset();
  CHECK(backoff.Ceiling() == 100);
}

TEST_CASE("the longest pauses do not overflow") {
  Backoff backoff(INT64_MAX / 2, INT64_MAX, 1);
  for (int i = 0; i < 100; ++i) {
    const auto pause = backoff.Next();
    CHECK(pause.count() >= 0);
  }
  CHECK(backoff.Ceiling() == INT64_MAX);
}

TEST_CASE("the pauses are spread over all of the range") {
  Backoff backoff(1000, 1000, 3);
  int low = 0, high = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto pause = backoff.Next().count();
    low += pause < 250;
    high += pause > 750;
  }
  CHECK(low > 200);
  CHECK(high > 200);
}

const Hosts::Time kStart{};

TEST_CASE("with loadbalance each worker has its own host, and another when that fails") {
  Hosts hosts(3, true, 100, 1000, 0);
  for (size_t worker = 0; worker < 6; ++worker) {
    const auto choice = hosts.Choose(worker, kStart);
    CHECK(choice.host == worker % 3);
    CHECK_FALSE(choice.probe);
    CHECK_FALSE(choice.wait);
  }
  hosts.Failed(1, kStart, milliseconds(500));
  CHECK(hosts.CountWell() == 2);
  CHECK(hosts.Choose(1, kStart).host == 2);
  CHECK(hosts.Choose(0, kStart).host == 0);
}

TEST_CASE("without loadbalance all use one until it fails, and stay with the next") {
  Hosts hosts(3, false, 100, 1000, 4);  // the seed draws host 1
  for (size_t worker = 0; worker < 4; ++worker) CHECK(hosts.Choose(worker, kStart).host == 1);
  const auto until = hosts.Failed(1, kStart, milliseconds(500));
  CHECK(hosts.Choose(0, kStart).host == 2);
  const auto probe = hosts.Choose(0, until);
  CHECK(probe.host == 1);
  CHECK(probe.probe);
  hosts.Succeeded(1);
  CHECK(hosts.Choose(0, until).host == 2);
}

TEST_CASE("one worker probes a host that failed, the others leave it alone") {
  Hosts hosts(2, true, 100, 1000, 0);
  const auto until = hosts.Failed(0, kStart, milliseconds(50));
  CHECK(until >= kStart + milliseconds(50));
  CHECK(until <= kStart + milliseconds(100));
  if (until > kStart + milliseconds(50)) CHECK(hosts.Choose(0, until - milliseconds(1)).host == 1);
  const auto first = hosts.Choose(0, until);
  CHECK(first.host == 0);
  CHECK(first.probe);
  const auto second = hosts.Choose(0, until);
  CHECK(second.host == 1);
  CHECK_FALSE(second.probe);
  // It fails again: aside for longer.
  hosts.Failed(0, until);
  CHECK(hosts.CountWell() == 1);
  CHECK(hosts.Choose(0, until + milliseconds(200)).probe);
  hosts.Succeeded(0);
  CHECK(hosts.CountWell() == 2);
  CHECK(hosts.Choose(0, until).host == 0);
}

TEST_CASE("when all are aside the choice is to wait for the first") {
  Hosts hosts(2, true, 100, 1000, 0);
  const auto first = hosts.Failed(0, kStart, milliseconds(400));
  const auto second = hosts.Failed(1, kStart, milliseconds(300));
  const auto choice = hosts.Choose(0, kStart);
  CHECK(choice.wait);
  CHECK(choice.until == std::min(first, second));
  CHECK(hosts.Choose(0, choice.until).probe);
  // While that probe is under way, another worker looks again soon.
  const auto waiting = hosts.Choose(1, choice.until);
  CHECK(waiting.wait);
  CHECK(waiting.until > choice.until);
  CHECK(waiting.until <= first);
}

TEST_CASE("several workers that talked to a host which fails count as one failure") {
  Hosts hosts(1, true, 100, 100'000, 0);
  const auto until = hosts.Failed(0, kStart);
  for (int i = 0; i < 20; ++i) CHECK(hosts.Failed(0, kStart) == until);
  CHECK(until <= kStart + milliseconds(100));
}

}  // namespace
}  // namespace flowship
