#include "cli/replay_dead_letters.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/base64.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/secret.h"
#include "cli/choose_output.h"
#include "cli/command.h"
#include "cli/policy_file.h"
#include "cli/signals.h"
#include "event/json_reader.h"
#include "event/stream.h"
#include "input/replay.h"

namespace flowship::cli {

namespace {

constexpr int64_t kLookMillis = 200;

class CountingOrigin : public Origin {
 public:
  void BatchDone(const BatchRange&, const OutcomeCounts& outcomes) override {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < kOutcomes; ++i) counts_[i] += outcomes[i];
  }
  uint64_t Count(Outcome outcome) const {
    const std::lock_guard lock(mutex_);
    return counts_[static_cast<size_t>(outcome)];
  }

 private:
  mutable std::mutex mutex_;
  OutcomeCounts counts_{};
};

// The reverse of WriteBase64Url.
bool ReadId(std::string_view text, Hash128* id) {
  if (text.size() != kBase64UrlIdBytes) return false;
  const auto bytes = BytesOfBase64(text, kBase64UrlDigits);
  if (!bytes) return false;
  *id = {};
  for (size_t i = 0; i < 8; ++i) {
    id->high = id->high << 8 | static_cast<uint8_t>((*bytes)[i]);
    id->low = id->low << 8 | static_cast<uint8_t>((*bytes)[i + 8]);
  }
  return true;
}

std::string_view TextOf(const Object& letter, std::string_view name) {
  const Value* const value = letter.Find(name);
  return value != nullptr && value->is_string() ? value->as_text() : std::string_view();
}

class Sender {
 public:
  explicit Sender(Output& output) : output_(output) {}
  void Stop() { stopped_ = true; }  // any thread

  // False: the file can't be read, or what is in it is no dead letter.
  bool Send(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) return Fail(path, 0, "can't be opened");
    // A letter that comes back while we read is for the next time.
    const std::streamoff end = file.tellg();
    file.seekg(0);
    std::string line;
    bool good = true;
    for (size_t number = 1; !stopped_ && file.tellg() < end && std::getline(file, line); ++number) {
      if (!line.empty() && !Add(line)) good = Fail(path, number, "is no dead letter");
    }
    return good;
  }
  void Flush() {
    if (batch_ == nullptr) return;
    output_.encoder().Encode(*batch_, batch_->events);
    batch_->DropTrees();
    output_.Push(std::move(batch_));
  }
  const CountingOrigin& origin() const { return *origin_; }

 private:
  static bool Fail(const std::string& path, size_t line, const char* why) {
    std::fprintf(stderr, "flowship: %s%s %s\n", path.c_str(), line == 0 ? "" : (":" + std::to_string(line)).c_str(), why);
    return false;
  }

  bool Add(std::string_view line) {
    if (batch_ == nullptr) {
      batch_ = pool_.Acquire();
      batch_->origin = origin_;
      batch_->stream = stream_;
      bytes_ = 0;
    }
    Value value;
    JsonProblem problem;
    Event event;
    if (!reader_.Read(batch_->arena.Copy(line), batch_->arena, batch_->keys, &value, &problem) || !value.is_object()) return false;
    const Object& letter = *value.as_object();
    const Value* const document = letter.Find("document");
    EventAddress address{TextOf(letter, "index"), TextOf(letter, "_id"), TextOf(letter, "routing")};
    if (document == nullptr || !document->is_object() || address.index.empty() || address.id.empty()) return false;
    if (ReadId(address.id, &event.id)) address.id = {};
    else event.id = Hash128Of(address.id);
    event.address = batch_->arena.New<EventAddress>(address);
    event.root = document->as_object();
    batch_->events.push_back(event);
    bytes_ += line.size();
    if (batch_->events.size() >= limits::kBatchMaxEvents || bytes_ >= limits::kBatchTargetBytes) Flush();
    return true;
  }

  static constexpr size_t kBatches = 16;

  Output& output_;
  KeySet keys_;
  BatchPool pool_{keys_, kBatches};
  JsonReader reader_;
  const std::shared_ptr<CountingOrigin> origin_ = std::make_shared<CountingOrigin>();
  const std::shared_ptr<const Stream> stream_ = std::make_shared<const Stream>();
  BatchPtr batch_{nullptr, BatchReturner{}};
  size_t bytes_ = 0;
  std::atomic<bool> stopped_ = false;
};

}  // namespace

int ReplayDeadLetters(const DeadLetterReplay& flags) {
  const StopSignals signals;
  std::atomic<bool> failed = false;
  config::Diagnostics diagnostics;
  std::optional<config::Policy> policy;
  if (!flags.config.empty() || access("flowship.yml", F_OK) == 0) policy = ReadPolicyFile(flags.config, diagnostics);
  if (!diagnostics.ok()) return WrongConfiguration(diagnostics.Render());
  OutputContext context;
  if (policy) context.data_path = policy->agent.data_path;
  context.ask_known_ids = flags.ask_known_ids;
  context.fail = [&](const std::string& why) {
    std::fprintf(stderr, "flowship: %s\n", HideSecrets(why).c_str());
    failed = true;
    signals.Wake();
  };
  const auto output = ChooseOutput(flags.output, policy, context, diagnostics);
  if (output == nullptr) return WrongConfiguration(diagnostics.Render());
  const auto paths = ExpandPaths(RealFileSystem(), flags.paths);
  if (!paths.ok()) return std::fprintf(stderr, "flowship: %s\n", HideSecrets(paths.error().message).c_str()), kFailed;

  Sender sender(*output);
  bool good = true;
  std::atomic<bool> done = false;
  std::thread work([&] {
    for (const std::string& path : *paths) good = sender.Send(path) && good;
    sender.Flush();
    output->Drain(Deadline::Time::max());
    done = true;
    signals.Wake();
  });
  bool interrupted = false;
  while (!done) {
    interrupted = signals.Wait(kLookMillis) != 0 || failed || interrupted;
    if (!interrupted) continue;
    sender.Stop();
    output->StopBy(Deadline::Clock::now());
  }
  work.join();
  FinishLog();
  const auto count = [&sender](Outcome outcome) { return static_cast<unsigned long long>(sender.origin().Count(outcome)); };
  std::fprintf(stderr, "%llu delivered (%llu were there already), %llu dead-lettered again, %llu not delivered\n", count(Outcome::kDelivered),
               static_cast<unsigned long long>(output->stats().duplicates.load()), count(Outcome::kDeadLettered), count(Outcome::kAbandoned));
  return good && !interrupted && count(Outcome::kAbandoned) == 0 ? kDone : kFailed;
}

}  // namespace flowship::cli
