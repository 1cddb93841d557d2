#pragma once
// Server: the agent over HTTP, for people and their tools, on agent.monitoring.http.
//
//   /            the status page                 /stats   JSON, Filebeat's names and flowship's own (?history)
//   /metrics     Prometheus' text format         /flows   the flows of the last minutes (?top=N)
//   /health      200: it works; 503: why not     /ready   200: it also delivers; 503: what is in the way
//   /tap         events that pass, live, a line each (?stage=record|event&stream=ID&filter=F&rate=N&limit=N)
//
// It only reads. It knows no users: who may open the address may read it, so it is 127.0.0.1 unless the policy says otherwise; a request for a name that
// is not this machine's is refused, so that no web page of others can read it through the browser of somebody who sits here (DNS rebinding).
// The home of cpp-httplib. Threads: Start and Stop by one; the parts that it shows outlive it.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/result.h"
#include "monitor/error_samples.h"
#include "monitor/flow_table.h"
#include "monitor/history.h"
#include "monitor/snapshot.h"
#include "monitor/tap.h"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace flowship::monitor {

class Server {
 public:
  struct Parts {
    const AgentView& view;
    const FlowTable& flows;
    const ErrorSamples& errors;
    Tap& tap;
    const Clock& clock;
  };

  explicit Server(Parts parts);
  ~Server();

  // Port 0: any that is free. An error names who has the port.
  Status Start(const std::string& host, uint16_t port);
  void Stop();
  uint16_t port() const { return port_; }

 private:
  void AddRoutes();
  void AnswerStats(const httplib::Request& request, httplib::Response& response) const;
  void AnswerHealth(httplib::Response& response, bool ready) const;
  void AnswerTap(const httplib::Request& request, httplib::Response& response) const;
  bool IsForUs(const httplib::Request& request) const;
  void SampleLoop();

  const Parts parts_;
  const int64_t started_nanos_;
  History history_;
  std::string host_;
  uint16_t port_ = 0;
  std::unique_ptr<httplib::Server> http_;
  std::thread listener_, sampler_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
};

}  // namespace flowship::monitor
