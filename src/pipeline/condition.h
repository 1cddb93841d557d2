#pragma once
// The `if` of a processor: a Painless expression over ctx, compiled once.

#include <memory>
#include <string_view>

#include "base/result.h"
#include "pipeline/document.h"

namespace flowship {

class Condition {
 public:
  virtual ~Condition() = default;
  // False: it threw; document.failure() says what.
  virtual bool Test(Document& document, bool* result) const = 0;

  // The error has line, column and a caret within the source.
  static Result<std::unique_ptr<const Condition>> Compile(std::string_view source, KeySet& keys);
};

}  // namespace flowship
