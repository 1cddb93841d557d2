#include <algorithm>

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

}  // namespace

void Diagnostics::Error(const Place& place, std::string message) {
  findings_.push_back({place, std::move(message), true});
  ++errors_;
}

void Diagnostics::Warning(const Place& place, std::string message) { findings_.push_back({place, std::move(message), false}); }

std::vector<std::string> Diagnostics::Messages() const {
  std::vector<std::string> messages;
  for (const Finding& finding : findings_) {
    if (finding.is_error) messages.push_back(finding.message);
  }
  return messages;
}

std::string Diagnostics::Render() const {
  std::vector<const Finding*> ordered;
  for (const Finding& finding : findings_) ordered.push_back(&finding);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Finding* a, const Finding* b) {
    if (a->place.source != b->place.source) return false;  // files stay in the order of their first finding
    return std::pair(a->place.line, a->place.column) < std::pair(b->place.line, b->place.column);
  });
  std::string out;
  for (const Finding* finding : ordered) {
    const Place& place = finding->place;
    if (place.source != nullptr) {
      out += place.source->name + ":";
      if (place.line > 0) out += std::to_string(place.line) + ":" + std::to_string(place.column) + ":";
      out += " ";
    }
    out += (finding->is_error ? "" : "warning: ") + finding->message + "\n";
    if (place.source == nullptr || place.line == 0) continue;
    const std::string_view line = LineOf(place.source->text, place.line);
    std::string number = std::to_string(place.line);
    number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
    out += number + " | " + std::string(line) + "\n";
    out += std::string(number.size(), ' ') + " | ";
    // A tab stays one, so that the caret stands under its place at any tab width.
    for (int column = 1; column < place.column; ++column) {
      out += static_cast<size_t>(column) <= line.size() && line[static_cast<size_t>(column) - 1] == '\t' ? '\t' : ' ';
    }
    out += "^\n";
  }
  return out;
}

std::optional<std::string> Nearest(std::string_view name, const std::vector<std::string>& choices) {
  const auto distance = [](std::string_view a, std::string_view b) {
    // Damerau-Levenshtein, adjacent letters swapped counted as one.
    std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
    for (size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      for (size_t j = 1; j <= b.size(); ++j) {
        const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
        table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
    return table[a.size()][b.size()];
  };
  if (name.size() > 64) return std::nullopt;
  const size_t near_enough = name.size() <= 3 ? 1 : name.size() <= 6 ? 2 : 3;
  std::optional<std::string> best;
  size_t best_distance = near_enough + 1;
  for (const std::string& choice : choices) {
    const size_t d = distance(name, choice);
    if (d < best_distance && d < choice.size()) best_distance = d, best = choice;
  }
  return best;
}

}  // namespace flowship::config
