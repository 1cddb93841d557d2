// Pipeline::RunAll over a slice gives each document what Pipeline::Run gives it alone.

#include <catch2/catch.hpp>

#include <array>
#include <new>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "config/node.h"
#include "event/json_writer.h"
#include "pipeline/pipeline.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

constexpr const char* kMain = R"yml(
processors:
  - set: {field: seen, value: "{{{n}}}"}
  - drop: {if: ctx.n % 7 == 3}
  - convert: {field: text, type: long, if: ctx.n % 2 == 0, on_failure: [{set: {field: converted, value: "{{{_ingest.on_failure_message}}}"}}]}
  - terminate: {if: ctx.n % 11 == 5}
  - pipeline: {name: inner, if: ctx.n % 3 != 0}
  - foreach: {field: list, processor: {append: {field: all, value: "{{{_ingest._value}}}"}}, ignore_missing: true}
  - fail: {message: "no {{{n}}}", if: ctx.n % 5 == 4}
  - script: {source: "ctx.sum = ctx.n + ctx.list.length"}
on_failure:
  - set: {field: error, value: "{{{_ingest.on_failure_processor_type}}} in {{{_ingest.on_failure_pipeline}}}: {{{_ingest.on_failure_message}}}"}
  - fail: {message: again, if: ctx.n % 4 == 1}
)yml";
constexpr const char* kInner = R"yml(
processors:
  - set: {field: inner, value: "{{{_ingest.pipeline}}}"}
  - rename: {field: missing, target_field: x, if: ctx.n % 13 == 1}
  - drop: {if: ctx.n % 17 == 2}
)yml";

struct Outcome {
  RunResult result;
  std::string document, failure;
  bool operator==(const Outcome&) const = default;
};

class Slice {
 public:
  Slice() : set_(keys_) {
    Add("main", kMain);
    Add("inner", kInner);
  }

  std::vector<Outcome> Run(bool at_once) {
    Arena arena;
    KeyTable keys(keys_, arena);
    JsonReader reader;
    RunContext context;
    context.json_reader = &reader;
    context.Begin(1'795'515'630 * int64_t{1'000'000'000}, arena);
    std::array<Event, limits::kSliceEvents> events;
    Document* const documents = arena.NewArray<Document>(events.size());
    std::array<RunResult, limits::kSliceEvents> results{};
    for (size_t i = 0; i < events.size(); ++i) {
      const std::string text = R"({"n":)" + std::to_string(i) + R"(,"text":")" + (i % 6 == 0 ? "x" : "12") + R"(","list":["a",)" + std::to_string(i) + "]}";
      Value root;
      JsonProblem problem;
      REQUIRE(reader.Read(arena.Copy(text), arena, keys, &root, &problem));
      events[i].root = root.as_object();
      new (&documents[i]) Document(events[i], arena, keys, context);
    }
    const Pipeline& pipeline = *set_.Find("main");
    if (at_once) {
      pipeline.RunAll({documents, events.size()}, results);
    } else {
      for (size_t i = 0; i < events.size(); ++i) results[i] = pipeline.Run(documents[i]);
    }
    std::vector<Outcome> outcomes;
    for (size_t i = 0; i < events.size(); ++i) {
      CHECK(documents[i].running() == nullptr);
      outcomes.push_back({results[i], ToJson(Value::Of(events[i].root)), std::string(results[i] == RunResult::kFailed ? documents[i].failure().reason : "")});
    }
    return outcomes;
  }

 private:
  void Add(const char* name, const char* text) {
    config::Diagnostics diagnostics;
    const auto node = config::Parse(name, text, diagnostics);
    REQUIRE(node);
    set_.Add(name, *node, ProcessorTypes(), {}, diagnostics);
    INFO(diagnostics.Render());
    REQUIRE(diagnostics.ok());
  }

  KeySet keys_;
  PipelineSet set_;
};

TEST_CASE("documents that run at once come to what each comes to alone") {
  const std::vector<Outcome> alone = Slice().Run(false), at_once = Slice().Run(true);
  std::array<size_t, 5> met{};
  for (size_t i = 0; i < alone.size(); ++i) {
    INFO("document " << i << ": " << alone[i].document << " / " << at_once[i].document);
    CHECK(alone[i] == at_once[i]);
    ++met[static_cast<size_t>(alone[i].result)];
  }
  // The documents are such that it means something: some go through, some fail, some are dropped.
  CHECK(met[static_cast<size_t>(RunResult::kOk)] > 0);
  CHECK(met[static_cast<size_t>(RunResult::kFailed)] > 0);
  CHECK(met[static_cast<size_t>(RunResult::kDropped)] > 0);
}

}  // namespace
}  // namespace flowship
