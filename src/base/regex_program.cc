#include "base/regex_program.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/limits.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace flowship {

struct RegexProgram::Engines {
  pcre2_code* code = nullptr;
  std::unique_ptr<re2::RE2> linear;
  ~Engines() { pcre2_code_free(code); }
};

namespace {

constexpr size_t kJitStackFirstBytes = 32 << 10, kJitStackMostBytes = 1 << 20;
constexpr int kTooLargeCode = 120;  // of pcre2api(3); it has no name there

// What a match needs beside the program: one for each thread, made when the thread first matches.
struct ThreadState {
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_jit_stack* stack = pcre2_jit_stack_create(kJitStackFirstBytes, kJitStackMostBytes, nullptr);
  pcre2_match_data* data = nullptr;
  uint32_t pairs = 0;

  ThreadState() { pcre2_jit_stack_assign(context, nullptr, stack); }
  ~ThreadState() {
    pcre2_match_data_free(data);
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
  }
  ThreadState(const ThreadState&) = delete;
  ThreadState& operator=(const ThreadState&) = delete;

  pcre2_match_data* DataFor(size_t wanted) {
    if (wanted > pairs) {
      pcre2_match_data_free(data);
      pairs = std::max(static_cast<uint32_t>(wanted), 2 * pairs);
      data = pcre2_match_data_create(pairs, nullptr);
    }
    return data;
  }
};

ThreadState& State() {
  thread_local ThreadState state;
  return state;
}

PCRE2_SPTR Bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data()); }

}  // namespace

RegexProgram::RegexProgram(Source source) : source_(std::move(source)), engines_(std::make_unique<Engines>()) {}
RegexProgram::~RegexProgram() = default;

Result<std::unique_ptr<const RegexProgram>> RegexProgram::Compile(Source source) {
  auto program = std::unique_ptr<RegexProgram>(new RegexProgram(std::move(source)));
  const std::string& pcre = program->source_.pcre;
  uint32_t options = PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C;
  if (program->source_.utf8) options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
  pcre2_compile_context* const context = pcre2_compile_context_create(nullptr);
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  program->engines_->code = pcre2_compile(Bytes(pcre), pcre.size(), options, &error, &offset, context);
  pcre2_compile_context_free(context);
  if (program->engines_->code == nullptr) {
    if (error == kTooLargeCode) return Error{std::string(kTooLarge)};
    PCRE2_UCHAR text[256];
    pcre2_get_error_message(error, text, sizeof text);
    return Error{reinterpret_cast<const char*>(text)};
  }
  uint32_t count = 0;
  pcre2_pattern_info(program->engines_->code, PCRE2_INFO_CAPTURECOUNT, &count);
  program->group_count_ = count;
  return std::unique_ptr<const RegexProgram>(std::move(program));
}

RegexProgram::Outcome RegexProgram::Match(std::string_view text, size_t start, std::span<Group> groups) const {
  // Where there is no JIT for it, the interpreter does it.
  std::call_once(jit_once_, [this] { pcre2_jit_compile(engines_->code, PCRE2_JIT_COMPLETE); });
  ThreadState& state = State();
  pcre2_match_data* const data = state.DataFor(group_count_ + 1);
  pcre2_set_match_limit(state.context, is_linear() ? limits::kRegexQuickSteps : limits::kRegexMatchSteps);
  const int found = pcre2_match(engines_->code, Bytes(text), text.size(), start, 0, data, state.context);
  if (found == PCRE2_ERROR_NOMATCH) return Outcome::kNoMatch;
  if (found < 0) return is_linear() ? MatchLinear(text, start, groups) : Outcome::kTooHard;
  const PCRE2_SIZE* const offsets = pcre2_get_ovector_pointer(data);
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool took_part = static_cast<int>(i) < found && offsets[2 * i] != PCRE2_UNSET;
    groups[i] = took_part ? Group{offsets[2 * i], offsets[2 * i + 1]} : Group{};
  }
  return Outcome::kMatch;
}

RegexProgram::Outcome RegexProgram::MatchLinear(std::string_view text, size_t start, std::span<Group> groups) const {
  std::call_once(linear_once_, [this] {
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_dot_nl(true);
    if (!source_.utf8) options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_max_mem(static_cast<int64_t>(limits::kRegexLinearBytes));
    engines_->linear = std::make_unique<re2::RE2>(source_.linear, options);
  });
  const re2::RE2& linear = *engines_->linear;
  const size_t wanted = std::min(groups.size(), group_count_ + 1);
  if (!linear.ok() || static_cast<size_t>(linear.NumberOfCapturingGroups()) + 1 < wanted) return Outcome::kTooHard;
  std::vector<re2::StringPiece> found(wanted);
  const re2::StringPiece whole(text.data(), text.size());
  if (!linear.Match(whole, start, text.size(), re2::RE2::UNANCHORED, found.data(), static_cast<int>(wanted))) return Outcome::kNoMatch;
  std::fill(groups.begin(), groups.end(), Group{});
  for (size_t i = 0; i < wanted; ++i) {
    if (found[i].data() == nullptr) continue;
    const auto from = static_cast<size_t>(found[i].data() - text.data());
    groups[i] = {from, from + found[i].size()};
  }
  return Outcome::kMatch;
}

}  // namespace flowship
