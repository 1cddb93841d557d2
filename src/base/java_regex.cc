#include "base/java_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>

#include "base/limits.h"

namespace flowship {

struct JavaRegex::Code {
  pcre2_code* code = nullptr;
  pcre2_match_context* context = nullptr;
  ~Code() {
    pcre2_match_context_free(context);
    pcre2_code_free(code);
  }
};

namespace {

uint32_t OptionsOf(int flags) {
  uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
  if ((flags & JavaRegex::kIgnoreCase) != 0) options |= PCRE2_CASELESS;
  if ((flags & JavaRegex::kComments) != 0) options |= PCRE2_EXTENDED;
  if ((flags & JavaRegex::kMultiline) != 0) options |= PCRE2_MULTILINE;
  if ((flags & JavaRegex::kDotAll) != 0) options |= PCRE2_DOTALL;
  if ((flags & JavaRegex::kLiteral) != 0) options = (options & (PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_CASELESS)) | PCRE2_LITERAL;
  if ((flags & JavaRegex::kUnicodeClasses) != 0) options |= PCRE2_UCP;
  return options;
}

// An expression that names a line end may begin a match between \r and \n; PCRE2 steps over the two as one where none is named, which Java never does.
constexpr std::string_view kNamesLineEnd = "\\n{0}";

std::string ErrorText(int code) {
  PCRE2_UCHAR text[256];
  pcre2_get_error_message(code, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

constexpr int kLookbehindNotFixedLength = 125;  // of pcre2api(3); it has no name there

void* AllocateIn(PCRE2_SIZE size, void* arena) { return static_cast<Arena*>(arena)->Allocate(size); }
void LeaveInArena(void*, void*) {}

PCRE2_SPTR Bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data()); }

}  // namespace

JavaRegex::JavaRegex(std::string_view pattern, int flags, std::unique_ptr<Code> code)
    : pattern_(pattern), flags_(flags), code_(std::move(code)) {
  uint32_t count = 0;
  pcre2_pattern_info(code_->code, PCRE2_INFO_CAPTURECOUNT, &count);
  group_count_ = count;
}

JavaRegex::~JavaRegex() = default;

Result<std::unique_ptr<const JavaRegex>> JavaRegex::Compile(std::string_view pattern, int flags) {
  std::string translated = (flags & kLiteral) != 0 ? std::string(pattern) : std::string(kNamesLineEnd) + TranslateJavaPattern(pattern);
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto code = std::make_unique<Code>();
  pcre2_compile_context* const context = pcre2_compile_context_create(nullptr);
  pcre2_set_newline(context, (flags & kUnixLines) != 0 ? PCRE2_NEWLINE_LF : PCRE2_NEWLINE_ANY);
  code->code = pcre2_compile(Bytes(translated), translated.size(), OptionsOf(flags), &error, &offset, context);
  if (code->code == nullptr && error == kLookbehindNotFixedLength) {
    translated = WriteOutLookbehinds(translated);
    int again = 0;
    PCRE2_SIZE ignored = 0;
    code->code = pcre2_compile(Bytes(translated), translated.size(), OptionsOf(flags), &again, &ignored, context);
  }
  pcre2_compile_context_free(context);
  if (code->code == nullptr) {
    if ((flags & kLiteral) == 0) offset -= std::min(offset, kNamesLineEnd.size());
    return Error{ErrorText(error) + " near index " + std::to_string(std::min(offset, pattern.size())) + ": " + std::string(pattern)};
  }
  pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);  // where it can't, the interpreter does it
  code->context = pcre2_match_context_create(nullptr);
  pcre2_set_match_limit(code->context, limits::kRegexMatchSteps);
  pcre2_set_heap_limit(code->context, limits::kRegexHeapBytes >> 10);
  return std::unique_ptr<const JavaRegex>(new JavaRegex(pattern, flags, std::move(code)));
}

JavaRegex::Outcome JavaRegex::Match(std::string_view text, size_t start, Anchor anchor, Arena& arena, std::span<Group>* groups) const {
  pcre2_general_context* const memory = pcre2_general_context_create(AllocateIn, LeaveInArena, &arena);
  pcre2_match_data* const data = pcre2_match_data_create_from_pattern(code_->code, memory);
  uint32_t options = 0;
  if (anchor != Anchor::kNone) options |= PCRE2_ANCHORED;
  if (anchor == Anchor::kBoth) options |= PCRE2_ENDANCHORED;
  int found = pcre2_match(code_->code, Bytes(text), text.size(), start, options, data, code_->context);
  if (found == PCRE2_ERROR_JIT_STACKLIMIT) {
    // Compiled code has a small stack of its own; the interpreter takes what it needs from the heap.
    found = pcre2_match(code_->code, Bytes(text), text.size(), start, options | PCRE2_NO_JIT, data, code_->context);
  }
  if (found == PCRE2_ERROR_NOMATCH) return Outcome::kNoMatch;
  if (found < 0) return Outcome::kTooHard;
  const PCRE2_SIZE* const offsets = pcre2_get_ovector_pointer(data);
  Group* const kept = arena.NewArray<Group>(group_count_ + 1);
  for (size_t i = 0; i <= group_count_; ++i) {
    const bool took_part = static_cast<int>(i) < found && offsets[2 * i] != PCRE2_UNSET;
    kept[i] = took_part ? Group{offsets[2 * i], offsets[2 * i + 1]} : Group{};
  }
  *groups = {kept, group_count_ + 1};
  return Outcome::kMatch;
}

int JavaRegex::GroupNumber(std::string_view name) const {
  const int number = pcre2_substring_number_from_name(code_->code, Bytes(std::string(name)));
  return number < 0 ? -1 : number;
}

std::string ExpandReplacement(const JavaRegex& regex, std::string_view replacement, std::string_view text, std::span<const JavaRegex::Group> groups,
                              std::string& out) {
  const auto append = [&](size_t number) {
    if (groups[number].start != JavaRegex::kNone) out.append(text.substr(groups[number].start, groups[number].end - groups[number].start));
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] == '\\') {
      if (++i == replacement.size()) return "character to be escaped is missing";
      out += replacement[i];
    } else if (replacement[i] != '$') {
      out += replacement[i];
    } else if (i + 1 < replacement.size() && replacement[i + 1] == '{') {
      const size_t end = replacement.find('}', i);
      if (end == std::string_view::npos) return "named capturing group is missing trailing '}'";
      const std::string_view name = replacement.substr(i + 2, end - i - 2);
      const int number = regex.GroupNumber(name);
      if (number < 0) return "No group with name {" + std::string(name) + "}";
      append(static_cast<size_t>(number));
      i = end;
    } else if (i + 1 == replacement.size() || !is_digit(replacement[i + 1])) {
      return i + 1 == replacement.size() ? "Illegal group reference: group index is missing" : "Illegal group reference";
    } else {
      // As many digits as there are groups for.
      size_t number = static_cast<size_t>(replacement[++i] - '0');
      if (number >= groups.size()) return "No group " + std::to_string(number);
      while (i + 1 < replacement.size() && is_digit(replacement[i + 1])) {
        const size_t longer = 10 * number + static_cast<size_t>(replacement[i + 1] - '0');
        if (longer >= groups.size()) break;
        number = longer;
        ++i;
      }
      append(number);
    }
  }
  return {};
}

}  // namespace flowship
