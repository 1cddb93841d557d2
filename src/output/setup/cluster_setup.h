#pragma once
// ClusterSetup: loads what flowship's data streams need into one cluster: component and index templates, a lifecycle, ingest pipelines.
//
//   GET what is there ──► DecideLoad (mark.h) ──► PUT, unless it is a dry run
//
// Idempotent: what is loaded already, by its mark, is left alone; so is what is somebody else's or of a newer flowship, unless overwriting was asked for.
// Before anything is written, the server is asked by _simulate whether it takes the template, and what it lacks is replaced (fit.h).
// One thread.
// Sources: "Index templates", "Create or update pipeline API", "ILM", Elasticsearch 8; the same of OpenSearch 2.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "output/deadline.h"
#include "output/elasticsearch/connection.h"
#include "output/elasticsearch/server.h"
#include "output/json_document.h"
#include "output/setup/config.h"
#include "output/setup/mark.h"
#include "output/setup/report.h"

namespace flowship {

class ClusterSetup {
 public:
  // The configs outlive it.
  ClusterSetup(const ElasticsearchConfig& cluster, const SetupConfig& setup, SetupRequest request);

  // Finds a host that answers: what it is, or why none does.
  Result<std::string> Connect();
  // After Connect. What was done is in lines().
  void LoadTemplates(const std::string& dataset, const config::Node& fields);
  // `pipelines`: by their names in the package; one that calls another does so by {{ IngestPipeline "name" }}.
  void LoadPipelines(const std::string& dataset, const std::vector<std::pair<std::string, config::Node>>& pipelines);
  const std::vector<SetupLine>& lines() const { return lines_; }

 private:
  // A thing to load: where it is, and how it bears its mark.
  struct Thing {
    std::string what, path;
    std::function<const Value*(const Value& answer)> body_of;       // what the answer to GET says of it; nullptr: nothing
    std::function<std::optional<Mark>(const Value& body)> mark_of;
    std::function<void(Object& body, const Mark& mark)> write_mark;
    bool overwrite = false;
    std::string put_parameters;  // of OpenSearch's policies: which version is replaced
  };
  // Writes the mark into the body.
  LoadAction Load(const Thing& thing, Object& body, std::vector<std::string> words);
  void Say(LoadAction action, const Thing& thing, std::vector<std::string> words);

  void LayOverSettings(JsonDocument& document, Object& index_template);
  std::vector<std::string> Fit(JsonDocument& document, Object& index_template, const std::string& custom);
  bool AddLifecycle(const std::string& dataset, JsonDocument& document, Object& index_template);
  bool LoadIlmPolicy();
  bool LoadIsmPolicy(const std::string& dataset);
  bool Serves(const std::string& path);
  bool Exists(const std::string& path);
  void TellStreams(const std::string& dataset);
  HttpAnswer Get(const std::string& path) { return connection_.Get(base_ + path, cluster_.timeout_millis); }

  const ElasticsearchConfig& cluster_;
  const SetupConfig& setup_;
  const SetupRequest request_;
  Deadline deadline_;
  Connection connection_;
  std::string base_;  // URL of the host
  ServerInfo server_;
  std::vector<SetupLine> lines_;
};

}  // namespace flowship
