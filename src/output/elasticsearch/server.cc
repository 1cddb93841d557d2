#include "output/elasticsearch/server.h"

#include "output/json_document.h"

namespace flowship {

ServerInfo ReadServerInfo(std::string_view body) {
  JsonDocument answer;
  ServerInfo info;
  if (!answer.Read(body)) return info;
  info.version = TextAt(answer.root(), {"version", "number"});
  info.cluster = TextAt(answer.root(), {"cluster_name"});
  info.opensearch = TextAt(answer.root(), {"version", "distribution"}) == "opensearch";
  info.serverless = TextAt(answer.root(), {"version", "build_flavor"}) == "serverless";
  return info;
}

std::string DescribeServer(std::string_view body) {
  const ServerInfo info = ReadServerInfo(body);
  if (info.version.empty()) return "";
  return (info.opensearch ? "OpenSearch " : "Elasticsearch ") + info.version + (info.serverless ? " serverless" : "") + ", cluster " + info.cluster;
}

}  // namespace flowship
