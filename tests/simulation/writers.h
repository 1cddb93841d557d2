#pragma once
// Writers of logs, and who rotates them. Each call of Act is one thing that one of them does; a copy is made in pieces, so that others may come between.

#include <functional>
#include <string>
#include <vector>

#include "fake_files.h"
#include "ledger.h"
#include "random.h"

namespace flowship::simulation {

enum class Naming : uint8_t {
  kMeant,      // rotated files have names that the patterns mean
  kNotMeant,   // they have not: the agent follows them
  kTree,       // directories below, all of which are meant
  kLinks,      // what is meant is a link to the newest file
};

struct WriterOptions {
  Naming naming = Naming::kMeant;
  size_t logs = 2;
  bool headers = false;         // all files have the same first line
  bool json = false;            // lines are JSON objects, written as GoFlow2 does it: a record and its newline apart, and sometimes glued
  bool copies = true;           // copytruncate
  bool rewrites = true;         // truncation and other content, without a copy
  bool moves = true, links = true, removes = true;
  bool waits_for_delivery = false;  // nothing is rotated or removed that is not in the index
};

class Writers {
 public:
  Writers(FakeFiles& files, Ledger& ledger, Random& random, WriterOptions options);

  std::string patterns() const;
  bool moves() const { return options_.moves && options_.naming == Naming::kTree; }
  void Act();
  // Everybody writes his line to its end, and ends what he has begun.
  void Finish();
  // What was only to be had from handles is not owed any more.
  void HandlesGone();
  // Is the registry sure to know this node?
  std::function<bool(const Node&)> is_known;
  std::function<bool()> counts_handles;  // what the agent has open is its to read

  std::map<std::string, uint64_t> acts;

 private:
  struct Copy {
    NodePtr to;
    size_t done = 0;
  };
  struct Log {
    std::string path;          // where it is written; of kLinks: the link
    NodePtr node;              // that it is written to
    std::optional<size_t> half;  // the line that is not whole
    size_t half_begin = 0, written = 0;
    std::optional<Copy> copy;
    std::vector<std::string> rotated;  // newest last
    uint64_t rotations = 0;
    uint64_t newlines_due = 0;  // of records that are written: they come whatever happens to the file, perhaps into the next one
    bool reopens_late = false;  // was rotated, and goes on in the old file for a while
  };

  void Did(const char* what, const Log& log);
  void Open(Log& log);
  void WriteSome(Log& log);
  void WriteHalf(Log& log, size_t bytes);
  void WriteNewlines(Log& log);
  void GiveUpHalf(Log& log);
  void Rotate(Log& log);
  void RotateByRename(Log& log);
  void StepCopy(Log& log);
  void RemoveOldest(Log& log);
  void Rewrite(Log& log);
  void Replace(Log& log);
  void MoveOne(Log& log);
  void LinkOne(Log& log);
  bool AllIndexed(const Node& node) const;
  bool IsMeant(const std::string& path) const;
  std::string RotatedName(Log& log);
  void Truncate(Log& log);
  void LosesName(const NodePtr& node);
  void LeavesMeaning(const NodePtr& node, const std::string& to);
  bool IsReachable(const NodePtr& node) const;
  void Recheck();

  FakeFiles& files_;
  Ledger& ledger_;
  Random& random_;
  const WriterOptions options_;
  std::vector<Log> logs_;
  std::vector<std::weak_ptr<Node>> by_handle_;
  uint64_t serial_ = 0;
};

}  // namespace flowship::simulation
