// fingerprint: a digest over the values of fields. Elasticsearch, "Fingerprint processor".
//
// What is digested: the salt, and then of each field in the order of their names, all the way down: a zero byte and the bytes of a value; lists element by
// element; objects in the order of their keys, a zero byte and the key before each value. Texts are UTF-8, numbers little-endian in their Java size, true is
// 1 and false 2, null is nothing.

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/digest.h"
#include "painless/hashing.h"
#include "painless/text.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

// Counts the bytes first (without a place to put them), and then writes them.
class Bytes {
 public:
  explicit Bytes(char* out) : out_(out) {}
  void Put(std::string_view bytes) {
    if (out_ != nullptr && !bytes.empty()) std::memcpy(out_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  template <typename Number>
  void PutNumber(Number number) {
    static_assert(std::endian::native == std::endian::little);
    Put({reinterpret_cast<const char*>(&number), sizeof number});
  }
  void Delimit() { Put({"\0", 1}); }
  size_t size() const { return size_; }

 private:
  char* const out_;
  size_t size_ = 0;
};

bool Feed(const Value& value, Document& document, Bytes* bytes);

bool FeedObject(const Object& object, Document& document, Bytes* bytes) {
  const Object::Entry** const entries = document.arena().NewArray<const Object::Entry*>(object.size());
  for (uint32_t i = 0; i < object.size(); ++i) entries[i] = object.begin() + i;
  const auto is_before = [](const Object::Entry* a, const Object::Entry* b) { return painless::CompareUnits(a->key.text(), b->key.text()) < 0; };
  std::sort(entries, entries + object.size(), is_before);
  for (uint32_t i = 0; i < object.size(); ++i) {
    bytes->Delimit();
    bytes->Put(entries[i]->key.text());
    if (!Feed(entries[i]->value, document, bytes)) return false;
  }
  return true;
}

bool Feed(const Value& value, Document& document, Bytes* bytes) {
  if (value.is_array()) return std::ranges::all_of(*value.as_array(), [&](const Value& item) { return Feed(item, document, bytes); });
  if (value.is_object()) return FeedObject(*value.as_object(), document, bytes);
  bytes->Delimit();
  switch (value.kind()) {
    case Kind::kNull: return true;
    case Kind::kString: bytes->Put(value.as_text()); return true;
    case Kind::kBool: bytes->Put(value.as_bool() ? "\1" : "\2"); return true;
    case Kind::kInt: bytes->PutNumber(static_cast<int32_t>(value.as_long())); return true;
    case Kind::kLong: bytes->PutNumber(value.as_long()); return true;
    case Kind::kFloat: bytes->PutNumber(value.as_float()); return true;
    case Kind::kDouble: bytes->PutNumber(value.as_double()); return true;
    default: return document.Illegal("cannot convert object of type [{}] to bytes", JavaTypeName(value));
  }
}

struct Method {
  std::string_view name;
  DigestMethod method;
};
constexpr Method kMethods[] = {{"MD5", DigestMethod::kMd5},
                               {"SHA-1", DigestMethod::kSha1},
                               {"SHA-256", DigestMethod::kSha256},
                               {"SHA-512", DigestMethod::kSha512},
                               {"MurmurHash3", DigestMethod::kMurmur3}};

class Fingerprint : public Processor {
 public:
  Fingerprint(std::vector<FieldPath> fields, FieldPath target, std::string salt, DigestMethod method, bool ignore_missing)
      : fields_(std::move(fields)), target_(std::move(target)), salt_(std::move(salt)), method_(method), ignore_missing_(ignore_missing) {}

  RunResult Run(Document& document) const override {
    Array* const values = Array::New(document.arena(), fields_.size());
    if (!Collect(document, values)) return RunResult::kFailed;
    if (values->empty()) return RunResult::kOk;
    Bytes count(nullptr);
    if (!Feed(Value::Of(values), document, &count)) return RunResult::kFailed;
    char* const text = document.arena().NewBytes(salt_.size() + count.size());
    Bytes bytes(text);
    bytes.Put(salt_);
    (void)Feed(Value::Of(values), document, &bytes);
    uint8_t digest[kDigestMaxBytes];
    const size_t size = WriteDigest(method_, {text, bytes.size()}, digest);
    const std::string_view encoded = painless::EncodeBase64Text({reinterpret_cast<const char*>(digest), size}, document.arena());
    return OkOrFailed(document.Set(target_, Value::String(encoded).Plain()));
  }

 private:
  bool Collect(Document& document, Array* values) const {
    // From the last one, as Elasticsearch looks for them: of several that are missing the failure names the last.
    for (size_t i = fields_.size(); i-- > 0;) {
      const Value* const value = document.Get(fields_[i]);
      if (value != nullptr && !value->is_null()) {
        values->Push(*value, document.arena());
      } else if (!ignore_missing_) {
        return document.Illegal("missing field [{}] when calculating fingerprint", fields_[i].text);
      }
    }
    std::reverse(values->begin(), values->end());
    return true;
  }

  const std::vector<FieldPath> fields_;  // by name
  const FieldPath target_;
  const std::string salt_;
  const DigestMethod method_;
  const bool ignore_missing_;
};

bool HasText(std::string_view text) { return text.find_first_not_of(" \t\n\r\f\v") != std::string_view::npos; }

}  // namespace

std::unique_ptr<const Processor> CompileFingerprint(config::Options& options, CompileContext& context) {
  const bool given = options.Has("fields");
  std::vector<std::string> names = options.TakeStrings("fields");
  if (!given) options.Error("fields", "[fields] required property is missing");
  if (given && names.empty()) options.Error("fields", "[fields] must specify at least one field");
  std::ranges::sort(names, [](const std::string& a, const std::string& b) { return painless::CompareUnits(a, b) < 0; });
  std::vector<FieldPath> fields;
  for (const std::string& name : names) fields.push_back(context.Path(name, options.PlaceOf("fields")));
  FieldPath target = TakeField(options, context, "target_field", "fingerprint");
  std::string salt = options.TakeString("salt", "");
  if (!HasText(salt)) salt.clear();
  const std::string name = options.TakeString("method", "SHA-1");
  const auto method = std::ranges::find(kMethods, std::string_view(name), &Method::name);
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  if (method == std::end(kMethods)) {
    options.Error("method", "[method] [" + name + "] must be one of the supported hash methods [MD5,SHA-1,SHA-256,SHA-512,MurmurHash3]");
    return nullptr;
  }
  return std::make_unique<Fingerprint>(std::move(fields), std::move(target), std::move(salt), method->method, ignore_missing);
}

}  // namespace flowship
