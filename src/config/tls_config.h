#pragma once
// The `ssl.*` options that all who speak TLS have: names and defaults of Filebeat's ("Configure SSL").

#include <optional>
#include <string>
#include <vector>

#include "config/node.h"

namespace flowship::config {

struct TlsConfig {
  enum class Verification { kFull, kCertificate, kNone };
  Verification verification = Verification::kFull;
  std::vector<std::string> authorities;  // files, or PEM text; empty: the system's
  std::string certificate, key;          // the same, of the client
  std::string key_passphrase;
  std::string min_version, max_version;  // TLSv1.2; empty: the library's
  std::string cipher_suites, curve_types;  // as OpenSSL lists them, with colons; empty: the library's
  // Pins. SHA-256 as 32 bytes: of an authority's certificate that is trusted when the server sends it; of public keys of which the server's chain has one.
  std::string trusted_fingerprint;
  std::vector<std::string> key_pins;
};

// nullopt: no `ssl`, or `ssl.enabled: false`. Mistakes go to the options' diagnostics.
std::optional<TlsConfig> TakeTlsConfig(Options& options);

// PEM text, or that of the file.
Result<std::string> PemOf(const std::string& file_or_pem);

}  // namespace flowship::config
