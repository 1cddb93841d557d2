// UTF-8, decimal numbers, hashes, nearest names, regular expressions.

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <string>

#include "base/decimal.h"
#include "base/digest.h"
#include "base/hash.h"
#include "base/nearest.h"
#include "base/regex.h"
#include "base/sha1.h"
#include "base/utf8.h"

namespace flowship {
namespace {

using namespace std::string_literals;

TEST_CASE("Decimal text of numbers around every power of ten and of two is the standard library's") {
  const auto check = [](uint64_t number) {
    char text[kMostDecimalDigits];
    const std::string written(text, WriteDecimal(number, text));
    CHECK(written == std::to_string(number));
  };
  for (const uint64_t power : kUnsignedPowersOfTen) {
    for (uint64_t number = power - 2; number != power + 3; ++number) check(number);
    check(power * 7);
  }
  for (int bit = 0; bit < 64; ++bit) {
    for (const uint64_t less : {1, 0}) check((uint64_t{1} << bit) - less);
  }
  check(std::numeric_limits<uint64_t>::max());
}

TEST_CASE("UTF-8 is what RFC 3629 says") {
  // The last of the RFC's forms on each side of its limits.
  for (const std::string& good : {""s, "a"s, "\0"s, "\x7f"s, "\xc2\x80"s, "\xdf\xbf"s, "\xe0\xa0\x80"s, "\xed\x9f\xbf"s, "\xee\x80\x80"s, "\xef\xbf\xbf"s, "\xf0\x90\x80\x80"s, "\xf4\x8f\xbf\xbf"s}) {
    CHECK(IsUtf8(good));
    CHECK(IsUtf8(std::string(100, 'x') + good));
  }
  for (const std::string& bad : {"\x80"s, "\xc0\x80"s, "\xc1\xbf"s, "\xc2"s, "\xe0\x9f\xbf"s, "\xed\xa0\x80"s, "\xe2\x82"s, "\xf0\x8f\xbf\xbf"s, "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s, "\xff"s}) {
    CHECK_FALSE(IsUtf8(bad));
    CHECK_FALSE(IsUtf8(std::string(100, 'x') + bad + "y"));
  }
}

TEST_CASE("a byte that belongs to no character is replaced, byte by byte as Go does it") {
  Arena arena;
  // What Go 1.22 prints for []rune(text) of these texts.
  const std::pair<std::string, std::string> kTable[] = {
      {"a\xff" "b", "a�b"},           {"\xe2\x82", "��"},        {"\xe2\x82\xac", "€"}, {"\xed\xa0\x80", "���"}, {"\xc0\x80x", "��x"},
      {"\xf0\x9f\x98\x80", "😀"},     {"\xf0\x9f\x98", "���"},   {"", ""},              {"\xe4", "�"},           {"ä\xc3", "ä�"},
  };
  for (const auto& [bad, good] : kTable) CHECK(RepairUtf8(bad, arena) == good);
}

TEST_CASE("a cut does not go through a character") {
  const std::string text = "aä€😀";
  const size_t whole[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
  for (size_t bytes = 0; bytes <= text.size(); ++bytes) {
    INFO(bytes);
    CHECK(CutUtf8(text, bytes).size() == whole[bytes]);
  }
  CHECK(CutUtf8(text, 100) == text);
}

TEST_CASE("hashes are XXH3's published ones") {
  // xxHash's own test vectors of the empty input: XXH3_64bits, XXH3_128bits.
  CHECK(HashBytes("") == 0x2d06800538d394c2);
  CHECK(ToHex(Hash128Of("")) == "99aa06d3014798d86001c324468d497f");
  // `printf abc | xxhsum -H2`
  CHECK(ToHex(Hash128Of("abc")) == "06b05ab6733a618578af5f94892f3950");
  CHECK(Hash128Of("abc", 1) != Hash128Of("abc"));
  CHECK(ToHex(Hash128{1, 0xabcdef}) == "00000000000000010000000000abcdef");
}

TEST_CASE("base64url keeps the order of the bits and has no padding") {
  const auto text = [](Hash128 hash) {
    char out[kBase64UrlIdBytes];
    WriteBase64Url(hash, out);
    return std::string(out, sizeof out);
  };
  // `printf '\x00\x01…\x0f' | basenc --base64url`
  CHECK(text({0x0001020304050607, 0x08090a0b0c0d0e0f}) == "AAECAwQFBgcICQoLDA0ODw");
  CHECK(text({0xfffefdfcfbfaf9f8, 0xf7f6f5f4f3f2f1f0}) == "__79_Pv6-fj39vX08_Lx8A");
}

TEST_CASE("the distance of two words counts insertions, deletions, replacements and swaps of neighbours") {
  const std::tuple<const char*, const char*, size_t> kTable[] = {{"", "", 0},          {"abc", "abc", 0}, {"abc", "", 3},       {"kitten", "sitting", 3}, {"ab", "ba", 1},
                                                                 {"hosts", "hsots", 1}, {"flaw", "lawn", 2}, {"a", "b", 1},     {"bulk", "bluk", 1},      {"abcd", "badc", 2}};
  for (const auto& [a, b, distance] : kTable) {
    INFO(a << " " << b);
    CHECK(EditDistance(a, b) == distance);
    CHECK(EditDistance(b, a) == distance);
  }
}

TEST_CASE("the nearest name is near enough to be meant, and the first of equals") {
  const auto nearest = [](std::string_view written, std::initializer_list<std::string_view> names) {
    NearestName near(written);
    for (const std::string_view name : names) near.Offer(name);
    return std::string(near.best());
  };
  CHECK(nearest("exlude_files", {"include_files", "exclude_files"}) == "exclude_files");
  CHECK(nearest("lowercas", {"uppercase", "lowercase"}) == "lowercase");
  CHECK(nearest("banana", {"hosts", "worker"}).empty());
  CHECK(nearest("ab", {"cd"}).empty());
  CHECK(nearest("set", {"sat", "sit"}) == "sat");
}

TEST_CASE("a regular expression of the configuration is RE2's") {
  const auto regex = Regex::Compile("\\.gz$");
  REQUIRE(regex.ok());
  CHECK(regex->Search("/var/log/a.log.gz"));
  CHECK_FALSE(regex->Search("/var/log/a.gz.log"));
  CHECK(regex->pattern() == "\\.gz$");
  const auto bad = Regex::Compile("a(b");
  REQUIRE_FALSE(bad.ok());
  CHECK_THAT(bad.error().message, Catch::Contains("missing )"));
  CHECK_FALSE(Regex::Compile("(?=look)").ok());  // no look-around: linear time
  // What would take a backtracking engine for ever.
  const auto hostile = Regex::Compile("(a*)*b");
  REQUIRE(hostile.ok());
  CHECK_FALSE(hostile->Search(std::string(10'000, 'a')));
}

TEST_CASE("SHA-1 of a short message is libcrypto's, by either way") {
  std::string message;
  for (size_t size = 0; size <= kSha1ShortMaxBytes; ++size) {
    uint8_t block[kSha1BlockBytes] = {}, again[kSha1BlockBytes] = {}, quick[kSha1Bytes], portable[kSha1Bytes], right[kDigestMaxBytes];
    std::copy(message.begin(), message.end(), block);
    std::copy(message.begin(), message.end(), again);
    Sha1Short(block, size, quick);
    Sha1ShortPortable(again, size, portable);
    REQUIRE(WriteDigest(DigestMethod::kSha1, message, right) == kSha1Bytes);
    CHECK(std::equal(quick, quick + kSha1Bytes, right));
    CHECK(std::equal(portable, portable + kSha1Bytes, right));
    message.push_back(static_cast<char>(37 * size + 11));
  }
}

}  // namespace
}  // namespace flowship
