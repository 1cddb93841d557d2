#pragma once
// JsonText: JSON written piece by piece, commas by itself. For answers of the monitoring server; nothing on the way of the events uses it.

#include <concepts>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/utf8.h"
#include "event/json_writer.h"

namespace flowship::monitor {

class JsonText {
 public:
  JsonText& Open(char bracket) { return Separate(), out_.Append(std::string_view(&bracket, 1)), first_ = true, *this; }
  JsonText& Close(char bracket) { return out_.Append(std::string_view(&bracket, 1)), first_ = false, *this; }
  JsonText& Key(std::string_view name) {
    Separate();
    Write(name);
    out_.Append(":");
    first_ = true;
    return *this;
  }
  JsonText& Text(std::string_view text) { return Separate(), Write(text), *this; }
  JsonText& Bool(bool value) { return Raw(value ? "true" : "false"); }
  JsonText& Number(std::integral auto value) { return Raw(std::to_string(value)); }
  JsonText& Number(double value) {
    char text[kNumberTextBytes];
    return Raw({text, static_cast<size_t>(WriteDouble(value, text) - text)});
  }
  JsonText& Raw(std::string_view json) { return Separate(), out_.Append(json), *this; }

  JsonText& Member(std::string_view name, std::string_view text) { return Key(name).Text(text); }
  JsonText& Member(std::string_view name, const char* text) { return Key(name).Text(text); }
  template <typename T>
    requires std::integral<T> || std::floating_point<T>
  JsonText& Member(std::string_view name, T value) {
    if constexpr (std::same_as<T, bool>) return Key(name).Bool(value);
    else return Key(name).Number(value);
  }

  std::string Take() const { return std::string(out_.view()); }

 private:
  // Names of files may be any bytes; JSON is UTF-8.
  void Write(std::string_view text) {
    Arena arena;
    WriteJsonString(IsUtf8(text) ? text : RepairUtf8(text, arena), out_);
  }
  void Separate() {
    if (!first_) out_.Append(",");
    first_ = false;
  }

  Buffer out_;
  bool first_ = true;
};

}  // namespace flowship::monitor
