#pragma once
// Interned object keys: two keys of one batch are equal when they are the same pointer.
//
// A KeySet holds every key that the configuration names (field paths, constants, options). It grows while pipelines are compiled, by one
// thread, and is frozen when the first batch runs over it; then any number of threads read it.
// A KeyTable is a batch's view: the frozen set, and on top of it the keys that only the data knows, which live in the batch's arena and go
// with it. So a log that invents a key a line makes no memory grow, and a compiled path still finds its key by comparing pointers.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace flowship {

struct KeyData {
  uint32_t hash;
  uint32_t size;         // bytes of the name
  uint32_t json_size;    // bytes of `json`
  const char* name;      // not terminated
  const char* json;      // the name as an object member is written: quoted, escaped, with the colon
};

class Key {
 public:
  constexpr Key() = default;
  explicit constexpr Key(const KeyData* data) : data_(data) {}

  std::string_view text() const { return {data_->name, data_->size}; }
  std::string_view json() const { return {data_->json, data_->json_size}; }  // `"name":`
  uint32_t hash() const { return data_->hash; }
  explicit operator bool() const { return data_ != nullptr; }
  friend bool operator==(Key a, Key b) { return a.data_ == b.data_; }

 private:
  const KeyData* data_ = nullptr;
};

// Open addressing over KeyData; the storage of the entries is the caller's arena.
class KeyIndex {
 public:
  static uint32_t Hash(std::string_view name);
  const KeyData* Find(std::string_view name, uint32_t hash) const;
  const KeyData* Add(std::string_view name, uint32_t hash, Arena& arena);  // the name is not there yet
  void Clear();
  size_t size() const { return size_; }

 private:
  void Place(const KeyData* data);

  std::vector<const KeyData*> slots_;
  size_t size_ = 0;
};

class KeySet {
 public:
  KeySet() = default;
  KeySet(const KeySet&) = delete;
  KeySet& operator=(const KeySet&) = delete;

  Key Intern(std::string_view name);                // while compiling only
  const KeyData* Find(std::string_view name, uint32_t hash) const { return index_.Find(name, hash); }
  // Memory with the set's own lifetime, for the constants that the configuration names. While compiling only.
  Arena& arena() { return arena_; }

 private:
  Arena arena_;
  KeyIndex index_;
};

class KeyTable {
 public:
  // `frozen` outlives the table; `arena` is the batch's. Clear() goes with Arena::Reset().
  KeyTable(const KeySet& frozen, Arena& arena) : frozen_(&frozen), arena_(&arena) {}

  Key Get(std::string_view name) {
    const uint32_t hash = KeyIndex::Hash(name);
    if (const KeyData* data = frozen_->Find(name, hash)) return Key(data);
    return GetOwn(name, hash);
  }
  // The key, if this batch or the configuration has ever named it; an empty Key otherwise. Adds nothing.
  Key Find(std::string_view name) const;
  bool has_own() const { return own_.size() != 0; }
  void Clear() { own_.Clear(); }

 private:
  Key GetOwn(std::string_view name, uint32_t hash);

  const KeySet* frozen_;
  Arena* arena_;
  KeyIndex own_;
};

}  // namespace flowship
