#include "event/value.h"

#include <catch2/catch.hpp>

#include <string>

namespace flowship {
namespace {

struct Fixture {
  KeySet frozen;
  Arena arena;
  KeyTable keys{frozen, arena};
};

TEST_CASE("a key is one pointer, whether the configuration or the data knew it first") {
  Fixture f;
  const Key known = f.frozen.Intern("source");
  CHECK(f.keys.Get("source") == known);
  const Key own = f.keys.Get("only in the data");
  CHECK(own == f.keys.Get("only in the data"));
  CHECK_FALSE(own == known);
  CHECK(f.frozen.Find("only in the data", KeyIndex::Hash("only in the data")) == nullptr);
  CHECK(own.text() == "only in the data");
  CHECK(own.json() == "\"only in the data\":");
  CHECK(f.keys.Get("a\"b").json() == "\"a\\\"b\":");
  CHECK(f.keys.Get("a\"b").text() == "a\"b");
  CHECK_FALSE(f.keys.Find("never named"));
}

TEST_CASE("objects keep order, replace in place and forget what is removed, at every size") {
  Fixture f;
  for (const size_t count : {1u, 5u, 16u, 17u, 33u, 200u, 3000u}) {
    Object* const object = Object::New(f.arena, 2);
    for (size_t i = 0; i < count; ++i) object->Set(f.keys.Get("k" + std::to_string(i)), Value::Long(static_cast<int64_t>(i)), f.arena);
    REQUIRE(object->size() == count);
    object->Set(f.keys.Get("k0"), Value::Long(-1), f.arena);
    CHECK(object->size() == count);
    CHECK(object->begin()->value.as_long() == -1);
    CHECK(object->Find(f.keys.Get("k" + std::to_string(count - 1))) != nullptr);
    CHECK(object->Find(f.keys.Get("none")) == nullptr);
    for (size_t i = 0; i < count; i += 2) CHECK(object->Remove(f.keys.Get("k" + std::to_string(i))));
    CHECK_FALSE(object->Remove(f.keys.Get("k0")));
    CHECK(object->size() == count / 2);
    int64_t expected = 1;
    for (const Object::Entry& entry : *object) {
      CHECK(entry.value.as_long() == expected);
      CHECK(object->Find(entry.key) == &entry.value);
      expected += 2;
    }
  }
}

TEST_CASE("arrays insert and erase") {
  Fixture f;
  Array* const array = Array::New(f.arena, 1);
  for (int i = 0; i < 5; ++i) array->Push(Value::Int(i), f.arena);
  array->Insert(0, Value::Int(9), f.arena);
  array->Insert(6, Value::Int(8), f.arena);
  array->Erase(1);
  CHECK(array->size() == 6);
  CHECK((*array)[0].as_long() == 9);
  CHECK((*array)[1].as_long() == 1);
  CHECK((*array)[5].as_long() == 8);
}

TEST_CASE("a deep copy shares nothing that can change") {
  Fixture f;
  Object* const inner = Object::New(f.arena);
  inner->Set(f.keys.Get("a"), Value::Int(1), f.arena);
  Object* const outer = Object::New(f.arena);
  outer->Set(f.keys.Get("inner"), Value::Of(inner), f.arena);
  const Value copy = DeepCopy(Value::Of(outer), f.arena);
  CHECK(JavaEquals(copy, Value::Of(outer)));
  inner->Set(f.keys.Get("a"), Value::Int(2), f.arena);
  CHECK_FALSE(JavaEquals(copy, Value::Of(outer)));
}

TEST_CASE("equality is Java's") {
  CHECK_FALSE(JavaEquals(Value::Int(1), Value::Long(1)));
  CHECK(JavaEquals(Value::Double(std::stod("nan")), Value::Double(std::stod("nan"))));
  CHECK_FALSE(JavaEquals(Value::Double(0.0), Value::Double(-0.0)));
  CHECK(JavaEquals(Value::String("a"), Value::String(std::string("a"))));
}

TEST_CASE("an arena is used again without growing") {
  Arena arena;
  size_t held = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 10000; ++i) (void)arena.NewBytes(static_cast<size_t>(i % 300));
    if (round == 0) held = arena.HeldBytes();
    CHECK(arena.HeldBytes() == held);
    arena.Reset();
  }
  (void)arena.NewBytes(50 << 20);
  arena.Reset(4 << 20);
  CHECK(arena.HeldBytes() <= 4 << 20);
}

}  // namespace
}  // namespace flowship
