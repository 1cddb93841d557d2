#pragma once
// IP addresses of documents: base/ip_address.h, and how a text that is none fails.

#include "base/ip_address.h"
#include "pipeline/document.h"

namespace flowship {

// Failing: `'x' is not an IP string literal.`
inline bool ParseIp(std::string_view text, Document& document, IpAddress* address) {
  const auto parsed = ParseIp(text);
  if (!parsed) return document.Illegal("'{}' is not an IP string literal.", text);
  *address = *parsed;
  return true;
}

}  // namespace flowship
