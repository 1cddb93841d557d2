#pragma once
// Dashboards into Kibana or OpenSearch Dashboards, by the saved objects API: POST [/s/<space>]/api/saved_objects/_import?overwrite=true, the NDJSON as a
// multipart form's file. Objects have fixed ids, so loading them again replaces them.
// Source: "Import saved objects API", Kibana 8; the same of OpenSearch Dashboards 2.

#include <span>

#include "base/embedded.h"
#include "output/setup/config.h"
#include "output/setup/report.h"

namespace flowship {

// A line for each of `files`, or one that says why there is nothing to do. `asked_for`: --dashboards; then a Kibana that nobody named is a failure.
std::vector<SetupLine> LoadDashboards(const SetupConfig& setup, std::span<const EmbeddedFile> files, bool dry_run, bool asked_for);

}  // namespace flowship
