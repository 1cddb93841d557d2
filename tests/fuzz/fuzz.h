#pragma once
// What the fuzz targets share. Each has LLVMFuzzerTestOneInput: with clang's libFuzzer (preset `fuzz`) it is driven by that, otherwise by corpus_main.cc over
// testdata/fuzz/NAME. A target fails by dying: of a sanitizer, an assertion, a time or memory limit.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "event/json_reader.h"
#include "event/json_writer.h"
#include "pipeline/pipeline.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace flowship::fuzz {

inline std::string_view TextOf(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

// What is before the first newline, and the rest.
struct Halves {
  std::string_view first, rest;
};
inline Halves Split(std::string_view text) {
  const size_t end = text.find('\n');
  return end == std::string_view::npos ? Halves{text, {}} : Halves{text.substr(0, end), text.substr(end + 1)};
}

inline int64_t FixedNow() { return 1'795'515'630'123'456'789; }  // 2026-11-24T10:20:30.123456789Z

// A document with values of every kind, for what runs over one.
inline constexpr std::string_view kDocument =
    R"({"message":"Feb  5 06:07:08 host app[1]: a=1 b=\"two words\" c=3","t":"text","n":42,"l":5000000000,"f":1.5,"b":true,"z":null,"e":"","list":["a",1,null,{"k":"v"}],)"
    R"("map":{"x":1,"y":{"z":"deep"}},"ip":"192.0.2.33","json":"{\"a\":[1,2]}","date":"2024-02-05T06:07:08Z","event":{"original":"x"},"tags":["t"]})";

// Runs a pipeline over a text in JSON and writes what comes out; a text that is no object does nothing.
inline void RunOver(const Pipeline& pipeline, const KeySet& set_keys, std::string_view json) {
  Arena arena;
  KeyTable keys(set_keys, arena);
  JsonReader reader;
  Value root;
  JsonProblem problem;
  if (!reader.Read(arena.Copy(json), arena, keys, &root, &problem) || !root.is_object()) return;
  RunContext context;
  context.clock = FixedNow;
  context.json_reader = &reader;
  context.Begin(FixedNow(), arena);
  Event event;
  event.root = root.as_object();
  Document document(event, arena, keys, context);
  if (pipeline.Run(document) == RunResult::kFailed) (void)DescribeFailure(document);
  (void)ToJson(Value::Of(document.root()));
}

}  // namespace flowship::fuzz
