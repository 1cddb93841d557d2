#include "base/secret_box.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

#include "base/assert.h"

namespace flowship {

namespace {

constexpr size_t kNonceBytes = 12, kTagBytes = 16;

struct ContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter>;

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
int Size(std::string_view text) { return static_cast<int>(text.size()); }

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  FLOWSHIP_ASSERT(RAND_bytes(Bytes(bytes), static_cast<int>(size)) == 1);
  return bytes;
}

}  // namespace

std::string NewSecretKey() { return RandomBytes(kSecretKeyBytes); }

std::string Seal(std::string_view text, std::string_view key, std::string_view about) {
  FLOWSHIP_ASSERT(key.size() == kSecretKeyBytes);
  const Context context(EVP_CIPHER_CTX_new());
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string sealed(text.size(), '\0'), tag(kTagBytes, '\0');
  int size = 0;
  bool good = context != nullptr && EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(key), Bytes(std::string_view(nonce))) == 1;
  good = good && EVP_EncryptUpdate(context.get(), nullptr, &size, Bytes(about), Size(about)) == 1;
  good = good && EVP_EncryptUpdate(context.get(), Bytes(sealed), &size, Bytes(text), Size(text)) == 1 && size == Size(text);
  good = good && EVP_EncryptFinal_ex(context.get(), Bytes(tag), &size) == 1;
  good = good && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes), tag.data()) == 1;
  FLOWSHIP_ASSERT(good);
  return nonce + sealed + tag;
}

std::optional<std::string> OpenSealed(std::string_view sealed, std::string_view key, std::string_view about) {
  if (key.size() != kSecretKeyBytes || sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view hidden = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes)), text(hidden.size(), '\0'), end(kTagBytes, '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int size = 0;
  bool good = context != nullptr && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(key), Bytes(nonce)) == 1;
  good = good && EVP_DecryptUpdate(context.get(), nullptr, &size, Bytes(about), Size(about)) == 1;
  good = good && EVP_DecryptUpdate(context.get(), Bytes(text), &size, Bytes(hidden), Size(hidden)) == 1;
  good = good && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes), tag.data()) == 1;
  good = good && EVP_DecryptFinal_ex(context.get(), Bytes(end), &size) == 1;
  return good ? std::optional(text) : std::nullopt;
}

}  // namespace flowship
