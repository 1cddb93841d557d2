#pragma once
// Value: one node of an event's tree. 16 bytes, copied freely; strings, arrays and objects are pointers into the batch's bytes or arena.
//
// The kinds are those of Elasticsearch's ingest documents, which are Java's: a JSON integer is an Integer where 32 bits hold it, a Long where
// 64 do, else a BigInteger (kept as its digits); 1.5 is a Double; a Float comes from `convert` or a script. Scripts need the difference: their
// arithmetic is Java's. Byte, short, char and host objects (a ZonedDateTime, a Matcher) are made by scripts only.
//
// Law: arrays and objects have reference semantics as in Java: two Values may point to the same Array, and a change through one is seen
// through the other. DeepCopy makes an own one. A tree has no cycle; whoever could make one (a script) checks.
// Memory: nothing here owns anything; all of it dies with the batch's arena. One thread at a time.

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/arena.h"
#include "base/assert.h"
#include "event/key.h"

namespace flowship {

enum class Kind : uint8_t {
  kNull,
  kBool,
  kByte,   // scripts only
  kShort,  // scripts only
  kChar,   // scripts only; a UTF-16 unit; written as a string
  kInt,
  kLong,
  kFloat,
  kDouble,
  kBigInteger,  // its decimal digits, as text
  kString,      // UTF-8
  kArray,
  kObject,
  kHost,  // an object of a script that JSON has no kind for
};

class Array;
class Object;

// A script's own object that lives in an event (a ZonedDateTime put into ctx). Trivially destructible, in the arena.
class HostObject {
 public:
  virtual std::string_view TypeName() const = 0;              // Java's, e.g. java.time.ZonedDateTime
  virtual std::string_view ToText(Arena& arena) const = 0;    // what its toString gives
  virtual std::string_view ToJsonText(Arena& arena) const { return ToText(arena); }  // what Elasticsearch writes into a document

 protected:
  ~HostObject() = default;
};

class Value {
 public:
  constexpr Value() = default;
  static Value Null() { return Value(); }
  static Value Bool(bool value) { Value v(Kind::kBool); v.long_ = value; return v; }
  static Value Int(int32_t value) { Value v(Kind::kInt); v.long_ = value; return v; }
  static Value Long(int64_t value) { Value v(Kind::kLong); v.long_ = value; return v; }
  // Of the kinds byte, short, char, int, long: all keep their number in 64 bits.
  static Value Integral(Kind kind, int64_t value) { Value v(kind); v.long_ = value; return v; }
  static Value Float(float value) { Value v(Kind::kFloat); v.double_ = static_cast<double>(value); return v; }
  static Value Double(double value) { Value v(Kind::kDouble); v.double_ = value; return v; }
  // An Integer if 32 bits hold it, else a Long: what reading JSON gives.
  static Value Integer(int64_t value) { return Integral(value == static_cast<int32_t>(value) ? Kind::kInt : Kind::kLong, value); }
  // The bytes are not copied: they outlive the value. They are UTF-8.
  static Value String(std::string_view text) { return Text(Kind::kString, text); }
  static Value BigInteger(std::string_view digits) { return Text(Kind::kBigInteger, digits); }
  static Value Of(Array* array) { Value v(Kind::kArray); v.array_ = array; return v; }
  static Value Of(Object* object) { Value v(Kind::kObject); v.object_ = object; return v; }
  static Value Of(HostObject* host) { Value v(Kind::kHost); v.host_ = host; return v; }

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_bool() const { return kind_ == Kind::kBool; }
  bool is_string() const { return kind_ == Kind::kString; }
  bool is_array() const { return kind_ == Kind::kArray; }
  bool is_object() const { return kind_ == Kind::kObject; }
  bool is_integral() const { return kind_ >= Kind::kByte && kind_ <= Kind::kLong; }  // char included
  bool is_floating() const { return kind_ == Kind::kFloat || kind_ == Kind::kDouble; }
  bool is_number() const { return (is_integral() && kind_ != Kind::kChar) || is_floating() || kind_ == Kind::kBigInteger; }

  // Each asks for the right kind first.
  bool as_bool() const { return long_ != 0; }
  int64_t as_long() const { return long_; }       // any integral kind
  double as_double() const { return double_; }    // float and double
  float as_float() const { return static_cast<float>(double_); }
  std::string_view as_text() const { return {text_, size_}; }  // string and big integer
  Array* as_array() const { return array_; }
  Object* as_object() const { return object_; }
  HostObject* as_host() const { return host_; }

  // A string is plain when it is known that no byte of it is escaped in JSON. It saves the writer a look, and is never needed.
  bool is_plain() const { return plain_; }
  Value Plain() const { Value v = *this; v.plain_ = true; return v; }

  // Where the value came from while a trace is recorded (trace.h); 0 at all other times, and for what is the same in every document of the trace. It goes
  // where copies go, and a value that is computed has none unless whoever computed it says so.
  uint16_t origin() const { return origin_; }
  Value From(uint16_t origin) const { Value v = *this; v.origin_ = origin; return v; }

 private:
  explicit constexpr Value(Kind kind) : kind_(kind) {}
  static Value Text(Kind kind, std::string_view text) {
    FLOWSHIP_ASSERT(text.size() <= UINT32_MAX);
    Value v(kind);
    v.size_ = static_cast<uint32_t>(text.size());
    v.text_ = text.data();
    return v;
  }

  Kind kind_ = Kind::kNull;
  bool plain_ = false;
  uint16_t origin_ = 0;
  uint32_t size_ = 0;
  union {
    int64_t long_ = 0;
    double double_;
    const char* text_;
    Array* array_;
    Object* object_;
    HostObject* host_;
  };
};
static_assert(sizeof(Value) == 16);

// A list. Indices are checked by assertion: ask size() first.
class Array {
 public:
  static Array* New(Arena& arena, size_t capacity = 4);

  uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Value& operator[](size_t index) { FLOWSHIP_ASSERT(index < size_); return items_[index]; }
  const Value& operator[](size_t index) const { FLOWSHIP_ASSERT(index < size_); return items_[index]; }
  Value* begin() { return items_; }
  Value* end() { return items_ + size_; }
  const Value* begin() const { return items_; }
  const Value* end() const { return items_ + size_; }

  void Push(Value value, Arena& arena) {
    if (size_ == capacity_) Grow(arena);
    items_[size_++] = value;
  }
  void Insert(size_t index, Value value, Arena& arena);  // index <= size()
  void Erase(size_t index);
  void Clear() { size_ = 0; }

 private:
  void Grow(Arena& arena);

  Value* items_ = nullptr;
  uint32_t size_ = 0, capacity_ = 0;
};

// Where something was the last time; a guess that is checked. Any thread may read and write it.
class PositionHint {
 public:
  PositionHint() = default;
  PositionHint(const PositionHint& other) : at_(other.Get()) {}
  PositionHint& operator=(const PositionHint& other) { return Set(other.Get()), *this; }
  uint32_t Get() const { return at_.load(std::memory_order_relaxed); }
  void Set(uint32_t at) { at_.store(at, std::memory_order_relaxed); }

 private:
  std::atomic<uint32_t> at_{0};
};

// A map from key to value, in the order in which the keys came. Above limits::kIndexedObjectEntries it keeps a hash index.
class Object {
 public:
  struct Entry {
    Key key;
    Value value;
  };

  static Object* New(Arena& arena, size_t capacity = 8);

  uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Entry* begin() { return entries_; }
  Entry* end() { return entries_ + size_; }
  const Entry* begin() const { return entries_; }
  const Entry* end() const { return entries_ + size_; }

  // nullptr when there is no such key. The pointer is good until the next Set, Remove or Clear.
  Value* Find(Key key) {
    if ((filter_ & FilterBit(key)) == 0) return nullptr;
    if (index_ != nullptr) return FindIndexed(key);
    for (Entry *entry = entries_, *last = entries_ + size_; entry != last; ++entry) {
      if (entry->key == key) return &entry->value;
    }
    return nullptr;
  }
  const Value* Find(Key key) const { return const_cast<Object*>(this)->Find(key); }
  // The same for whoever asks many objects of one shape: `hint` is where the key was in the last one, so it is mostly there again. One compare
  // instead of a search (measured: a fifth of the pipeline's time).
  Value* Find(Key key, PositionHint& hint) {
    const uint32_t at = hint.Get();
    if (at < size_ && entries_[at].key == key) return &entries_[at].value;
    return FindAndHint(key, hint);
  }
  // By name, for whoever has no key at hand (tests, rare paths): a linear search.
  Value* Find(std::string_view name);
  const Value* Find(std::string_view name) const { return const_cast<Object*>(this)->Find(name); }
  const Value* Find(std::string_view name, PositionHint& hint) const;

  // Replaces in place, or adds at the end.
  void Set(Key key, Value value, Arena& arena) {
    if (Value* const old = Find(key)) {
      *old = value;
    } else {
      Add(key, value, arena);
    }
  }
  // Adds at the end; the key is not there yet.
  void Add(Key key, Value value, Arena& arena) {
    if (size_ == capacity_) Grow(arena);
    entries_[size_] = Entry{key, value};
    filter_ |= FilterBit(key);
    ++size_;
    if (size_ > kUnindexed) Index(arena);
  }
  bool Remove(Key key);  // true if it was there; the order of the others stays
  void Clear();

 private:
  static constexpr uint32_t kUnindexed = 32;  // limits::kIndexedObjectEntries

  Value* FindIndexed(Key key);
  Value* FindAndHint(Key key, PositionHint& hint);
  void Grow(Arena& arena);
  void Index(Arena& arena);
  void PlaceIndex(uint32_t entry);

  Entry* entries_ = nullptr;
  uint32_t size_ = 0, capacity_ = 0;
  static uint64_t FilterBit(Key key) { return uint64_t{1} << (key.hash() & 63); }

  uint64_t filter_ = 0;  // the bits of all keys that were ever added: most keys that are absent are seen to be so at once
  uint32_t* index_ = nullptr;  // slots of entry number + 1, 0 = free; power of two, at least 2 * size_
  uint32_t index_slots_ = 0;
};

// An own copy of everything below `value`; the strings' bytes too when `copy_text` (needed when they die earlier than `arena`).
Value DeepCopy(const Value& value, Arena& arena, bool copy_text = false);

// Java's equals: 1 (Integer) is not 1 (Long), maps equal without regard to order.
bool JavaEquals(const Value& a, const Value& b);

// java.lang.String, java.lang.Integer, java.util.ArrayList, java.util.HashMap …, as error messages name them.
std::string_view JavaTypeName(const Value& value);

}  // namespace flowship
