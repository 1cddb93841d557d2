#pragma once
// The home of simdjson. Include this only where JSON text is turned into something (event/json_reader.cc): the header is large.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <simdjson.h>  // IWYU pragma: export
#pragma GCC diagnostic pop
