// A library for LD_PRELOAD that counts malloc, calloc, realloc and what aligns (operator new comes to these), and says at the end how many there were: "allocations: N" on stderr.

#include <dlfcn.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace {

std::atomic<unsigned long> g_count;

template <typename Function>
Function Next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

// glibc's dlsym may itself want memory; it asks calloc, for a little, once.
alignas(16) char g_early[4096];
bool g_asking = false;

struct Report {
  ~Report() { std::fprintf(stderr, "allocations: %lu\n", g_count.load()); }
};
const Report kReport;

}  // namespace

extern "C" {

void* malloc(size_t size) {
  static const auto next = Next<void* (*)(size_t)>("malloc");
  ++g_count;
  return next(size);
}

void* calloc(size_t count, size_t size) {
  if (g_asking) return g_early;
  g_asking = true;
  static const auto next = Next<void* (*)(size_t, size_t)>("calloc");
  g_asking = false;
  ++g_count;
  return next(count, size);
}

void* realloc(void* bytes, size_t size) {
  static const auto next = Next<void* (*)(void*, size_t)>("realloc");
  ++g_count;
  return next(bytes, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
  static const auto next = Next<void* (*)(size_t, size_t)>("aligned_alloc");
  ++g_count;
  return next(alignment, size);
}

int posix_memalign(void** bytes, size_t alignment, size_t size) {
  static const auto next = Next<int (*)(void**, size_t, size_t)>("posix_memalign");
  ++g_count;
  return next(bytes, alignment, size);
}

void free(void* bytes) {
  static const auto next = Next<void (*)(void*)>("free");
  if (bytes != g_early) next(bytes);
}

}
