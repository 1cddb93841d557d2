#include "processor/java_uri.h"

#include <algorithm>
#include <bitset>

#include "painless/text.h"
#include "processor/ip_address.h"

namespace flowship {

namespace {

using Set = std::bitset<128>;

Set Letters(std::string_view more) {
  Set set;
  for (size_t c = 0; c < set.size(); ++c) {
    if (std::isalnum(static_cast<int>(c)) != 0) set.set(c);
  }
  for (const char c : more) set.set(static_cast<size_t>(c));
  return set;
}

// Character sets of RFC 2396; where `escaped` is said, %XX and characters beyond ASCII belong to it too.
struct Sets {
  Set alphanumeric = Letters("");
  Set scheme = Letters("+-.");
  Set uric = Letters("_-!.~'()*;/?:@&=+$,[]");
  Set path = Letters("_-!.~'()*:@&=+$,;/");
  Set user_info = Letters("_-!.~'()*;:&=+$,");
  Set server = Letters("_-!.~'()*;:&=+$,@[]");
  Set server_percent = Letters("_-!.~'()*;:&=+$,@[]%");
  Set registry = Letters("_-!.~'()*$,;:@&=+");
  Set label = Letters("-");
  Set scope = Letters("_.");
};
const Sets& AllSets() {
  static const Sets sets;
  return sets;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
unsigned HexDigit(char c) { return static_cast<unsigned>(IsDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10); }

// Characters that Java takes in a URI though RFC 2396 does not.
bool IsOther(uint32_t c) {
  const bool is_space = c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
  return c >= 0xA0 && !is_space;
}

// Bytes of UTF-8 at the start of `bytes`: its length, or with *valid false how many are one malformed sequence. As Java's decoder counts them.
size_t SequenceLength(std::string_view bytes, bool* valid) {
  const auto byte = [&](size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  const auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0);
  *valid = first < 0x80;
  if (first < 0xC2 || first > 0xF4) return 1;
  const size_t wanted = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
  if (!continues(1) || byte(1) < low || byte(1) > high) return 1;
  size_t length = 2;
  while (length < wanted && continues(length)) ++length;
  // A surrogate is malformed as a whole.
  *valid = length == wanted && !(first == 0xED && byte(1) >= 0xA0);
  return length;
}

class UriParser {
 public:
  UriParser(std::string_view text, Arena& arena) : text_(text), arena_(arena) {}

  // False: java.net.URI would throw.
  bool Run(UriParts* parts) {
    const size_t stop = text_.find_first_of("/?#:");
    size_t at = 0;
    if (stop != std::string_view::npos && text_[stop] == ':') {
      const std::string_view scheme = text_.substr(0, stop);
      if (scheme.empty() || !IsAlpha(scheme.front()) || !IsAll(scheme, AllSets().scheme, false)) return false;
      parts->scheme = scheme;
      at = stop + 1;
      if (at == text_.size() || text_[at] != '/') {
        const std::string_view rest = Until(at, "#");
        if (rest.empty() || !IsAll(rest, AllSets().uric, true)) return false;
        return Fragment(at + rest.size(), parts);
      }
    }
    return Hierarchical(at, parts);
  }

 private:
  static bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  std::string_view Until(size_t at, std::string_view stops) const { return text_.substr(at, text_.find_first_of(stops, at) - at); }

  static bool IsAll(std::string_view text, const Set& set, bool escaped) { return Scan(text, set, escaped) == text.size(); }

  // How much of the text's beginning belongs to the set.
  static size_t Scan(std::string_view text, const Set& set, bool escaped) {
    size_t at = 0;
    while (at < text.size()) {
      const auto c = static_cast<unsigned char>(text[at]);
      if (c < 0x80 && set[c]) {
        ++at;
      } else if (escaped && c == '%' && at + 2 < text.size() && IsHex(text[at + 1]) && IsHex(text[at + 2])) {
        at += 3;
      } else if (size_t next = at; escaped && c >= 0x80 && IsOther(painless::NextCodePoint(text, &next))) {
        at = next;
      } else {
        break;
      }
    }
    return at;
  }

  bool Hierarchical(size_t at, UriParts* parts) {
    if (text_.substr(at).starts_with("//")) {
      at += 2;
      const std::string_view authority = Until(at, "/?#");
      if (authority.empty() && at == text_.size()) return false;
      if (!authority.empty() && !Authority(authority, parts)) return false;
      at += authority.size();
    }
    const std::string_view path = Until(at, "?#");
    if (!IsAll(path, AllSets().path, true)) return false;
    parts->path = Decode(path);
    at += path.size();
    if (at < text_.size() && text_[at] == '?') {
      const std::string_view query = Until(++at, "#");
      if (!IsAll(query, AllSets().uric, true)) return false;
      parts->query = Decode(query);
      at += query.size();
    }
    return Fragment(at, parts);
  }

  bool Fragment(size_t at, UriParts* parts) {
    if (at >= text_.size()) return true;
    const std::string_view fragment = text_.substr(at + 1);
    if (!IsAll(fragment, AllSets().uric, true)) return false;
    parts->fragment = Decode(fragment);
    return true;
  }

  // A server's, or else any registered name, of which there is no more to say.
  bool Authority(std::string_view text, UriParts* parts) {
    const Sets& sets = AllSets();
    const size_t bracket = text.find(']');
    const bool has_address = bracket != std::string_view::npos && bracket > 0;
    const bool is_registry = IsAll(text, sets.registry, true);
    if (IsAll(text, has_address ? sets.server_percent : sets.server, true)) {
      UriParts server;
      if (Server(text, &server)) {
        parts->user_info = server.user_info;
        parts->host = server.host;
        parts->port = server.port;
        return true;
      }
    }
    return is_registry;
  }

  bool Server(std::string_view text, UriParts* parts) {
    if (const size_t sign = text.find('@'); sign != std::string_view::npos) {
      const std::string_view user_info = text.substr(0, sign);
      if (!IsAll(user_info, AllSets().user_info, true)) return false;
      parts->user_info = Decode(user_info);
      text.remove_prefix(sign + 1);
    }
    size_t host = 0;
    if (text.starts_with('[')) {
      host = Address6(text);
    } else if (host = Address4(text); host == 0) {
      host = Hostname(text);
    }
    if (host == 0) return false;
    parts->host = text.substr(0, host);
    text.remove_prefix(host);
    if (text.empty()) return true;
    if (text.front() != ':') return false;
    text.remove_prefix(1);
    if (text.empty()) return true;
    int64_t port = 0;
    if (!std::ranges::all_of(text, IsDigit) || !painless::ParseInteger(text, 10, 0, INT32_MAX, &port)) return false;
    parts->port = static_cast<int>(port);
    return true;
  }

  // Bytes of a host of each kind; 0: it is none.
  static size_t Address6(std::string_view text) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return 0;
    const std::string_view inside = text.substr(1, end - 1);
    const size_t percent = inside.find('%');
    const std::string_view address = inside.substr(0, percent);
    if (address.find(':') == std::string_view::npos || !ParseIp(address)) return 0;
    if (percent != std::string_view::npos) {
      const std::string_view scope = inside.substr(percent + 1);
      if (scope.empty() || !IsAll(scope, AllSets().scope, false)) return 0;
    }
    return end + 1;
  }

  static size_t Address4(std::string_view text) {
    size_t at = 0;
    for (int part = 0; part < 4; ++part) {
      if (part > 0 && (at == text.size() || text[at++] != '.')) return 0;
      const size_t start = at;
      while (at < text.size() && IsDigit(text[at])) ++at;
      int64_t value = 0;
      if (!painless::ParseInteger(text.substr(start, at - start), 10, 0, 255, &value)) return 0;
    }
    return at == text.size() || text[at] == ':' ? at : 0;
  }

  static size_t Hostname(std::string_view text) {
    const Sets& sets = AllSets();
    size_t at = 0, label = std::string_view::npos;
    while (at < text.size()) {
      if (Scan(text.substr(at), sets.alphanumeric, false) == 0) break;
      label = at;
      at += Scan(text.substr(at), sets.label, false);
      if (text[at - 1] == '-') return 0;
      if (at == text.size() || text[at] != '.') break;
      ++at;
    }
    if (label == std::string_view::npos || (at < text.size() && text[at] != ':')) return 0;
    // Of several labels the last begins with a letter.
    return label > 0 && !IsAlpha(text[label]) ? 0 : at;
  }

  std::string_view Decode(std::string_view text) const { return DecodePercent(text, false, arena_); }

  const std::string_view text_;
  Arena& arena_;
};

// java.net.URL(String): for the protocols that a JDK has handlers for.
class UrlParser {
 public:
  explicit UrlParser(std::string_view text) : text_(text) {}

  bool Run(UriParts* parts) {
    while (!text_.empty() && static_cast<unsigned char>(text_.back()) <= ' ') text_.remove_suffix(1);
    while (!text_.empty() && static_cast<unsigned char>(text_.front()) <= ' ') text_.remove_prefix(1);
    if (text_.size() >= 4 && IsSame(text_.substr(0, 4), "url:")) text_.remove_prefix(4);
    const size_t colon = text_.find_first_of(":/");
    if (colon == std::string_view::npos || text_[colon] != ':') return false;
    const std::string_view protocol = text_.substr(0, colon);
    static constexpr std::string_view kProtocols[] = {"http", "https", "ftp", "file", "jar", "mailto"};
    const auto known = std::ranges::find_if(kProtocols, [&](std::string_view name) { return IsSame(protocol, name); });
    if (known == std::end(kProtocols)) return false;
    parts->scheme = *known;
    std::string_view rest = text_.substr(colon + 1);
    if (const size_t sign = rest.find('#'); sign != std::string_view::npos) {
      parts->fragment = rest.substr(sign + 1);
      rest = rest.substr(0, sign);
    }
    parts->host = "";
    if (*known == "jar") return parts->path = rest, rest.find("!/") != std::string_view::npos;
    if (*known == "mailto" && rest.empty()) return false;
    if (const size_t sign = *known == "mailto" ? rest.rfind('?') : rest.find('?'); sign != std::string_view::npos) {
      parts->query = rest.substr(sign + 1);
      rest = rest.substr(0, sign);
    }
    if (rest.starts_with("//") && *known != "mailto") {
      rest.remove_prefix(2);
      const std::string_view authority = rest.substr(0, rest.find('/'));
      if (!Authority(authority, parts)) return false;
      rest.remove_prefix(authority.size());
    }
    parts->path = rest;
    return true;
  }

 private:
  static bool IsSame(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  }

  static bool Authority(std::string_view text, UriParts* parts) {
    std::string_view host = text;
    if (const size_t sign = text.find('@'); sign != std::string_view::npos) {
      if (text.find('@', sign + 1) != std::string_view::npos) return true;  // several: nobody's
      parts->user_info = text.substr(0, sign);
      host = text.substr(sign + 1);
    }
    size_t end = host.find(':');
    if (host.starts_with('[')) {
      end = host.find(']');
      if (end == std::string_view::npos) return false;
      const std::string_view address = host.substr(1, std::min(host.find('%'), end) - 1);
      if (address.find(':') == std::string_view::npos || !ParseIp(address)) return false;
      ++end;
      if (end < host.size() && host[end] != ':') return false;
    }
    parts->host = host.substr(0, end);
    if (std::ranges::any_of(host, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; })) return false;
    const std::string_view port = end < host.size() ? host.substr(end + 1) : "";
    if (port.empty()) return true;
    int64_t number = 0;
    if (!painless::ParseInteger(port, 10, -1, INT32_MAX, &number)) return false;
    parts->port = static_cast<int>(number);
    return true;
  }

  std::string_view text_;
};

}  // namespace

std::string_view DecodePercent(std::string_view text, bool plus_is_blank, Arena& arena) {
  if (text.find_first_of(plus_is_blank ? "%+" : "%") == std::string_view::npos) return text;
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  char* const made = arena.NewBytes(3 * text.size());
  char* out = made;
  char* const bytes = arena.NewBytes(text.size());
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '%') {
      *out++ = plus_is_blank && text[at] == '+' ? ' ' : text[at];
      ++at;
      continue;
    }
    // A run of escapes is decoded together, and by itself.
    size_t count = 0;
    for (; at + 2 < text.size() && text[at] == '%'; at += 3) bytes[count++] = static_cast<char>(16 * HexDigit(text[at + 1]) + HexDigit(text[at + 2]));
    for (size_t i = 0; i < count;) {
      bool valid = false;
      const size_t length = std::min(SequenceLength({bytes + i, count - i}, &valid), count - i);
      const std::string_view piece = valid ? std::string_view(bytes + i, length) : kReplacement;
      out = std::copy(piece.begin(), piece.end(), out);
      i += length;
    }
    if (count == 0) *out++ = text[at++];
  }
  return {made, static_cast<size_t>(out - made)};
}

std::optional<UriParts> ParseJavaUri(std::string_view text, Arena& arena) {
  UriParts uri;
  if (UriParser(text, arena).Run(&uri)) return uri;
  UriParts url;
  if (UrlParser(text).Run(&url)) return url;
  return std::nullopt;
}

}  // namespace flowship
