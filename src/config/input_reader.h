#pragma once
// The `inputs:` of a policy: what all inputs and streams have in common is read, checked and handed down from input to stream.
// Source of the rules: Elastic's "Configure standalone Elastic Agents" and, for the names of data streams, ECS's data_stream fields.

#include <map>
#include <string>
#include <vector>

#include "config/policy.h"

namespace flowship::config {

// A name that has to be one of some; an error with the nearest of them otherwise. No choices: anything goes.
void CheckChoice(Options& options, std::string_view name, const std::string& value, const std::vector<std::string>& choices, std::string_view what);

class InputReader {
 public:
  // `outputs` says of each output whether it is enabled. All are kept by reference.
  InputReader(const std::map<std::string, bool>& outputs, const std::vector<std::string>& types, Diagnostics& diagnostics)
      : outputs_(outputs), types_(types), diagnostics_(diagnostics) {}

  void ReadList(const Node& inputs);
  // `inherited` holds what the input says.
  void ReadStream(const Node& given, const StreamPolicy& inherited, bool input_enabled);

  std::vector<StreamPolicy> TakeStreams() { return std::move(streams_); }  // the enabled ones
  bool read_any() const { return !input_ids_.empty(); }

 private:
  void ReadInput(const Node& node);
  void CheckType(Options& options, const std::string& type);
  void CheckOutput(Options& options, const std::string& name);
  void ReadDataStream(Options& options, StreamPolicy* stream);
  void CheckUnique(std::map<std::string, Place>* ids, const std::string& id, const Place& place, std::string_view what);
  Node TakeProcessors(Options& options);
  void TakeTheirs(Options& options);

  const std::map<std::string, bool>& outputs_;
  const std::vector<std::string>& types_;
  Diagnostics& diagnostics_;
  std::map<std::string, Place> input_ids_, stream_ids_;
  std::vector<StreamPolicy> streams_;
  bool reads_log_options_ = false;  // the input at hand is called `log`, and its streams have that one's names
};

}  // namespace flowship::config
