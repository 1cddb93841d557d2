#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.h"

namespace flowship::cli {

std::function<int()> DeclareVersion(CLI::App&) {
  return [] {
    std::printf("flowship %s\n", FLOWSHIP_VERSION);
    return kDone;
  };
}

}  // namespace flowship::cli
