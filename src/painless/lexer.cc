#include "painless/lexer.h"

#include <algorithm>
#include <string>

#include "painless/source.h"

namespace flowship::painless {
namespace {

struct Word {
  std::string_view text;
  Token token;
};

constexpr Word kKeywords[] = {
    {"boolean", Token::kPrimitive}, {"break", Token::kBreak},   {"byte", Token::kPrimitive},   {"catch", Token::kCatch},
    {"char", Token::kPrimitive},    {"continue", Token::kContinue}, {"def", Token::kDef},      {"do", Token::kDo},
    {"double", Token::kPrimitive},  {"else", Token::kElse},     {"false", Token::kFalse},      {"float", Token::kPrimitive},
    {"for", Token::kFor},           {"if", Token::kIf},         {"in", Token::kIn},            {"instanceof", Token::kInstanceof},
    {"int", Token::kPrimitive},     {"long", Token::kPrimitive}, {"new", Token::kNew},         {"null", Token::kNull},
    {"return", Token::kReturn},     {"short", Token::kPrimitive}, {"this", Token::kThis},      {"throw", Token::kThrow},
    {"true", Token::kTrue},         {"try", Token::kTry},       {"while", Token::kWhile},
};
static_assert(std::is_sorted(std::begin(kKeywords), std::end(kKeywords), [](const Word& a, const Word& b) { return a.text < b.text; }));

// The longest comes first.
constexpr Word kSymbols[] = {
    {">>>=", Token::kUnsignedShiftRightAssign}, {"<<=", Token::kShiftLeftAssign}, {">>=", Token::kShiftRightAssign},
    {">>>", Token::kUnsignedShiftRight}, {"===", Token::kIdentical}, {"!==", Token::kNotIdentical}, {"==~", Token::kMatch},
    {"=~", Token::kFind}, {"?.", Token::kNullSafeDot}, {"?:", Token::kElvis}, {"::", Token::kReference}, {"->", Token::kArrow},
    {"++", Token::kIncrement}, {"--", Token::kDecrement}, {"<<", Token::kShiftLeft}, {">>", Token::kShiftRight}, {"<=", Token::kLessEqual},
    {">=", Token::kGreaterEqual}, {"==", Token::kEqual}, {"!=", Token::kNotEqual}, {"&&", Token::kAnd}, {"||", Token::kOr},
    {"+=", Token::kAddAssign}, {"-=", Token::kSubtractAssign}, {"*=", Token::kMultiplyAssign}, {"/=", Token::kDivideAssign},
    {"%=", Token::kRemainderAssign}, {"&=", Token::kBitAndAssign}, {"^=", Token::kBitXorAssign}, {"|=", Token::kBitOrAssign},
    {"{", Token::kLeftBrace}, {"}", Token::kRightBrace}, {"[", Token::kLeftBracket}, {"]", Token::kRightBracket}, {"(", Token::kLeftParen},
    {")", Token::kRightParen}, {"$", Token::kDollar}, {".", Token::kDot}, {",", Token::kComma}, {";", Token::kSemicolon}, {"!", Token::kNot},
    {"~", Token::kBitNot}, {"*", Token::kMultiply}, {"/", Token::kDivide}, {"%", Token::kRemainder}, {"+", Token::kAdd},
    {"-", Token::kSubtract}, {"<", Token::kLess}, {">", Token::kGreater}, {"&", Token::kBitAnd}, {"^", Token::kBitXor}, {"|", Token::kBitOr},
    {"?", Token::kQuestion}, {":", Token::kColon}, {"=", Token::kAssign},
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool OneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::vector<Lexeme> Run() {
    while (SkipBlank()) {
      const Token token = Next();
      lexemes_.push_back({token, static_cast<uint32_t>(start_), source_.substr(start_, at_ - start_)});
    }
    lexemes_.push_back({Token::kEnd, static_cast<uint32_t>(source_.size()), {}});
    return std::move(lexemes_);
  }

 private:
  char Peek(size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  bool AtEnd() const { return at_ >= source_.size(); }
  Token Last() const { return lexemes_.empty() ? Token::kEnd : lexemes_.back().token; }

  // Blanks and comments. False at the end of the source.
  bool SkipBlank() {
    while (!AtEnd()) {
      if (OneOf(Peek(), " \t\r\n")) {
        ++at_;
      } else if (Peek() == '/' && Peek(1) == '/') {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else if (Peek() == '/' && Peek(1) == '*') {
        const size_t end = source_.find("*/", at_ + 2);
        if (end == std::string_view::npos) Fail(static_cast<uint32_t>(at_), "unexpected character [/*]: the comment has no end");
        at_ = end + 2;
      } else {
        break;
      }
    }
    start_ = at_;
    return !AtEnd();
  }

  Token Next() {
    const char c = Peek();
    const bool after_dot = Last() == Token::kDot || Last() == Token::kNullSafeDot;
    if (IsNameStart(c)) return Name(after_dot);
    if (IsDigit(c)) return after_dot ? DotInteger() : Number();
    if (c == '"' || c == '\'') return String(c);
    if (c == '/' && SlashStartsRegex()) return Regex();
    for (const Word& symbol : kSymbols) {
      // `a?.5:1` is a conditional; but a decimal does not start with a dot, so there is no ambiguity to settle.
      if (source_.substr(at_).starts_with(symbol.text)) {
        at_ += symbol.text.size();
        return symbol.token;
      }
    }
    size_t length = 1;
    while (at_ + length < source_.size() && (static_cast<unsigned char>(source_[at_ + length]) & 0xC0) == 0x80) ++length;
    Fail(static_cast<uint32_t>(at_), "unexpected character [" + std::string(source_.substr(at_, length)) + "].");
  }

  Token Name(bool after_dot) {
    while (IsNamePart(Peek())) ++at_;
    if (after_dot) return Token::kDotName;
    const std::string_view text = source_.substr(start_, at_ - start_);
    const Word* const word =
        std::lower_bound(std::begin(kKeywords), std::end(kKeywords), text, [](const Word& a, std::string_view b) { return a.text < b; });
    return word != std::end(kKeywords) && word->text == text ? word->token : Token::kName;
  }

  Token DotInteger() {
    if (Peek() == '0') {
      ++at_;
    } else {
      while (IsDigit(Peek())) ++at_;
    }
    return Token::kDotInteger;
  }

  Token Number() {
    if (Peek() == '0' && OneOf(Peek(1), "xX") && IsHexDigit(Peek(2))) {
      at_ += 2;
      while (IsHexDigit(Peek())) ++at_;
      if (OneOf(Peek(), "lL")) ++at_;
      return Token::kHex;
    }
    if (Peek() == '0' && Peek(1) >= '0' && Peek(1) <= '7') {
      while (Peek() >= '0' && Peek() <= '7') ++at_;
      if (OneOf(Peek(), "lL")) ++at_;
      return Token::kOctal;
    }
    return DecimalOrInteger();
  }

  Token DecimalOrInteger() {
    if (Peek() == '0') {
      ++at_;
    } else {
      while (IsDigit(Peek())) ++at_;
    }
    bool decimal = false;
    if (Peek() == '.' && IsDigit(Peek(1))) {
      decimal = true;
      ++at_;
      while (IsDigit(Peek())) ++at_;
    }
    if (OneOf(Peek(), "eE") && (IsDigit(Peek(1)) || (OneOf(Peek(1), "+-") && IsDigit(Peek(2))))) {
      decimal = true;
      at_ += 2;
      while (IsDigit(Peek())) ++at_;
    }
    if (OneOf(Peek(), "fFdD") && !AtEnd()) {
      ++at_;
    } else if (!decimal && OneOf(Peek(), "lL") && !AtEnd()) {
      ++at_;
    }
    return decimal ? Token::kDecimal : Token::kInteger;
  }

  Token String(char quote) {
    for (++at_; !AtEnd(); ++at_) {
      if (Peek() == quote) {
        ++at_;
        return Token::kString;
      }
      if (Peek() != '\\') continue;
      ++at_;
      if (Peek() != quote && Peek() != '\\') BadEscape(quote);
    }
    Fail(static_cast<uint32_t>(start_), "unexpected character [" + std::string(source_.substr(start_)) + "].");
  }

  [[noreturn]] void BadEscape(char quote) {
    const std::string mark(1, quote);
    const size_t end = std::min(at_ + 1, source_.size());
    Fail(static_cast<uint32_t>(start_), "unexpected character [" + std::string(source_.substr(start_, end - start_)) +
                                            "]. The only valid escape sequences in strings starting with [" + mark + "] are [\\\\] and [\\" +
                                            mark + "].");
  }

  bool SlashStartsRegex() const {
    switch (Last()) {
      case Token::kRightBracket:
      case Token::kRightParen:
      case Token::kOctal:
      case Token::kHex:
      case Token::kInteger:
      case Token::kDecimal:
      case Token::kName:
      case Token::kDotName:
      case Token::kDotInteger:
        return false;
      default:
        return true;
    }
  }

  Token Regex() {
    for (++at_; !AtEnd() && Peek() != '\n'; ++at_) {
      if (Peek() == '\\' && Peek(1) != '\n') {
        ++at_;
      } else if (Peek() == '/' && at_ > start_ + 1) {
        ++at_;
        while (OneOf(Peek(), "cilmsUux") && !AtEnd()) ++at_;
        return Token::kRegex;
      }
    }
    // No end on this line: a division sign, if it has an equals sign after it, or alone.
    at_ = start_ + 1;
    if (Peek() == '=') {
      ++at_;
      return Token::kDivideAssign;
    }
    return Token::kDivide;
  }

  std::string_view source_;
  size_t at_ = 0, start_ = 0;
  std::vector<Lexeme> lexemes_;
};

}  // namespace

std::vector<Lexeme> Tokenize(std::string_view source) { return Lexer(source).Run(); }

std::string_view Shown(const Lexeme& lexeme) { return lexeme.token == Token::kEnd ? std::string_view("<EOF>") : lexeme.text; }

}  // namespace flowship::painless
