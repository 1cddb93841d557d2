#pragma once
// Pins of certificates, for what OpenSSL checks no certificate for by itself:
//
//   ssl.ca_trusted_fingerprint  an authority of the chain that the server sends, with that SHA-256, is trusted, as if it were in certificate_authorities
//   ssl.ca_sha256               of the chain that was found good, some certificate's public key has one of these SHA-256s
//
// Everything else (dates, signatures, the host's name) is checked as without them.

#include <string>
#include <vector>

namespace flowship {

struct TlsPins {
  std::string trusted_fingerprint;    // 32 bytes; empty: none
  std::vector<std::string> key_pins;  // 32 bytes each
  std::string problem;                // of the last handshake: what the pins have against it
};

// `context` is an SSL_CTX. `pins` outlive it; one handshake at a time.
void InstallPins(void* context, TlsPins* pins);

}  // namespace flowship
