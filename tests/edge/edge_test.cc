// The tables of testdata/edge, one for each edge processor; their form is told in pipeline_table.h.

#include <cstdlib>
#include <ctime>

#include "../pipeline_table.h"
#include "edge/edge_types.h"

namespace flowship {
namespace {

TEST_CASE("edge processors do as their tables say") {
  setenv("TZ", "Asia/Kolkata", 1);
  tzset();
  table::RunFolder("edge", EdgeTypes());
}

}  // namespace
}  // namespace flowship
