#pragma once
// Painless in a pipeline: the `if` of a processor, and how any script runs over a document.

#include <memory>
#include <string_view>

#include "base/result.h"
#include "painless/script.h"
#include "pipeline/document.h"

namespace flowship {

class Condition {
 public:
  // `params` is an object in the key set's arena, or null. The error has line, column and a caret within the source.
  static Result<std::unique_ptr<const Condition>> Compile(std::string_view source, KeySet& keys, Value params = {});

  // False: it threw; document.failure() says what.
  bool Test(Document& document, bool* result) const;

 private:
  explicit Condition(std::unique_ptr<const Script> script) : script_(std::move(script)) {}
  std::unique_ptr<const Script> script_;
};

// Runs a script over the document's ctx: its source, and its metadata when the script may look at them. False: it threw; document.failure() has
// the type and text of the script's own exception, which is what Elasticsearch gives as on_failure_message.
bool RunScript(const Script& script, Document& document);

}  // namespace flowship
