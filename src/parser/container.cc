// container: lines as container runtimes write them, Docker's JSON file driver or the Kubernetes CRI. The message, the stream that it was written to, and its time;
// what the runtime cut at 16 KiB is put together again.
//
//   docker   {"log":"text\n","stream":"stdout","time":"2017-09-12T22:32:21.212861448Z"}       cut: without the \n
//   cri      2017-09-12T22:32:21.212861448Z stdout F text                                      cut: P instead of F

#include <algorithm>

#include "event/json_reader.h"
#include "parser/chain.h"

namespace flowship::parser {

namespace {

enum class Format : uint8_t { kAuto, kDocker, kCri };

struct Settings {
  std::string stream;  // empty: all
  Format format = Format::kAuto;
};

struct Parsed {
  std::string_view text, stream, time;
  bool partial = false;
};

class Container : public RecordParser {
 public:
  explicit Container(std::shared_ptr<const Settings> settings) : settings_(std::move(settings)) {}

  void Run(Flow& flow) override {
    const std::vector<Message> lines = std::move(flow.messages);
    flow.messages.clear();
    for (size_t at = 0; at < lines.size();) {
      Message message = lines[at];
      Parsed parsed;
      if (message.text.empty() || !Parse(flow, message.text, &parsed)) {
        flow.messages.push_back(message);  // no line of a runtime: as it is
        ++at;
        continue;
      }
      const size_t first = at++;
      std::string joined;
      bool partial = parsed.partial;
      if (partial) joined = parsed.text;
      for (Parsed next; partial && at < lines.size(); ++at) {
        if (!Parse(flow, lines[at].text, &next) || next.stream != parsed.stream) break;
        joined += next.text;
        partial = next.partial;
      }
      if (partial && at == lines.size() && !flow.flush) {
        flow.left_from = std::min(flow.left_from, lines[first].begin);
        return;
      }
      message.text = joined.empty() ? parsed.text : flow.batch.arena.Copy(joined);
      if (settings_->stream.empty() || parsed.stream == settings_->stream) Add(flow, message, parsed);
    }
  }

 private:
  void Add(Flow& flow, Message& message, const Parsed& parsed) {
    Object& fields = flow.ObjectAt(message, "");
    flow.Set(fields, "stream", Value::String(parsed.stream));
    flow.Set(fields, "@timestamp", Value::String(parsed.time));
    flow.messages.push_back(message);
  }

  bool Parse(Flow& flow, std::string_view line, Parsed* parsed) {
    const bool docker = settings_->format == Format::kDocker || (settings_->format == Format::kAuto && line.starts_with('{'));
    return docker ? ParseDocker(flow, line, parsed) : ParseCri(line, parsed);
  }

  bool ParseDocker(Flow& flow, std::string_view line, Parsed* parsed) {
    Value value;
    JsonProblem problem;
    if (!reader_.Read(line, flow.batch.arena, flow.batch.keys, &value, &problem) || !value.is_object()) return false;
    const auto member = [&value](std::string_view name) {
      const Value* const found = value.as_object()->Find(name);
      return found != nullptr && found->is_string() ? found->as_text() : std::string_view();
    };
    parsed->text = member("log");
    parsed->stream = member("stream");
    parsed->time = member("time");
    if (parsed->stream.empty() || parsed->time.empty()) return false;
    parsed->partial = !parsed->text.ends_with('\n');
    while (parsed->text.ends_with('\n') || parsed->text.ends_with('\r')) parsed->text.remove_suffix(1);
    return true;
  }

  static bool ParseCri(std::string_view line, Parsed* parsed) {
    const auto word = [&line] {
      const size_t space = std::min(line.find(' '), line.size());
      const std::string_view taken = line.substr(0, space);
      line.remove_prefix(std::min(space + 1, line.size()));
      return taken;
    };
    parsed->time = word();
    parsed->stream = word();
    const bool is_time = parsed->time.size() >= 20 && parsed->time[4] == '-' && parsed->time[10] == 'T';
    if (!is_time || (parsed->stream != "stdout" && parsed->stream != "stderr")) return false;
    const std::string_view tags = word();  // P or F, and after a colon what may come one day
    const std::string_view first = tags.substr(0, tags.find(':'));
    if (first != "P" && first != "F") return false;
    parsed->partial = first == "P";
    parsed->text = line;
    return true;
  }

  const std::shared_ptr<const Settings> settings_;
  JsonReader reader_;
};

}  // namespace

ParserMaker CompileContainer(config::Options& options) {
  auto settings = std::make_shared<Settings>();
  settings->stream = options.TakeString("stream", "all");
  const std::string format = options.TakeString("format", "auto");
  if (settings->stream != "all" && settings->stream != "stdout" && settings->stream != "stderr") {
    options.Error("stream", "\"stream\" is all, stdout or stderr, not \"" + settings->stream + "\"");
  }
  if (settings->stream == "all") settings->stream.clear();
  if (format == "docker") {
    settings->format = Format::kDocker;
  } else if (format == "cri") {
    settings->format = Format::kCri;
  } else if (format != "auto") {
    options.Error("format", "\"format\" is auto, docker or cri, not \"" + format + "\"");
  }
  return [settings] { return std::make_unique<Container>(settings); };
}

}  // namespace flowship::parser
