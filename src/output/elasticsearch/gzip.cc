#include "output/elasticsearch/gzip.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>

#include "base/assert.h"

namespace flowship {
namespace {

// The library leaves the upper halves of the vector registers in use, and what this thread does next without AVX is half as fast then (zlib: 230 MB/s, not 550).
#ifdef __x86_64__
[[gnu::target("avx")]] void ClearUpperHalves() { __builtin_ia32_vzeroupper(); }
void LeaveVectors() {
  if (__builtin_cpu_supports("avx") != 0) ClearUpperHalves();
}
#else
void LeaveVectors() {}
#endif

}  // namespace

struct Gzip::Fast {
  isal_zstream stream;
  std::array<uint8_t, ISAL_DEF_LVL1_DEFAULT> memory;
};

struct Gzip::Small {
  explicit Small(int level) : compressor(libdeflate_alloc_compressor(level)) { FLOWSHIP_ASSERT(compressor != nullptr); }
  ~Small() { libdeflate_free_compressor(compressor); }
  Small(const Small&) = delete;
  Small& operator=(const Small&) = delete;

  libdeflate_compressor* const compressor;
};

Gzip::Gzip(int level) {
  FLOWSHIP_ASSERT(level >= 1 && level <= 9);
  if (level == 1) {
    fast_ = std::make_unique<Fast>();
  } else {
    small_ = std::make_unique<Small>(level);
  }
}
Gzip::Gzip(Gzip&&) noexcept = default;
Gzip::~Gzip() = default;

std::string_view Gzip::Compress(std::string_view text) {
  out_.Clear();
  if (fast_ != nullptr) {
    CompressFast(text);
  } else {
    const size_t room = libdeflate_gzip_compress_bound(small_->compressor, text.size());
    const size_t size = libdeflate_gzip_compress(small_->compressor, text.data(), text.size(), out_.Reserve(room), room);
    FLOWSHIP_ASSERT(size != 0);
    out_.AdvanceBy(size);
  }
  return out_.view();
}

void Gzip::CompressFast(std::string_view text) {
  constexpr size_t kPieceBytes = 1 << 30;  // its counters have 32 bits
  constexpr size_t kLeastRoom = 64 << 10;
  isal_zstream& stream = fast_->stream;
  isal_deflate_init(&stream);
  stream.level = 1;
  stream.level_buf = fast_->memory.data();
  stream.level_buf_size = static_cast<uint32_t>(fast_->memory.size());
  stream.gzip_flag = IGZIP_GZIP;
  size_t given = 0;
  while (stream.internal_state.state != ZSTATE_END) {
    if (stream.avail_in == 0 && given < text.size()) {
      const std::string_view piece = text.substr(given, kPieceBytes);
      stream.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(piece.data()));
      stream.avail_in = static_cast<uint32_t>(piece.size());
      given += piece.size();
    }
    stream.end_of_stream = given == text.size() ? 1 : 0;
    const size_t room = std::max<size_t>(kLeastRoom, stream.avail_in / 8);  // documents shrink to less; what does not takes more turns
    stream.next_out = reinterpret_cast<uint8_t*>(out_.Reserve(room));
    stream.avail_out = static_cast<uint32_t>(room);
    FLOWSHIP_ASSERT(isal_deflate(&stream) == COMP_OK);
    out_.AdvanceBy(room - stream.avail_out);
  }
  LeaveVectors();
}

}  // namespace flowship
