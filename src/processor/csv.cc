// csv: one line of CSV into fields. Elasticsearch, "CSV processor": RFC 4180 but for blanks around quoted fields, which are allowed.

#include "painless/text.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

struct CsvOptions {
  FieldPath field;
  std::vector<FieldPath> targets;
  std::string separator, quote;  // one character each
  bool trim = false, ignore_missing = false;
  std::optional<Value> empty_value;
};

// The automaton of Elasticsearch's parser, its ways with blanks included: without `trim`, an empty field of blanks begins the next one with its separator.
class CsvLine {
 public:
  CsvLine(const CsvOptions& options, std::string_view line, bool is_plain, Document& document)
      : options_(options), line_(line), is_plain_(is_plain), document_(document) {}

  bool Run() {
    bool ok = true;
    while (ok && at_ < line_.size() && next_target_ < options_.targets.size() && !done_) {
      switch (state_) {
        case State::kStart: ok = Start(); break;
        case State::kUnquoted: ok = Unquoted(); break;
        case State::kQuoted: Quoted(); break;
        case State::kQuotedEnd: ok = QuotedEnd(); break;
      }
    }
    if (!ok || done_ || next_target_ == options_.targets.size()) return ok;
    if (state_ == State::kUnquoted) return SetField(line_.size());
    if (state_ == State::kQuotedEnd) return SetField(line_.size() - options_.quote.size());
    return state_ != State::kQuoted || document_.Illegal("Unmatched quote");
  }

 private:
  enum class State : uint8_t { kStart, kUnquoted, kQuoted, kQuotedEnd };

  bool At(const std::string& character) const { return line_.substr(at_).starts_with(character); }
  bool AtBlank() const { return line_[at_] == ' ' || line_[at_] == '\t'; }
  void SkipCharacter() { painless::NextCodePoint(line_, &at_); }
  bool IsFull() const { return next_target_ == options_.targets.size(); }

  bool Start() {
    while (at_ < line_.size()) {
      if (At(options_.quote)) {
        state_ = State::kQuoted;
        joined_ = {};
        at_ += options_.quote.size();
        start_ = at_;
        return true;
      }
      if (At(options_.separator)) {
        start_ += options_.separator.size();
        joined_ = {};
        if (!SetField(start_)) return false;
        if (IsFull()) return true;
        at_ += options_.separator.size();
      } else if (AtBlank()) {
        if (options_.trim) ++start_;
        ++at_;
      } else {
        // The first character of a field is taken whatever it is.
        state_ = State::kUnquoted;
        joined_ = {};
        SkipCharacter();
        return true;
      }
    }
    done_ = true;  // a field that has not begun is not set
    return true;
  }

  bool Unquoted() {
    size_t blanks = 0;
    while (at_ < line_.size()) {
      if (line_[at_] == '\n' || line_[at_] == '\r' || At(options_.quote)) {
        return document_.Illegal("Illegal character inside unquoted field at {}", painless::UnitsBefore(line_, at_));
      }
      if (At(options_.separator)) {
        state_ = State::kStart;
        if (!SetField(at_ - blanks)) return false;
        at_ += options_.separator.size();
        start_ = at_;
        return true;
      }
      blanks = options_.trim && AtBlank() ? blanks + 1 : 0;
      SkipCharacter();
    }
    return true;
  }

  void Quoted() {
    const size_t end = line_.find(options_.quote, at_);
    if (end == std::string_view::npos) {
      at_ = line_.size();
      return;
    }
    state_ = State::kQuotedEnd;
    at_ = end + options_.quote.size();
  }

  bool QuotedEnd() {
    const size_t field_end = at_ - options_.quote.size();
    if (At(options_.quote)) {  // two of them are one
      Join(line_.substr(start_, field_end - start_), options_.quote);
      at_ += options_.quote.size();
      start_ = at_;
      state_ = State::kQuoted;
      return true;
    }
    for (bool is_set = false; at_ < line_.size();) {
      const bool is_separator = At(options_.separator);
      if (!is_separator && !AtBlank()) {
        const std::string_view rest = line_.substr(at_);
        size_t size = 0;
        painless::NextCodePoint(rest, &size);
        return document_.Illegal("character '{}' after quoted field at {}", rest.substr(0, size), painless::UnitsBefore(line_, at_));
      }
      if (!is_set && (!SetField(field_end) || IsFull())) return IsFull();
      is_set = true;
      if (!is_separator) {
        ++at_;
        continue;
      }
      at_ += options_.separator.size();
      start_ = at_;
      state_ = State::kStart;
      return true;
    }
    done_ = true;
    return true;
  }

  void Join(std::string_view part, std::string_view more) {
    joined_ = painless::Concat(painless::Concat(joined_, part, document_.arena()), more, document_.arena());
  }

  bool SetField(size_t end) {
    std::string_view text = line_.substr(start_, end - start_);
    if (!joined_.empty()) text = painless::Concat(joined_, text, document_.arena());
    const FieldPath& target = options_.targets[next_target_++];
    const Value value = Value::String(text);
    bool ok = true;
    if (!text.empty()) {
      ok = document_.Set(target, is_plain_ ? value.Plain() : value);
    } else if (options_.empty_value) {
      ok = document_.Set(target, DeepCopy(*options_.empty_value, document_.arena()));
    }
    if (!ok) next_target_ = options_.targets.size() + 1;  // a failure is not the end of the line
    return ok;
  }

  const CsvOptions& options_;
  const std::string_view line_;
  const bool is_plain_;
  Document& document_;
  State state_ = State::kStart;
  bool done_ = false;
  size_t at_ = 0, start_ = 0, next_target_ = 0;
  std::string_view joined_;  // what of a quoted field is before its last pair of quotes
};

class Csv : public Processor {
 public:
  explicit Csv(CsvOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    Value value;
    const Read read = ReadValue(document, options_.field, options_.ignore_missing, "cannot process it.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (!value.is_string()) return OkOrFailed(FailCast(document, options_.field, value, "java.lang.String"));
    return OkOrFailed(CsvLine(options_, value.as_text(), value.is_plain(), document).Run());
  }

 private:
  const CsvOptions options_;
};

std::string TakeCharacter(config::Options& options, std::string_view name, std::string_view fallback, std::string_view examples) {
  std::string text = options.TakeString(name, std::string(fallback));
  if (painless::UnitCount(text) != 1) {
    options.Error(name, "[" + std::string(name) + "] " + std::string(name) + " has to be single character like " + std::string(examples));
  }
  return text;
}

}  // namespace

std::unique_ptr<const Processor> CompileCsv(config::Options& options, CompileContext& context) {
  CsvOptions csv;
  csv.field = RequireField(options, context);
  csv.quote = TakeCharacter(options, "quote", "\"", "\" or '");
  csv.separator = TakeCharacter(options, "separator", ",", ", or ;");
  csv.trim = options.TakeBool("trim", false);
  if (const auto empty = options.Take("empty_value")) csv.empty_value = context.ToValue(*empty);
  csv.ignore_missing = options.TakeBool("ignore_missing", false);
  const bool given = options.Has("target_fields");
  const std::vector<std::string> names = options.TakeStrings("target_fields");
  if (!given) options.Error("target_fields", "[target_fields] required property is missing");
  if (given && names.empty()) options.Error("target_fields", "[target_fields] target fields list can't be empty");
  for (const std::string& name : names) csv.targets.push_back(context.Path(name, options.PlaceOf("target_fields")));
  if (csv.separator.empty() || csv.quote.empty() || csv.targets.empty()) return nullptr;
  return std::make_unique<Csv>(std::move(csv));
}

}  // namespace flowship
