// BulkWorker: what becomes of documents that the cluster refuses for good (non_indexable_policy).

#include "base/clock.h"
#include "base/java_time.h"
#include "base/log.h"
#include "event/json_writer.h"
#include "output/elasticsearch/bulk_worker.h"

namespace flowship {

namespace {

constexpr std::string_view kLog = "elasticsearch";

std::string NowText() { return ToString(InstantOfNanos(SystemWallNanos() / kNanosPerMilli * kNanosPerMilli)); }

void Give(std::span<const PendingEvent> events, Outcome outcome) {
  for (const PendingEvent& event : events) event.event->outcome = outcome;
}

// As Filebeat's dead-letter index has them: the document as text, and why it is there.
void AppendForIndex(const BulkItem& item, const BulkResult& result, std::string_view now, Buffer& out) {
  out.Append(R"({"create":{"_id":)");
  WriteJsonString(item.id, out);
  out.Append("}}\n{\"@timestamp\":");
  WriteJsonString(now, out);
  out.Append(",\"message\":");
  WriteJsonString(item.document, out);
  out.Append(",\"error\":{\"type\":");
  WriteJsonString(result.error_type, out);
  out.Append(",\"message\":");
  WriteJsonString(result.reason, out);
  out.Append("}}\n");
}

}  // namespace

BulkItem BulkWorker::ItemOf(const PendingEvent& event) const {
  BulkItem item = SplitBulkItem(event.encoded());
  if (item.index.empty()) item.index = target_;
  return item;
}

bool BulkWorker::Reject(std::span<const PendingEvent> events, std::span<const BulkResult> results) {
  constexpr std::string_view kBecomes[] = {"goes to the dead-letter file", "is dropped, as non_indexable_policy asks",
                                           "goes to the dead-letter index"};
  for (size_t i = 0; i < events.size(); ++i) {
    const BulkItem item = ItemOf(events[i]);
    Log(LogLevel::kWarning, kLog, "document {} for {} is refused and {}: {}", item.id, item.index,
        kBecomes[static_cast<size_t>(shared_.config.non_indexable)], DescribeResult(results[i]));
  }
  switch (shared_.config.non_indexable) {
    case NonIndexable::kDrop:
      Give(events, Outcome::kDropped);
      shared_.stats.dropped += events.size();
      return true;
    case NonIndexable::kDeadLetterIndex: return IndexDeadLetters(events, results);
    case NonIndexable::kDeadLetterFile: return WriteDeadLetters(events, results);
  }
  return false;
}

bool BulkWorker::WriteDeadLetters(std::span<const PendingEvent> events, std::span<const BulkResult> results) {
  letters_.Clear();
  const std::string now = NowText();
  for (size_t i = 0; i < events.size(); ++i) {
    const BulkItem item = ItemOf(events[i]);
    AppendDeadLetter({results[i].status, results[i].error_type, results[i].reason, item.index, item.id, item.routing, item.document}, now, letters_);
  }
  if (!shared_.dead_letters.Write(letters_.view(), shared_.deadline)) return false;
  Give(events, Outcome::kDeadLettered);
  return true;
}

// What the dead-letter index refuses in turn goes to the file, so that nothing stands in the way for ever.
bool BulkWorker::IndexDeadLetters(std::span<const PendingEvent> events, std::span<const BulkResult> results) {
  const std::string now = NowText();
  Buffer body;
  std::vector<std::string> kept;  // the texts of `results` are in the answer that the next request overwrites
  for (size_t i = 0; i < events.size(); ++i) {
    AppendForIndex(ItemOf(events[i]), results[i], now, body);
    kept.emplace_back(results[i].error_type);
    kept.emplace_back(results[i].reason);
  }
  std::vector<BulkResult> reasons(results.begin(), results.end());
  for (size_t i = 0; i < reasons.size(); ++i) {
    reasons[i].error_type = kept[2 * i];
    reasons[i].reason = kept[2 * i + 1];
  }
  const auto host = ChooseHost();
  if (!host) return false;
  const HttpAnswer answer = connection_.PostNdjson(shared_.config.hosts[*host] + BulkPath(shared_.config.dead_letter_index, {}), body.view());
  ++shared_.stats.requests;
  const RequestVerdict verdict = JudgeRequest(answer.status);
  ReportHost(*host, answer, verdict);
  BulkResponseReader reader;
  std::string problem;
  if (verdict != RequestVerdict::kOk) return false;
  const BulkResponseReader::Answer read = reader.Read(answer.body, events.size(), &problem);
  if (read == BulkResponseReader::Answer::kUnreadable) return false;
  std::vector<PendingEvent> refused;
  std::vector<BulkResult> why;
  for (size_t i = 0; i < events.size(); ++i) {
    const ItemVerdict item = read == BulkResponseReader::Answer::kItems ? JudgeItem(reader.items()[i]) : ItemVerdict::kDelivered;
    if (item == ItemVerdict::kDelivered || item == ItemVerdict::kDuplicate) {
      Give({&events[i], 1}, Outcome::kDeadLettered);
    } else if (item == ItemVerdict::kRetry) {
      Retry(events[i]);
    } else {
      refused.push_back(events[i]);
      why.push_back(reasons[i]);
    }
  }
  if (refused.empty() || WriteDeadLetters(refused, why)) return true;
  again_.insert(again_.end(), refused.begin(), refused.end());
  return true;
}

}  // namespace flowship
