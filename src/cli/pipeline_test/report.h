#pragma once
// What `test pipeline` prints: a line a case, what differs below it, in colour on a terminal; and the same as JUnit XML.

#include <string>
#include <vector>

#include "cli/pipeline_test/runner.h"

namespace flowship::cli {

std::string RenderCase(const CaseResult& result, bool colour);
std::string RenderJunit(const std::vector<CaseResult>& results);

}  // namespace flowship::cli
