#pragma once
// console: one event a line on stdout, in the order in which the batches come.
//
// A batch is one write(2) as far as the reader takes it. When stdout is gone (EPIPE: `| head`) or can't be written, the output fails for good: it says
// so once through `fail`, and this and every later event is abandoned. The process ignores SIGPIPE (main does).

#include <functional>
#include <string>

#include "output/ndjson_encoder.h"
#include "output/output.h"

namespace flowship {

class ConsoleOutput final : public Output {
 public:
  // `fd` stays open.
  ConsoleOutput(int fd, std::function<void(const std::string& why)> fail) : fd_(fd), fail_(std::move(fail)) {}

  const Encoder& encoder() const override { return encoder_; }
  void Push(BatchPtr batch) override;
  void Drain(Deadline::Time deadline) override { StopBy(deadline); }
  std::vector<Finding> TestConnection() override;

 private:
  size_t Write(std::string_view text);  // how much of it is out
  void Fail(int error);

  const int fd_;
  const std::function<void(const std::string& why)> fail_;
  const NdjsonEncoder encoder_;
  bool failed_ = false;
};

}  // namespace flowship
