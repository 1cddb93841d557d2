#pragma once
// What an operation on something from outside gives: a value, or an error that says what is wrong, where, and what to do.
//
//   Result<int64_t> size = files.Size(path);
//   if (!size.ok()) return size.error();
//   Use(*size);
//
// Law: input is judged with Result and Status; our own state with FLOWSHIP_ASSERT (base/assert.h). No exception crosses a folder.
// An Error allocates, so the hot path (one event through the pipeline) does not use it: see pipeline/failure.h.

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/assert.h"

namespace flowship {

struct Error {
  std::string message;  // one sentence: place, what is wrong, remedy. No final full stop, no newline.

  // The same error, said to have happened while doing `what`: "what: message".
  [[nodiscard]] Error Within(const std::string& what) const { return Error{what + ": " + message}; }
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}        // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& operator*() & { FLOWSHIP_ASSERT(ok()); return std::get<0>(state_); }
  const T& operator*() const& { FLOWSHIP_ASSERT(ok()); return std::get<0>(state_); }
  T&& operator*() && { FLOWSHIP_ASSERT(ok()); return std::get<0>(std::move(state_)); }
  T* operator->() { FLOWSHIP_ASSERT(ok()); return &std::get<0>(state_); }
  const T* operator->() const { FLOWSHIP_ASSERT(ok()); return &std::get<0>(state_); }
  const Error& error() const { FLOWSHIP_ASSERT(!ok()); return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { FLOWSHIP_ASSERT(error_); return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace flowship
