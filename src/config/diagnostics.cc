#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "base/nearest.h"
#include "config/node.h"

namespace flowship::config {

namespace {

std::string_view LineOf(const std::string& text, int line) {
  size_t start = 0;
  for (int at = 1; at < line; ++at) {
    start = text.find('\n', start);
    if (start == std::string::npos) return {};
    ++start;
  }
  std::string_view rest = std::string_view(text).substr(start);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

bool ContinuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// What a terminal might obey.
bool IsControl(char byte) { return (static_cast<unsigned char>(byte) < 0x20 && byte != '\t') || byte == 0x7f; }

// The source line and, below it, the caret.
std::string Excerpt(const Place& place) {
  std::string_view line = LineOf(place.source->text, place.line);
  size_t caret = static_cast<size_t>(place.column) - 1;
  std::string before, after;
  if (line.size() > limits::kConfigShownLineBytes) {
    constexpr size_t kShown = limits::kConfigShownLineBytes;
    size_t from = std::min(caret - std::min(caret, kShown / 2), line.size() - kShown), to = from + kShown;
    while (from > 0 && ContinuesCharacter(line[from])) --from;
    while (to < line.size() && ContinuesCharacter(line[to])) ++to;
    if (from > 0) before = "...";
    if (to < line.size()) after = "...";
    line = line.substr(from, to - from);
    caret -= from;
  }
  std::string number = std::to_string(place.line);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  std::string out = number + (line.empty() ? " |" : " | ") + before;
  for (const char byte : line) out += IsControl(byte) ? '?' : byte;
  out += after + "\n" + std::string(number.size(), ' ') + " | " + std::string(before.size(), ' ');
  // A tab stays one, so that the caret stands under its place at any tab width; a character takes one column.
  for (size_t at = 0; at < caret; ++at) {
    if (at >= line.size() || !ContinuesCharacter(line[at])) out += at < line.size() && line[at] == '\t' ? '\t' : ' ';
  }
  return out + "^\n";
}

}  // namespace

void Diagnostics::Error(const Place& place, std::string message) {
  findings_.push_back({place, std::move(message), true});
  ++errors_;
}

void Diagnostics::Warning(const Place& place, std::string message) { findings_.push_back({place, std::move(message), false}); }

void Diagnostics::Append(const Diagnostics& other) {
  findings_.insert(findings_.end(), other.findings_.begin(), other.findings_.end());
  errors_ += other.errors_;
}

void Diagnostics::AppendNew(const Diagnostics& other) {
  const auto same_place = [](const Place& a, const Place& b) { return a.source == b.source && a.line == b.line && a.column == b.column; };
  const size_t known = findings_.size();
  for (const Finding& finding : other.findings_) {
    if (std::any_of(findings_.begin(), findings_.begin() + static_cast<ptrdiff_t>(known), [&](const Finding& before) { return same_place(before.place, finding.place); })) continue;
    findings_.push_back(finding);
    errors_ += finding.is_error ? 1 : 0;
  }
}

std::vector<std::string> Diagnostics::Messages() const {
  std::vector<std::string> messages;
  for (const Finding& finding : findings_) {
    if (finding.is_error) messages.push_back(finding.message);
  }
  return messages;
}

std::string Diagnostics::Render() const {
  std::vector<const Source*> sources;
  for (const Finding& finding : findings_) {
    if (std::find(sources.begin(), sources.end(), finding.place.source.get()) == sources.end()) sources.push_back(finding.place.source.get());
  }
  const auto key = [&sources](const Finding* finding) {
    const Place& place = finding->place;
    return std::tuple(std::find(sources.begin(), sources.end(), place.source.get()), place.line, place.column);
  };
  std::vector<const Finding*> ordered;
  for (const Finding& finding : findings_) ordered.push_back(&finding);
  std::stable_sort(ordered.begin(), ordered.end(), [&key](const Finding* a, const Finding* b) { return key(a) < key(b); });
  std::string out;
  for (const Finding* finding : ordered) {
    const Place& place = finding->place;
    const bool placed = place.source != nullptr && place.line > 0;
    if (place.source != nullptr) out += place.source->name + ":";
    if (placed) out += std::to_string(place.line) + ":" + std::to_string(place.column) + ":";
    if (place.source != nullptr) out += " ";
    out += (finding->is_error ? "" : "warning: ") + finding->message + "\n";
    if (placed) out += Excerpt(place);
  }
  return out;
}

std::optional<std::string> Nearest(std::string_view name, const std::vector<std::string>& choices) {
  NearestName nearest(name);
  for (const std::string& choice : choices) nearest.Offer(choice);
  if (nearest.best().empty()) return std::nullopt;
  return std::string(nearest.best());
}

}  // namespace flowship::config
