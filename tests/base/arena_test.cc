#include "base/arena.h"

#include <catch2/catch.hpp>

#include <string>

#include "base/buffer.h"

namespace flowship {
namespace {

TEST_CASE("memory of an arena is aligned, apart and stays where it is") {
  Arena arena;
  std::vector<std::pair<char*, size_t>> pieces;
  for (size_t i = 0; i < 2000; ++i) {
    const size_t size = i % 97 + 1, alignment = size_t{1} << (i % 5);
    char* const piece = static_cast<char*>(arena.Allocate(size, alignment));
    REQUIRE(reinterpret_cast<uintptr_t>(piece) % alignment == 0);
    std::memset(piece, static_cast<int>(i & 0xff), size);
    pieces.emplace_back(piece, size);
  }
  for (size_t i = 0; i < pieces.size(); ++i) {
    const auto& [piece, size] = pieces[i];
    REQUIRE(std::string_view(piece, size) == std::string(size, static_cast<char>(i & 0xff)));
  }
}

TEST_CASE("an arena that is reset uses its memory again, and gives back what is too much") {
  Arena arena;
  for (int i = 0; i < 100; ++i) arena.NewBytes(10'000);
  const size_t held = arena.HeldBytes();
  CHECK(held >= 1'000'000);
  arena.Reset();
  CHECK(arena.HeldBytes() == held);
  for (int i = 0; i < 100; ++i) arena.NewBytes(10'000);
  CHECK(arena.HeldBytes() == held);
  arena.Reset(20'000);
  CHECK(arena.HeldBytes() <= 20'000);
  arena.Reset(0);
  CHECK(arena.HeldBytes() == 0);
  CHECK(arena.Copy("still works") == "still works");
}

TEST_CASE("a piece larger than any block has its own, and the blocks before it are still used later") {
  Arena arena;
  arena.NewBytes(1);
  char* const large = arena.NewBytes(Arena::kLargestBlockBytes * 3);
  large[Arena::kLargestBlockBytes * 3 - 1] = 'x';
  const size_t held = arena.HeldBytes();
  arena.Reset();
  arena.NewBytes(1);
  arena.NewBytes(Arena::kLargestBlockBytes * 3);
  CHECK(arena.HeldBytes() == held);
}

TEST_CASE("what is reserved and not used goes back") {
  Arena arena;
  char* const begin = arena.NewBytes(100);
  arena.Shrink(begin + 10);
  CHECK(arena.NewBytes(1) == begin + 10);
  CHECK(arena.Copy("").empty());
}

TEST_CASE("a buffer grows and keeps its bytes") {
  Buffer buffer;
  std::string want;
  CHECK(buffer.view().empty());
  for (int i = 0; i < 5000; ++i) {
    const std::string text = std::to_string(i) + ",";
    buffer.Append(text);
    want += text;
  }
  buffer.Append('x');
  CHECK(buffer.view() == want + "x");
  CHECK(buffer.view(2, 3) == "1,2");
  char* const room = buffer.Reserve(10);
  std::memcpy(room, "0123456789", 10);
  buffer.Advance(room + 4);
  CHECK(buffer.view(want.size() + 1, 4) == "0123");
  Buffer moved = std::move(buffer);
  CHECK(moved.size() == want.size() + 5);
  moved.Resize(3);
  CHECK(moved.view() == "0,1");
  const size_t capacity = moved.capacity();
  moved.Reset(capacity);
  CHECK(moved.capacity() == capacity);
  moved.Append("a");
  moved.Reset(capacity - 1);
  CHECK(moved.capacity() == 0);
  moved.Append("b");
  CHECK(moved.view() == "b");
}

}  // namespace
}  // namespace flowship
