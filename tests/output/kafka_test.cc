// The kafka output's pure parts. A real broker: tests/e2e/test_kafka.py.

#include <catch2/catch.hpp>
#include <librdkafka/rdkafka.h>

#include <set>

#include "base/secret.h"
#include "batches.h"
#include "output/kafka/config.h"
#include "output/kafka/delivery.h"
#include "output/kafka/kafka.h"
#include "output/kafka/message.h"
#include "temporary_folder.h"

namespace flowship {
namespace {

struct Taken {
  KafkaConfig config;
  std::string errors, shown;
  std::string Property(std::string_view name) const {
    std::string found = "none";
    for (const auto& [key, value] : config.properties) {
      if (key == name) found = value;
    }
    return found;
  }
};

Taken Take(const std::string& yaml) {
  config::Diagnostics diagnostics;
  const auto node = config::Parse("output", yaml, diagnostics);
  REQUIRE(node);
  config::Options options(*node, diagnostics);
  Taken taken;
  taken.config = TakeKafkaConfig(options);
  options.Finish("the kafka output");
  for (const std::string& message : diagnostics.Messages()) taken.errors += message + "\n";
  taken.shown = diagnostics.Render();
  return taken;
}

TEST_CASE("a kafka output without options waits for all replicas, sends everything once and never gives up", "[librdkafka]") {
  const Taken taken = Take("{hosts: [k1:9092, k2:9092], topic: flows}");
  CHECK(taken.shown.empty());
  const std::pair<const char*, const char*> kTable[] = {{"bootstrap.servers", "k1:9092,k2:9092"},
                                                        {"acks", "-1"},
                                                        {"enable.idempotence", "true"},
                                                        {"message.timeout.ms", "0"},
                                                        {"compression.codec", "gzip"},
                                                        {"security.protocol", "plaintext"},
                                                        {"client.id", "flowship"}};
  for (const auto& [name, value] : kTable) {
    INFO(name);
    CHECK(taken.Property(name) == value);
  }
  const TemporaryFolder folder;
  CHECK(KafkaOutput(taken.config, folder.path()).CheckConfig().ok());  // librdkafka knows all of them
}

TEST_CASE("every option of a kafka output is taken", "[librdkafka]") {
  const Taken taken = Take(R"(
hosts: [k1:9092]
topic: "flows-%{[data_stream.dataset]}"
key: "%{[source.ip]}"
partition.hash: {hash: [observer.ip], random: false}
required_acks: 1
compression: zstd
compression_level: 3
max_message_bytes: 2MB
bulk_max_size: 100
bulk_flush_frequency: 1s
backoff: {init: 2s, max: 20s}
timeout: 5s
broker_timeout: 7s
max_retries: 3
client_id: me
version: "2.6.0"
username: u
password: canary-kafka
sasl.mechanism: SCRAM-SHA-512
ssl: {verification_mode: certificate}
channel_buffer_size: 256
)");
  CHECK(taken.errors.empty());
  CHECK_THAT(taken.shown, Catch::Contains("events are lost when a leader dies"));
  const std::pair<const char*, const char*> kTable[] = {{"acks", "1"},
                                                        {"enable.idempotence", "false"},
                                                        {"compression.codec", "zstd"},
                                                        {"compression.level", "3"},
                                                        {"message.max.bytes", "2000000"},
                                                        {"batch.num.messages", "100"},
                                                        {"linger.ms", "1000"},
                                                        {"socket.timeout.ms", "5000"},
                                                        {"request.timeout.ms", "7000"},
                                                        {"security.protocol", "sasl_ssl"},
                                                        {"sasl.mechanism", "SCRAM-SHA-512"},
                                                        {"sasl.username", "u"},
                                                        {"ssl.endpoint.identification.algorithm", "none"},
                                                        {"enable.ssl.certificate.verification", "true"},
                                                        {"client.id", "me"}};
  for (const auto& [name, value] : kTable) {
    INFO(name);
    CHECK(taken.Property(name) == value);
  }
  CHECK(HideSecrets("canary-kafka") == kHiddenSecret);
  CHECK(taken.config.hash_fields == std::vector<std::string>{"observer.ip"});
  const TemporaryFolder folder;
  CHECK(KafkaOutput(taken.config, folder.path()).CheckConfig().ok());
}

TEST_CASE("mistakes of a kafka output are said", "[librdkafka]") {
  const std::pair<const char*, const char*> kTable[] = {
      {"{topic: t}", "Kafka needs `hosts`, for example [\"kafka1:9092\"]\n"},
      {"{hosts: [k]}", "the output needs a `topic`, for example flows or logs-%{[data_stream.dataset]}\n"},
      {"{hosts: [\"http://k:1\"], topic: t}", "\"http://k:1\" is no broker; it is name:port\n"},
      {"{hosts: [k], topic: \"%{x}\"}", "\"%{x}\": %{x} is no field; fields are written %{[name]}, or %{[name]:default}\n"},
      {"{hosts: [k], topic: t, sasl.mechanism: GSSAPI, username: u, password: p}", "the mechanism is PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512\n"},
      {"{hosts: [k], topic: t, username: u}", "username and password go together\n"},
      {"{hosts: [k], topic: t, ssl: {ca_sha256: \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\", certificate_authorities: [/a, /b]}}",
       "for Kafka it is one file, which may hold several certificates\nfor Kafka name the authority's certificate in ssl.certificate_authorities\n"},
      {"{hosts: [k], topic: t, partition.hash.reachable_only: true}", "partitions are never left out; a leader is waited for\n"},
      {"{hosts: [k], topic: t, topc: u}", "unknown option \"topc\" of the kafka output; did you mean \"topic\"?\n"},
  };
  for (const auto& [yaml, errors] : kTable) {
    INFO(yaml);
    CHECK(Take(yaml).errors == errors);
  }
}

std::vector<KafkaMessage> Encoded(Batch& batch, const KafkaConfig& config) {
  KafkaEncoder(config).Encode(batch, batch.events);
  std::vector<KafkaMessage> messages;
  for (const Event& event : batch.events) messages.push_back(SplitKafkaMessage(batch.encoded.view(event.encoded_begin, event.encoded_size)));
  return messages;
}

TEST_CASE("events become messages with a topic, a key and a hash of their flow", "[librdkafka]") {
  Batches batches;
  BatchPtr batch =
      batches.Make({R"({"source":{"ip":"10.0.0.1","port":1},"destination":{"ip":"10.0.0.2","port":2},"network":{"transport":"tcp"},"n":1})",
                    R"({"n":2,"network":{"transport":"tcp"},"destination":{"port":2,"ip":"10.0.0.2"},"source":{"port":1,"ip":"10.0.0.1"}})",
                    R"({"source":{"ip":"10.0.0.1","port":2},"destination":{"ip":"10.0.0.2","port":1},"network":{"transport":"tcp"}})", R"({"n":4})",
                    R"({"n":5})"});
  KafkaConfig config = Take("{hosts: [k], topic: \"t-%{[network.transport]}\", key: \"%{[source.ip]:none}\"}").config;
  const auto messages = Encoded(*batch, config);
  CHECK(messages[0].topic == "t-tcp");
  CHECK(messages[0].key == "10.0.0.1");
  CHECK_THAT(std::string(messages[0].document), Catch::StartsWith("{\"source\":") && Catch::EndsWith("}"));
  CHECK(messages[0].hash == messages[1].hash);
  CHECK(messages[0].hash != messages[2].hash);
  CHECK(messages[3].topic == KafkaEncoder::kNoField);
  CHECK(messages[3].key == "none");
  CHECK(messages[3].hash != messages[4].hash);  // spread by their ids
  batch->Settle(Outcome::kDelivered);
}

TEST_CASE("a constant topic and the id as key are not written for each event", "[librdkafka]") {
  Batches batches;
  BatchPtr batch = batches.Make({R"({"n":1})"});
  const auto messages = Encoded(*batch, Take("{hosts: [k], topic: t}").config);
  CHECK(messages[0].topic.empty());
  CHECK(messages[0].key.empty());
  CHECK(messages[0].document == R"({"n":1})");
  batch->Settle(Outcome::kDelivered);
}

TEST_CASE("round robin takes the partitions in turn", "[librdkafka]") {
  Batches batches;
  BatchPtr batch = batches.Numbered(8);
  std::set<int32_t> seen;
  for (const KafkaMessage& message : Encoded(*batch, Take("{hosts: [k], topic: t, partition.round_robin: {}}").config)) {
    seen.insert(PartitionOf(message.hash, 8));
  }
  CHECK(seen.size() == 8);
  batch->Settle(Outcome::kDelivered);
}

TEST_CASE("what a broker says of a message", "[librdkafka]") {
  const std::pair<int, KafkaVerdict> kTable[] = {
      {RD_KAFKA_RESP_ERR_NO_ERROR, KafkaVerdict::kDelivered},
      {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, KafkaVerdict::kReject},
      {RD_KAFKA_RESP_ERR_INVALID_RECORD, KafkaVerdict::kReject},
      {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, KafkaVerdict::kReject},
      {RD_KAFKA_RESP_ERR__FATAL, KafkaVerdict::kRenew},
      {RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, KafkaVerdict::kRenew},
      {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, KafkaVerdict::kRetry},
      {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, KafkaVerdict::kRetry},
      {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, KafkaVerdict::kRetry},
      {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, KafkaVerdict::kRetry},
      {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, KafkaVerdict::kRetry},
      {RD_KAFKA_RESP_ERR__TRANSPORT, KafkaVerdict::kRetry},
      {RD_KAFKA_RESP_ERR__PURGE_QUEUE, KafkaVerdict::kRetry},
      {RD_KAFKA_RESP_ERR__QUEUE_FULL, KafkaVerdict::kRetry},
      {12345, KafkaVerdict::kRetry},
  };
  for (const auto& [error, verdict] : kTable) {
    INFO(error);
    CHECK(JudgeDelivery(error) == verdict);
  }
  CHECK_FALSE(RemedyOfDelivery(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART).empty());
  CHECK(RemedyOfDelivery(RD_KAFKA_RESP_ERR_NO_ERROR).empty());
}

TEST_CASE("without a broker everything is abandoned at the deadline, soon", "[librdkafka]") {
  const TemporaryFolder folder;
  Batches batches;
  KafkaOutput output(Take("{hosts: [\"127.0.0.1:1\"], topic: t}").config, folder.path());
  for (int i = 0; i < 5; ++i) output.Push(batches.Encoded(output, batches.Numbered(20)));
  const auto start = Deadline::Clock::now();
  output.Drain(start + std::chrono::milliseconds(300));
  CHECK(Deadline::Clock::now() - start < std::chrono::seconds(5));
  CHECK(batches.origin->Count(Outcome::kAbandoned) == 100);
  CHECK(output.stats().abandoned == 100);
}

}  // namespace
}  // namespace flowship
