// trim: text without the white space (everything up to U+0020) at both ends. Elasticsearch, "Trim processor".

#include "base/java_number.h"
#include "processor/processors.h"
#include "processor/string_processor.h"

namespace flowship {

namespace {

struct ToTrimmed {
  bool operator()(Document&, const Value& text, Value* result) const {
    const Value trimmed = Value::String(TrimControl(text.as_text()));
    *result = text.is_plain() ? trimmed.Plain() : trimmed;
    return true;
  }
};

}  // namespace

std::unique_ptr<const Processor> CompileTrim(config::Options& options, CompileContext& context) {
  return CompileStringProcessor(options, context, ToTrimmed());
}

}  // namespace flowship
