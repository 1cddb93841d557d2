#pragma once
// What became of an event. Every event ends in exactly one outcome; the registry's cursor moves over those that have one that is final.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowship {

enum class Outcome : uint8_t {
  kPending,       // none yet
  kDelivered,     // the output has it, now or before (409)
  kDropped,       // on purpose: a filter, the drop processor
  kDeadLettered,  // refused by the output for good, kept in the dead-letter file with the reason
  kAbandoned,     // the agent stopped first: read again at the next start
};
inline constexpr size_t kOutcomes = 5;
inline constexpr std::array<std::string_view, kOutcomes> kOutcomeNames = {"pending", "delivered", "dropped", "dead_lettered", "abandoned"};

using OutcomeCounts = std::array<uint64_t, kOutcomes>;

}  // namespace flowship
