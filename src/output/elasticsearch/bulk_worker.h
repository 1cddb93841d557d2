#pragma once
// BulkWorker: brings batches to a server, by one thread over one connection. The loop that the pure parts serve:
//
//   pending events ──► requests by count and bytes ──► JudgeRequest ──► JudgeItem ──► outcomes; what is to be sent again waits and goes round
//
// Law: see output.h. An event leaves the loop delivered, in the dead-letter file, or abandoned at the deadline.

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "output/elasticsearch/bulk_body.h"
#include "output/elasticsearch/bulk_response.h"
#include "output/elasticsearch/config.h"
#include "output/elasticsearch/connection.h"
#include "output/dead_letter.h"
#include "output/elasticsearch/flight_limit.h"
#include "output/elasticsearch/hosts.h"
#include "output/output.h"

namespace flowship {

// What the workers of one output share.
struct BulkShared {
  const ElasticsearchConfig& config;
  Hosts& hosts;
  DeadLetterFile& dead_letters;
  OutputStats& stats;
  Deadline& deadline;
  std::atomic<size_t> max_body_bytes;  // bulk_max_bytes, or less since a server said 413
  FlightLimit& flight;
  std::atomic<bool> ask_known_ids;     // before sending; until the server does not let us
};

class BulkWorker {
 public:
  BulkWorker(size_t number, BulkShared& shared);

  // The batches are of one stream. Afterwards none of their events is pending.
  void Deliver(std::span<const BatchPtr> batches);

 private:
  using Millis = std::chrono::milliseconds;

  void SkipKnown();                                     // what the cluster has already is delivered; see known_ids.h
  bool SkipKnownOf(const std::string& index, std::span<const PendingEvent> events);  // false: ask again
  void SendPending();                                   // all once; pending_ is then what is to be sent again
  RequestVerdict SendRequest(std::span<const PendingEvent> events);
  std::optional<size_t> ChooseHost();                   // nothing: the deadline came
  bool Probe(const Hosts::Choice& choice);
  void ReportHost(size_t host, const HttpAnswer& answer, RequestVerdict verdict);
  RequestVerdict ReadAnswer(std::span<const PendingEvent> events, const HttpAnswer& answer);
  void SettleItems(std::span<const PendingEvent> events);
  // What non_indexable_policy asks for. False: nothing was settled, send them again.
  bool Reject(std::span<const PendingEvent> events, std::span<const BulkResult> results);
  bool WriteDeadLetters(std::span<const PendingEvent> events, std::span<const BulkResult> results);
  bool IndexDeadLetters(std::span<const PendingEvent> events, std::span<const BulkResult> results);
  BulkItem ItemOf(const PendingEvent& event) const;     // its index included
  size_t Shrink(std::span<const PendingEvent> events);  // after 413; how many events are done with
  bool Pause(Millis least);                             // false: the deadline came
  void Retry(const PendingEvent& event) { again_.push_back(event); }

  const size_t number_;
  BulkShared& shared_;
  Connection connection_;
  Backoff backoff_;
  BulkResponseReader reader_;
  std::vector<std::pair<std::string, std::string>> parameters_;
  std::string target_, path_;
  std::vector<PendingEvent> pending_, again_;
  Buffer body_, letters_;
  bool busy_ = false;      // the last answer had a 429
  Millis asked_pause_{0};  // by Retry-After
};

}  // namespace flowship
