#include "output/elasticsearch/flight_limit.h"

#include <catch2/catch.hpp>

#include <thread>
#include <vector>

namespace flowship {
namespace {

TEST_CASE("a busy server halves the requests under way, once for all of them, and good answers bring them back one by one") {
  Deadline deadline;
  FlightLimit limit(8);
  std::vector<FlightLimit::Ticket> tickets;
  for (int i = 0; i < 8; ++i) tickets.push_back(limit.Enter(deadline));
  for (const auto& ticket : tickets) limit.Leave(ticket, true);
  CHECK(limit.limit() == 4);  // they were all under way before the first 429 was known
  limit.Leave(limit.Enter(deadline), true);
  CHECK(limit.limit() == 2);
  limit.Leave(limit.Enter(deadline), true);
  limit.Leave(limit.Enter(deadline), true);
  CHECK(limit.limit() == 1);
  int good = 0;
  while (limit.limit() < 8) {
    limit.Leave(limit.Enter(deadline), false);
    REQUIRE(++good < 100);
  }
  CHECK(good > 20);  // about 1 + 2 + … + 7
  limit.Leave(limit.Enter(deadline), false);
  CHECK(limit.limit() == 8);
}

TEST_CASE("who finds no place waits for one, or until the deadline") {
  Deadline deadline;
  FlightLimit limit(1);
  const auto ticket = limit.Enter(deadline);
  std::thread other([&] { limit.Leave(limit.Enter(deadline), false); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  limit.Leave(ticket, false);
  other.join();
  const auto again = limit.Enter(deadline);
  deadline.Set(Deadline::Clock::now());
  CHECK_FALSE(limit.Enter(deadline).granted);
  limit.Leave(again, false);
}

}  // namespace
}  // namespace flowship
