#pragma once
// The Public Suffix List (patterns/public_suffix/): where the domain that somebody registered begins in a name. The rules are those of Apache HttpClient 4.5,
// which Elasticsearch asks: exceptions go first, a private suffix (github.io) is a registered domain itself, wildcards stand for one label.
// Read at the first call, by one thread; then any thread.

#include <optional>
#include <string_view>

#include "base/arena.h"

namespace flowship {

// The registered domain within `name`, in lower case; without a dot where no rule is known for the last label. nullopt: the name is a public suffix, or it
// begins with a dot. In the arena.
std::optional<std::string_view> RegisteredDomain(std::string_view name, Arena& arena);

// Has the list read, so that no event waits for it.
void LoadPublicSuffixes();

}  // namespace flowship
