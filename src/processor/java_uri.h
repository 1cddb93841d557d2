#pragma once
// java.net.URI and, for what it does not take, java.net.URL: what a URI is made of as these classes see it. RFC 2396 with Java's deviations: other
// characters than ASCII are allowed, an authority that is no server's gives no host.

#include <optional>
#include <string_view>

#include "base/arena.h"

namespace flowship {

struct UriParts {
  std::optional<std::string_view> scheme, user_info, host, path, query, fragment;  // decoded where it is a URI's
  int port = -1;
};

// nullopt: it is neither. Parts point into `text` or the arena.
std::optional<UriParts> ParseJavaUri(std::string_view text, Arena& arena);

// %XX decoded as UTF-8 by Java's rules, where each malformed sequence is one U+FFFD. Every % starts two hexadecimal digits. `plus_is_blank` as in forms.
std::string_view DecodePercent(std::string_view text, bool plus_is_blank, Arena& arena);

}  // namespace flowship
