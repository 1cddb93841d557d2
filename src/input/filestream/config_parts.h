#pragma once
// The parts of reading a filestream's options (config.h), for config.cc alone.

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "input/filestream/config.h"

namespace flowship::filestream {

int64_t TakeNanos(config::Options& options, std::string_view name, int64_t fallback_millis, int64_t least_millis);
std::vector<Regex> TakeRegexes(config::Options& options, std::string_view name);

void TakeIdentity(config::Options& options, Config* config);
void TakeCleaning(config::Options& options, Config* config);
// Options of Filebeat whose work flowship does in any case, or that make no difference here: taken, with a word where somebody could count on them.
void TakeWithoutEffect(config::Options& options);
// Options of Filebeat that would make a difference which flowship can't: errors, unless they ask for what is done anyway.
void TakeUnsupported(config::Options& options);

}  // namespace flowship::filestream
