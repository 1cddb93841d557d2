// kv: key=value pairs out of text. Elasticsearch, "KV processor"; the separators are java.util.regex expressions.

#include <algorithm>
#include <optional>

#include "painless/text.h"
#include "processor/fields.h"
#include "processor/processors.h"
#include "processor/text_pattern.h"

namespace flowship {

namespace {

// Characters that are taken off both ends. What is no plain list of ASCII characters, and a text whose last line end Java's $ looks over, go through the
// regular expression that Elasticsearch makes of them.
class Trimmer {
 public:
  static Result<Trimmer> Compile(std::string_view characters) {
    auto pattern = TextPattern::Compile("(^([" + std::string(characters) + "]+))|([" + std::string(characters) + "]+$)");
    if (!pattern.ok()) return pattern.error();
    Trimmer made(*std::move(pattern));
    made.is_plain_ = painless::IsAscii(characters) && characters.find_first_of("\\[]^&-") == std::string_view::npos;
    made.characters_ = characters;
    return made;
  }

  const TextPattern& pattern() const { return pattern_; }
  bool Trim(std::string_view text, Arena& arena, std::string_view* trimmed) const {
    const bool has_line_end = !text.empty() && (text.back() == '\n' || text.back() == '\r' || static_cast<unsigned char>(text.back()) >= 0x80);
    if (!is_plain_ || has_line_end) return nothing_.ReplaceAll(pattern_, text, arena, trimmed) != TextReplacement::Outcome::kTooHard;
    const size_t first = text.find_first_not_of(characters_);
    *trimmed = first == std::string_view::npos ? text.substr(0, 0) : text.substr(first, text.find_last_not_of(characters_) - first + 1);
    return true;
  }

 private:
  explicit Trimmer(TextPattern pattern) : pattern_(std::move(pattern)), nothing_("", pattern_) {}

  TextPattern pattern_;
  TextReplacement nothing_;
  std::string characters_;
  bool is_plain_ = false;
};

// One bracket or quote at the beginning and one at the end, whether they belong together or not; Java's $ is also before a last line end.
std::string_view WithoutBrackets(std::string_view text, Arena& arena) {
  if (!text.empty() && std::string_view("([<\"'").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  size_t lines = 0;
  for (const std::string_view end : {"\r\n", "\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    if (lines == 0 && text.ends_with(end)) lines = end.size();
  }
  const std::string_view core = text.substr(0, text.size() - lines);
  if (core.empty() || std::string_view("])>\"'").find(core.back()) == std::string_view::npos) return text;
  if (lines == 0) return core.substr(0, core.size() - 1);
  return painless::Concat(core.substr(0, core.size() - 1), text.substr(core.size()), arena);
}

struct KvOptions {
  PathTemplate field, target;
  std::optional<TextPattern> field_split, value_split;
  std::vector<std::string> include, exclude;
  bool has_include = false;
  bool ignore_missing = false, strip_brackets = false;
  std::optional<Trimmer> trim_key, trim_value;
  std::string prefix;
};

class Kv : public Processor {
 public:
  explicit Kv(KvOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    Arena& arena = document.arena();
    std::string_view prefix = options_.prefix;
    std::optional<PathRef> target, path;
    if (!options_.target.empty()) {
      if (!options_.target.Resolve(document, &target)) return RunResult::kFailed;
      prefix = FormatIn(arena, "{}.{}", target->text, prefix);
    }
    if (!options_.field.Resolve(document, &path)) return options_.ignore_missing ? RunResult::kOk : RunResult::kFailed;
    const Value* const found = document.Get(*path);
    if (options_.ignore_missing && (found == nullptr || found->is_null())) return RunResult::kOk;
    if (found == nullptr) return OkOrFailed(document.Illegal("field [{}] doesn't exist", path->text));
    if (found->is_null()) return OkOrFailed(document.Illegal("field [{}] is null, cannot extract key-value pairs.", path->text));
    if (!found->is_string()) {
      return OkOrFailed(document.Illegal("field [{}] of type [{}] cannot be cast to [java.lang.String]", path->text, JavaTypeName(*found)));
    }
    const std::string_view path_text = arena.Copy(path->text);
    std::span<const std::string_view> parts;
    if (!options_.field_split->Split(found->as_text(), 0, arena, &parts)) return OkOrFailed(FailTooHard(document, "splitting", found->as_text(), *options_.field_split));
    for (const std::string_view part : parts) {
      if (!AddPair(document, part, path_text, prefix)) return RunResult::kFailed;
    }
    return RunResult::kOk;
  }

 private:
  static bool FailTooHard(Document& document, std::string_view doing, std::string_view text, const TextPattern& pattern) {
    return document.Illegal("Error {} [{}] using pattern [{}]", doing, text, pattern.text());
  }

  bool AddPair(Document& document, std::string_view part, std::string_view path, std::string_view prefix) const {
    Arena& arena = document.arena();
    std::span<const std::string_view> pair;
    if (!options_.value_split->Split(part, 2, arena, &pair)) return FailTooHard(document, "splitting", part, *options_.value_split);
    if (pair.size() != 2) return document.Illegal("field [{}] does not contain value_split [{}]", path, options_.value_split->text());
    std::string_view key = pair[0], value = pair[1];
    if (options_.trim_key && !options_.trim_key->Trim(key, arena, &key)) return FailTooHard(document, "trimming", key, options_.trim_key->pattern());
    if (!IsWanted(key)) return true;
    if (options_.strip_brackets) value = WithoutBrackets(value, arena);
    if (options_.trim_value && !options_.trim_value->Trim(value, arena, &value)) return FailTooHard(document, "trimming", value, options_.trim_value->pattern());
    return Append(document, prefix.empty() ? key : painless::Concat(prefix, key, arena), Value::String(value));
  }

  bool IsWanted(std::string_view key) const {
    if (options_.has_include && std::ranges::find(options_.include, key) == options_.include.end()) return false;
    return std::ranges::find(options_.exclude, key) == options_.exclude.end();
  }

  static bool Append(Document& document, std::string_view name, const Value& value) {
    PathRoot root = PathRoot::kSource;
    std::vector<FieldPath::Part>& parts = document.context().path_scratch;
    if (name.empty()) return document.Illegal("path cannot be null nor empty");
    if (!ParsePath(name, document.keys(), &root, &parts)) return document.Illegal("path [{}] is not valid", name);
    const PathRef path(root, parts, name);
    const Value* const there = document.Get(path);
    // A null is there too: it becomes the list's first element.
    if (there == nullptr) return document.Set(path, value);
    if (!there->is_null()) return document.Append(path, {&value, 1}, false);
    Array* const list = Array::New(document.arena(), 2);
    list->Push(Value::Null(), document.arena());
    list->Push(value, document.arena());
    return document.Set(path, Value::Of(list));
  }

  const KvOptions options_;
};

std::optional<TextPattern> RequirePattern(config::Options& options, std::string_view name) {
  if (!options.Has(name)) {
    (void)options.RequireString(name);
    return std::nullopt;
  }
  auto pattern = TextPattern::Compile(options.RequireString(name));
  if (pattern.ok()) return *std::move(pattern);
  options.Error(name, "[" + std::string(name) + "] " + pattern.error().message);
  return std::nullopt;
}

std::optional<Trimmer> TakeTrimmer(config::Options& options, std::string_view name) {
  const auto characters = options.TakeString(name);
  if (!characters) return std::nullopt;
  auto trimmer = Trimmer::Compile(*characters);
  if (trimmer.ok()) return *std::move(trimmer);
  options.Error(name, "[" + std::string(name) + "] " + trimmer.error().message);
  return std::nullopt;
}

}  // namespace

std::unique_ptr<const Processor> CompileKv(config::Options& options, CompileContext& context) {
  KvOptions kv;
  kv.field = context.RequirePath(options, "field");
  kv.target = context.TakePath(options, "target_field");
  kv.field_split = RequirePattern(options, "field_split");
  kv.value_split = RequirePattern(options, "value_split");
  if (auto include = options.Take("include_keys")) {  // null is none, an empty list lets nothing through
    kv.has_include = true;
    options.AddDefault({"include_keys", include->place, *include});
  }
  kv.include = options.TakeStrings("include_keys");
  kv.exclude = options.TakeStrings("exclude_keys");
  kv.ignore_missing = options.TakeBool("ignore_missing", false);
  kv.strip_brackets = options.TakeBool("strip_brackets", false);
  kv.trim_key = TakeTrimmer(options, "trim_key");
  kv.trim_value = TakeTrimmer(options, "trim_value");
  kv.prefix = options.TakeString("prefix", "");
  if (!kv.field_split || !kv.value_split) return nullptr;
  return std::make_unique<Kv>(std::move(kv));
}

}  // namespace flowship
