#pragma once
// FieldWriter: the members of a JSON object, one after another, into a buffer. The object's braces are the caller's; every member begins with a comma.

#include "base/arena.h"
#include "base/buffer.h"
#include "base/byte_reader.h"
#include "sflow/text.h"

namespace flowship::sflow {

class FieldWriter {
 public:
  FieldWriter(Buffer& out, Arena& arena) : out_(out), arena_(arena) {}

  void Number(std::string_view name, uint64_t number) {
    char* const at = Begin(name, kMostDecimalDigits);
    out_.Advance(WriteDecimal(number, at));
  }
  void Number(std::string_view name, double number);                      // shortest form; what JSON has no number for: 0
  void Number(std::string_view name, float number);
  void NumberIfAny(std::string_view name, uint64_t number) {
    if (number != 0) Number(name, number);
  }
  void Text(std::string_view name, std::string_view text);                // from the wire: escaped, and repaired where it is not UTF-8
  void Word(std::string_view name, std::string_view word);                // plain, of ours
  void Ip(std::string_view name, Address address);                        // nothing where there is none
  void Mac(std::string_view name, std::string_view mac);
  // Numbers of four bytes each, shifted right and masked.
  void Numbers(std::string_view name, std::string_view bytes, int shift = 0, uint32_t mask = ~0u);
  void Open(std::string_view name);   // an object as a member
  void Close() {
    out_.Append('}');
    comma_ = true;
  }

 private:
  // `,"name":` and room for `room` bytes and a little more.
  char* Begin(std::string_view name, size_t room) {
    char* at = out_.Reserve(name.size() + room + 8);
    if (comma_) *at++ = ',';
    comma_ = true;
    *at++ = '"';
    at = WriteText(name, at);
    *at++ = '"';
    *at++ = ':';
    return at;
  }

  Buffer& out_;
  Arena& arena_;
  bool comma_ = true;
};

}  // namespace flowship::sflow
