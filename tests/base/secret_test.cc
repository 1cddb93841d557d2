#include <catch2/catch.hpp>

#include "base/base64.h"
#include "base/secret.h"
#include "base/secret_box.h"

namespace flowship {
namespace {

TEST_CASE("what was sealed opens with its key and its words only, and unchanged only") {
  const std::string key = NewSecretKey(), other = NewSecretKey(), text("a\0b", 3);
  const std::string sealed = Seal(text, key, "about");
  CHECK(OpenSealed(sealed, key, "about") == text);
  CHECK(OpenSealed(Seal("", key, ""), key, "") == "");
  CHECK_FALSE(OpenSealed(sealed, other, "about"));
  CHECK_FALSE(OpenSealed(sealed, key, "another"));
  CHECK_FALSE(OpenSealed(sealed.substr(0, 20), key, "about"));
  CHECK_FALSE(OpenSealed("", key, "about"));
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(OpenSealed(changed, key, "about"));
  }
  CHECK(Seal(text, key, "about") != sealed);  // a nonce of its own each time
}

// NIST's vectors for GCM (gcmEncryptExtIV256), as the box lays them out: nonce, ciphertext, tag.
TEST_CASE("the box opens what others sealed with AES-256-GCM") {
  const auto bytes = [](std::string_view hex) {
    std::string out;
    for (size_t i = 0; i < hex.size(); i += 2) out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return out;
  };
  // "The Galois/Counter Mode of Operation", McGrew and Viega, test case 16.
  const std::string key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string nonce = bytes("cafebabefacedbaddecaf888"), about = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string hidden = bytes("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662");
  const std::string tag = bytes("76fc6ece0f4e1768cddf8853bb2d551b");
  const std::string text = bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  CHECK(OpenSealed(nonce + hidden + tag, key, about) == text);
}

TEST_CASE("secrets are hidden wherever they stand") {
  RememberSecret("swordfish");
  RememberSecret("swordfish-and-more");
  RememberSecret("abc");
  CHECK(HideSecrets("user:swordfish@host, swordfishswordfish") == "user:•••@host, ••••••");
  CHECK(HideSecrets("swordfish-and-more") == "•••");
  CHECK(HideSecrets("abc") == "abc");  // too short to be told from other words
}

TEST_CASE("base64 is read back") {
  // RFC 4648, section 10.
  const std::pair<const char*, const char*> kTable[] = {{"", ""}, {"Zg==", "f"}, {"Zm8=", "fo"}, {"Zm9v", "foo"}, {"Zm9vYg==", "foob"}, {"Zm9vYmE=", "fooba"}, {"Zm9vYmFy", "foobar"}, {"Zg", "f"}, {"Zm8", "fo"}};
  for (const auto& [encoded, bytes] : kTable) CHECK(BytesOfBase64(encoded) == bytes);
  for (const char* bad : {"Z", "Zg=", "Zg===", "Zm9v=", "Zh==", "Z!==", "Zm 9v"}) CHECK_FALSE(BytesOfBase64(bad));
  CHECK(BytesOfBase64("-_8", kBase64UrlDigits) == "\xfb\xff");
}

}  // namespace
}  // namespace flowship
