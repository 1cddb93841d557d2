// urldecode: %XX and + as in forms. Elasticsearch, "URL decode processor": java.net.URLDecoder with UTF-8.

#include "painless/text.h"
#include "processor/apply.h"
#include "processor/processors.h"
#include "processor/string_processor.h"

namespace flowship {

namespace {

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// In the words of Integer.parseInt, which Java reads the two characters with.
bool FailHex(Document& document, std::string_view text, size_t at) {
  constexpr std::string_view kIllegal = "URLDecoder: Illegal hex characters in escape (%) pattern - ";
  size_t end = at + 1;
  for (int i = 0; i < 2; ++i) painless::NextCodePoint(text, &end);
  const std::string_view digits = text.substr(at + 1, end - at - 1);
  if (digits[0] == '-' && IsHex(digits[1])) return document.Illegal("{}negative value", kIllegal);
  const int wrong = IsHex(digits[0]) || ((digits[0] == '+' || digits[0] == '-') && digits.size() == 2 && !IsHex(digits[1])) ? 1 : 0;
  return document.Illegal("{}Error at index {} in: \"{}\"", kIllegal, wrong, digits);
}

struct ToDecoded {
  bool operator()(Document& document, const Value& value, Value* result) const {
    std::string_view decoded;
    if (!ApplyUrlDecode(document, value.as_text(), &decoded)) return false;
    *result = decoded.data() == value.as_text().data() ? value : Value::String(decoded);
    return true;
  }
};

}  // namespace

bool ApplyUrlDecode(Document& document, std::string_view text, std::string_view* decoded) {
  for (size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
    if (at + 2 >= text.size()) return document.Illegal("URLDecoder: Incomplete trailing escape (%) pattern");
    if (!IsHex(text[at + 1]) || !IsHex(text[at + 2])) return FailHex(document, text, at);
  }
  *decoded = DecodePercent(text, true, document.arena());
  return true;
}

std::unique_ptr<const Processor> CompileUrldecode(config::Options& options, CompileContext& context) {
  return CompileStringProcessor(options, context, ToDecoded());
}

}  // namespace flowship
