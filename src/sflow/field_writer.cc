#include "sflow/field_writer.h"

#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "event/json_escape.h"

namespace flowship::sflow {

void FieldWriter::Number(std::string_view name, double number) {
  char* const at = Begin(name, 32);
  out_.Advance(std::isfinite(number) ? std::to_chars(at, at + 32, number).ptr : WriteText("0", at));
}

void FieldWriter::Number(std::string_view name, float number) {
  char* const at = Begin(name, 32);
  out_.Advance(std::isfinite(number) ? std::to_chars(at, at + 32, number).ptr : WriteText("0", at));
}

void FieldWriter::Text(std::string_view name, std::string_view text) {
  if (!IsUtf8(text)) text = RepairUtf8(text, arena_);
  char* at = Begin(name, text.size() * kJsonEscapedGrowth + 2);
  *at++ = '"';
  at = WriteEscaped(text, at);
  *at++ = '"';
  out_.Advance(at);
}

void FieldWriter::Word(std::string_view name, std::string_view word) {
  char* at = Begin(name, word.size() + 2);
  *at++ = '"';
  at = WriteText(word, at);
  *at++ = '"';
  out_.Advance(at);
}

void FieldWriter::Ip(std::string_view name, Address address) {
  if (address.empty()) return;
  char* at = Begin(name, kAddressBytes + 2);
  *at++ = '"';
  at = WriteAddress(address, at);
  *at++ = '"';
  out_.Advance(at);
}

void FieldWriter::Mac(std::string_view name, std::string_view mac) {
  char* at = Begin(name, kMacBytes + 2);
  *at++ = '"';
  at = WriteMac(mac, at);
  *at++ = '"';
  out_.Advance(at);
}

void FieldWriter::Numbers(std::string_view name, std::string_view bytes, int shift, uint32_t mask) {
  char* at = Begin(name, bytes.size() / 4 * 11 + 2);
  *at++ = '[';
  for (size_t i = 0; i + 4 <= bytes.size(); i += 4) {
    if (i != 0) *at++ = ',';
    at = WriteDecimal(LoadU32(bytes.data() + i) >> shift & mask, at);
  }
  *at++ = ']';
  out_.Advance(at);
}

void FieldWriter::Open(std::string_view name) {
  char* const at = Begin(name, 1);
  *at = '{';
  out_.Advance(at + 1);
  comma_ = false;
}

}  // namespace flowship::sflow
