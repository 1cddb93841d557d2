#pragma once
// StringBuilder, StringBuffer and StringJoiner: a text that grows in the arena, doubling its room.

#include <string_view>

#include "painless/host.h"
#include "painless/run.h"

namespace flowship::painless {

class TextBuilder final : public Host {
 public:
  explicit TextBuilder(TypeId type) : Host(type) {}
  static bool Is(Type type) { return type == Type(TypeId::kStringBuilder) || type == Type(TypeId::kStringBuffer); }

  std::string_view text() const { return {bytes_, size_}; }
  bool Append(Run& run, std::string_view text);
  // Replaces the bytes [from, to).
  bool Replace(Run& run, size_t from, size_t to, std::string_view text);
  std::string_view ToText(Arena& arena) const override { return arena.Copy(text()); }

  int CompareTo(const Host& other) const override;

 private:
  bool Reserve(Run& run, size_t size);

  char* bytes_ = nullptr;
  size_t size_ = 0, capacity_ = 0;
};

}  // namespace flowship::painless
