// fingerprint: a hash over the names and values of fields. Beats, "Generate a fingerprint of an event": |name|value for each field in the order of the
// names, and | at the end.

#include <algorithm>

#include "base/base64.h"
#include "base/digest.h"
#include "edge/edge_processors.h"
#include "event/json_writer.h"

namespace flowship {

namespace {

enum class Encoding : uint8_t { kHex, kBase32, kBase64 };

struct FingerprintOptions {
  std::vector<FieldPath> fields;  // by name
  FieldPath target, error;
  DigestMethod method = DigestMethod::kSha256;
  Encoding encoding = Encoding::kHex;
  bool ignore_missing = false;
};

std::string Base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";  // RFC 4648
  std::string out;
  uint64_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<uint8_t>(byte);
    for (count += 8; count >= 5; count -= 5) out += kAlphabet[bits >> (count - 5) & 31];
  }
  if (count > 0) out += kAlphabet[bits << (5 - count) & 31];
  while (out.size() % 8 != 0) out += '=';
  return out;
}

std::string Encoded(std::string_view bytes, Encoding encoding) {
  if (encoding == Encoding::kBase32) return Base32(bytes);
  if (encoding == Encoding::kBase64) return EncodeBase64(bytes);
  std::string hex;
  for (const char byte : bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<uint8_t>(byte) >> 4];
    hex += kDigits[static_cast<uint8_t>(byte) & 15];
  }
  return hex;
}

class FingerprintFields : public Processor {
 public:
  explicit FingerprintFields(FingerprintOptions options) : options_(std::move(options)) {}

  RunResult Run(Document& document) const override {
    const size_t count = options_.fields.size();
    Value* const values = document.arena().NewArray<Value>(count);
    std::string text;
    for (size_t i = 0; i < count; ++i) {
      const FieldPath& field = options_.fields[i];
      const Value* const value = document.Get(field);
      if (value == nullptr && !options_.ignore_missing) return Refuse(document, "failed to find field [{}] in event: key not found", field);
      if (value != nullptr && (value->is_array() || value->is_object())) return Refuse(document, "cannot compute fingerprint using non-scalar field [{}]", field);
      // What is missing is no input that a step can have.
      if (value == nullptr && document.tracer != nullptr) document.tracer->Abort();
      new (&values[i]) Value(value == nullptr ? Value::Null() : *value);
      if (value != nullptr) Add(field, *value, document.arena(), &text);
    }
    Value print = PrintOf(text, document.arena());
    if (document.tracer != nullptr) print = document.tracer->Record({Again, this}, {values, count}, print);
    return OkOrFailed(document.Set(options_.target, print));
  }
  bool Traces() const override { return true; }

 private:
  static bool Again(const TraceStep& step, const Value* inputs, TraceContext& context, Value* result) {
    const auto* const self = static_cast<const FingerprintFields*>(step.self);
    std::string text;
    for (size_t i = 0; i < self->options_.fields.size(); ++i) Add(self->options_.fields[i], inputs[i], context.arena, &text);
    *result = self->PrintOf(text, context.arena);
    return true;
  }
  static void Add(const FieldPath& field, const Value& value, Arena& arena, std::string* text) {
    *text += "|" + field.text + "|";
    *text += value.is_null() ? "<nil>" : JavaText(value, arena);
  }
  Value PrintOf(const std::string& text, Arena& arena) const {
    uint8_t digest[kDigestMaxBytes];
    const size_t size = WriteDigest(options_.method, text + "|", digest);
    const std::string encoded = Encoded({reinterpret_cast<const char*>(digest), size}, options_.encoding);
    return Value::String(arena.Copy(encoded)).Plain();
  }
  RunResult Refuse(Document& document, fmt::format_string<std::string_view> why, const FieldPath& field) const {
    (void)document.Set(options_.error, Value::String(FormatIn(document.arena(), "failed to compute fingerprint: {}", FormatIn(document.arena(), why, std::string_view(field.text)))));
    return RunResult::kOk;
  }

  const FingerprintOptions options_;
};

}  // namespace

std::unique_ptr<const Processor> CompileFingerprintFields(config::Options& options, CompileContext& context) {
  FingerprintOptions fingerprint;
  std::vector<std::string> names = options.TakeStrings("fields");
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.empty()) options.Error("fields", "fingerprint needs `fields`, a list of them");
  for (const std::string& name : names) fingerprint.fields.push_back(context.Path(name, options.PlaceOf("fields")));
  fingerprint.target = context.Path(options.TakeString("target_field", "fingerprint"), options.PlaceOf("target_field"));
  fingerprint.error = context.Path("error.message", options.place());
  fingerprint.ignore_missing = options.TakeBool("ignore_missing", false);
  const std::string method = options.TakeString("method", "sha256"), encoding = options.TakeString("encoding", "hex");
  constexpr std::pair<std::string_view, DigestMethod> kMethods[] = {
      {"md5", DigestMethod::kMd5}, {"sha1", DigestMethod::kSha1}, {"sha256", DigestMethod::kSha256}, {"sha512", DigestMethod::kSha512}};
  constexpr std::pair<std::string_view, Encoding> kEncodings[] = {{"hex", Encoding::kHex}, {"base32", Encoding::kBase32}, {"base64", Encoding::kBase64}};
  const auto of_name = std::ranges::find(kMethods, std::string_view(method), &std::pair<std::string_view, DigestMethod>::first);
  const auto as_text = std::ranges::find(kEncodings, std::string_view(encoding), &std::pair<std::string_view, Encoding>::first);
  if (of_name == std::end(kMethods)) options.Error("method", "\"" + method + "\" is no method of fingerprint; it is md5, sha1, sha256 or sha512");
  if (as_text == std::end(kEncodings)) options.Error("encoding", "\"" + encoding + "\" is no encoding of fingerprint; it is hex, base32 or base64");
  if (of_name == std::end(kMethods) || as_text == std::end(kEncodings)) return nullptr;
  fingerprint.method = of_name->second;
  fingerprint.encoding = as_text->second;
  return std::make_unique<FingerprintFields>(std::move(fingerprint));
}

}  // namespace flowship
