// The tables of testdata/processor, one for each ingest processor; their form is told in pipeline_table.h.

#include "../pipeline_table.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

TEST_CASE("processors do as their tables say") { table::RunFolder("processor", ProcessorTypes()); }

}  // namespace
}  // namespace flowship
