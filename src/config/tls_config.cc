#include "config/tls_config.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/base64.h"

namespace flowship::config {

namespace {

constexpr size_t kSha256Bytes = 32;

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ":") + part;
  return joined;
}

// A cipher suite as OpenSSL calls it: Beats' ECDHE-RSA-AES-128-CBC-SHA is ECDHE-RSA-AES128-SHA, its RSA-AES-256-GCM-SHA384 is AES256-GCM-SHA384. OpenSSL's own names stay.
// Empty: one of TLS 1.3, which Beats takes and does not heed.
std::string OpenSslCipher(std::string name) {
  constexpr std::pair<std::string_view, std::string_view> kSpelled[] = {
      {"AES-128-CBC-", "AES128-"}, {"AES-256-CBC-", "AES256-"}, {"AES-128-", "AES128-"}, {"AES-256-", "AES256-"}, {"3DES-CBC3-", "DES-CBC3-"}, {"RC4-128-", "RC4-"}};
  if (name.starts_with("TLS-") || name.starts_with("TLS_")) return {};
  for (const auto& [beats, openssl] : kSpelled) {
    if (const size_t at = name.find(beats); at != std::string::npos) name.replace(at, beats.size(), openssl);
  }
  return name.starts_with("RSA-") ? name.substr(4) : name;
}

std::string OpenSslCiphers(std::vector<std::string> names) {
  for (std::string& name : names) name = OpenSslCipher(std::move(name));
  std::erase(names, "");
  return Joined(names);
}

void TakeVersions(Options& options, TlsConfig& tls) {
  constexpr std::array<std::string_view, 4> kVersions = {"TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
  size_t least = kVersions.size(), most = 0;
  for (const std::string& version : options.TakeStrings("ssl.supported_protocols")) {
    const std::string_view asked = version == "TLSv1" ? "TLSv1.0" : std::string_view(version);
    const size_t at = static_cast<size_t>(std::ranges::find(kVersions, asked) - kVersions.begin());
    if (at == kVersions.size()) return options.Error("ssl.supported_protocols", "\"" + version + "\" is none of TLSv1.0, TLSv1.1, TLSv1.2, TLSv1.3");
    least = std::min(least, at);
    most = std::max(most, at);
  }
  if (least == kVersions.size()) return;
  tls.min_version = kVersions[least];
  tls.max_version = kVersions[most];
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// "AB:CD:…" or "abcd…" → bytes; empty: it is no SHA-256.
std::string BytesOfHex(std::string_view text) {
  std::string bytes;
  int half = -1;
  for (const char c : text) {
    if (c == ':' || c == ' ') continue;
    const int digit = HexDigit(c);
    if (digit < 0) return {};
    if (half >= 0) bytes += static_cast<char>(half * 16 + digit);
    half = half >= 0 ? -1 : digit;
  }
  return half < 0 && bytes.size() == kSha256Bytes ? bytes : std::string();
}

void TakePins(Options& options, TlsConfig& tls) {
  if (const auto hex = options.TakeString("ssl.ca_trusted_fingerprint")) {
    tls.trusted_fingerprint = BytesOfHex(*hex);
    if (tls.trusted_fingerprint.empty()) {
      options.Error("ssl.ca_trusted_fingerprint", "the fingerprint is 64 hexadecimal digits, the SHA-256 of the authority's certificate");
    }
  }
  for (const std::string& pin : options.TakeStrings("ssl.ca_sha256")) {
    auto bytes = BytesOfBase64(pin);
    if (bytes && bytes->size() == kSha256Bytes) {
      tls.key_pins.push_back(std::move(*bytes));
    } else {
      options.Error("ssl.ca_sha256", "a pin is the base64 of the SHA-256 of a certificate's public key");
    }
  }
}

}  // namespace

std::optional<TlsConfig> TakeTlsConfig(Options& options) {
  if (!options.Has("ssl")) return std::nullopt;
  if (!options.TakeBool("ssl.enabled", true)) {
    (void)options.Take("ssl");
    return std::nullopt;
  }
  TlsConfig tls;
  const std::string mode = options.TakeString("ssl.verification_mode", "full");
  if (mode == "certificate") {
    tls.verification = TlsConfig::Verification::kCertificate;
  } else if (mode == "none") {
    tls.verification = TlsConfig::Verification::kNone;
  } else if (mode != "full" &&
             mode != "strict") {  // OpenSSL's host check looks at the subject's alternative names alone, which is what `strict` asks for
    options.Error("ssl.verification_mode", "\"ssl.verification_mode\" is full, strict, certificate or none, not \"" + mode + "\"");
  }
  tls.authorities = options.TakeStrings("ssl.certificate_authorities");
  tls.certificate = options.TakeString("ssl.certificate", "");
  tls.key = options.TakeString("ssl.key", "");
  tls.key_passphrase = options.TakeString("ssl.key_passphrase", "");
  if (tls.certificate.empty() != tls.key.empty()) options.Error("ssl.certificate", "a client certificate needs both ssl.certificate and ssl.key");
  tls.cipher_suites = OpenSslCiphers(options.TakeStrings("ssl.cipher_suites"));
  tls.curve_types = Joined(options.TakeStrings("ssl.curve_types"));
  TakeVersions(options, tls);
  TakePins(options, tls);
  if (!options.TakeBool("ssl.restart_on_cert_change.enabled", false)) {
    options.TakeIdle("ssl.restart_on_cert_change.period");
  } else {
    options.Error("ssl.restart_on_cert_change.enabled", "certificates are read at the start; restart flowship when they change");
  }
  return tls;
}

Result<std::string> PemOf(const std::string& file_or_pem) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  if (file_or_pem.find(kBegin) != std::string::npos) return file_or_pem;
  std::ifstream file(file_or_pem);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Error{file_or_pem + " can't be read: is the path right, and may the agent's user read it?"};
  if (text.str().find(kBegin) == std::string::npos) return Error{file_or_pem + " is no PEM: it has no -----BEGIN"};
  return text.str();
}

}  // namespace flowship::config
