#pragma once
// The system's clock in the form that the pipeline wants.

#include <cstdint>

namespace flowship::cli {

int64_t NowNanos();  // since 1970-01-01T00:00Z

}  // namespace flowship::cli
