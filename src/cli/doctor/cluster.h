#pragma once
// The far end of the chain: does the cluster answer, has it the template, do documents arrive, are the dashboards there?

#include <set>
#include <string>

#include "cli/doctor/report.h"
#include "config/policy.h"

namespace flowship::cli::doctor {

// `streams`: those whose output it is.
void CheckCluster(const config::OutputPolicy& output, const std::vector<config::StreamPolicy>& streams, Report* report);
// The dashboards, in the Kibana that the policy's setup.kibana names, or in the one at `url` if that is not empty. One that is given no credentials of its
// own is asked with those of the first elasticsearch output.
void CheckKibana(const config::Policy& policy, const std::string& url, Report* report);

}  // namespace flowship::cli::doctor
