#include "config/option_record.h"

#include <algorithm>

#include "base/assert.h"

namespace flowship::config {

namespace {

thread_local OptionRecord* t_current = nullptr;

}  // namespace

OptionRecord::OptionRecord() {
  FLOWSHIP_ASSERT(t_current == nullptr);
  t_current = this;
}

OptionRecord::~OptionRecord() { t_current = nullptr; }

OptionRecord* OptionRecord::current() { return t_current; }

const std::vector<OptionNote>& OptionRecord::Of(const std::string& kind) const {
  static const std::vector<OptionNote> kNone;
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? kNone : found->second;
}

OptionNote& OptionRecord::Note(const void* of, std::string_view name, OptionNote::Kind kind) {
  std::vector<OptionNote>& notes = open_[of];
  auto known = std::ranges::find(notes, name, &OptionNote::name);
  if (known == notes.end()) known = notes.insert(notes.end(), OptionNote{std::string(name), OptionNote::Kind::kAny, "", false, {}, {}, {}, false});
  if (kind != OptionNote::Kind::kAny) known->kind = kind;
  return *known;
}

void OptionRecord::Finish(const void* of, std::string_view kind) {
  auto& notes = kinds_[std::string(kind)];
  for (OptionNote& note : open_[of]) {
    const auto known = std::ranges::find(notes, note.name, &OptionNote::name);
    if (known == notes.end()) {
      notes.push_back(std::move(note));
    } else if (known->kind == OptionNote::Kind::kAny) {
      *known = std::move(note);
    }
  }
  open_.erase(of);
}

}  // namespace flowship::config
