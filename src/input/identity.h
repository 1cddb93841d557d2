#pragma once
// Identity: a file is its content (design.md, "Identity, exactly once").
//
// The identity is the hash of the file's first line without its newline, or of that line's first kIdentityHeadBytes. It is there once the newline or that
// many bytes are there, so a small file is read at once, and a rename, a copy or a compression does not change it. Empty lines before the first
// line do not count: GoFlow2 leaves one at the head of a file when it is told to reopen between a record and its newline, and all such files would
// be one. The registry and every _id depend on it: it may never change.
//
// The tail is the hash of the up to kResumeTailBytes bytes before an offset. It is kept with the offset and compared before reading goes on there.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/hash.h"
#include "base/limits.h"

namespace flowship {

// Bytes of the file's beginning that settle its identity, unless it starts with hundreds of thousands of empty lines (which then are it).
inline constexpr size_t kIdentityWindowBytes = limits::kReadBytes;

// `head` is the file's beginning. nullopt: not settled yet. `at_end`: there will be no more, what is there settles it (nothing at all still does not).
std::optional<Hash128> IdentityOf(std::string_view head, bool at_end);

// `before` ends at the offset; only its last kResumeTailBytes count.
uint64_t TailHashOf(std::string_view before);

}  // namespace flowship
