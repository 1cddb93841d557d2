#pragma once
// java.util.Locale, as far as it is a language and a country. How dates and numbers are written in other languages is base/date_locale.h's.

#include <string_view>

#include "painless/host.h"
#include "painless/run.h"

namespace flowship::painless {

class LocaleHost final : public Host {
 public:
  LocaleHost(std::string_view language, std::string_view country, std::string_view variant)
      : Host(TypeId::kLocale), language_(language), country_(country), variant_(variant) {}
  static bool Is(Type type) { return type == Type(TypeId::kLocale); }

  std::string_view language() const { return language_; }
  std::string_view country() const { return country_; }
  std::string_view variant() const { return variant_; }
  std::string_view Tag(Arena& arena) const;  // en-US; und for the root

  std::string_view ToText(Arena& arena) const override;  // en_US
  bool IsEqualByText() const override { return true; }
  bool EqualTo(const Host& other) const override {
    const auto& locale = static_cast<const LocaleHost&>(other);
    return language_ == locale.language_ && country_ == locale.country_ && variant_ == locale.variant_;
  }

 private:
  std::string_view language_, country_, variant_;
};

Value LocaleOfTag(Run& run, std::string_view tag);

}  // namespace flowship::painless
