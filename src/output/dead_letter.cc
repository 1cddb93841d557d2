#include "output/dead_letter.h"

#include "base/limits.h"
#include "event/json_writer.h"

namespace flowship {

namespace {

FileOptions Options(const std::string& data_path) {
  FileOptions options;
  options.directory = data_path;
  options.name = "dead_letter";
  options.max_bytes = limits::kDeadLetterFileBytes;
  options.max_files = limits::kDeadLetterFiles;
  options.new_at_start = false;
  return options;
}

void AppendText(std::string_view name, std::string_view text, Buffer& out) {
  out.Append(",\"");
  out.Append(name);
  out.Append("\":");
  WriteJsonString(text, out);
}

}  // namespace

DeadLetterFile::DeadLetterFile(const std::string& data_path, FileCalls& calls) : file_(Options(data_path), calls) {}

bool DeadLetterFile::Write(std::string_view letters, Deadline& deadline) {
  const std::lock_guard lock(mutex_);
  return file_.Append(letters, deadline) == letters.size() && file_.Sync();
}

void AppendDeadLetter(const DeadLetter& letter, std::string_view now, Buffer& out) {
  out.Append(R"({"@timestamp":)");
  WriteJsonString(now, out);
  out.Append(",\"status\":");
  out.Append(std::to_string(letter.status));
  AppendText("type", letter.type, out);
  AppendText("reason", letter.reason, out);
  AppendText("index", letter.index, out);
  AppendText("_id", letter.id, out);
  if (!letter.routing.empty()) AppendText("routing", letter.routing, out);
  out.Append(",\"document\":");
  out.Append(letter.document);
  out.Append("}\n");
}

}  // namespace flowship
