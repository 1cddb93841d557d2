#include "painless/big_number.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace flowship::painless {

void BigNumber::Trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  if (limbs_.empty()) negative_ = false;
}

BigNumber::BigNumber(int64_t value) : negative_(value < 0) {
  uint64_t size = negative_ ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  for (; size != 0; size /= kBase) limbs_.push_back(static_cast<uint32_t>(size % kBase));
}

bool BigNumber::Parse(std::string_view text, BigNumber* number) {
  *number = BigNumber();
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
  for (size_t end = text.size(); end > 0;) {
    const size_t start = end > kLimbDigits ? end - kLimbDigits : 0;
    uint32_t limb = 0;
    std::from_chars(text.data() + start, text.data() + end, limb);
    number->limbs_.push_back(limb);
    end = start;
  }
  number->negative_ = negative;
  number->Trim();
  return true;
}

BigNumber BigNumber::PowerOfTen(size_t exponent) {
  BigNumber power;
  power.limbs_.assign(exponent / kLimbDigits, 0);
  uint32_t top = 1;
  for (size_t i = 0; i < exponent % kLimbDigits; ++i) top *= 10;
  power.limbs_.push_back(top);
  return power;
}

size_t BigNumber::DigitCount() const { return is_zero() ? 1 : (limbs_.size() - 1) * kLimbDigits + std::to_string(limbs_.back()).size(); }

std::string BigNumber::ToText() const {
  if (is_zero()) return "0";
  std::string text = negative_ ? "-" : "";
  text += std::to_string(limbs_.back());
  for (size_t i = limbs_.size() - 1; i-- > 0;) {
    const std::string limb = std::to_string(limbs_[i]);
    text.append(kLimbDigits - limb.size(), '0').append(limb);
  }
  return text;
}

bool BigNumber::FitsLong(int64_t* value) const {
  const std::string text = ToText();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc();
}

BigNumber BigNumber::Negated() const {
  BigNumber result = *this;
  result.negative_ = !negative_ && !is_zero();
  return result;
}

int BigNumber::CompareSizes(const BigNumber& a, const BigNumber& b) {
  if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() < b.limbs_.size() ? -1 : 1;
  for (size_t i = a.limbs_.size(); i-- > 0;) {
    if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i] ? -1 : 1;
  }
  return 0;
}

int BigNumber::Compare(const BigNumber& a, const BigNumber& b) {
  if (a.signum() != b.signum()) return a.signum() < b.signum() ? -1 : 1;
  return a.negative_ ? CompareSizes(b, a) : CompareSizes(a, b);
}

BigNumber BigNumber::AddSizes(const BigNumber& a, const BigNumber& b) {
  BigNumber sum;
  uint32_t carry = 0;
  for (size_t i = 0; i < std::max(a.limbs_.size(), b.limbs_.size()) || carry != 0; ++i) {
    const uint32_t limb = carry + (i < a.limbs_.size() ? a.limbs_[i] : 0) + (i < b.limbs_.size() ? b.limbs_[i] : 0);
    sum.limbs_.push_back(limb % kBase);
    carry = limb / kBase;
  }
  return sum;
}

BigNumber BigNumber::SubtractSizes(const BigNumber& a, const BigNumber& b) {
  BigNumber difference;
  int64_t borrow = 0;
  for (size_t i = 0; i < a.limbs_.size(); ++i) {
    int64_t limb = int64_t{a.limbs_[i]} - (i < b.limbs_.size() ? b.limbs_[i] : 0) - borrow;
    borrow = limb < 0 ? 1 : 0;
    if (limb < 0) limb += kBase;
    difference.limbs_.push_back(static_cast<uint32_t>(limb));
  }
  difference.Trim();
  return difference;
}

BigNumber operator+(const BigNumber& a, const BigNumber& b) {
  BigNumber sum;
  if (a.negative_ == b.negative_) {
    sum = BigNumber::AddSizes(a, b);
    sum.negative_ = a.negative_;
  } else {
    const bool first = BigNumber::CompareSizes(a, b) >= 0;
    sum = first ? BigNumber::SubtractSizes(a, b) : BigNumber::SubtractSizes(b, a);
    sum.negative_ = first ? a.negative_ : b.negative_;
  }
  sum.Trim();
  return sum;
}

BigNumber operator*(const BigNumber& a, const BigNumber& b) {
  BigNumber product;
  product.limbs_.assign(a.limbs_.size() + b.limbs_.size(), 0);
  for (size_t i = 0; i < a.limbs_.size(); ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.limbs_.size() || carry != 0; ++j) {
      const uint64_t limb = product.limbs_[i + j] + carry + (j < b.limbs_.size() ? uint64_t{a.limbs_[i]} * b.limbs_[j] : 0);
      product.limbs_[i + j] = static_cast<uint32_t>(limb % BigNumber::kBase);
      carry = limb / BigNumber::kBase;
    }
  }
  product.negative_ = a.negative_ != b.negative_;
  product.Trim();
  return product;
}

BigNumber BigNumber::TimesSmall(uint32_t factor) const { return Absolute() * BigNumber(factor); }

// Long division, a limb at a time; the limb of the quotient is searched for by halving.
void BigNumber::Divide(const BigNumber& a, const BigNumber& b, BigNumber* quotient, BigNumber* remainder) {
  const BigNumber divisor = b.Absolute();
  BigNumber result, rest;
  result.limbs_.assign(a.limbs_.size(), 0);
  for (size_t i = a.limbs_.size(); i-- > 0;) {
    rest.limbs_.insert(rest.limbs_.begin(), a.limbs_[i]);
    rest.Trim();
    uint32_t low = 0, high = kBase - 1;
    while (low < high) {
      const uint32_t middle = low + (high - low + 1) / 2;
      if (CompareSizes(divisor.TimesSmall(middle), rest) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    result.limbs_[i] = low;
    if (low != 0) rest = SubtractSizes(rest, divisor.TimesSmall(low));
  }
  result.negative_ = a.negative_ != b.negative_;
  rest.negative_ = a.negative_;
  result.Trim();
  rest.Trim();
  *quotient = std::move(result);
  *remainder = std::move(rest);
}

}  // namespace flowship::painless
