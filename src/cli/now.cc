#include "cli/now.h"

#include <chrono>

namespace flowship::cli {

int64_t NowNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace flowship::cli
