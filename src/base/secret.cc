#include "base/secret.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace flowship {

namespace {

struct Secrets {
  std::mutex mutex;
  std::vector<std::string> known;  // the longest first, so that one that contains another is hidden whole
};

Secrets& All() {
  static Secrets* const secrets = new Secrets;  // never destroyed: threads may log until the very end
  return *secrets;
}

}  // namespace

void RememberSecret(std::string_view secret) {
  if (secret.size() < kLeastSecretBytes) return;
  Secrets& all = All();
  const std::lock_guard lock(all.mutex);
  if (std::ranges::find(all.known, secret) != all.known.end()) return;
  const auto shorter = [secret](const std::string& known) { return known.size() < secret.size(); };
  all.known.emplace(std::ranges::find_if(all.known, shorter), secret);
}

std::string HideSecrets(std::string text) {
  Secrets& all = All();
  const std::lock_guard lock(all.mutex);
  for (const std::string& secret : all.known) {
    for (size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kHiddenSecret.size())) text.replace(at, secret.size(), kHiddenSecret);
  }
  return text;
}

}  // namespace flowship
