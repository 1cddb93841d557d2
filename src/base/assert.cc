#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace flowship {

void AssertionFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "flowship: internal error: %s does not hold (%s:%d); please report this line\n", condition, file, line);
  std::abort();
}

}  // namespace flowship
