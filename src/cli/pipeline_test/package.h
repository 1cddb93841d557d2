#pragma once
// Where the tests of pipelines are: elastic-package's layout, and flowship's own.
//
//   a package        PACKAGE/data_stream/NAME/elasticsearch/ingest_pipeline/*.yml   and  …/NAME/_dev/test/pipeline/test-*
//   a data stream    the same without PACKAGE/data_stream/NAME/
//   an input package PACKAGE/elasticsearch/ingest_pipeline/*.yml                    and  PACKAGE/_dev/test/pipeline/test-*
//   flowship's own   testdata/pipelines/DATASET/test-*: the pipelines that the program carries inside for that dataset
//
// A case is test-X.log (a line an event, in `message`) or test-X.json ({"events": [...]}), beside it test-X.log-expected.json ({"expected": [...]}, null for
// an event that was dropped), optionally test-X.log-config.yml, and test-common-config.yml for all of the folder. PACKAGE/_dev/test/config.yml may skip all
// pipeline tests of the package: `pipeline: {skip: {reason: …, link: …}}`.
// Source: elastic-package's HOWTO "Writing pipeline tests for a package"; the package specification for the last.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/node.h"

namespace flowship::cli {

struct PipelineTests {
  std::string package, data_stream;      // names; the second is empty for flowship's own
  std::string dataset;                   // package.data_stream, or what the manifest says
  std::string index;                     // the _index of the events: TYPE-package.data_stream-default
  std::filesystem::path pipelines;       // the folder; empty: those that the program carries inside
  std::string entry = "default";         // the pipeline that events go to
  std::string skip_reason;               // not empty: the package leaves all of its cases out
  std::filesystem::path geoip;           // databases that come with the tests: flowship's own are in testdata/geoip; empty: none
  std::vector<std::filesystem::path> cases;
};

// All that `folder` holds, in the order of the names. Errors (nothing there, a manifest that can't be read) go to diagnostics.
std::vector<PipelineTests> FindPipelineTests(const std::filesystem::path& folder, config::Diagnostics& diagnostics);

struct CaseConfig {
  struct Pattern {
    std::string field, regex;
  };
  std::vector<config::Node::Member> fields;  // added to each event
  std::vector<Pattern> dynamic_fields;       // whose values differ from run to run: they must match, and are not compared
  std::string first_line_pattern;            // multiline; empty: every line is an event
  std::string skip_reason;                   // not empty: the case is left out; with the link, where there is one
};

// Of the case and of its folder, the case's own first.
CaseConfig ReadCaseConfig(const std::filesystem::path& test_case, config::Diagnostics& diagnostics);

std::filesystem::path ExpectedPath(const std::filesystem::path& test_case);

}  // namespace flowship::cli
