#pragma once
// Secrets: passwords and keys that were given to the program, so that none of them gets into what it says. Whoever takes one remembers it here; the log and
// the printers of errors hide what is remembered. A second line of defence: nobody puts a secret into a message on purpose.
// Any thread. Nothing is ever forgotten: a process knows a handful.

#include <string>
#include <string_view>

namespace flowship {

// Shorter ones are not hidden: they would be found in every other word.
inline constexpr size_t kLeastSecretBytes = 4;
void RememberSecret(std::string_view secret);

// Replaces every secret in the text with kHiddenSecret.
inline constexpr std::string_view kHiddenSecret = "•••";
std::string HideSecrets(std::string text);

}  // namespace flowship
