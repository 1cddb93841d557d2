#pragma once
// The options that a policy may have, out of the code that reads them (config/option_record.h).

#include <string>

#include "config/option_record.h"
#include "config/policy.h"

namespace flowship::cli {

// What is asked for when a policy with every kind of input, output and edge processor is read.
class KnownOptions {
 public:
  KnownOptions();

  const std::vector<config::OptionNote>& policy() const { return record_.Of("the policy"); }
  const std::vector<config::OptionNote>& stream() const { return stream_; }  // of every stream, whatever its input
  const std::vector<config::OptionNote>& sflow() const { return sflow_; }    // of a stream of the sflow input, beside that input's own
  const std::vector<config::OptionNote>& input(const std::string& type) const { return record_.Of("the " + type + " input"); }
  const std::vector<config::OptionNote>& output(const std::string& type) const { return record_.Of("the " + type + " output"); }
  const std::vector<config::OptionNote>& processor(const std::string& name) const { return record_.Of("the " + name + " processor"); }

 private:
  config::OptionRecord record_;
  std::vector<config::OptionNote> stream_, sflow_;
};

// JSON Schema, draft 2020-12, for `flowship.yml` in an editor.
std::string ConfigSchema();

}  // namespace flowship::cli
