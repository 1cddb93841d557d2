#include "cli/pipeline_test/report.h"

#include <fmt/format.h>

namespace flowship::cli {

namespace {

constexpr size_t kShownDifferences = 40;  // of a case

std::string_view VerdictName(CaseResult::Verdict verdict) {
  switch (verdict) {
    case CaseResult::Verdict::kPass: return "ok     ";
    case CaseResult::Verdict::kFail: return "FAILED ";
    case CaseResult::Verdict::kSkip: return "skipped";
    case CaseResult::Verdict::kUpdate: return "updated";
  }
  return "";
}

std::string Painted(std::string_view text, const char* code, bool colour) {
  return colour ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

std::string Indented(std::string_view text) {
  std::string out = "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  while (out.ends_with(' ') || out.ends_with('\n')) out.pop_back();
  return out + "\n";
}

std::string RenderDifferences(const CaseResult& result, bool colour) {
  std::string out;
  size_t shown = 0, all = 0;
  for (const auto& event : result.differences) {
    all += event.fields.size();
    if (shown >= kShownDifferences) continue;
    out += fmt::format("  event {}\n", event.event + 1);
    for (const Difference& field : event.fields) {
      if (shown++ >= kShownDifferences) break;
      out += fmt::format("    {}\n", field.field.empty() ? "the document" : field.field);
      if (!field.expected.empty()) out += "      " + Painted("- " + field.expected, "31", colour) + "\n";
      if (!field.actual.empty()) out += "      " + Painted("+ " + field.actual, "32", colour) + "\n";
    }
  }
  if (all > kShownDifferences) out += fmt::format("  ... {} differences in all\n", all);
  return out;
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
    }
  }
  return out;
}

size_t Count(const std::vector<CaseResult>& results, CaseResult::Verdict verdict) {
  size_t count = 0;
  for (const CaseResult& result : results) count += result.verdict == verdict;
  return count;
}

}  // namespace

std::string RenderCase(const CaseResult& result, bool colour) {
  const bool failed = result.verdict == CaseResult::Verdict::kFail;
  std::string out = Painted(VerdictName(result.verdict), failed ? "1;31" : "32", colour) + " " + result.name + "\n";
  if (!result.problem.empty()) out += Indented(result.problem);
  return out + RenderDifferences(result, colour);
}

std::string RenderJunit(const std::vector<CaseResult>& results) {
  std::string out = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"pipelines\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
                                results.size(), Count(results, CaseResult::Verdict::kFail), Count(results, CaseResult::Verdict::kSkip));
  for (const CaseResult& result : results) {
    const size_t colon = result.name.find(": ");
    out += fmt::format("<testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", Escaped(result.name.substr(0, colon)), Escaped(result.name.substr(colon + 2)),
                       result.seconds);
    if (result.verdict == CaseResult::Verdict::kFail) {
      out += fmt::format("><failure message=\"failed\">{}</failure></testcase>\n", Escaped(result.problem + "\n" + RenderDifferences(result, false)));
    } else if (result.verdict == CaseResult::Verdict::kSkip) {
      out += fmt::format("><skipped message=\"{}\"/></testcase>\n", Escaped(result.problem));
    } else {
      out += "/>\n";
    }
  }
  return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace flowship::cli
