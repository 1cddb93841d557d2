#include "allocations_helper.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<size_t> g_allocations = 0;

void* Counted(size_t size, size_t alignment) {
  ++g_allocations;
  void* bytes = nullptr;
  if (posix_memalign(&bytes, std::max(alignment, sizeof(void*)), std::max<size_t>(size, 1)) != 0) throw std::bad_alloc();
  return bytes;
}

}  // namespace

size_t flowship::Allocations() { return g_allocations; }

void* operator new(size_t size) { return Counted(size, alignof(std::max_align_t)); }
void* operator new[](size_t size) { return Counted(size, alignof(std::max_align_t)); }
void* operator new(size_t size, std::align_val_t alignment) { return Counted(size, static_cast<size_t>(alignment)); }
void* operator new[](size_t size, std::align_val_t alignment) { return Counted(size, static_cast<size_t>(alignment)); }
void operator delete(void* bytes) noexcept { std::free(bytes); }
void operator delete[](void* bytes) noexcept { std::free(bytes); }
void operator delete(void* bytes, size_t) noexcept { std::free(bytes); }
void operator delete[](void* bytes, size_t) noexcept { std::free(bytes); }
void operator delete(void* bytes, std::align_val_t) noexcept { std::free(bytes); }
void operator delete[](void* bytes, std::align_val_t) noexcept { std::free(bytes); }
void operator delete(void* bytes, size_t, std::align_val_t) noexcept { std::free(bytes); }
void operator delete[](void* bytes, size_t, std::align_val_t) noexcept { std::free(bytes); }
