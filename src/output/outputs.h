#pragma once
// The makers of output_types.cc's table.

#include <memory>

#include "output/output_types.h"

namespace flowship {

std::unique_ptr<Output> MakeConsole(config::Options& options, const OutputContext& context);
std::unique_ptr<Output> MakeElasticsearch(config::Options& options, const OutputContext& context);
std::unique_ptr<Output> MakeFile(config::Options& options, const OutputContext& context);
std::unique_ptr<Output> MakeKafka(config::Options& options, const OutputContext& context);

}  // namespace flowship
