#include "output/elasticsearch/tls_pins.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace flowship {

namespace {

std::string Sha256(std::string_view bytes) {
  std::array<uint8_t, kDigestMaxBytes> digest{};
  const size_t size = WriteDigest(DigestMethod::kSha256, bytes, digest.data());
  return {reinterpret_cast<const char*>(digest.data()), size};
}

template <typename T>
std::string DerOf(T* object, int (*write)(T*, unsigned char**)) {
  unsigned char* bytes = nullptr;
  const int size = write(object, &bytes);
  const std::string der = size > 0 ? std::string(reinterpret_cast<char*>(bytes), static_cast<size_t>(size)) : std::string();
  OPENSSL_free(bytes);
  return der;
}

std::string FingerprintOf(X509* certificate) { return Sha256(DerOf<X509>(certificate, [](X509* of, unsigned char** out) { return i2d_X509(of, out); })); }
std::string KeyPinOf(X509* certificate) {
  return Sha256(DerOf<X509_PUBKEY>(X509_get_X509_PUBKEY(certificate), [](X509_PUBKEY* of, unsigned char** out) { return i2d_X509_PUBKEY(of, out); }));
}

template <typename Wanted>
X509* FindIn(STACK_OF(X509) * chain, const Wanted& wanted) {
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    if (wanted(sk_X509_value(chain, i))) return sk_X509_value(chain, i);
  }
  return nullptr;
}

// Trusts the authority that the fingerprint names, for this handshake and those after it. False: the server did not send it.
bool Trust(X509_STORE_CTX* context, const TlsPins& pins) {
  X509* const authority =
      FindIn(X509_STORE_CTX_get0_untrusted(context), [&pins](X509* one) { return X509_check_ca(one) > 0 && FingerprintOf(one) == pins.trusted_fingerprint; });
  return authority != nullptr && X509_STORE_add_cert(X509_STORE_CTX_get0_store(context), authority) == 1;
}

int Verify(X509_STORE_CTX* context, void* of) {
  TlsPins& pins = *static_cast<TlsPins*>(of);
  pins.problem.clear();
  const bool trusted = pins.trusted_fingerprint.empty() || Trust(context, pins);
  if (X509_verify_cert(context) <= 0) {
    if (!trusted) pins.problem = "the server sends no authority with the SHA-256 that ssl.ca_trusted_fingerprint names";
    return 0;
  }
  if (pins.key_pins.empty()) return 1;
  const auto pinned = [&pins](X509* one) { return std::ranges::find(pins.key_pins, KeyPinOf(one)) != pins.key_pins.end(); };
  if (FindIn(X509_STORE_CTX_get0_chain(context), pinned) != nullptr) return 1;
  pins.problem = "no certificate of the server's chain has a key that ssl.ca_sha256 names";
  X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

}  // namespace

void InstallPins(void* context, TlsPins* pins) { SSL_CTX_set_cert_verify_callback(static_cast<SSL_CTX*>(context), Verify, pins); }

}  // namespace flowship
