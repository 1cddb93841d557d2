// lowercase: text in lower case, by Unicode and without regard to a language. Elasticsearch, "Lowercase processor".

#include "painless/text.h"
#include "processor/processors.h"
#include "processor/string_processor.h"

namespace flowship {

namespace {

struct ToLower {
  bool operator()(Document& document, const Value& text, Value* result) const {
    const Value changed = Value::String(painless::LowerCase(text.as_text(), document.arena()));
    *result = text.is_plain() ? changed.Plain() : changed;
    return true;
  }
};

}  // namespace

std::unique_ptr<const Processor> CompileLowercase(config::Options& options, CompileContext& context) {
  return CompileStringProcessor(options, context, ToLower());
}

}  // namespace flowship
