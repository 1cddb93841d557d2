#pragma once
// Receiver: the sflow input. sFlow datagrams in over UDP; the same records, the same pipeline, the same index as from GoFlow2's file.
//
//   socket ──► admission ──► decoder ──► records ──► batches ──► sink        a thread and a socket each, which share the port (SO_REUSEPORT)
//
// Nothing is acknowledged to an exporter, so nothing is read twice: what the agent held when it stopped is lost, and so is what the kernel drops while the
// output stands still. All of it is counted: drops of the kernel, gaps in sFlow's own numbers, datagrams refused. Over a change of the policy the sockets stay
// open (TakeSockets), and what was received is pushed before the output goes (Ebb).
// Threads: as input/input.h has it.

#include <array>
#include <atomic>
#include <thread>

#include "input/input_types.h"
#include "input/sflow/exporters.h"
#include "input/sflow/record_batches.h"
#include "input/sflow/sockets.h"

namespace flowship::sflow_input {

class Receiver : public Input {
 public:
  Receiver(const InputContext& context, Config config, std::shared_ptr<const Stream> stream);
  ~Receiver() override;

  Status Start() override;
  bool Ebb() override;
  void Stop() override;
  std::vector<HeldSocket> TakeSockets() override;
  bool Finished() const override { return context_.once; }  // there is no end to wait for
  std::vector<std::string> Troubles() const override;
  std::vector<InputCounter> Counters() const override;

  uint16_t port() const { return config_.port; }  // after Start, if any that is free was asked for

 private:
  enum Own : size_t { kBytes, kRecords, kDenied, kLimited, kCut, kKernelDropped, kLateDatagrams, kAgentRestarts, kOwn };
  struct Worker;
  class ReceivedOrigin;

  void Loop(Worker& worker);
  void Take(Worker& worker, const Received& received, int64_t monotonic_nanos);
  void Publish(Worker& worker);

  const InputContext context_;
  Config config_;
  const std::shared_ptr<const Stream> stream_;
  Exporters exporters_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<bool> stopped_ = false;
  std::atomic<size_t> running_ = 0;  // workers that may still push
  std::array<std::atomic<uint64_t>, sflow::kCounts> counts_{};
  std::array<std::atomic<uint64_t>, kOwn> own_{};
  std::atomic<int64_t> lost_datagrams_ = 0, lost_samples_ = 0;
  std::atomic<int64_t> dropped_at_nanos_ = 0;  // when the kernel last dropped something; 0: never
  size_t smallest_buffer_bytes_ = 0;
};

std::unique_ptr<Input> MakeReceiver(config::Options& options, std::shared_ptr<const Stream> stream, const InputContext& context);

}  // namespace flowship::sflow_input
