#pragma once
// A Filebeat configuration as a policy. What means the same here is carried over; the rest is listed with its place and the reason. Nothing is left out
// without a word. Source: Filebeat's reference of its inputs log and filestream, of its Elasticsearch output and of filebeat.yml.

#include <string>
#include <vector>

#include "config/node.h"

namespace flowship::cli {

struct Imported {
  config::Node policy;
  struct Left {
    config::Place place;
    std::string name, why;
  };
  std::vector<Left> left;
};

// `dataset`: of inputs that name no data stream.
Imported ImportFilebeat(const config::Node& filebeat, const std::string& dataset);

}  // namespace flowship::cli
