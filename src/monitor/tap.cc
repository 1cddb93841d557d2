#include "monitor/tap.h"

#include "event/json_writer.h"
#include "event/stream.h"

namespace flowship::monitor {

namespace {

std::string TextOf(const Value& value) { return value.is_string() ? std::string(value.as_text()) : ToJson(value); }

// Whether the value, or one of a list, is (contains) the text.
bool Fits(const Value& value, const TapOptions::Filter& filter) {
  if (value.is_array()) {
    for (const Value& item : *value.as_array()) {
      if (Fits(item, filter)) return true;
    }
    return false;
  }
  const std::string text = TextOf(value);
  return filter.contains ? text.find(filter.text) != std::string::npos : text == filter.text;
}

}  // namespace

Result<TapOptions::Filter> TapOptions::ParseFilter(std::string_view text) {
  const size_t at = text.find_first_of("=~");
  if (at == std::string_view::npos || at == 0) return Error{"\"" + std::string(text) + "\" is no filter; write field=text or field~text"};
  Filter filter;
  filter.contains = text[at] == '~';
  filter.text = text.substr(at + 1);
  std::string_view path = text.substr(0, at);
  while (true) {
    const size_t dot = path.find('.');
    filter.path.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return filter;
    path.remove_prefix(dot + 1);
  }
}

bool Subscription::Wants(const Batch& batch, const Event& event) const {
  if (event.root == nullptr || (!options_.stream.empty() && batch.stream->id != options_.stream)) return false;
  for (const TapOptions::Filter& filter : options_.filters) {
    const Value* value = nullptr;
    const Object* at = event.root;
    for (const std::string& part : filter.path) {
      value = at == nullptr ? nullptr : at->Find(part);
      at = value != nullptr && value->is_object() ? value->as_object() : nullptr;
    }
    if (value == nullptr || !Fits(*value, filter)) return false;
  }
  return true;
}

void Subscription::Offer(const Batch& batch, const Event& event, int64_t second) {
  if (!Wants(batch, event)) return;
  const std::lock_guard lock(mutex_);
  if (second != second_) second_ = second, this_second_ = 0;
  if (this_second_ >= options_.per_second || waiting_.size() >= kWaiting) {
    left_out_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  ++this_second_;
  waiting_.push_back(options_.stage == TapOptions::Stage::kRecord ? std::string(event.record) : ToJson(Value::Of(event.root)));
  came_.notify_one();
}

std::optional<std::string> Subscription::Next(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!came_.wait_for(lock, patience, [this] { return !waiting_.empty(); })) return std::nullopt;
  std::string next = std::move(waiting_.front());
  waiting_.pop_front();
  return next;
}

void Tap::See(const Batch& batch, std::span<const Event> events, int64_t wall_millis) {
  if (listening_.load(std::memory_order_relaxed) == 0) return;
  std::vector<std::shared_ptr<Subscription>> subscriptions;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(subscriptions_, [](const auto& subscription) { return subscription.expired(); });
    listening_ = subscriptions_.size();
    for (const auto& weak : subscriptions_) {
      if (auto subscription = weak.lock()) subscriptions.push_back(std::move(subscription));
    }
  }
  for (const auto& subscription : subscriptions) {
    for (const Event& event : events) subscription->Offer(batch, event, wall_millis / 1000);
  }
}

std::shared_ptr<Subscription> Tap::Subscribe(TapOptions options) {
  const std::lock_guard lock(mutex_);
  std::erase_if(subscriptions_, [](const auto& subscription) { return subscription.expired(); });
  if (subscriptions_.size() >= kSubscriptions) return nullptr;
  auto subscription = std::make_shared<Subscription>(std::move(options));
  subscriptions_.push_back(subscription);
  listening_ = subscriptions_.size();
  return subscription;
}

}  // namespace flowship::monitor
