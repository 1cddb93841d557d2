// Base64, Locale, Objects, System, UUID.

#include <algorithm>
#include <charconv>
#include <random>

#include "base/digest.h"
#include "painless/api_tables.h"
#include "painless/cast.h"
#include "painless/collections.h"
#include "painless/hashing.h"
#include "painless/locale.h"
#include "painless/sorting.h"
#include "painless/strings.h"
#include "painless/text.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

// Base64 ----------------------------------------------------------------------------------------------------------------------------------

class Base64Host final : public Host {
 public:
  Base64Host(TypeId type, bool url, bool mime, bool padding = true) : Host(type), url_(url), mime_(mime), padding_(padding) {}
  static bool Is(Type type) { return type == Type(TypeId::kBase64Decoder) || type == Type(TypeId::kBase64Encoder); }

  bool url() const { return url_; }
  bool mime() const { return mime_; }
  bool padding() const { return padding_; }

 private:
  bool url_, mime_, padding_;
};

template <TypeId type, bool url, bool mime>
Value Coder(Run& run, const Value*) { return Value::Of(run.arena.New<Base64Host>(type, url, mime)); }

Value DecodeBytes(Run& run, const Value* a) {
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const Base64Host& decoder = *As<Base64Host>(a[0]);
  std::string_view bytes;
  if (!DecodeBase64Bytes(run, a[1].as_text(), decoder.url(), decoder.mime(), &bytes) || !run.Spend(bytes.size() * sizeof(Value))) return Value();
  ArrayHost* const array = ArrayHost::New(run.arena, Type(TypeId::kByte, 1), bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) array->items()[i] = Value::Integral(Kind::kByte, static_cast<int8_t>(bytes[i]));
  return Value::Of(array);
}

// The bytes of a byte[]; false: it is null, thrown.
bool BytesOf(Run& run, const Value& array, std::string_view* bytes) {
  const ArrayHost* const host = As<ArrayHost>(array);
  if (host == nullptr) {
    run.ThrowWithoutMessage(TypeId::kNullPointerException);
    return false;
  }
  char* const out = run.arena.NewBytes(host->items().size());
  std::transform(host->items().begin(), host->items().end(), out, [](const Value& item) { return static_cast<char>(item.as_long()); });
  *bytes = {out, host->items().size()};
  return true;
}

// Lines of 76 characters, as MIME has them.
Value EncodeBytes(Run& run, const Value* a) {
  constexpr size_t kLine = 76;
  const Base64Host& encoder = *As<Base64Host>(a[0]);
  std::string_view bytes;
  if (!BytesOf(run, a[1], &bytes)) return Value();
  const std::string_view text = EncodeBase64Text(bytes, run.arena, encoder.url(), encoder.padding());
  if (!encoder.mime() || text.size() <= kLine) return Value::String(text);
  std::string lines;
  for (size_t at = 0; at < text.size(); at += kLine) lines.append(at == 0 ? "" : "\r\n").append(text.substr(at, kLine));
  return Value::String(run.Copy(lines));
}
Value WithoutPadding(Run& run, const Value* a) {
  const Base64Host& encoder = *As<Base64Host>(a[0]);
  return Value::Of(run.arena.New<Base64Host>(TypeId::kBase64Encoder, encoder.url(), encoder.mime(), false));
}

constexpr TypeId kDecoderType = TypeId::kBase64Decoder, kEncoderType = TypeId::kBase64Encoder;
constexpr Method kBase64[] = {
    Static("Base64.Decoder getDecoder()", Coder<kDecoderType, false, false>),
    Static("Base64.Encoder getEncoder()", Coder<kEncoderType, false, false>),
    Static("Base64.Decoder getMimeDecoder()", Coder<kDecoderType, false, true>),
    Static("Base64.Encoder getMimeEncoder()", Coder<kEncoderType, false, true>),
    Static("Base64.Decoder getUrlDecoder()", Coder<kDecoderType, true, false>),
    Static("Base64.Encoder getUrlEncoder()", Coder<kEncoderType, true, false>),
};
static_assert(IsSorted(kBase64));
constexpr Method kDecoder[] = {Instance("byte[] decode(String)", DecodeBytes)};
constexpr Method kEncoder[] = {
    Instance("String encodeToString(byte[])", EncodeBytes),
    Instance("Base64.Encoder withoutPadding()", WithoutPadding),
};

// Objects ---------------------------------------------------------------------------------------------------------------------------------

Value CompareObjects(Run& run, const Value* a) { return Value::Int(Equal(a[0], a[1]) ? 0 : CompareBy(run, a[2], a[0], a[1])); }
Value EqualObjects(Run&, const Value* a) { return Value::Bool(Equal(a[0], a[1])); }
Value DeepEqualObjects(Run& run, const Value* a) {
  if (As<ArrayHost>(a[0]) == nullptr || As<ArrayHost>(a[1]) == nullptr) return EqualObjects(run, a);
  return FindStatic(TypeId::kArrays, "deepEquals", 2)->call(run, a);
}
Value HashAll(Run&, const Value* a) {
  const ArrayHost* const array = As<ArrayHost>(a[0]);
  return Value::Int(array == nullptr ? 0 : HashOf(Value::Of(&array->items())));
}
Value HashOne(Run&, const Value* a) { return Value::Int(HashOf(a[0])); }
Value IsNull(Run&, const Value* a) { return Value::Bool(a[0].is_null()); }
Value NonNull(Run&, const Value* a) { return Value::Bool(!a[0].is_null()); }
Value RequireNonNull(Run& run, const Value* a) { return a[0].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : a[0]; }
Value RequireNonNullOr(Run& run, const Value* a) {
  if (!a[0].is_null()) return a[0];
  return a[1].is_null() ? run.ThrowWithoutMessage(TypeId::kNullPointerException) : run.Throw(TypeId::kNullPointerException, a[1].as_text());
}
Value TextOfObject(Run& run, const Value* a) { return Value::String(TextOf(run, a[0])); }
Value TextOfObjectOr(Run& run, const Value* a) { return a[0].is_null() ? a[1] : TextOfObject(run, a); }

constexpr Method kObjects[] = {
    Static("int compare(def,def,Comparator)", CompareObjects),
    Static("boolean deepEquals(Object,Object)", DeepEqualObjects),
    Static("boolean equals(Object,Object)", EqualObjects),
    Static("int hash(Object[])", HashAll),
    Static("int hashCode(Object)", HashOne),
    Static("boolean isNull(Object)", IsNull),
    Static("boolean nonNull(Object)", NonNull),
    Static("def requireNonNull(def)", RequireNonNull),
    Static("def requireNonNull(def,String)", RequireNonNullOr),
    Static("String toString(Object)", TextOfObject),
    Static("String toString(Object,String)", TextOfObjectOr),
};
static_assert(IsSorted(kObjects));

// System ----------------------------------------------------------------------------------------------------------------------------------

Value CopyArray(Run& run, const Value* a) {
  const ArrayHost *const from = As<ArrayHost>(a[0]), *const to = As<ArrayHost>(a[2]);
  if (from == nullptr || to == nullptr) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const int64_t start = a[1].as_long(), place = a[3].as_long(), count = a[4].as_long();
  const int64_t size = from->items().size(), room = to->items().size();
  if (count < 0) return run.ThrowFormatted(TypeId::kArrayIndexOutOfBoundsException, "arraycopy: length {} is negative", count);
  if (start < 0 || place < 0 || start + count > size || place + count > room) {
    return run.Throw(TypeId::kArrayIndexOutOfBoundsException, "arraycopy: last index out of bounds");
  }
  if (from->type() != to->type() && (from->type().Element().is_primitive() || to->type().Element().is_primitive())) {
    return run.Throw(TypeId::kArrayStoreException, "arraycopy: type mismatch");
  }
  const Value* const first = from->items().begin() + start;
  if (place > start) {
    std::copy_backward(first, first + count, to->items().begin() + place + count);
  } else {
    std::copy(first, first + count, to->items().begin() + place);
  }
  return Value();
}
Value CurrentMillis(Run& run, const Value*) { return Value::Long(run.NowNanoseconds() / 1'000'000); }
Value NanoTime(Run& run, const Value*) { return Value::Long(run.NowNanoseconds()); }

constexpr Method kSystem[] = {
    Static("void arraycopy(Object,int,Object,int,int)", CopyArray),
    Static("long currentTimeMillis()", CurrentMillis),
    Static("long nanoTime()", NanoTime),
};
static_assert(IsSorted(kSystem));

// UUID ------------------------------------------------------------------------------------------------------------------------------------

class UuidHost final : public Host {
 public:
  UuidHost(uint64_t high, uint64_t low) : Host(TypeId::kUuid), high_(high), low_(low) {}
  static bool Is(Type type) { return type == Type(TypeId::kUuid); }

  uint64_t high() const { return high_; }
  uint64_t low() const { return low_; }

  std::string_view ToText(Arena& arena) const override {
    return FormatIn(arena, "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high_ >> 32, high_ >> 16 & 0xFFFF, high_ & 0xFFFF, low_ >> 48, low_ & 0xFFFF'FFFF'FFFF);
  }
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override {
    const auto& uuid = static_cast<const UuidHost&>(other);
    return high_ == uuid.high_ && low_ == uuid.low_;
  }
  int32_t HashCode() const override { return static_cast<int32_t>((high_ ^ low_) >> 32 ^ (high_ ^ low_)); }
  int CompareTo(const Host& other) const override {  // Java compares the halves as signed numbers
    const auto& uuid = static_cast<const UuidHost&>(other);
    const auto order = [](uint64_t x, uint64_t y) { return static_cast<int64_t>(x) < static_cast<int64_t>(y) ? -1 : x == y ? 0 : 1; };
    return high_ != uuid.high_ ? order(high_, uuid.high_) : order(low_, uuid.low_);
  }

 private:
  uint64_t high_, low_;
};

const UuidHost& SelfUuid(const Value* a) { return *As<UuidHost>(a[0]); }
Value NewUuid(Run& run, const Value* a) {
  return Value::Of(run.arena.New<UuidHost>(static_cast<uint64_t>(a[0].as_long()), static_cast<uint64_t>(a[1].as_long())));
}
// The bits that say which kind of UUID it is.
Value MarkedUuid(Run& run, uint64_t high, uint64_t low, uint64_t version) {
  return Value::Of(run.arena.New<UuidHost>((high & ~0xF000ull) | version << 12, (low & 0x3FFF'FFFF'FFFF'FFFF) | 0x8000'0000'0000'0000));
}

// Five hexadecimal numbers, each of as many digits as it likes but no more than fit.
Value ParseUuid(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const std::string_view text = a[0].as_text();
  if (text.size() > 36) return run.Throw(TypeId::kIllegalArgumentException, "UUID string too large");
  uint64_t parts[5] = {};
  size_t at = 0;
  for (size_t i = 0; i < 5; ++i) {
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), parts[i], 16);
    at = static_cast<size_t>(end - text.data());
    const bool last = i == 4;
    if (error != std::errc() || (last ? at != text.size() : at >= text.size() || text[at] != '-')) {
      return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Invalid UUID string: {}", text);
    }
    ++at;
  }
  return Value::Of(run.arena.New<UuidHost>((parts[0] & 0xFFFF'FFFF) << 32 | (parts[1] & 0xFFFF) << 16 | (parts[2] & 0xFFFF),
                                           (parts[3] & 0xFFFF) << 48 | (parts[4] & 0xFFFF'FFFF'FFFF)));
}
Value RandomUuid(Run& run, const Value*) {
  static thread_local std::mt19937_64 generator{std::random_device{}()};
  const uint64_t high = generator();
  return MarkedUuid(run, high, generator(), 4);
}
Value NamedUuid(Run& run, const Value* a) {
  std::string_view bytes;
  if (!BytesOf(run, a[0], &bytes)) return Value();
  unsigned char digest[kDigestMaxBytes];
  (void)WriteDigest(DigestMethod::kMd5, bytes, digest);
  uint64_t halves[2] = {};
  for (size_t i = 0; i < 16; ++i) halves[i / 8] = halves[i / 8] << 8 | digest[i];
  return MarkedUuid(run, halves[0], halves[1], 3);
}
Value HighBits(Run&, const Value* a) { return Value::Long(static_cast<int64_t>(SelfUuid(a).high())); }
Value LowBits(Run&, const Value* a) { return Value::Long(static_cast<int64_t>(SelfUuid(a).low())); }
Value Version(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(SelfUuid(a).high() >> 12 & 0xF)); }
Value Variant(Run&, const Value* a) {
  const uint64_t low = SelfUuid(a).low();
  const uint64_t bits = low >> (64 - (low >> 62));
  return Value::Int(low >> 63 == 0 ? 0 : static_cast<int32_t>(bits));
}
// Of a UUID that was made from a time; any other has none.
bool CheckTimeBased(Run& run, const Value* a) {
  if ((SelfUuid(a).high() >> 12 & 0xF) == 1) return true;
  run.Throw(TypeId::kUnsupportedOperationException, "Not a time-based UUID");
  return false;
}
Value Timestamp(Run& run, const Value* a) {
  const uint64_t high = SelfUuid(a).high();
  return CheckTimeBased(run, a) ? Value::Long(static_cast<int64_t>((high & 0xFFF) << 48 | (high >> 16 & 0xFFFF) << 32 | high >> 32)) : Value();
}
Value ClockSequence(Run& run, const Value* a) {
  return CheckTimeBased(run, a) ? Value::Int(static_cast<int32_t>(SelfUuid(a).low() >> 48 & 0x3FFF)) : Value();
}
Value NodeOf(Run& run, const Value* a) { return CheckTimeBased(run, a) ? Value::Long(static_cast<int64_t>(SelfUuid(a).low() & 0xFFFF'FFFF'FFFF)) : Value(); }

constexpr Method kUuid[] = {
    Instance("int clockSequence()", ClockSequence),
    Static("UUID fromString(String)", ParseUuid),
    Instance("long getLeastSignificantBits()", LowBits),
    Instance("long getMostSignificantBits()", HighBits),
    Static("UUID nameUUIDFromBytes(byte[])", NamedUuid),
    Static("UUID new(long,long)", NewUuid),
    Instance("long node()", NodeOf),
    Static("UUID randomUUID()", RandomUuid),
    Instance("long timestamp()", Timestamp),
    Instance("int variant()", Variant),
    Instance("int version()", Version),
};
static_assert(IsSorted(kUuid));

constexpr TypeApi kTables[] = {
    {TypeId::kSystem, kSystem, {}},   {TypeId::kObjects, kObjects, {}},        {TypeId::kBase64, kBase64, {}},
    {TypeId::kBase64Decoder, kDecoder, {}}, {TypeId::kBase64Encoder, kEncoder, {}}, {TypeId::kUuid, kUuid, {}},
};

}  // namespace

ApiTables UtilityApi() { return kTables; }

}  // namespace flowship::painless
