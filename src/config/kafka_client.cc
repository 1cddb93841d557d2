#include "config/kafka_client.h"

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "config/tls_config.h"

namespace flowship::config {

namespace {

void TakeSasl(Options& options, bool tls, KafkaProperties& properties) {
  const std::string username = options.TakeString("username", ""), password = options.TakeString("password", "");
  std::string mechanism = options.TakeString("sasl.mechanism", "");
  RememberSecret(password);
  if (username.empty() != password.empty()) options.Error("username", "username and password go together");
  constexpr std::array<std::string_view, 3> kMechanisms = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"};
  if (!mechanism.empty() && std::ranges::find(kMechanisms, mechanism) == kMechanisms.end()) {
    options.Error("sasl.mechanism", "the mechanism is PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
  }
  if (!mechanism.empty() && username.empty()) options.Error("sasl.mechanism", "a mechanism needs username and password");
  properties.emplace_back("security.protocol", std::string(username.empty() ? "" : "sasl_") + (tls ? "ssl" : "plaintext"));
  if (username.empty()) return;
  properties.emplace_back("sasl.mechanism", mechanism.empty() ? "PLAIN" : mechanism);
  properties.emplace_back("sasl.username", username);
  properties.emplace_back("sasl.password", password);
}

void AddPem(Options& options, std::string_view name, const std::string& file_or_pem, const std::string& property, KafkaProperties& properties) {
  const auto pem = PemOf(file_or_pem);
  if (pem.ok()) {
    properties.emplace_back(property, *pem);
  } else {
    options.Error(name, pem.error().message);
  }
}

void AddTls(Options& options, const TlsConfig& tls, KafkaProperties& properties) {
  if (tls.authorities.size() > 1) options.Error("ssl.certificate_authorities", "for Kafka it is one file, which may hold several certificates");
  if (tls.authorities.size() == 1) {
    const bool text = tls.authorities.front().find("-----BEGIN ") != std::string::npos;
    if (const auto pem = PemOf(tls.authorities.front()); !pem.ok()) options.Error("ssl.certificate_authorities", pem.error().message);
    properties.emplace_back(text ? "ssl.ca.pem" : "ssl.ca.location", tls.authorities.front());
  }
  if (!tls.certificate.empty() && !tls.key.empty()) {
    AddPem(options, "ssl.certificate", tls.certificate, "ssl.certificate.pem", properties);
    AddPem(options, "ssl.key", tls.key, "ssl.key.pem", properties);
    if (!tls.key_passphrase.empty()) properties.emplace_back("ssl.key.password", tls.key_passphrase);
  }
  properties.emplace_back("enable.ssl.certificate.verification", tls.verification == TlsConfig::Verification::kNone ? "false" : "true");
  properties.emplace_back("ssl.endpoint.identification.algorithm", tls.verification == TlsConfig::Verification::kFull ? "https" : "none");
  if (!tls.cipher_suites.empty()) properties.emplace_back("ssl.cipher.suites", tls.cipher_suites);
  if (!tls.curve_types.empty()) properties.emplace_back("ssl.curves.list", tls.curve_types);
  if (!tls.min_version.empty()) options.Error("ssl.supported_protocols", "for Kafka the TLS library chooses the version");
  if (!tls.trusted_fingerprint.empty()) options.Error("ssl.ca_trusted_fingerprint", "for Kafka name the authority's certificate in ssl.certificate_authorities");
  if (!tls.key_pins.empty()) options.Error("ssl.ca_sha256", "for Kafka name the authority's certificate in ssl.certificate_authorities");
}

}  // namespace

KafkaProperties TakeKafkaClient(Options& options) {
  KafkaProperties properties;
  const std::vector<std::string> hosts = options.TakeStrings("hosts");
  if (hosts.empty()) options.Error("hosts", "Kafka needs `hosts`, for example [\"kafka1:9092\"]");
  std::string brokers;
  for (const std::string& host : hosts) {
    if (host.empty() || host.find_first_of(" ,/") != std::string::npos) options.Error("hosts", "\"" + host + "\" is no broker; it is name:port");
    brokers += (brokers.empty() ? "" : ",") + host;
  }
  properties.emplace_back("bootstrap.servers", brokers);
  properties.emplace_back("client.id", options.TakeString("client_id", "flowship"));
  (void)options.TakeString("version", "");  // the brokers are asked
  if (options.TakeBool("kerberos.enabled", false)) options.Error("kerberos.enabled", "Kerberos is not spoken; use SCRAM");
  (void)options.Take("kerberos");
  const auto tls = TakeTlsConfig(options);
  if (tls) AddTls(options, *tls, properties);
  TakeSasl(options, tls.has_value(), properties);
  return properties;
}

}  // namespace flowship::config
