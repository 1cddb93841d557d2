#include "output/elasticsearch/bulk_worker.h"

#include <chrono>
#include <random>

#include "base/log.h"
#include "event/stream.h"

namespace flowship {

namespace {

constexpr int64_t kProbeMillis = 5'000;
constexpr std::string_view kLog = "elasticsearch";

std::vector<std::pair<std::string, std::string>> Parameters(const ElasticsearchConfig& config) {
  std::vector<std::pair<std::string, std::string>> parameters(config.parameters.begin(), config.parameters.end());
  if (!config.pipeline.empty()) parameters.emplace_back("pipeline", config.pipeline);
  return parameters;
}

std::string WithRemedy(std::string_view remedy) { return remedy.empty() ? std::string() : "; " + std::string(remedy); }

}  // namespace

BulkWorker::BulkWorker(size_t number, BulkShared& shared)
    : number_(number),
      shared_(shared),
      connection_(shared.config, shared.deadline),
      backoff_(shared.config.backoff_init_millis, shared.config.backoff_max_millis, std::random_device()()),
      parameters_(Parameters(shared.config)) {}

void BulkWorker::Deliver(std::span<const BatchPtr> batches) {
  pending_.clear();
  for (const BatchPtr& batch : batches) {
    for (Event& event : batch->events) {
      if (event.outcome == Outcome::kPending) pending_.push_back({batch.get(), &event});
    }
  }
  target_ = shared_.config.index.is_constant() ? shared_.config.index.constant() : batches.front()->stream->DataStream();
  path_ = BulkPath(target_, parameters_);
  backoff_.Reset();
  if (shared_.ask_known_ids) SkipKnown();
  while (!pending_.empty() && !shared_.deadline.Passed()) {
    const size_t before = pending_.size();
    SendPending();
    if (pending_.empty()) break;
    shared_.stats.retried += pending_.size();
    if (pending_.size() < before) backoff_.Reset();
    if (!Pause(Millis(0))) break;
  }
  for (const PendingEvent& event : pending_) event.event->outcome = Outcome::kAbandoned;
}

void BulkWorker::SendPending() {
  again_.clear();
  size_t done = 0;
  bool in_time = true;
  while (done < pending_.size() && in_time) {
    const std::span<const PendingEvent> left = std::span(pending_).subspan(done);
    const auto events = left.first(CountForRequest(left, shared_.config.bulk_max_size, shared_.max_body_bytes));
    const RequestVerdict verdict = SendRequest(events);
    if (verdict == RequestVerdict::kOk) {
      done += events.size();
      continue;
    }
    ++shared_.stats.failed_requests;
    if (verdict == RequestVerdict::kSplit) done += Shrink(events);
    else shared_.stats.retried += events.size();
    // A host that failed is put aside, and choosing the next one waits if there is none.
    if (verdict == RequestVerdict::kRetry) in_time = Pause(asked_pause_);
    if (verdict == RequestVerdict::kBlocked) in_time = Pause(Millis(shared_.config.backoff_init_millis));
    if (shared_.deadline.Passed()) in_time = false;
  }
  again_.insert(again_.end(), pending_.begin() + static_cast<ptrdiff_t>(done), pending_.end());
  pending_.swap(again_);
}

RequestVerdict BulkWorker::SendRequest(std::span<const PendingEvent> events) {
  const auto host = ChooseHost();
  if (!host) return RequestVerdict::kRetry;
  const FlightLimit::Ticket ticket = shared_.flight.Enter(shared_.deadline);
  if (!ticket.granted) return RequestVerdict::kRetry;
  const std::string_view body = JoinEncoded(events, body_);
  const HttpAnswer answer = connection_.PostNdjson(shared_.config.hosts[*host] + path_, body);
  ++shared_.stats.requests;
  shared_.stats.bytes += answer.sent_bytes;
  Log(LogLevel::kDebug, kLog, "{} events in {} bytes, {} of them on the wire, to {}{}: {}", events.size(), body.size(), answer.sent_bytes, shared_.config.hosts[*host], path_,
      answer.status == 0 ? answer.problem : "HTTP " + std::to_string(answer.status));
  asked_pause_ = std::chrono::seconds(answer.retry_after_seconds);
  const RequestVerdict verdict = JudgeRequest(answer.status);
  ReportHost(*host, answer, verdict);
  busy_ = answer.status == 429;
  const RequestVerdict read = verdict == RequestVerdict::kOk ? ReadAnswer(events, answer) : verdict;
  shared_.flight.Leave(ticket, busy_);
  return read;
}

std::optional<size_t> BulkWorker::ChooseHost() {
  while (!shared_.deadline.Passed()) {
    const Hosts::Choice choice = shared_.hosts.Choose(number_, Deadline::Clock::now());
    if (choice.wait) {
      if (!shared_.deadline.SleepUntil(choice.until)) return std::nullopt;
    } else if (!choice.probe || Probe(choice)) {
      return choice.host;
    }
  }
  return std::nullopt;
}

// With one host the events themselves are the probe. With several, a host that takes a minute to fail must not hold them up.
bool BulkWorker::Probe(const Hosts::Choice& choice) {
  if (shared_.config.hosts.size() == 1) return true;
  const HttpAnswer answer = connection_.Get(shared_.config.hosts[choice.host] + "/", kProbeMillis);
  const RequestVerdict verdict = JudgeRequest(answer.status);
  ReportHost(choice.host, answer, verdict);
  return verdict != RequestVerdict::kNextHost;
}

void BulkWorker::ReportHost(size_t host, const HttpAnswer& answer, RequestVerdict verdict) {
  const std::string& name = shared_.config.hosts[host];
  if (verdict == RequestVerdict::kOk || verdict == RequestVerdict::kSplit) {
    shared_.hosts.Succeeded(host);
    if (shared_.stats.blocked.exchange(0) != 0) Log(LogLevel::kInfo, kLog, "{} takes events again", name);
    return;
  }
  if (shared_.deadline.Passed()) return shared_.hosts.Succeeded(host);  // we gave up ourselves, which says nothing of the host
  if (verdict == RequestVerdict::kNextHost) {
    const auto until = shared_.hosts.Failed(host, Deadline::Clock::now(), asked_pause_);
    const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(until - Deadline::Clock::now());
    const std::string why = answer.status == 0 ? answer.problem : "HTTP " + std::to_string(answer.status) + ", " + reader_.ReasonOf(answer.body);
    shared_.stats.CountError(answer.status == 0 ? answer.problem : "http_" + std::to_string(answer.status));
    Log(LogLevel::kWarning, kLog, "{} can't take events: {}; put aside for {} ms, {} of {} hosts are well", name, why, std::max<int64_t>(pause.count(), 0),
        shared_.hosts.CountWell(), shared_.config.hosts.size());
    return;
  }
  shared_.hosts.Succeeded(host);
  shared_.stats.CountError("http_" + std::to_string(answer.status));
  const bool blocked = verdict == RequestVerdict::kBlocked;
  if (blocked) shared_.stats.blocked = 1;
  Log(blocked ? LogLevel::kError : LogLevel::kWarning, kLog, "{} answers HTTP {}: {}{}; nothing is lost, trying again", name, answer.status,
      reader_.ReasonOf(answer.body), WithRemedy(RemedyOfRequest(answer.status)));
}

RequestVerdict BulkWorker::ReadAnswer(std::span<const PendingEvent> events, const HttpAnswer& answer) {
  std::string problem;
  switch (reader_.Read(answer.body, events.size(), &problem)) {
    case BulkResponseReader::Answer::kAllDelivered:
      for (const PendingEvent& event : events) event.event->outcome = Outcome::kDelivered;
      break;
    case BulkResponseReader::Answer::kItems:
      SettleItems(events);
      break;
    case BulkResponseReader::Answer::kUnreadable:
      shared_.stats.CountError("unreadable_answer");
      Log(LogLevel::kWarning, kLog, "the answer to _bulk can't be read, so it counts as none: {}", problem);
      return RequestVerdict::kRetry;
  }
  return RequestVerdict::kOk;
}

void BulkWorker::SettleItems(std::span<const PendingEvent> events) {
  std::vector<PendingEvent> rejected;
  std::vector<BulkResult> reasons;
  const BulkResult* first_retry = nullptr;
  size_t retries = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    const BulkResult& result = reader_.items()[i];
    if (!result.error_type.empty() && result.status != 409) shared_.stats.CountError(result.error_type);
    switch (JudgeItem(result)) {
      case ItemVerdict::kDuplicate:
        ++shared_.stats.duplicates;
        [[fallthrough]];
      case ItemVerdict::kDelivered:
        if (result.failure_store) ++shared_.stats.failure_store;
        events[i].event->outcome = Outcome::kDelivered;
        break;
      case ItemVerdict::kRetry:
        if (retries++ == 0) first_retry = &result;
        busy_ = busy_ || result.status == 429;
        Retry(events[i]);
        break;
      case ItemVerdict::kReject:
        rejected.push_back(events[i]);
        reasons.push_back(result);
        break;
    }
  }
  if (first_retry != nullptr) {
    Log(LogLevel::kWarning, kLog, "{} of {} documents are to be sent again: {}{}", retries, events.size(), DescribeResult(*first_retry),
        WithRemedy(RemedyOfItem(*first_retry)));
  }
  if (!rejected.empty() && !Reject(rejected, reasons)) again_.insert(again_.end(), rejected.begin(), rejected.end());
}

size_t BulkWorker::Shrink(std::span<const PendingEvent> events) {
  shared_.stats.CountError("http_413");
  if (events.size() == 1) {
    BulkResult result;
    result.status = 413;
    result.error_type = "request_entity_too_large";
    result.reason = "the document alone is larger than a request may be; raise http.max_content_length at the server, or a proxy's limit";
    if (!Reject(events, {&result, 1})) Retry(events.front());
    return 1;
  }
  size_t bytes = 0;
  for (const PendingEvent& event : events) bytes += event.event->encoded_size;
  shared_.stats.retried += events.size();
  shared_.max_body_bytes = std::max<size_t>(bytes / 2, 1);
  Log(LogLevel::kWarning, kLog, "a request of {} bytes is too large for the server (413); from now on at most {} bytes at once", bytes, bytes / 2);
  return 0;
}

bool BulkWorker::Pause(Millis least) { return shared_.deadline.SleepUntil(Deadline::Clock::now() + backoff_.Next(least)); }

}  // namespace flowship
