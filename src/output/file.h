#pragma once
// file: events as NDJSON in files. Options and defaults are those of Filebeat's file output (its page "Configure the File output"): path, filename,
// rotate_every_kb, number_of_files, permissions, rotate_on_startup, codec.format.string. Files: see rotating_file.h. Batches are written in the order in which they come.

#include "output/message_encoder.h"
#include "output/ndjson_encoder.h"
#include "output/output.h"
#include "output/rotating_file.h"

namespace flowship {

class FileOutput final : public Output {
 public:
  explicit FileOutput(FileOptions options, FileCalls& calls = SystemFileCalls(), bool messages_only = false)
      : messages_only_(messages_only), file_(std::move(options), calls) {}

  const Encoder& encoder() const override { return messages_only_ ? static_cast<const Encoder&>(messages_) : documents_; }
  void Push(BatchPtr batch) override { PushSome({&batch, 1}); }
  void PushSome(std::span<BatchPtr> batches) override;
  void Drain(Deadline::Time deadline) override { StopBy(deadline); }
  std::vector<Finding> TestConnection() override;

 private:
  const bool messages_only_;
  const NdjsonEncoder documents_;
  const MessageEncoder messages_;
  RotatingFile file_;
  std::vector<std::string_view> texts_;  // of the batches that are pushed
};

// `replay --output file:PATH`.
FileOptions OneFile(std::string path);

}  // namespace flowship
