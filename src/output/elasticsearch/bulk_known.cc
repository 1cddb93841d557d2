// BulkWorker: asks for what the cluster has already, before it sends (replay).

#include <algorithm>
#include <map>

#include "base/log.h"
#include "output/elasticsearch/bulk_worker.h"
#include "output/elasticsearch/known_ids.h"

namespace flowship {

namespace {

constexpr std::string_view kLog = "elasticsearch";
constexpr size_t kAskedAtOnce = 1024;

}  // namespace

void BulkWorker::SkipKnown() {
  std::map<std::string, std::vector<PendingEvent>, std::less<>> by_index;
  for (const PendingEvent& event : pending_) by_index[std::string(ItemOf(event).index)].push_back(event);
  for (const auto& [index, events] : by_index) {
    for (size_t at = 0; at < events.size(); at += kAskedAtOnce) {
      const auto some = std::span(events).subspan(at, std::min(kAskedAtOnce, events.size() - at));
      while (shared_.ask_known_ids && !SkipKnownOf(index, some)) {
        if (!Pause(asked_pause_)) return;
      }
    }
  }
  backoff_.Reset();
  std::erase_if(pending_, [](const PendingEvent& event) { return event.event->outcome != Outcome::kPending; });
}

bool BulkWorker::SkipKnownOf(const std::string& index, std::span<const PendingEvent> events) {
  const auto host = ChooseHost();
  if (!host) return false;
  const HttpAnswer answer = connection_.Send("POST", shared_.config.hosts[*host] + KnownIdsPath(index), "application/json", KnownIdsBody(events));
  ++shared_.stats.requests;
  asked_pause_ = std::chrono::seconds(answer.retry_after_seconds);
  if (answer.status == 403) {
    if (shared_.ask_known_ids.exchange(false)) {
      Log(LogLevel::kWarning, kLog,
          "we may not read {}, so records of before its last rollover are sent again: give the key or user the privilege `read` on it", index);
    }
    return true;
  }
  const auto known = answer.status == 200 ? ReadKnownIds(answer.body) : std::nullopt;
  if (!known) {
    ReportHost(*host, answer, answer.status == 200 ? RequestVerdict::kRetry : JudgeRequest(answer.status));
    return false;
  }
  ReportHost(*host, answer, RequestVerdict::kOk);
  for (const PendingEvent& event : events) {
    if (!known->contains(SplitBulkItem(event.encoded()).id)) continue;
    event.event->outcome = Outcome::kDelivered;
    ++shared_.stats.duplicates;
  }
  return true;
}

}  // namespace flowship
