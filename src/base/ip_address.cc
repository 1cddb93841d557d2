#include "base/ip_address.h"

#include <algorithm>
#include <charconv>

namespace flowship {

namespace {

constexpr size_t kGroups = 8;

bool ReadV4(std::string_view text, uint8_t* bytes) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
    unsigned value = 0;
    size_t digits = 0;
    for (; digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      value = value * 10 + static_cast<unsigned>(text[digits] - '0');
    }
    if (digits == 0 || value > 255 || (digits > 1 && text[0] == '0')) return false;
    bytes[part] = static_cast<uint8_t>(value);
    text.remove_prefix(digits);
  }
  return text.empty();
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Groups separated by single colons, the last one perhaps an IPv4 address. Gives the number of groups, or -1.
int ReadGroups(std::string_view text, bool v4_may_follow, uint16_t* groups) {
  int count = 0;
  while (!text.empty()) {
    if (count > 0) {
      if (text.front() != ':') return -1;
      text.remove_prefix(1);
    }
    const size_t end = std::min(text.find(':'), text.size());
    const std::string_view part = text.substr(0, end);
    if (v4_may_follow && end == text.size() && part.find('.') != std::string_view::npos) {
      uint8_t bytes[4];
      if (count + 2 > static_cast<int>(kGroups) || !ReadV4(part, bytes)) return -1;
      groups[count++] = static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
      groups[count++] = static_cast<uint16_t>(bytes[2] << 8 | bytes[3]);
      return count;
    }
    unsigned value = 0;
    for (const char c : part) {
      const int digit = HexDigit(c);
      if (digit < 0 || value > 0xFFF) return -1;
      value = value << 4 | static_cast<unsigned>(digit);
    }
    if (part.empty() || count == static_cast<int>(kGroups)) return -1;
    groups[count++] = static_cast<uint16_t>(value);
    text.remove_prefix(end);
  }
  return count;
}

bool ReadV6(std::string_view text, std::array<uint8_t, 16>* bytes) {
  uint16_t head[kGroups], tail[kGroups], groups[kGroups] = {};
  const size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const int before = ReadGroups(text.substr(0, gap), !has_gap, head);
  const int after = has_gap ? ReadGroups(text.substr(gap + 2), true, tail) : 0;
  if (before < 0 || after < 0) return false;
  const auto total = static_cast<size_t>(before + after);
  if (has_gap ? total >= kGroups : total != kGroups) return false;
  std::copy(head, head + before, groups);
  std::copy(tail, tail + after, groups + kGroups - after);
  for (size_t i = 0; i < kGroups; ++i) {
    (*bytes)[2 * i] = static_cast<uint8_t>(groups[i] >> 8);
    (*bytes)[2 * i + 1] = static_cast<uint8_t>(groups[i]);
  }
  return true;
}

struct Run {
  size_t begin = 0, size = 0;
};

Run LongestZeroRun(const uint16_t* groups) {
  Run best, run;
  for (size_t i = 0; i < kGroups; ++i) {
    if (groups[i] != 0) {
      run.size = 0;
      continue;
    }
    if (run.size++ == 0) run.begin = i;
    if (run.size > best.size) best = run;
  }
  return best.size >= 2 ? best : Run{};
}

template <typename Number>
char* WriteNumber(Number number, int base, char* out) {
  return std::to_chars(out, out + 5, static_cast<unsigned>(number), base).ptr;
}

}  // namespace

std::optional<IpAddress> ParseIp(std::string_view text) {
  IpAddress address;
  if (ReadV4(text, address.bytes.data())) return address;
  // The scope of an IPv6 address without an IPv4 tail is taken and means nothing.
  if (const size_t scope = text.find('%'); scope != std::string_view::npos) {
    if (scope + 1 == text.size() || text.substr(0, scope).find('.') != std::string_view::npos || text.substr(0, scope).find(':') == std::string_view::npos) return std::nullopt;
    text = text.substr(0, scope);
  }
  if (!ReadV6(text, &address.bytes)) return std::nullopt;
  return Narrow(address.bytes);
}

WideAddress Wide(const IpAddress& address) {
  if (address.size == 16) return address.bytes;
  WideAddress wide{};
  wide[10] = wide[11] = 0xFF;
  std::copy_n(address.bytes.begin(), 4, wide.begin() + 12);
  return wide;
}

IpAddress Narrow(const WideAddress& address) {
  if (!IsMapped(address)) return {address, 16};
  IpAddress narrow;
  std::copy_n(address.begin() + 12, 4, narrow.bytes.begin());
  return narrow;
}

bool IsMapped(const WideAddress& address) {
  return std::all_of(address.begin(), address.begin() + 10, [](uint8_t byte) { return byte == 0; }) && address[10] == 0xFF && address[11] == 0xFF;
}

bool SamePrefix(const WideAddress& a, const WideAddress& b, int bits) {
  for (size_t i = 0; bits > 0; ++i, bits -= 8) {
    const auto mask = static_cast<uint8_t>(bits >= 8 ? 0xFF : 0xFF << (8 - bits));
    if ((a[i] & mask) != (b[i] & mask)) return false;
  }
  return true;
}

char* WriteIp(const IpAddress& address, char* out) {
  if (address.size == 4) {
    for (size_t i = 0; i < 4; ++i) {
      if (i > 0) *out++ = '.';
      out = WriteNumber(address.bytes[i], 10, out);
    }
    return out;
  }
  uint16_t groups[kGroups];
  for (size_t i = 0; i < kGroups; ++i) groups[i] = static_cast<uint16_t>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
  const Run zeros = LongestZeroRun(groups);
  for (size_t i = 0; i < kGroups; ++i) {
    if (zeros.size > 0 && i == zeros.begin) {
      *out++ = ':';
      if (i == 0) *out++ = ':';
      i += zeros.size - 1;
      continue;
    }
    out = WriteNumber(groups[i], 16, out);
    if (i + 1 < kGroups) *out++ = ':';
  }
  return out;
}

}  // namespace flowship
