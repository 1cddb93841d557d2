#pragma once
// What `flowship doctor` finds, check by check, in the order of the chain: exporter → GoFlow2 → its log → flowship → cluster → Kibana.

#include <cstdint>
#include <string>
#include <vector>

namespace flowship::cli::doctor {

struct Check {
  enum class State : uint8_t { kOk, kWarning, kFault };
  State state = State::kOk;
  std::string what;
  std::string remedy;  // what to do; empty where all is well
};

class Report {
 public:
  void Ok(std::string what) { checks_.push_back({Check::State::kOk, std::move(what), ""}); }
  void Warn(std::string what, std::string remedy) { checks_.push_back({Check::State::kWarning, std::move(what), std::move(remedy)}); }
  void Fault(std::string what, std::string remedy) { checks_.push_back({Check::State::kFault, std::move(what), std::move(remedy)}); }
  const std::vector<Check>& checks() const { return checks_; }

 private:
  std::vector<Check> checks_;
};

}  // namespace flowship::cli::doctor
