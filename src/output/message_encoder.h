#pragma once
// `codec.format.string: '%{[message]}'`: the `message` of each event, a line each. With a stream that has neither a pipeline nor processors these are the
// records as they came, and not even the events' trees are made: the sflow input in GoFlow2's place writes GoFlow2's file.

#include "event/batch.h"

namespace flowship {

class MessageEncoder final : public Encoder {
 public:
  void Encode(Batch& batch, std::span<Event> events) const override;
  bool WantsTrees() const override { return false; }
};

}  // namespace flowship
