#include "painless/hashing.h"

#include "base/base64.h"
#include "base/digest.h"
#include "base/utf8.h"

namespace flowship::painless {
namespace {

std::string_view HexDigest(DigestMethod kind, std::string_view text, Arena& arena) {
  unsigned char digest[kDigestMaxBytes];
  const size_t size = WriteDigest(kind, text, digest);
  char* const out = arena.NewBytes(2 * size);
  for (size_t i = 0; i < size; ++i) {
    out[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  return {out, 2 * size};
}

}  // namespace

std::string_view EncodeBase64Text(std::string_view bytes, Arena& arena, bool url, bool padding) {
  char* const out = arena.NewBytes(Base64MaxBytes(bytes.size()));
  return {out, static_cast<size_t>(WriteBase64(bytes, out, url ? kBase64UrlDigits : kBase64Digits, padding) - out)};
}

bool DecodeBase64Bytes(Run& run, std::string_view text, bool url, bool mime, std::string_view* bytes) {
  const std::string_view digits = url ? kBase64UrlDigits : kBase64Digits;
  if (text.size() == 1 && !mime) {
    run.Throw(TypeId::kIllegalArgumentException, "Input byte[] should at least have 2 bytes for base64 bytes");
    return false;
  }
  char* const out = run.arena.NewBytes(text.size() / 4 * 3 + 3);
  char* end = out;
  uint32_t group = 0;
  size_t count = 0, at = 0;
  for (; at < text.size() && text[at] != '='; ++at) {
    const size_t digit = digits.find(text[at]);
    if (digit == std::string_view::npos) {
      if (mime) continue;
      run.ThrowFormatted(TypeId::kIllegalArgumentException, "Illegal base64 character {:x}", static_cast<int>(static_cast<signed char>(text[at])));
      return false;
    }
    group = group << 6 | static_cast<uint32_t>(digit);
    if (++count % 4 == 0) {
      for (const int shift : {16, 8, 0}) *end++ = static_cast<char>(group >> shift & 0xFF);
      group = 0;
    }
  }
  const size_t rest = count % 4, padding = text.size() - at;
  const bool well_padded = mime || padding == 0 || (rest == 2 && text.substr(at) == "==") || (rest == 3 && text.substr(at) == "=");
  if (rest == 1) {
    run.Throw(TypeId::kIllegalArgumentException, "Last unit does not have enough valid bits");
    return false;
  }
  if (!well_padded) {
    const bool short_padding = rest == 2 && padding == 1;
    if (short_padding || rest == 0) {
      run.Throw(TypeId::kIllegalArgumentException, "Input byte array has wrong 4-byte ending unit");
    } else {
      run.ThrowFormatted(TypeId::kIllegalArgumentException, "Input byte array has incorrect ending byte at {}", at + (rest == 2 ? 2 : 1));
    }
    return false;
  }
  if (rest >= 2) *end++ = static_cast<char>(group >> (rest == 2 ? 4 : 10) & 0xFF);
  if (rest == 3) *end++ = static_cast<char>(group >> 2 & 0xFF);
  *bytes = {out, static_cast<size_t>(end - out)};
  return true;
}

Value DecodeBase64Text(Run& run, std::string_view text) {
  std::string_view bytes;
  return DecodeBase64Bytes(run, text, false, false, &bytes) ? Value::String(RepairUtf8(bytes, run.arena)) : Value();
}

std::string_view Sha1Text(std::string_view text, Arena& arena) { return HexDigest(DigestMethod::kSha1, text, arena); }
std::string_view Sha256Text(std::string_view text, Arena& arena) { return HexDigest(DigestMethod::kSha256, text, arena); }
std::string_view Sha512Text(std::string_view text, Arena& arena) { return HexDigest(DigestMethod::kSha512, text, arena); }

}  // namespace flowship::painless
