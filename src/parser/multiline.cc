// multiline: lines that belong together become one record. By a pattern of the lines that continue one (or that one goes on after), by count, or while a
// pattern matches.

#include <algorithm>

#include "base/clock.h"
#include "base/utf8.h"
#include "parser/chain.h"

namespace flowship::parser {

namespace {

enum class Kind : uint8_t { kAfter, kBefore, kCount, kWhile };

struct Settings {
  Kind kind = Kind::kAfter;
  std::shared_ptr<const Regex> pattern, flush_pattern;
  bool negate = false, skip_newline = false;
  size_t max_lines = 500, count_lines = 0, max_bytes = 0;
  int64_t timeout_nanos = 0;
};

class Multiline : public RecordParser {
 public:
  explicit Multiline(std::shared_ptr<const Settings> settings) : settings_(std::move(settings)) {}

  int64_t wait_nanos() const override { return settings_->timeout_nanos; }

  void Run(Flow& flow) override {
    std::vector<Message> lines = std::move(flow.messages);
    flow.messages.clear();
    for (size_t first = 0; first < lines.size();) {
      bool ended = false;
      const size_t end = EndOfGroup(lines, first, &ended);
      // A record before one that was left can't go on: what is left comes after it.
      if (end == lines.size() && !ended && !flow.flush) {
        flow.left_from = std::min(flow.left_from, lines[first].begin);
        return;
      }
      flow.messages.push_back(Join(flow, lines, first, end));
      first = end;
    }
  }

 private:
  bool Matches(const Message& line) const { return settings_->pattern->Search(line.text) != settings_->negate; }

  // Behind the last line of the group that begins at `first`. *ended: no line that may come belongs to it.
  size_t EndOfGroup(const std::vector<Message>& lines, size_t first, bool* ended) const {
    size_t at = first;
    for (; at < lines.size(); ++at) {
      if (at > first && !Continues(lines, first, at)) {
        *ended = true;
        return at;
      }
      if (IsLast(lines, first, at)) {
        *ended = true;
        return at + 1;
      }
    }
    return at;
  }

  bool Continues(const std::vector<Message>& lines, size_t first, size_t at) const {
    switch (settings_->kind) {
      case Kind::kAfter: return Matches(lines[at]);
      case Kind::kBefore: return Matches(lines[at - 1]);
      case Kind::kCount: return at - first < settings_->count_lines;
      case Kind::kWhile: return Matches(lines[first]) && Matches(lines[at]);
    }
    return false;
  }

  // Whether nothing can follow this line, whatever it is.
  bool IsLast(const std::vector<Message>& lines, size_t first, size_t at) const {
    if (settings_->flush_pattern != nullptr && settings_->flush_pattern->Search(lines[at].text)) return true;
    switch (settings_->kind) {
      case Kind::kAfter: return false;
      case Kind::kBefore:
      case Kind::kWhile: return !Matches(lines[at]);
      case Kind::kCount: return at + 1 - first == settings_->count_lines;
    }
    return false;
  }

  Message Join(Flow& flow, const std::vector<Message>& lines, size_t first, size_t end) const {
    Message joined = lines[first];
    if (end - first == 1) return joined;
    const size_t last = std::min(end, first + settings_->max_lines);
    const std::string_view between = settings_->skip_newline ? "" : "\n";
    size_t bytes = 0;
    for (size_t i = first; i < last; ++i) bytes += lines[i].text.size() + between.size();
    char* const start = flow.batch.arena.NewBytes(bytes);
    char* at = start;
    for (size_t i = first; i < last; ++i) {
      if (i > first) at = std::copy(between.begin(), between.end(), at);
      at = std::copy(lines[i].text.begin(), lines[i].text.end(), at);
      joined.truncated = joined.truncated || lines[i].truncated;
    }
    joined.text = {start, static_cast<size_t>(at - start)};
    if (joined.text.size() > settings_->max_bytes) {
      joined.text = CutUtf8(joined.text, settings_->max_bytes);
      joined.truncated = true;
    }
    joined.truncated = joined.truncated || last < end;
    flow.AddFlag(joined, "multiline");
    return joined;
  }

  const std::shared_ptr<const Settings> settings_;
};

std::shared_ptr<const Regex> TakeRegex(config::Options& options, std::string_view name) {
  const auto pattern = options.TakeString(name);
  if (!pattern) return nullptr;
  auto regex = Regex::Compile(*pattern);
  if (regex.ok()) return std::make_shared<const Regex>(std::move(*regex));
  options.Error(name, "\"" + std::string(name) + "\": " + regex.error().message);
  return nullptr;
}

}  // namespace

ParserMaker CompileMultiline(config::Options& options, size_t message_max_bytes) {
  auto settings = std::make_shared<Settings>();
  const std::string type = options.TakeString("type", "pattern"), match = options.TakeString("match", "after");
  if (type == "count") {
    settings->kind = Kind::kCount;
  } else if (type == "while_pattern") {
    settings->kind = Kind::kWhile;
  } else if (type != "pattern") {
    options.Error("type", "\"type\" is pattern, count or while_pattern, not \"" + type + "\"");
  } else if (match == "before") {
    settings->kind = Kind::kBefore;
  } else if (match != "after") {
    options.Error("match", "\"match\" is after or before, not \"" + match + "\"");
  }
  const bool has_pattern = options.Has("pattern");
  settings->pattern = TakeRegex(options, "pattern");
  settings->flush_pattern = TakeRegex(options, "flush_pattern");
  settings->negate = options.TakeBool("negate", false);
  settings->skip_newline = options.TakeBool("skip_newline", false);
  settings->max_lines = static_cast<size_t>(options.TakeInt("max_lines", 500, 1, INT32_MAX));
  settings->max_bytes = static_cast<size_t>(options.TakeBytes("max_bytes", static_cast<int64_t>(message_max_bytes)));
  settings->count_lines = static_cast<size_t>(options.TakeInt("count_lines", 0, 0, INT32_MAX));
  settings->timeout_nanos = options.TakeDurationMillis("timeout", 5'000) * kNanosPerMilli;
  if (settings->kind == Kind::kCount && settings->count_lines == 0) options.Error("count_lines", "multiline by count needs `count_lines`, at least 1");
  if (settings->kind != Kind::kCount && !has_pattern) options.Error("pattern", "multiline needs a `pattern`");
  return [settings] { return std::make_unique<Multiline>(settings); };
}

ParserMaker CompileIncludeMessage(config::Options& options) {
  class IncludeMessage : public RecordParser {
   public:
    explicit IncludeMessage(std::shared_ptr<const std::vector<Regex>> patterns) : patterns_(std::move(patterns)) {}
    void Run(Flow& flow) override {
      std::erase_if(flow.messages, [this](const Message& message) { return !AnyMatches(*patterns_, message.text); });
    }

   private:
    const std::shared_ptr<const std::vector<Regex>> patterns_;
  };

  auto patterns = std::make_shared<std::vector<Regex>>();
  const std::vector<std::string> texts = options.TakeStrings("patterns");
  if (texts.empty()) options.Error("patterns", "include_message needs `patterns`, a list of regular expressions");
  for (const std::string& text : texts) {
    auto regex = Regex::Compile(text);
    if (regex.ok()) {
      patterns->push_back(std::move(*regex));
    } else {
      options.Error("patterns", "\"patterns\": " + regex.error().message);
    }
  }
  return [patterns] { return std::make_unique<IncludeMessage>(patterns); };
}

}  // namespace flowship::parser
