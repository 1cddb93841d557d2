#pragma once
// Painless source → tokens, as the "Painless language specification" has them: Java's, with `=~`, `==~`, `?.`, `?:`, `::`, `===`, `$`,
// strings in either quote with only \\ and the quote itself escaped, and slash-delimited regular expressions.
//
// A slash starts a regular expression unless the token before it ends an operand. A name or number after a dot is its own kind of
// token, so that keywords may be member names.

#include <cstdint>
#include <string_view>
#include <vector>

namespace flowship::painless {

enum class Token : uint8_t {
  kEnd,
  // Brackets and punctuation.
  kLeftBrace, kRightBrace, kLeftBracket, kRightBracket, kLeftParen, kRightParen, kDollar, kDot, kNullSafeDot, kComma, kSemicolon,
  // Keywords.
  kIf, kIn, kElse, kWhile, kDo, kFor, kContinue, kBreak, kReturn, kNew, kTry, kCatch, kThrow, kThis, kInstanceof,
  kTrue, kFalse, kNull, kPrimitive, kDef,
  // Operators.
  kNot, kBitNot, kMultiply, kDivide, kRemainder, kAdd, kSubtract, kShiftLeft, kShiftRight, kUnsignedShiftRight,
  kLess, kLessEqual, kGreater, kGreaterEqual, kEqual, kIdentical, kNotEqual, kNotIdentical, kBitAnd, kBitXor, kBitOr, kAnd, kOr,
  kQuestion, kColon, kElvis, kReference, kArrow, kFind, kMatch, kIncrement, kDecrement,
  kAssign, kAddAssign, kSubtractAssign, kMultiplyAssign, kDivideAssign, kRemainderAssign, kBitAndAssign, kBitXorAssign, kBitOrAssign,
  kShiftLeftAssign, kShiftRightAssign, kUnsignedShiftRightAssign,
  // With a text.
  kOctal, kHex, kInteger, kDecimal, kString, kRegex, kName, kDotName, kDotInteger,
};

struct Lexeme {
  Token token;
  uint32_t at;            // byte of the source
  std::string_view text;  // as it is written
};

// The last one is kEnd. Throws CompileFailure.
std::vector<Lexeme> Tokenize(std::string_view source);

// For messages: `'text'`, or `<EOF>`.
std::string_view Shown(const Lexeme& lexeme);

}  // namespace flowship::painless
