// uppercase: text in upper case, by Unicode and without regard to a language. Elasticsearch, "Uppercase processor".

#include "painless/text.h"
#include "processor/processors.h"
#include "processor/string_processor.h"

namespace flowship {

namespace {

struct ToUpper {
  bool operator()(Document& document, const Value& text, Value* result) const {
    const Value changed = Value::String(painless::UpperCase(text.as_text(), document.arena()));
    *result = text.is_plain() ? changed.Plain() : changed;
    return true;
  }
};

}  // namespace

std::unique_ptr<const Processor> CompileUppercase(config::Options& options, CompileContext& context) {
  return CompileStringProcessor(options, context, ToUpper());
}

}  // namespace flowship
