#pragma once
// A script's text as error messages show it, and the one exception of this folder: CompileFailure is thrown by the lexer, the parser and the
// analyzer and caught in Compile(). Nothing of it reaches run time or another folder.

#include <cstdint>
#include <string>
#include <string_view>

namespace flowship::painless {

struct CompileFailure {
  uint32_t at;          // byte of the source
  std::string message;  // Elasticsearch's wording where it has one
};

[[noreturn]] inline void Fail(uint32_t at, std::string message) { throw CompileFailure{at, std::move(message)}; }

// "line:column: message", the line itself, and a caret below the place. Columns count characters from 1.
std::string Explain(std::string_view source, const CompileFailure& failure);

}  // namespace flowship::painless
