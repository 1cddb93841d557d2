// html_strip: text without its HTML. Elasticsearch, "HTML strip processor".

#include "processor/html_text.h"
#include "processor/processors.h"
#include "processor/string_processor.h"

namespace flowship {

namespace {

struct ToStripped {
  bool operator()(Document& document, const Value& value, Value* result) const {
    const std::string_view text = value.as_text();
    // Without a tag the text is left alone, its character references too.
    const bool has_tag = text.find('<') != std::string_view::npos && text.find('>') != std::string_view::npos;
    *result = has_tag ? Value::String(StripHtml(text, document.arena())) : value;
    return true;
  }
};

}  // namespace

std::unique_ptr<const Processor> CompileHtmlStrip(config::Options& options, CompileContext& context) {
  return CompileStringProcessor(options, context, ToStripped());
}

}  // namespace flowship
