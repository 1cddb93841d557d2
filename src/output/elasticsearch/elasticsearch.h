#pragma once
// elasticsearch: events into data streams of Elasticsearch or OpenSearch by _bulk. This file puts the parts together: batches wait in a queue, and each
// worker takes as many small ones of one stream at a time as make a request.
//
// The queue has no limit of its own: the batch pool has a fixed number of batches. Push never waits.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "output/elasticsearch/bulk_worker.h"
#include "output/output.h"

namespace flowship {

class ElasticsearchOutput final : public Output {
 public:
  // `ask_known_ids`: what the cluster has already, in whichever backing index, is not sent again.
  ElasticsearchOutput(ElasticsearchConfig config, const std::string& data_path, bool ask_known_ids = false);
  ~ElasticsearchOutput() override;

  const Encoder& encoder() const override { return encoder_; }
  void Push(BatchPtr batch) override;
  void Drain(Deadline::Time deadline) override;
  std::vector<Finding> TestConnection() override;
  std::vector<OutputHost> HostStates() const override;

 private:
  void Loop(size_t number);
  std::vector<BatchPtr> Take();  // empty: there will be no more
  void StartWorkers();
  size_t WorkerCount() const { return config_.workers * (config_.loadbalance ? config_.hosts.size() : 1); }

  const ElasticsearchConfig config_;
  const BulkEncoder encoder_;
  Hosts hosts_;
  FlightLimit flight_;
  DeadLetterFile dead_letters_;
  BulkShared shared_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<BatchPtr> waiting_;
  bool draining_ = false;
  std::vector<std::thread> threads_;  // started with the first batch
};

}  // namespace flowship
