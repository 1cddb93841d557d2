#include "parser/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "base/nearest.h"

namespace flowship::parser {

namespace {

struct Encoding {
  std::string_view name, charset;
  size_t unit_bytes = 1;
  bool drops_mark = false;
};

constexpr Encoding kEncodings[] = {
    {"big5", "BIG5"},
    {"cp437", "IBM437"},
    {"cp850", "IBM850"},
    {"cp852", "IBM852"},
    {"cp855", "IBM855"},
    {"cp858", "CP858"},
    {"cp860", "IBM860"},
    {"cp862", "IBM862"},
    {"cp863", "IBM863"},
    {"cp865", "IBM865"},
    {"cp866", "IBM866"},
    {"ebcdic-037", "IBM037"},
    {"ebcdic-1040", "IBM1140"},
    {"ebcdic-1047", "IBM1047"},
    {"euc-jp", "EUC-JP"},
    {"euc-kr", "EUC-KR"},
    {"gb18030", "GB18030"},
    {"gbk", "GBK"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"iso8859-1", "ISO-8859-1"},
    {"iso8859-10", "ISO-8859-10"},
    {"iso8859-13", "ISO-8859-13"},
    {"iso8859-14", "ISO-8859-14"},
    {"iso8859-15", "ISO-8859-15"},
    {"iso8859-16", "ISO-8859-16"},
    {"iso8859-2", "ISO-8859-2"},
    {"iso8859-3", "ISO-8859-3"},
    {"iso8859-4", "ISO-8859-4"},
    {"iso8859-5", "ISO-8859-5"},
    {"iso8859-6", "ISO-8859-6"},
    {"iso8859-6e", "ISO-8859-6"},
    {"iso8859-6i", "ISO-8859-6"},
    {"iso8859-7", "ISO-8859-7"},
    {"iso8859-8", "ISO-8859-8"},
    {"iso8859-8e", "ISO-8859-8"},
    {"iso8859-8i", "ISO-8859-8"},
    {"iso8859-9", "ISO-8859-9"},
    {"koi8r", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"latin1", "ISO-8859-1"},
    {"macintosh", "MACINTOSH"},
    {"macintosh-cyrillic", "MAC-CYRILLIC"},
    {"plain", ""},
    {"shift-jis", "SHIFT_JIS"},
    {"utf-16be", "UTF-16BE", 2},
    {"utf-16be-bom", "UTF-16BE", 2, true},
    {"utf-16le", "UTF-16LE", 2},
    {"utf-16le-bom", "UTF-16LE", 2, true},
    {"utf-8", ""},
    {"utf8", ""},
    {"windows1250", "CP1250"},
    {"windows1251", "CP1251"},
    {"windows1252", "CP1252"},
    {"windows1253", "CP1253"},
    {"windows1254", "CP1254"},
    {"windows1255", "CP1255"},
    {"windows1256", "CP1256"},
    {"windows1257", "CP1257"},
    {"windows1258", "CP1258"},
    {"windows874", "CP874"},
};
static_assert(std::is_sorted(std::begin(kEncodings), std::end(kEncodings), [](const Encoding& a, const Encoding& b) { return a.name < b.name; }));

struct Terminator {
  std::string_view name, text;  // UTF-8
};

constexpr Terminator kTerminators[] = {
    {"auto", "\n"},
    {"carriage_return", "\r"},
    {"carriage_return_line_feed", "\r\n"},
    {"form_feed", "\f"},
    {"line_feed", "\n"},
    {"line_separator", "\u2028"},
    {"next_line", "\u0085"},
    {"null_terminator", std::string_view("\0", 1)},
    {"paragraph_separator", "\u2029"},
    {"vertical_tab", "\v"},
};
static_assert(std::is_sorted(std::begin(kTerminators), std::end(kTerminators), [](const Terminator& a, const Terminator& b) { return a.name < b.name; }));

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kMark = "\uFEFF";
constexpr size_t kMostUtf8BytesPerByte = 4;  // of a byte that is a character, or none: three for U+FFFD, and what a single byte can mean

// The text in the charset; empty if it has no such character.
std::string Encode(std::string_view text, const std::string& charset) {
  if (charset.empty()) return std::string(text);
  const iconv_t conversion = iconv_open(charset.c_str(), "UTF-8");
  if (conversion == reinterpret_cast<iconv_t>(-1)) return "";
  char buffer[32];
  char* in = const_cast<char*>(text.data());
  char* out = buffer;
  size_t in_left = text.size(), out_left = sizeof buffer;
  const bool encoded = iconv(conversion, &in, &in_left, &out, &out_left) != static_cast<size_t>(-1);
  iconv_close(conversion);
  return encoded ? std::string(buffer, out) : "";
}

std::string Choices(const std::string& what, std::string_view name, const auto& table) {
  std::string message = what + " \"" + std::string(name) + "\"; ";
  NearestName nearest(name);
  for (const auto& item : table) nearest.Offer(item.name);
  if (!nearest.best().empty()) return message + "did you mean \"" + std::string(nearest.best()) + "\"?";
  message += "there is ";
  for (const auto& item : table) message += (&item == std::begin(table) ? "" : ", ") + std::string(item.name);
  return message;
}

}  // namespace

Result<LineFormat> MakeLineFormat(std::string_view encoding, std::string_view terminator) {
  const auto known = std::find_if(std::begin(kEncodings), std::end(kEncodings), [encoding](const Encoding& e) { return e.name == encoding; });
  if (known == std::end(kEncodings)) return Error{Choices("there is no encoding", encoding, kEncodings)};
  const auto ends = std::find_if(std::begin(kTerminators), std::end(kTerminators), [terminator](const Terminator& t) { return t.name == terminator; });
  if (ends == std::end(kTerminators)) return Error{Choices("there is no line terminator", terminator, kTerminators)};
  LineFormat format;
  format.charset = known->charset;
  format.unit_bytes = known->unit_bytes;
  format.drops_mark = known->drops_mark;
  format.terminator = Encode(ends->text, format.charset);
  format.carriage_return = ends->name == "auto" || ends->name == "line_feed" ? Encode("\r", format.charset) : "";
  if (format.terminator.empty()) return Error{"the encoding \"" + std::string(encoding) + "\" has no " + std::string(terminator)};
  return format;
}

struct Decoder::Conversion {
  explicit Conversion(const std::string& charset) : handle(iconv_open("UTF-8", charset.c_str())) {
    FLOWSHIP_ASSERT(handle != reinterpret_cast<iconv_t>(-1));
  }
  ~Conversion() { iconv_close(handle); }
  iconv_t handle;
};

Decoder::Decoder(const LineFormat& format)
    : conversion_(format.is_utf8() ? nullptr : std::make_unique<Conversion>(format.charset)),
      drops_mark_(format.drops_mark),
      unit_bytes_(format.unit_bytes) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

std::string_view Decoder::Decode(std::string_view bytes, bool at_beginning, Arena& arena, bool* whole) {
  if (conversion_ == nullptr || bytes.empty()) return bytes;
  const size_t room = bytes.size() * kMostUtf8BytesPerByte + 16;
  char* const start = arena.NewBytes(room);
  char* in = const_cast<char*>(bytes.data());
  char* out = start;
  size_t in_left = bytes.size(), out_left = room;
  iconv(conversion_->handle, nullptr, nullptr, nullptr, nullptr);  // from its first state
  while (in_left > 0 && iconv(conversion_->handle, &in, &in_left, &out, &out_left) == static_cast<size_t>(-1)) {
    FLOWSHIP_ASSERT(errno != E2BIG);
    *whole = false;
    out = std::copy(kReplacement.begin(), kReplacement.end(), out);
    out_left -= kReplacement.size();
    if (errno == EINVAL) break;  // the text ends within a character
    const size_t skipped = std::min(in_left, unit_bytes_);
    in += skipped;
    in_left -= skipped;
  }
  arena.Shrink(out);
  std::string_view text(start, static_cast<size_t>(out - start));
  if (drops_mark_ && at_beginning && text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

}  // namespace flowship::parser
