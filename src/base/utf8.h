#pragma once
// UTF-8: is it, and what to do when it is not. Pure; any thread.

#include <string_view>

#include "base/arena.h"

namespace flowship {

// One pass of simdjson's validator (RFC 3629: no surrogates, no overlong forms).
bool IsUtf8(std::string_view text);

// A copy in which each byte that belongs to no character is U+FFFD, byte by byte as Go's range over a string decodes it: GoFlow2 is written in
// Go, and so is Filebeat.
std::string_view RepairUtf8(std::string_view text, Arena& arena);

// Where the character after the one at `at` begins; the text is UTF-8 and `at` before its end.
size_t NextCharacter(std::string_view text, size_t at);

// The longest prefix of at most `bytes` bytes that does not end inside a character.
std::string_view CutUtf8(std::string_view text, size_t bytes);

}  // namespace flowship
