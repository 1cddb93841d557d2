#pragma once
// Gzip: a request's body as one gzip member. Level 1 is ISA-L's: six times as fast as zlib's at that level, and smaller (docs/performance.md). The others are
// libdeflate's. One thread.

#include <memory>
#include <string_view>

#include "base/buffer.h"

namespace flowship {

class Gzip {
 public:
  explicit Gzip(int level);  // 1 to 9
  Gzip(Gzip&&) noexcept;
  ~Gzip();

  // Of the Gzip's memory, until the next call.
  std::string_view Compress(std::string_view text);

 private:
  struct Fast;
  struct Small;
  void CompressFast(std::string_view text);

  std::unique_ptr<Fast> fast_;
  std::unique_ptr<Small> small_;
  Buffer out_;
};

}  // namespace flowship
