// rate_limit: drops what comes faster than so many events a time, for each value of some fields. Beats, "Rate limit the flow of events": a token bucket that
// holds burst_multiplier times the limit.
//
// Memory: at most kBuckets of them; when there are as many, those that are full again make way, and if there is none, all of them.

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/clock.h"
#include "edge/edge_processors.h"
#include "event/json_writer.h"

namespace flowship {

namespace {

constexpr size_t kBuckets = 10'000;

class RateLimit : public Processor {
 public:
  RateLimit(std::vector<FieldPath> fields, double per_nano, double depth) : fields_(std::move(fields)), per_nano_(per_nano), depth_(depth) {}

  RunResult Run(Document& document) const override {
    std::string key;
    for (const FieldPath& field : fields_) {
      const Value* const value = document.Get(field);
      const std::string_view text = value == nullptr ? "" : JavaText(*value, document.arena());
      key += std::to_string(text.size()) + ":";
      key += text;
    }
    return Take(key, document.context().now_nanos) ? RunResult::kOk : RunResult::kDropped;
  }

 private:
  struct Bucket {
    double tokens;
    int64_t nanos;
  };

  double Filled(const Bucket& bucket, int64_t now) const {
    return std::min(depth_, bucket.tokens + static_cast<double>(std::max<int64_t>(now - bucket.nanos, 0)) * per_nano_);
  }

  bool Take(const std::string& key, int64_t now) const {
    const std::lock_guard lock(mutex_);
    auto known = buckets_.find(key);
    if (known == buckets_.end()) {
      if (buckets_.size() >= kBuckets) std::erase_if(buckets_, [&](const auto& of) { return Filled(of.second, now) >= depth_; });
      if (buckets_.size() >= kBuckets) buckets_.clear();
      known = buckets_.emplace(key, Bucket{depth_, now}).first;
    }
    Bucket& bucket = known->second;
    bucket = {Filled(bucket, now), std::max(now, bucket.nanos)};
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  const std::vector<FieldPath> fields_;
  const double per_nano_, depth_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, Bucket> buckets_;
};

// "10000/m" as events a nanosecond; 0: it is none.
double ParseLimit(const std::string& text, double* events) {
  const size_t slash = text.find('/');
  const auto count = config::ParseFloat(text.substr(0, slash));
  if (slash == std::string::npos || !count || *count <= 0) return 0;
  const std::string unit = text.substr(slash + 1);
  const double seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  *events = *count;
  return seconds == 0 ? 0 : *count / seconds / static_cast<double>(kNanosPerSecond);
}

}  // namespace

std::unique_ptr<const Processor> CompileRateLimit(config::Options& options, CompileContext& context) {
  const std::string limit = options.RequireString("limit");
  std::vector<FieldPath> fields;
  for (const std::string& name : options.TakeStrings("fields")) fields.push_back(context.Path(name, options.PlaceOf("fields")));
  const double burst = options.TakeDouble("burst_multiplier", 1);
  if (burst < 1) options.Error("burst_multiplier", "burst_multiplier is at least 1");
  double events = 0;
  const double per_nano = ParseLimit(limit, &events);
  if (per_nano == 0 && !limit.empty()) options.Error("limit", "\"" + limit + "\" is no limit; it is events per s, m or h, such as 10000/m");
  if (per_nano == 0) return nullptr;
  // A bucket that holds less than one would never let an event through.
  return std::make_unique<RateLimit>(std::move(fields), per_nano, std::max(1.0, events * burst));
}

}  // namespace flowship
