#include "input/identity.h"

namespace flowship {

std::optional<Hash128> IdentityOf(std::string_view head, bool at_end) {
  const size_t start = head.find_first_not_of("\r\n");
  if (start == std::string_view::npos) {
    if (head.size() < kIdentityWindowBytes) return std::nullopt;
    return Hash128Of({});
  }
  const std::string_view line = head.substr(start, limits::kIdentityHeadBytes);
  const size_t newline = line.find('\n');
  const bool window_full = head.size() >= kIdentityWindowBytes;
  if (newline == std::string_view::npos && line.size() < limits::kIdentityHeadBytes && !at_end && !window_full) return std::nullopt;
  return Hash128Of(line.substr(0, newline));
}

uint64_t TailHashOf(std::string_view before) {
  const size_t size = before.size() < limits::kResumeTailBytes ? before.size() : limits::kResumeTailBytes;
  return HashBytes(before.substr(before.size() - size));
}

}  // namespace flowship
