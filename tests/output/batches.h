#pragma once
// Batches as the workers hand them to an output, and an origin that remembers what became of them.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "event/json_reader.h"
#include "event/stream.h"
#include "output/output.h"

namespace flowship {

class CountingOrigin : public Origin {
 public:
  void BatchDone(const BatchRange& range, const OutcomeCounts& outcomes) override {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < kOutcomes; ++i) counts_[i] += outcomes[i];
    order_.push_back(range.sequence);
  }
  uint64_t Count(Outcome outcome) const {
    const std::lock_guard lock(mutex_);
    return counts_[static_cast<size_t>(outcome)];
  }
  std::vector<uint64_t> order() const {
    const std::lock_guard lock(mutex_);
    return order_;
  }

 private:
  mutable std::mutex mutex_;
  OutcomeCounts counts_{};
  std::vector<uint64_t> order_;
};

class Batches {
 public:
  explicit Batches(std::string name_space = "default") {
    Stream stream;
    stream.name_space = std::move(name_space);
    stream_ = std::make_shared<const Stream>(std::move(stream));
  }

  // A batch with a document for each text; their ids are numbered on.
  BatchPtr Make(const std::vector<std::string>& documents) {
    BatchPtr batch = pool_.Acquire();
    batch->origin = origin;
    batch->stream = stream_;
    batch->range.sequence = sequence_++;
    for (const std::string& text : documents) {
      Value value;
      JsonProblem problem;
      FLOWSHIP_ASSERT(reader_.Read(batch->arena.Copy(text), batch->arena, batch->keys, &value, &problem) && value.is_object());
      Event event;
      event.root = value.as_object();
      event.id = Hash128{0, ++last_id_};
      batch->events.push_back(event);
    }
    return batch;
  }
  BatchPtr Numbered(size_t count, size_t padding = 0) {
    std::vector<std::string> documents;
    for (size_t i = 0; i < count; ++i) documents.push_back("{\"n\":" + std::to_string(++last_number_) + ",\"x\":\"" + std::string(padding, 'x') + "\"}");
    return Make(documents);
  }
  // Encoded, as an output gets it.
  BatchPtr Encoded(const Output& output, BatchPtr batch) {
    output.encoder().Encode(*batch, batch->events);
    batch->DropTrees();
    return batch;
  }

  std::shared_ptr<CountingOrigin> origin = std::make_shared<CountingOrigin>();

 private:
  KeySet keys_;
  BatchPool pool_{keys_, 64};
  JsonReader reader_;
  std::shared_ptr<const Stream> stream_;
  uint64_t last_id_ = 0, last_number_ = 0, sequence_ = 0;
};

inline std::string IdText(uint64_t number) {
  char text[kBase64UrlIdBytes];
  WriteBase64Url(Hash128{0, number}, text);
  return {text, sizeof text};
}

}  // namespace flowship
