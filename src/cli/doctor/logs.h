#pragma once
// The logs of a stream: are they there, may they be read, do they grow, and is what they hold sFlow?

#include <optional>
#include <string>

#include "cli/doctor/goflow2.h"
#include "config/policy.h"

namespace flowship::cli::doctor {

void CheckLogs(const config::StreamPolicy& stream, const std::optional<Goflow2>& goflow2, Report* report);
// A folder for the registry that can be written.
void CheckDataPath(const std::string& path, Report* report);

}  // namespace flowship::cli::doctor
