#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "cli/command.h"
#include "cli/monitor_client.h"
#include "cli/policy_file.h"
#include "cli/replay_summary.h"
#include "cli/signals.h"
#include "event/json_reader.h"

namespace flowship::cli {

namespace {

struct TopFlags {
  std::string config;
  bool once = false;
};

constexpr int64_t kLookMillis = 2000;
constexpr size_t kWideColumns = 80;  // narrower terminals have the head's figures one a line

// An answer of the agent, and ways into it. Absent numbers are 0, absent texts empty.
class Answer {
 public:
  bool Read(const std::string& text) {
    JsonProblem problem;
    return reader_.Read(arena_.Copy(text), arena_, keys_, &root_, &problem) && root_.is_object();
  }
  const Value* Find(std::initializer_list<std::string_view> path) const { return Below(root_, path); }

  static const Value* Below(const Value& value, std::initializer_list<std::string_view> path) {
    const Value* at = &value;
    for (const std::string_view part : path) {
      at = at != nullptr && at->is_object() ? at->as_object()->Find(part) : nullptr;
    }
    return at;
  }
  static double Number(const Value* value) {
    if (value == nullptr || !value->is_number()) return 0;
    return value->is_floating() ? value->as_double() : static_cast<double>(value->as_long());
  }
  static std::string_view Text(const Value* value) { return value != nullptr && value->is_string() ? value->as_text() : std::string_view(); }

 private:
  KeySet no_keys_;
  Arena arena_;
  KeyTable keys_{no_keys_, arena_};
  JsonReader reader_;
  Value root_;
};

std::string Bytes(double count) { return HumanBytes(static_cast<uint64_t>(std::max(count, 0.0))); }

// What others wrote must not steer the terminal.
std::string Shown(std::string_view text, size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) out += static_cast<unsigned char>(c) < ' ' || c == 127 ? '?' : c;
  return out;
}

template <typename What>
void Each(const Value* list, const What& what) {
  if (list == nullptr || !list->is_array()) return;
  for (const Value& item : *list->as_array()) what(item);
}

std::string Uptime(double millis) {
  const auto seconds = static_cast<int64_t>(millis / 1000);
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
  return fmt::format("{} days", seconds / 86400);
}

std::string RenderHead(const Answer& answer, size_t columns) {
  using A = Answer;
  const auto rate = [&answer](std::string_view name) { return A::Number(answer.Find({"flowship", "rates", name})); };
  std::string out = fmt::format("flowship {}, revision {:.0f}, up {}, {} of memory\n", A::Text(answer.Find({"beat", "info", "version"})),
                                A::Number(answer.Find({"flowship", "policy", "revision"})), Uptime(A::Number(answer.Find({"beat", "info", "uptime", "ms"}))),
                                Bytes(A::Number(answer.Find({"beat", "memstats", "rss"}))));
  out += fmt::format("{:.0f} events/s, {:.0f} delivered/s, {}/s read, {}/s sent, {:.1f} errors/s\n", rate("events"), rate("delivered"), Bytes(rate("bytes_read")),
                     Bytes(rate("bytes_sent")), rate("errors"));
  for (size_t at = columns < kWideColumns ? out.find(", ") : std::string::npos; at != std::string::npos; at = out.find(", ", at)) out.replace(at, 2, "\n");
  return out;
}

std::string RenderOutputs(const Answer& answer) {
  using A = Answer;
  std::string out = "\nOUTPUT            DELIVERED      AGAIN  DEAD LETTERS   QUEUE  HOSTS\n";
  Each(answer.Find({"flowship", "outputs"}), [&out](const Value& output) {
    size_t hosts = 0, well = 0;
    Each(A::Below(output, {"hosts"}), [&](const Value& host) {
      const Value* const is_well = A::Below(host, {"well"});
      ++hosts;
      well += is_well != nullptr && is_well->is_bool() && is_well->as_bool() ? 1 : 0;
    });
    const Value* const blocked = A::Below(output, {"blocked"});
    const std::string state = blocked != nullptr && blocked->is_bool() && blocked->as_bool() ? "refuses everything" : hosts == 0 ? "-" : fmt::format("{} of {} well", well, hosts);
    out += fmt::format("{:<16} {:>10.0f} {:>10.0f} {:>13.0f} {:>3.0f}/{:<3.0f}  {}\n", Shown(A::Text(A::Below(output, {"name"})), 16),
                       A::Number(A::Below(output, {"figures", "delivered"})), A::Number(A::Below(output, {"figures", "retried"})),
                       A::Number(A::Below(output, {"figures", "dead_lettered"})), A::Number(A::Below(output, {"batches_under_way"})),
                       A::Number(A::Below(output, {"batches_max"})), state);
  });
  return out;
}

// Of a name that is too long, its end says more than its beginning.
std::string Tail(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t from = text.size() - most + 1;
  while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xc0) == 0x80) ++from;
  return "…" + text.substr(from);
}

std::string RenderFiles(const Answer& answer, size_t most, size_t columns) {
  using A = Answer;
  struct Row {
    double lag, size, idle;
    std::string path;
  };
  std::vector<Row> rows;
  std::string troubles;
  Each(answer.Find({"flowship", "streams"}), [&](const Value& stream) {
    Each(A::Below(stream, {"files"}), [&rows](const Value& file) {
      rows.push_back({A::Number(A::Below(file, {"lag"})), A::Number(A::Below(file, {"size"})), A::Number(A::Below(file, {"idle_seconds"})), Shown(A::Text(A::Below(file, {"path"})), 200)});
    });
    Each(A::Below(stream, {"troubles"}), [&](const Value& trouble) { troubles += "  " + Shown(A::Text(&trouble), 200) + "\n"; });
  });
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) { return a.lag > b.lag; });
  constexpr size_t kBeforeName = 31, kLeastName = 9;
  const size_t room = std::max(columns, kBeforeName + kLeastName) - kBeforeName;
  std::string out = "\n       LAG        SIZE  QUIET  FILE\n";
  for (size_t i = 0; i < std::min(most, rows.size()); ++i) out += fmt::format("{:>10} {:>11} {:>4.0f} s  {}\n", Bytes(rows[i].lag), Bytes(rows[i].size), rows[i].idle, Tail(rows[i].path, room));
  if (rows.size() > most) out += fmt::format("           and {} more\n", rows.size() - most);
  if (!troubles.empty()) out += "\nTROUBLE\n" + troubles;
  return out;
}

std::string RenderErrors(const Answer& answer, size_t most) {
  std::vector<std::pair<double, std::string>> rows;
  const auto add = [&rows](const Value* errors, const std::string& prefix) {
    if (errors == nullptr || !errors->is_object()) return;
    for (const Object::Entry& entry : *errors->as_object()) rows.emplace_back(Answer::Number(&entry.value), prefix + Shown(entry.key.text(), 160));
  };
  add(answer.Find({"flowship", "pipeline_errors"}), "");
  Each(answer.Find({"flowship", "outputs"}), [&add](const Value& output) { add(Answer::Below(output, {"errors"}), "output: "); });
  if (rows.empty()) return "\nNo errors.\n";
  std::ranges::sort(rows, std::greater());
  std::string out = "\n    ERRORS  REASON\n";
  for (size_t i = 0; i < std::min(most, rows.size()); ++i) out += fmt::format("{:>10.0f}  {}\n", rows[i].first, rows[i].second);
  return out;
}

// Lines of at most so many characters: what a narrow terminal would wrap is left out.
std::string Cut(std::string_view text, size_t columns) {
  std::string out;
  size_t column = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // of a character of UTF-8
    column = c == '\n' ? 0 : column + (begins ? 1 : 0);
    if (column <= columns) out += c;
  }
  return out;
}

int RunTop(const TopFlags& flags) {
  config::Diagnostics diagnostics;
  const auto policy = ReadPolicyFile(flags.config, diagnostics);
  if (!policy) return WrongConfiguration(diagnostics.Render());
  const MonitorClient client(policy->agent.http_host, static_cast<uint16_t>(policy->agent.http_port), policy->agent.http_enabled);
  const bool live = !flags.once && isatty(STDOUT_FILENO) == 1;
  const StopSignals signals;
  bool seen = false;
  while (true) {
    const auto got = client.Get("/stats");
    Answer answer;
    const bool answers = got.ok() && answer.Read(got->body);
    const std::string why = answers ? "" : got.ok() ? "the agent's answer is no JSON" : got.error().message;
    // An agent that is being started again comes back; one that never answered may not.
    if (!answers && !(live && seen)) return std::fprintf(stderr, "flowship: %s\n", why.c_str()), kFailed;
    seen = true;
    winsize window{};
    const bool sized = ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row > 0;
    const size_t rows = sized ? std::max<size_t>(window.ws_row, 20) : 40;
    const size_t columns = live && sized && window.ws_col > 0 ? window.ws_col : SIZE_MAX;
    const std::string text = answers ? RenderHead(answer, columns) + RenderOutputs(answer) + RenderFiles(answer, rows / 3, columns) + RenderErrors(answer, rows / 4) : why + "\n";
    std::printf("%s%s", live ? "\033[H\033[2J" : "", Cut(text, columns).c_str());
    if (std::fflush(stdout) != 0) return kFailed;
    if (!live || signals.Wait(kLookMillis) != 0) return kDone;
  }
}

}  // namespace

std::function<int()> DeclareTop(CLI::App& app) {
  auto flags = std::make_shared<TopFlags>();
  AddPolicyFlag(app, &flags->config);
  app.add_flag("--once", flags->once, "Print it once; so it is where stdout is no terminal");
  return [flags] { return RunTop(*flags); };
}

}  // namespace flowship::cli
