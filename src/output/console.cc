#include "output/console.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "output/outputs.h"
#include "output/written.h"

namespace flowship {

std::unique_ptr<Output> MakeConsole(config::Options& options, const OutputContext& context) {
  if (options.TakeBool("pretty", false)) options.Error("pretty", "events are written one a line; pipe them through `jq .` to see them spread");
  return std::make_unique<ConsoleOutput>(1, context.fail);
}

void ConsoleOutput::Push(BatchPtr batch) {
  const std::string_view text = batch->encoded.view();
  const size_t written = failed_ || deadline_.Passed() ? 0 : Write(text);
  SettleWritten(*batch, written);
  FinishBatch(std::move(batch));
}

size_t ConsoleOutput::Write(std::string_view text) {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(fd_, text.data() + done, text.size() - done);
    if (written >= 0) {
      ++stats_.requests;
      stats_.bytes += static_cast<uint64_t>(written);
      done += static_cast<size_t>(written);
    } else if (errno == EAGAIN) {  // whoever gave us stdout made it non-blocking
      constexpr int kLookAgainMillis = 100;
      pollfd waiting{fd_, POLLOUT, 0};
      (void)::poll(&waiting, 1, kLookAgainMillis);
      if (deadline_.Passed()) break;
    } else if (errno != EINTR) {
      Fail(errno);
      break;
    }
  }
  return done;
}

void ConsoleOutput::Fail(int error) {
  failed_ = true;
  ++stats_.failed_requests;
  stats_.CountError(std::strerror(error));
  const std::string why = error == EPIPE ? "the reader of standard output has gone" : std::string("can't write to standard output: ") + std::strerror(error);
  if (fail_) fail_(why);
}

std::vector<Finding> ConsoleOutput::TestConnection() {
  const int flags = ::fcntl(fd_, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) return {{false, "standard output is not open for writing"}};
  return {{true, "standard output is open"}};
}

}  // namespace flowship
