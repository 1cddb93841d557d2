#pragma once
// FLOWSHIP_ASSERT(condition): our own state is as we believe. Stays on in release builds: a shipper that goes on with a broken
// state loses data quietly; one that stops is restarted and reads on from its registry.

namespace flowship {

[[noreturn]] void AssertionFailed(const char* condition, const char* file, int line);

}  // namespace flowship

#define FLOWSHIP_ASSERT(condition) \
  (__builtin_expect(static_cast<bool>(condition), 1) ? void() : ::flowship::AssertionFailed(#condition, __FILE__, __LINE__))
