#pragma once
// How often operator new has been called in this program, by any thread.

#include <cstddef>

namespace flowship {

size_t Allocations();

}  // namespace flowship
