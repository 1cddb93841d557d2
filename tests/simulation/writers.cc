#include "writers.h"

#include <algorithm>

#include "input/glob.h"

namespace flowship::simulation {

Writers::Writers(FakeFiles& files, Ledger& ledger, Random& random, WriterOptions options)
    : files_(files), ledger_(ledger), random_(random), options_(options) {
  files_.MakeDirectory(kLogs);
  if (options_.naming == Naming::kTree) {
    for (const char* const name : {"/a", "/b"}) files_.MakeDirectory(kLogs + name);
  }
  logs_.resize(options_.logs);
  for (size_t i = 0; i < logs_.size(); ++i) {
    const std::string directory = options_.naming == Naming::kTree ? kLogs + (i % 2 == 0 ? "/a" : "/b") : kLogs;
    logs_[i].path = directory + "/" + static_cast<char>('p' + i) + (options_.naming == Naming::kLinks ? ".link" : ".log");
  }
}

std::string Writers::patterns() const {
  switch (options_.naming) {
    case Naming::kMeant: return kLogs + "/*.log*";
    case Naming::kNotMeant: return kLogs + "/*.log";
    case Naming::kTree: return kLogs + "/**/*.log*";
    case Naming::kLinks: return kLogs + "/*.link";
  }
  return "";
}

bool Writers::IsMeant(const std::string& path) const { return GlobMatchesPath(patterns(), path); }

void Writers::Did(const char* what, const Log& log) {
  ++acts[what];
  if (files_.trace) files_.trace(std::string("writer: ") + what + " " + log.path + (log.node ? " (" + std::to_string(log.node->serial) + ", " + std::to_string(log.node->content.size()) + " bytes)" : ""));
}

void Writers::Act() {
  if (files_.unmounted) return;
  Log& log = logs_[random_.Below(logs_.size())];
  if (log.copy) {
    if (random_.Chance(600)) return StepCopy(log);
    return WriteSome(log);
  }
  if (log.node == nullptr || (log.reopens_late && random_.Chance(300))) return Open(log);
  const uint64_t draw = random_.Below(100);
  if (draw < 76) return WriteSome(log);
  if (draw < 86) return Rotate(log);
  if (draw < 90) return RemoveOldest(log);
  if (draw < 92) return options_.rewrites ? Rewrite(log) : WriteSome(log);
  if (draw < 94) return options_.rewrites ? Replace(log) : WriteSome(log);
  if (draw < 97) return options_.moves ? MoveOne(log) : WriteSome(log);
  return options_.links ? LinkOne(log) : WriteSome(log);
}

// Makes the file that is written to.
void Writers::Open(Log& log) {
  GiveUpHalf(log);
  log.reopens_late = false;
  if (options_.naming == Naming::kLinks) {
    const std::string target = log.path.substr(0, log.path.rfind('.')) + "-" + std::to_string(++log.rotations) + ".data";
    const NodePtr before = files_.Resolve(log.path);
    if (before != nullptr) LeavesMeaning(before, log.path + ".gone");
    log.node = files_.Create(target);
    files_.PointLink(log.path, target);
    log.rotated.push_back(target);
    Recheck();
  } else {
    log.node = files_.Create(log.path);
    Recheck();
  }
  WriteNewlines(log);
  if (options_.headers) files_.Append(log.node, std::string(Ledger::kHeader) + "\n");
  Did("create", log);
}

void Writers::WriteSome(Log& log) {
  if (!log.half) WriteNewlines(log);
  const uint64_t lines = random_.Chance(100) ? random_.Between(10, 80) : random_.Between(1, 3);
  for (uint64_t i = 0; i < lines; ++i) {
    if (!log.half) {
      const size_t number = ledger_.lines.size();
      std::string text = (options_.json ? std::string(Ledger::kRecord) : "L") + std::to_string(number) + (options_.json ? ", \"t\":\"" : " ");
      const uint64_t kind = random_.Below(100);
      text.append(kind < 90 ? random_.Between(0, 60) : kind < 98 ? random_.Between(200, 700) : random_.Between(1000, 6000), static_cast<char>('a' + number % 26));
      if (options_.json) text += "\"}";
      ledger_.lines.push_back({std::move(text), false, true, false, false, {}});
      log.half = number;
      log.half_begin = log.node->content.size();
      log.written = 0;
    }
    const size_t left = ledger_.lines[*log.half].text.size() + (options_.json ? 0 : 1) - log.written;
    const bool in_pieces = random_.Chance(i + 1 == lines ? 200 : 30);
    WriteHalf(log, in_pieces ? random_.Between(1, left) : left);
    if (log.half) break;
    // Two records on a line, and then both newlines. (Not the first: by that a file is known, and it has had time to be taken alone.)
    const bool is_glued = log.newlines_due > 0 && i + 1 < lines && ledger_.lines.size() % 7 == 0 && log.node->lines.size() > 1;
    if (log.newlines_due > 0 && random_.Chance(100)) break;
    if (!is_glued) WriteNewlines(log);
  }
  Did("append", log);
}

void Writers::WriteHalf(Log& log, size_t bytes) {
  Line& line = ledger_.lines[*log.half];
  const std::string text = line.text + (options_.json ? "" : "\n");
  files_.Append(log.node, text.substr(log.written, bytes));
  log.written += bytes;
  if (log.written < text.size()) return;
  line.whole = true;
  log.node->lines.push_back({*log.half, log.half_begin, log.node->content.size()});
  line.owed = IsReachable(log.node);
  log.half.reset();
  log.newlines_due += options_.json ? 1 : 0;
}

void Writers::WriteNewlines(Log& log) {
  if (log.newlines_due > 0) files_.Append(log.node, std::string(log.newlines_due, '\n'));
  log.newlines_due = 0;
}

// What was written of a line stays what it is.
void Writers::GiveUpHalf(Log& log) {
  if (!log.half) return;
  ledger_.lines[*log.half].given_up = true;
  log.half.reset();
}

bool Writers::AllIndexed(const Node& node) const {
  return std::all_of(node.lines.begin(), node.lines.end(), [this](const PlacedLine& line) { return ledger_.lines[line.line].id || !ledger_.lines[line.line].owed; });
}

std::string Writers::RotatedName(Log& log) {
  ++log.rotations;
  return random_.Chance(500) ? log.path + "." + std::to_string(log.rotations) : log.path + "-202611" + std::to_string(10 + log.rotations);
}

// The node may get a name that no pattern means. It is owed all the same if the agent has to know it.
void Writers::LeavesMeaning(const NodePtr& node, const std::string& to) {
  if (IsMeant(to)) return;
  // Where all files begin alike, nothing tells whose an entry is before more than that was read (docs/simulation.md).
  node->known = !options_.headers && (node->known || is_known(*node));
}

// One of its names goes; if it is the last and the agent has the file open, what is left is read from there.
void Writers::LosesName(const NodePtr& node) {
  if (node->names != 1 || node->agent_handles == 0 || !counts_handles() || !IsReachable(node)) return;
  node->owed_by_handle = true;
  by_handle_.push_back(node);
}

void Writers::Rotate(Log& log) {
  if (options_.waits_for_delivery && !AllIndexed(*log.node)) return WriteSome(log);
  if (options_.naming == Naming::kLinks) return Open(log);
  if (files_.Find(log.path) != log.node) return Open(log);  // somebody has taken the name away
  if (options_.copies && random_.Chance(500)) {
    const std::string to = RotatedName(log);
    log.copy = Copy{files_.Create(to), 0};
    log.rotated.push_back(to);
    return Did("copy", log);
  }
  RotateByRename(log);
}

void Writers::RotateByRename(Log& log) {
  const std::string to = RotatedName(log);
  LeavesMeaning(log.node, to);
  files_.Move(log.path, to);
  log.rotated.push_back(to);
  Recheck();
  Did("rename", log);
  log.reopens_late = random_.Chance(500);
  if (!log.reopens_late) Open(log);
}

// As cp and then truncate(2) do it.
void Writers::StepCopy(Log& log) {
  Copy& copy = *log.copy;
  const std::string& from = log.node->content;
  if (copy.done < from.size()) {
    const size_t bytes = random_.Chance(500) ? from.size() - copy.done : random_.Between(1, from.size() - copy.done);
    const std::string piece = from.substr(copy.done, bytes);
    copy.done += bytes;
    copy.to->lines.clear();
    for (const PlacedLine& line : log.node->lines) {
      if (line.end <= copy.done) copy.to->lines.push_back(line);
    }
    files_.Append(copy.to, piece);
    return Did("copy on", log);
  }
  if (copy.to->names > 0) {
    for (const auto& [path, node] : files_.names()) {
      if (node == copy.to && !IsMeant(path)) copy.to->known = !options_.headers && is_known(*log.node);
    }
  }
  // A writer may have come between the end of the copy and the truncation.
  if (random_.Chance(200)) WriteSome(log);
  for (const PlacedLine& line : log.node->lines) {
    if (line.begin < copy.done && copy.done < line.end) ledger_.lines[line.line].torn_by_copy = true;
  }
  GiveUpHalf(log);
  Truncate(log);
  log.copy.reset();
  Recheck();
  Did("truncate after copy", log);
  if (options_.headers) files_.Append(log.node, std::string(Ledger::kHeader) + "\n");
}

void Writers::RemoveOldest(Log& log) {
  if (!options_.removes || log.rotated.empty()) return WriteSome(log);
  const std::string path = log.rotated.front();
  const NodePtr node = files_.Find(path);
  if (node == log.node) return WriteSome(log);
  if (node != nullptr && !AllIndexed(*node) && (options_.waits_for_delivery || random_.Chance(800))) return WriteSome(log);
  log.rotated.erase(log.rotated.begin());
  if (node == nullptr) return WriteSome(log);
  LosesName(node);
  files_.Unlink(path);
  Recheck();
  Did("remove", log);
}

void Writers::Truncate(Log& log) {
  files_.Truncate(log.node, 0);
  log.node->known = false;  // it is another content from now on
}

// Truncated, and other content at once: perhaps as long as before, or longer.
void Writers::Rewrite(Log& log) {
  if (options_.waits_for_delivery && !AllIndexed(*log.node)) return WriteSome(log);
  GiveUpHalf(log);
  Truncate(log);
  Recheck();
  if (options_.headers) files_.Append(log.node, std::string(Ledger::kHeader) + "\n");
  Did("truncate", log);
  WriteSome(log);
}

// A new file takes the name: other content, or the same and more, as an editor does it.
void Writers::Replace(Log& log) {
  if (options_.naming == Naming::kLinks || files_.Find(log.path) != log.node) return WriteSome(log);
  if (options_.waits_for_delivery && !AllIndexed(*log.node)) return WriteSome(log);
  const std::string temporary = kLogs + "/temporary" + std::to_string(++serial_);
  const NodePtr fresh = files_.Create(temporary);
  const bool same = !log.half && random_.Chance(500);
  if (same) {
    fresh->lines = log.node->lines;
    files_.Append(fresh, log.node->content);
  }
  GiveUpHalf(log);
  LosesName(log.node);
  log.node = fresh;
  if (!same && options_.headers) files_.Append(fresh, std::string(Ledger::kHeader) + "\n");
  files_.Move(temporary, log.path);
  Recheck();
  Did(same ? "replace by the same and more" : "replace", log);
  WriteSome(log);
}

void Writers::MoveOne(Log& log) {
  if (options_.naming != Naming::kTree || log.rotated.empty()) return WriteSome(log);
  std::string& path = log.rotated[random_.Below(log.rotated.size())];
  if (files_.Find(path) == nullptr) return WriteSome(log);
  std::string to = path;
  to[kLogs.size() + 1] = to[kLogs.size() + 1] == 'a' ? 'b' : 'a';
  if (files_.Find(to) != nullptr) return WriteSome(log);
  files_.Move(path, to);
  path = to;
  Recheck();
  Did("move", log);
}

void Writers::LinkOne(Log& log) {
  if (options_.naming == Naming::kLinks) return WriteSome(log);
  if (files_.Find(log.path) != log.node || log.rotations > 20) return WriteSome(log);
  const std::string to = RotatedName(log);
  files_.Link(log.path, to);
  log.rotated.push_back(to);
  Did("hard link", log);
}

void Writers::Finish() {
  for (Log& log : logs_) {
    while (log.copy) StepCopy(log);
    if (log.half && log.node != nullptr) WriteHalf(log, ledger_.lines[*log.half].text.size() + 1 - log.written);
  }
}

void Writers::HandlesGone() {
  for (const auto& weak : by_handle_) {
    if (const NodePtr node = weak.lock()) node->owed_by_handle = false;
  }
  by_handle_.clear();
  Recheck();
}

bool Writers::IsReachable(const NodePtr& node) const {
  if (node->owed_by_handle) return true;
  for (const auto& [path, named] : files_.names()) {
    if (named == node && (node->known || IsMeant(path))) return true;
    if (named->kind == FileKind::kSymlink && IsMeant(path) && files_.Find(named->target) == node) return true;
  }
  return false;
}

// Lines that are nowhere any more that the agent has to look at, and not delivered: their writer has destroyed them.
void Writers::Recheck() {
  std::set<NodePtr> nodes;
  for (const auto& [path, node] : files_.names()) nodes.insert(node);
  for (const auto& weak : by_handle_) {
    if (const NodePtr node = weak.lock()) nodes.insert(node);
  }
  std::vector<bool> there(ledger_.lines.size(), false);
  for (const NodePtr& node : nodes) {
    if (node->lines.empty() || !IsReachable(node)) continue;
    for (const PlacedLine& line : node->lines) there[line.line] = true;
  }
  for (size_t i = 0; i < there.size(); ++i) {
    Line& line = ledger_.lines[i];
    if (line.whole && !line.id && !there[i]) line.owed = false;
  }
}

}  // namespace flowship::simulation
