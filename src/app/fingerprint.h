#pragma once
// What a part of a policy says, as one text: two parts with the same one mean the same, so that a reload leaves alone what has not changed. Places, comments
// and the order of options do not count; the order of lists does. Pure.

#include <string>

#include "config/policy.h"

namespace flowship {

std::string Fingerprint(const config::Node& node);
std::string Fingerprint(const config::OutputPolicy& output);
// `agent`: what of it decides how events of the stream come out.
std::string Fingerprint(const config::StreamPolicy& stream, const config::AgentPolicy& agent);

}  // namespace flowship
