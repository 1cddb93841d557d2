#pragma once
// Which server it is, by its answer to GET /. Pure.

#include <string>
#include <string_view>

namespace flowship {

struct ServerInfo {
  bool opensearch = false;
  std::string version;      // "8.19.21"; empty: it is neither Elasticsearch nor OpenSearch
  std::string cluster;
  bool serverless = false;  // Elastic Cloud Serverless, which has data stream lifecycles instead of ILM
};
ServerInfo ReadServerInfo(std::string_view body);

// "Elasticsearch 8.19.21, cluster docker-cluster"; empty: it is neither.
std::string DescribeServer(std::string_view body);

}  // namespace flowship
