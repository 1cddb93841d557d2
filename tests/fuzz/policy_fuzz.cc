// A policy: it loads, or is refused with every mistake's place.

#include "fuzz.h"

#include "config/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace flowship;
  config::Diagnostics diagnostics;
  config::PolicySurroundings surroundings;
  surroundings.environment = [](std::string_view name) { return name == "SET" ? std::optional<std::string>("value") : std::nullopt; };
  surroundings.keystore = surroundings.environment;
  surroundings.input_types = {"filestream", "sflow"};
  surroundings.output_types = {"console", "elasticsearch", "file"};
  (void)config::LoadPolicy("fuzz.yml", std::string(fuzz::TextOf(data, size)), diagnostics, surroundings);
  (void)diagnostics.Render();
  return 0;
}
