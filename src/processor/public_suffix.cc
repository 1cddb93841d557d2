#include "processor/public_suffix.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/assert.h"
#include "base/embedded.h"
#include "painless/text.h"

namespace flowship {

namespace {

// Names point into the program's own data.
struct Suffixes {
  std::unordered_map<std::string_view, bool> rules;  // *.x included; true: a private one
  std::unordered_set<std::string_view> exceptions;
};

Suffixes Read() {
  const EmbeddedFile* const file = FindEmbedded("patterns/public_suffix/public_suffix_list.dat");
  FLOWSHIP_ASSERT(file != nullptr);
  Suffixes suffixes;
  bool is_private = false;
  for (std::string_view rest = file->content; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.starts_with("// ===BEGIN PRIVATE DOMAINS===")) is_private = true;
    if (line.empty() || line.starts_with("//")) continue;
    const std::string_view rule = line.substr(0, line.find_first_of(" \t\r"));
    if (rule.starts_with('!')) {
      suffixes.exceptions.insert(rule.substr(1));
    } else {
      suffixes.rules[rule] = is_private;
    }
  }
  return suffixes;
}

const Suffixes& List() {
  static const Suffixes suffixes = Read();
  return suffixes;
}

// Punycode (RFC 3492, section 6.2) of one label behind its xn--. False: it is none.
bool DecodePunycode(std::string_view label, std::string* out) {
  constexpr uint32_t kBase = 36, kMin = 1, kMax = 26, kSkew = 38, kDamp = 700;
  std::u32string characters;
  const size_t dash = label.rfind('-');
  size_t at = dash == std::string_view::npos ? 0 : dash + 1;
  if (dash != std::string_view::npos) characters.assign(label.begin(), label.begin() + static_cast<std::ptrdiff_t>(dash));
  uint32_t code = 128, bias = 72, index = 0;
  while (at < label.size()) {
    const uint32_t start = index;
    for (uint32_t weight = 1, k = kBase;; k += kBase) {
      if (at == label.size()) return false;
      const char c = label[at++];
      const uint32_t digit = c >= 'a' && c <= 'z' ? static_cast<uint32_t>(c - 'a') : c >= '0' && c <= '9' ? static_cast<uint32_t>(c - '0' + 26) : kBase;
      if (digit >= kBase || digit > (UINT32_MAX - index) / weight) return false;
      index += digit * weight;
      const uint32_t threshold = k <= bias ? kMin : std::min(k - bias, kMax);
      if (digit < threshold) break;
      if (weight > UINT32_MAX / (kBase - threshold)) return false;
      weight *= kBase - threshold;
    }
    const auto count = static_cast<uint32_t>(characters.size() + 1);
    uint32_t delta = start == 0 ? (index - start) / kDamp : (index - start) / 2;
    delta += delta / count;
    uint32_t steps = 0;
    for (; delta > (kBase - kMin) * kMax / 2; steps += kBase) delta /= kBase - kMin;
    bias = steps + (kBase - kMin + 1) * delta / (delta + kSkew);
    code += index / count;
    index %= count;
    if (code > 0x10FFFF) return false;
    characters.insert(index++, 1, static_cast<char32_t>(code));
  }
  for (const char32_t c : characters) {
    char bytes[painless::kMaxEncodedBytes];
    out->append(bytes, painless::EncodeCodePoint(c, bytes));
  }
  return true;
}

// The name as the list writes it: labels in Unicode.
std::string_view InUnicode(std::string_view name, Arena& arena) {
  if (name.find("xn--") == std::string_view::npos) return name;
  std::string made;
  for (size_t at = 0; at <= name.size();) {
    const std::string_view label = name.substr(at, name.find('.', at) - at);
    std::string decoded;
    if (at > 0) made += '.';
    made += label.starts_with("xn--") && DecodePunycode(label.substr(4), &decoded) ? decoded : std::string(label);
    at += label.size() + 1;
  }
  return arena.Copy(made);
}

std::string_view LowerAscii(std::string_view text, Arena& arena) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::ranges::none_of(text, is_upper)) return text;
  char* const lower = arena.NewBytes(text.size());
  std::ranges::transform(text, lower, [&](char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; });
  return {lower, text.size()};
}

}  // namespace

std::optional<std::string_view> RegisteredDomain(std::string_view name, Arena& arena) {
  if (name.starts_with('.')) return std::nullopt;
  const Suffixes& list = List();
  std::string_view segment = LowerAscii(name, arena), key = InUnicode(segment, arena);
  std::optional<std::string_view> result;
  while (true) {
    if (list.exceptions.contains(key)) return segment;
    if (const auto rule = list.rules.find(key); rule != list.rules.end()) return rule->second ? segment : result;
    const size_t dot = segment.find('.');
    if (dot == std::string_view::npos) return segment;
    const std::string_view next_key = key.substr(key.find('.') + 1);
    const std::string_view wildcard = painless::Concat("*.", next_key, arena);
    if (const auto rule = list.rules.find(wildcard); rule != list.rules.end()) return rule->second ? segment : result;
    result = segment;
    segment = segment.substr(dot + 1);
    key = next_key;
  }
}

void LoadPublicSuffixes() { (void)List(); }

}  // namespace flowship
