#include "input/replay.h"

#include <catch2/catch.hpp>

TEST_CASE("placeholder compile") { CHECK(flowship::kOutcomes == 5); }
