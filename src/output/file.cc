#include "output/file.h"

#include <algorithm>
#include <charconv>

#include "output/outputs.h"
#include "output/written.h"

namespace flowship {

namespace {

// 0600 is what everybody means by it: octal, quoted or not.
mode_t TakePermissions(config::Options& options, mode_t fallback) {
  const auto node = options.Take("permissions");
  if (!node || node->is_null()) return fallback;
  unsigned mode = 0;
  std::string_view digits = node->text;
  if (digits.starts_with("0o")) digits.remove_prefix(2);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), mode, 8);
  if (!node->is_scalar() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || mode > 0777) {
    options.Error("permissions", "permissions are octal digits, such as 0600");
    return fallback;
  }
  return static_cast<mode_t>(mode);
}

// Filebeat's codecs: documents, or a format string, of which only the one that gives the records back is known.
bool TakeMessagesOnly(config::Options& options) {
  const auto format = options.TakeString("codec.format.string");
  if (!format || *format == "%{[message]}") return format.has_value();
  options.Error("codec.format.string", "the only format is '%{[message]}', the message of each event; without it, events are written as JSON");
  return false;
}

}  // namespace

std::unique_ptr<Output> MakeFile(config::Options& options, const OutputContext&) {
  FileOptions file;
  file.directory = options.RequireString("path");
  file.name = options.TakeString("filename", file.name);
  if (file.name.empty() || file.name.find('/') != std::string::npos) options.Error("filename", "a file name, without its folder, was expected");
  file.max_bytes = static_cast<uint64_t>(options.TakeInt("rotate_every_kb", 10240, 1, INT64_MAX >> 10)) << 10;
  file.max_files = static_cast<size_t>(options.TakeInt("number_of_files", 7, 2, 1024));
  file.permissions = TakePermissions(options, file.permissions);
  file.new_at_start = options.TakeBool("rotate_on_startup", true);
  const bool messages_only = TakeMessagesOnly(options);
  return std::make_unique<FileOutput>(std::move(file), SystemFileCalls(), messages_only);
}

FileOptions OneFile(std::string path) {
  FileOptions options;
  options.one_file = std::move(path);
  options.permissions = 0666;  // as a shell's `>` would make it
  return options;
}

void FileOutput::PushSome(std::span<BatchPtr> batches) {
  texts_.clear();
  for (const BatchPtr& batch : batches) texts_.push_back(batch->encoded.view());
  const uint64_t failures = file_.failures();
  size_t written = deadline_.Passed() ? 0 : file_.AppendSome(texts_, deadline_);
  ++stats_.requests;
  stats_.bytes += written;
  if (file_.failures() != failures) {
    stats_.failed_requests += file_.failures() - failures;
    stats_.CountError(file_.last_failure(), file_.failures() - failures);
  }
  for (BatchPtr& batch : batches) {
    const size_t of_batch = std::min(written, batch->encoded.size());
    written -= of_batch;
    SettleWritten(*batch, of_batch);
    FinishBatch(std::move(batch));
  }
}

std::vector<Finding> FileOutput::TestConnection() {
  const Status status = file_.Check();
  const std::string where = file_.options().one_file.empty() ? file_.options().directory : file_.options().one_file;
  if (!status.ok()) return {{false, status.error().message}};
  return {{true, where + " can be written"}};
}

}  // namespace flowship
