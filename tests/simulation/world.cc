#include "world.h"

#include <algorithm>

#include "input/filestream/cleaner.h"
#include "input/identity.h"

namespace flowship::simulation {

namespace {

constexpr size_t kTraceLines = 120;

}  // namespace

World::World(uint64_t seed, bool traced) : random_(seed), files_(seed, random_, clock_, hash_), cluster_(ledger_, random_, hash_), traced_(traced) {
  if (traced_) files_.trace = [this](const std::string& text) { Trace(text); };
  profile_ = DrawProfile();
  const WriterOptions options = DrawWriters();
  writers_ = std::make_unique<Writers>(files_, ledger_, random_, options);
  writers_->is_known = [this](const Node& node) { return IsKnown(node); };
  writers_->counts_handles = [this] { return !between_ && profile_.roomy && agent_ != nullptr; };
  profile_.alike = options.headers;
  profile_.all_meant = options.naming == Naming::kMeant || options.naming == Naming::kTree;
  profile_.options += "paths: [\"" + writers_->patterns() + "\"]\n";
  if (options.naming == Naming::kLinks) profile_.options += "prospector.scanner.symlinks: true\n";
  files_.before_call = [this] {
    if (!profile_.others_come_between || !random_.Chance(15)) return;
    between_ = true;
    clock_.now += static_cast<int64_t>(random_.Below(3)) * kNanosPerMilli;
    writers_->Act();
    between_ = false;
  };
}

World::~World() {
  files_.before_call = nullptr;
  agent_.reset();
}

World::Profile World::DrawProfile() {
  Profile profile;
  profile.steps = static_cast<int>(random_.Between(60, 400));
  profile.calm = random_.Chance(250);
  profile.others_come_between = !profile.calm && random_.Chance(500);
  profile.batches = random_.Between(1, 8);
  profile.roomy = random_.Chance(600);
  profile.open_files = profile.roomy ? 1000 : random_.Between(1, 6);
  if (!profile.calm) {
    profile.death_per_mille = random_.Chance(700) ? random_.Between(5, 60) : 0;
    profile.fault_level = random_.Chance(600) ? random_.Between(1, 60) : 0;
  }
  profile.stop_per_mille = random_.Chance(700) ? random_.Between(5, 40) : 0;
  profile.unmount_per_mille = random_.Chance(100) ? 10 : 0;
  profile.long_wait_per_mille = random_.Chance(300) ? 60 : 3;
  profile.registry_log_bytes = random_.Chance(500) ? limits::kRegistryLogBytes : random_.Between(200, 4000);
  profile.check_nanos = (random_.Chance(500) ? 10 : 1) * kNanosPerSecond;
  profile.options = "prospector.scanner.check_interval: " + std::to_string(profile.check_nanos / kNanosPerSecond) + "s\nbuffer_size: 4096\n";
  if (!profile.roomy && random_.Chance(500)) profile.options += "close.on_state_change.inactive: " + std::to_string(random_.Between(1, 20)) + "s\n";
  files_.reuses_inodes = random_.Chance(600);
  files_.tick_nanos = random_.Chance(500) ? 1 : 4 * kNanosPerMilli;
  if (random_.Chance(500)) files_.faults.short_read = 200;
  if (random_.Chance(600)) {
    Faults& faults = files_.faults;
    faults.event_lost_silently = random_.Chance(300) ? random_.Below(300) : 0;
    faults.events_lost = random_.Below(100);
    faults.events_late = random_.Below(400);
    faults.events_swapped = random_.Below(300);
  }
  return profile;
}

WriterOptions World::DrawWriters() {
  WriterOptions options;
  options.naming = static_cast<Naming>(random_.Below(4));
  options.logs = random_.Between(1, 4);
  options.headers = random_.Chance(200);
  options.copies = random_.Chance(500);
  options.rewrites = !profile_.calm && random_.Chance(500);
  options.moves = random_.Chance(500);
  options.links = random_.Chance(300);
  options.removes = random_.Chance(700);
  options.json = random_.Chance(300);
  return options;
}

void World::DrawFaults() {
  Faults& faults = files_.faults;
  const bool on = random_.Chance(500);
  for (uint64_t* const rate : {&faults.read, &faults.open, &faults.look, &faults.list, &faults.watch, &faults.append, &faults.sync, &faults.rename}) {
    *rate = on && random_.Chance(400) ? random_.Below(profile_.fault_level * 5) : 0;
  }
}

std::optional<Failure> World::Run() {
  for (; step_ < profile_.steps && !failure_; ++step_) {
    Step();
    Check();
  }
  if (!failure_) Settle();
  return failure_;
}

void World::Step() {
  if (agent_ == nullptr && random_.Chance(150)) return Start();
  if (agent_ != nullptr && !files_.dies() && random_.Chance(profile_.death_per_mille)) {
    files_.calls_left = static_cast<int64_t>(random_.Between(1, 80));
    files_.power_goes = random_.Chance(400);
  }
  if (agent_ != nullptr && random_.Chance(profile_.stop_per_mille)) return Stop();
  if (profile_.fault_level > 0 && random_.Chance(60)) DrawFaults();
  if (random_.Chance(files_.unmounted ? 30 : profile_.unmount_per_mille)) {
    figures_.unmounts += files_.unmounted ? 0 : 1;
    files_.Unmount(!files_.unmounted);
    return Trace(files_.unmounted ? "unmounted" : "mounted");
  }
  const uint64_t draw = random_.Below(100);
  if (draw < 30) return writers_->Act();
  if (draw < 50) return StepTime();
  if (agent_ == nullptr) return;
  if (draw < 80) return StepAgent();
  if (draw < 93) return cluster_.Act();
  StepRegistry();
}

void World::StepTime() {
  int64_t nanos = static_cast<int64_t>(random_.Below(300)) * kNanosPerMilli;
  if (random_.Chance(200)) nanos = static_cast<int64_t>(random_.Below(3000)) * kNanosPerMilli;
  if (random_.Chance(profile_.long_wait_per_mille)) nanos = static_cast<int64_t>(random_.Between(20, 400)) * kNanosPerSecond;
  clock_.now += nanos;
  hash_.Mix(static_cast<uint64_t>(clock_.now));
}

void World::StepAgent() {
  const uint64_t times = random_.Between(1, 4);
  for (uint64_t i = 0; i < times; ++i) {
    if (traced_) Trace("agent steps");
    const int64_t pause = agent_->input->Step();
    if (DiedMeanwhile()) return;
    if (random_.Chance(900)) agent_->input->PushAll();
    if (clock_.now >= registry_due_) StepRegistry();
    if (agent_ == nullptr) return;
    clock_.now += std::min<int64_t>(pause, 20 * kNanosPerMilli) + 1;
  }
}

void World::StepRegistry() {
  registry_due_ = clock_.now + agent_->registry->Step();
  (void)DiedMeanwhile();
}

void World::Start() {
  ++figures_.starts;
  agent_ = Agent::Begin(files_, clock_, cluster_, profile_.options, profile_.batches, profile_.open_files, profile_.registry_log_bytes);
  if (agent_ == nullptr) {
    ++figures_.failed_starts;
    Trace("the agent does not start");
    return;
  }
  Trace("the agent starts");
  registry_due_ = 0;
  CheckKept();
  if (!DiedMeanwhile()) CheckCursors(*agent_->registry);
}

void World::Stop() {
  ++figures_.stops;
  Trace("the agent stops");
  const bool is_closed = agent_->Stop();
  if (DiedMeanwhile()) return;
  if (is_closed) closed_with_ = agent_->registry->Entries("s");
  agent_.reset();
  files_.calls_left = INT64_MAX;
  writers_->HandlesGone();
}

bool World::DiedMeanwhile() {
  if (!files_.frozen()) return false;
  Die();
  return true;
}

void World::Die() {
  ++figures_.deaths;
  figures_.power_cuts += files_.power_goes ? 1 : 0;
  Trace(files_.power_goes ? "the power went" : "the agent was killed");
  agent_.reset();
  files_.Restart();
  files_.power_goes = false;
  writers_->HandlesGone();
}

// Whether the file is the one that the entry is about.
bool World::HoldsEntry(const Node& node, const RegistryEntry& entry) const {
  const RegistryState& state = entry.state;
  if (state.inode != node.number || state.offset > node.content.size()) return false;
  const auto identity = IdentityOf(node.content, false);
  return identity && *identity == entry.identity && TailHashOf(std::string_view(node.content).substr(0, state.offset)) == state.tail_hash;
}

// Whether the registry is sure to know it, also if the power goes now.
bool World::IsKnown(const Node& node) {
  const auto disk = files_.registry.Durable();
  const auto registry = Registry::Open(*disk, clock_, kData + "/registry");
  if (!registry.ok()) return false;
  const auto entries = (*registry)->Entries("s");
  return std::any_of(entries.begin(), entries.end(), [&](const RegistryEntry& entry) { return HoldsEntry(node, entry); });
}

// A registry that was closed without an error has all that it had.
void World::CheckKept() {
  for (const RegistryEntry& entry : closed_with_) {
    const auto found = agent_->registry->Find("s", entry.identity);
    const bool kept = std::any_of(found.begin(), found.end(), [&](const RegistryEntry& now) { return now.tie == entry.tie && now.state.offset == entry.state.offset; });
    if (!kept) Fail("the registry was closed with " + entry.state.path + " at " + std::to_string(entry.state.offset) + ", and has forgotten it");
  }
  closed_with_.clear();
}

void World::CheckCursors(const Registry& registry) {
  for (const RegistryEntry& entry : registry.Entries("s")) {
    if (entry.state.offset == 0) continue;
    for (const auto& [path, node] : files_.names()) {
      if (!HoldsEntry(*node, entry)) continue;
      for (const PlacedLine& line : node->lines) {
        if (line.end <= entry.state.offset && !ledger_.lines[line.line].id) {
          return Fail("the cursor of " + path + " is at " + std::to_string(entry.state.offset) + ", ahead of a line that nobody has: \"" +
                      Ledger::Short(ledger_.lines[line.line].text) + "\"");
        }
      }
      break;
    }
  }
}

void World::Check() {
  if (!ledger_.violation.empty()) return Fail(ledger_.violation);
  if (profile_.calm && !profile_.alike && cluster_.repeated_in_run > 0) return Fail("one run has pushed a line twice: \"" + cluster_.repeated + "\"");
  if (agent_ == nullptr) return;
  CheckCursors(*agent_->registry);
  if (agent_->pool.in_flight() > profile_.batches) return Fail("more batches than there are");
  // One may be opened before another one is closed; and what was moved is without a name until a scan finds it.
  const size_t most_handles = profile_.open_files + (writers_->moves() ? 8 : 2);
  if (static_cast<size_t>(files_.handles) > most_handles && !profile_.roomy && figures_.unmounts == 0) {
    size_t named = 0;
    std::set<const Node*> seen;
    for (const auto& [path, node] : files_.names()) {
      if (seen.insert(node.get()).second) named += static_cast<size_t>(node->agent_handles);
    }
    if (named > most_handles) return Fail("too many open files: " + std::to_string(named) + " of " + std::to_string(profile_.open_files));
  }
}

// All is well from now on, and time passes.
void World::Settle() {
  Trace("settles");
  files_.faults = Faults();
  profile_.others_come_between = false;
  if (files_.unmounted) files_.Unmount(false);
  files_.calls_left = INT64_MAX;
  writers_->Finish();
  const auto all_there = [this] {
    return std::all_of(ledger_.lines.begin(), ledger_.lines.end(), [](const Line& line) { return line.id || !line.owed || !line.whole; });
  };
  const int64_t begin = clock_.now, last = begin + 130 * kNanosPerSecond;
  int64_t end = begin + 2 * profile_.check_nanos + kNanosPerSecond;
  for (; !failure_ && (clock_.now < end || !all_there()) && clock_.now < last; ++step_) {
    if (agent_ == nullptr) Start();
    if (traced_) Trace("agent steps");
    const int64_t pause = agent_->input->Step();
    agent_->input->PushAll();
    cluster_.AnswerAll();
    if (clock_.now >= registry_due_) StepRegistry();
    clock_.now += std::clamp<int64_t>(pause, kNanosPerMilli, 500 * kNanosPerMilli);
    Check();
  }
  if (failure_) return;
  for (const Line& line : ledger_.lines) {
    if (line.whole && line.owed && !line.id) {
      ++figures_.late;
      if (!profile_.alike) return Fail("a line never came: \"" + Ledger::Short(line.text) + "\"" + WhereIs(static_cast<size_t>(&line - ledger_.lines.data())));
    }
  }
  if (!agent_->Stop()) return Fail("the registry can't be closed");
  agent_.reset();
  writers_->HandlesGone();
  const uint64_t pushed = cluster_.pushed_lines;
  Start();
  for (const int64_t stop = clock_.now + 2 * kNanosPerSecond; clock_.now < stop; ++step_) {
    clock_.now += std::clamp<int64_t>(agent_->input->Step(), kNanosPerMilli, 500 * kNanosPerMilli);
    agent_->input->PushAll();
    cluster_.AnswerAll();
  }
  Check();
  // Where files begin alike or were written anew it may be in doubt what an entry is about: then a file is read again, and the index knows its lines.
  if (cluster_.pushed_lines != pushed && profile_.calm && !profile_.alike && profile_.all_meant) Fail("after a stop and a start with nothing new, " + std::to_string(cluster_.pushed_lines - pushed) + " lines came again");
}

// The files that have the line, for whoever looks into a failure.
std::string World::WhereIs(size_t line) const {
  std::string text;
  for (const auto& [path, node] : files_.names()) {
    for (const PlacedLine& placed : node->lines) {
      if (placed.line != line) continue;
      text += ", in " + path + " (" + std::to_string(node->serial) + ", inode " + std::to_string(node->number) + ") at " + std::to_string(placed.begin) + " of " +
              std::to_string(node->content.size());
    }
  }
  for (const RegistryEntry& entry : agent_ != nullptr ? agent_->registry->Entries("s") : std::vector<RegistryEntry>()) {
    text += "; the registry has " + entry.state.path + " (inode " + std::to_string(entry.state.inode) + ", " + ToHex(entry.identity).substr(0, 6) + ", tie " +
            std::to_string(entry.tie) + ") at " + std::to_string(entry.state.offset);
  }
  return text.empty() ? ", and is in no file that has a name" : text;
}

Figures World::figures() const {
  Figures all = figures_;
  all.seeds = 1;
  all.steps = static_cast<uint64_t>(step_);
  all.calls = files_.calls;
  all.failed_calls = files_.failed_calls;
  all.watch_oddities = files_.watch_oddities;
  all.lines = ledger_.lines.size();
  all.owed = static_cast<uint64_t>(std::count_if(ledger_.lines.begin(), ledger_.lines.end(), [](const Line& line) { return line.owed && line.whole; }));
  all.indexed = ledger_.indexed;
  all.conflicts = ledger_.conflicts;
  all.half_lines = ledger_.half_lines;
  all.pushed = cluster_.pushed;
  all.abandoned = cluster_.abandoned;
  all.lost_answers = cluster_.lost_answers;
  all.repeated = cluster_.repeated_in_run;
  all.acts = writers_->acts;
  all.faults = files_.faults_by_kind;
  return all;
}

void Figures::Add(const Figures& other) {
  for (auto member : {&Figures::seeds, &Figures::steps, &Figures::calls, &Figures::failed_calls, &Figures::watch_oddities, &Figures::deaths,
                      &Figures::power_cuts, &Figures::stops, &Figures::starts, &Figures::failed_starts, &Figures::lines, &Figures::owed, &Figures::indexed,
                      &Figures::conflicts, &Figures::half_lines, &Figures::pushed, &Figures::abandoned, &Figures::lost_answers, &Figures::repeated,
                      &Figures::unmounts, &Figures::late}) {
    this->*member += other.*member;
  }
  for (const auto& [what, count] : other.acts) acts[what] += count;
  for (const auto& [what, count] : other.faults) faults[what] += count;
}

std::string Figures::Text() const {
  const auto number = [](uint64_t value, const char* of) { return std::to_string(value) + " " + of; };
  std::string text = number(seeds, "seeds, ") + number(steps, "steps, ") + number(calls, "system calls, ") + number(failed_calls, "of them failed\n") +
                     number(lines, "lines, ") + number(owed, "owed, ") + number(indexed, "indexed, ") + number(pushed, "pushed, ") +
                     number(conflicts, "met themselves in the index, ") + number(repeated, "pushed again by the same run, ") + number(half_lines, "half lines, ") + number(late, "late where files begin alike\n") +
                     number(starts, "starts, ") + number(failed_starts, "failed, ") + number(deaths, "deaths, ") + number(power_cuts, "of them power cuts, ") +
                     number(stops, "stops, ") + number(abandoned, "batches abandoned, ") + number(lost_answers, "answers lost, ") +
                     number(unmounts, "unmounted, ") + number(watch_oddities, "events lost, late or swapped\nwriters:");
  for (const auto& [what, count] : acts) text += " " + what + " " + std::to_string(count) + ",";
  text += "\nfaults:";
  for (const auto& [what, count] : faults) text += " " + what + " " + std::to_string(count) + ",";
  return text + "\n";
}

void World::Trace(const std::string& text) {
  if (!traced_) return;
  trace_.push_back(std::to_string(step_) + " " + std::to_string(clock_.now / kNanosPerMilli) + " ms: " + text);
  if (!traced_whole && trace_.size() > kTraceLines) trace_.pop_front();
}

void World::Fail(std::string what) {
  if (!failure_) failure_ = Failure{step_, std::move(what)};
}

}  // namespace flowship::simulation
