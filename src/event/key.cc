#include "event/key.h"

#include <algorithm>

#include "base/hash.h"
#include "event/json_escape.h"

namespace flowship {

uint32_t KeyIndex::Hash(std::string_view name) { return static_cast<uint32_t>(HashBytes(name)); }

const KeyData* KeyIndex::Find(std::string_view name, uint32_t hash) const {
  if (slots_.empty()) return nullptr;
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    const KeyData* const data = slots_[at];
    if (data == nullptr) return nullptr;
    if (data->hash == hash && std::string_view(data->name, data->size) == name) return data;
  }
}

void KeyIndex::Place(const KeyData* data) {
  const size_t mask = slots_.size() - 1;
  size_t at = data->hash & mask;
  while (slots_[at] != nullptr) at = (at + 1) & mask;
  slots_[at] = data;
}

const KeyData* KeyIndex::Add(std::string_view name, uint32_t hash, Arena& arena) {
  if (2 * (size_ + 1) > slots_.size()) {
    std::vector<const KeyData*> old(std::max<size_t>(64, 2 * slots_.size()), nullptr);
    old.swap(slots_);
    for (const KeyData* data : old) {
      if (data != nullptr) Place(data);
    }
  }
  const std::string_view json = WriteJsonMember(name, arena);
  const bool plain = json.size() == name.size() + 3;
  const char* const text = plain ? json.data() + 1 : arena.Copy(name).data();
  const KeyData* const data = arena.New<KeyData>(hash, static_cast<uint32_t>(name.size()), static_cast<uint32_t>(json.size()), text, json.data());
  Place(data);
  ++size_;
  return data;
}

void KeyIndex::Clear() {
  if (size_ == 0) return;
  std::fill(slots_.begin(), slots_.end(), nullptr);
  size_ = 0;
}

Key KeySet::Intern(std::string_view name) {
  const uint32_t hash = KeyIndex::Hash(name);
  const KeyData* data = index_.Find(name, hash);
  if (data == nullptr) data = index_.Add(name, hash, arena_);
  return Key(data);
}

Key KeyTable::GetOwn(std::string_view name, uint32_t hash) {
  const KeyData* data = own_.Find(name, hash);
  if (data == nullptr) data = own_.Add(name, hash, *arena_);
  return Key(data);
}

Key KeyTable::Find(std::string_view name) const {
  const uint32_t hash = KeyIndex::Hash(name);
  const KeyData* data = frozen_->Find(name, hash);
  if (data == nullptr) data = own_.Find(name, hash);
  return Key(data);
}

}  // namespace flowship
