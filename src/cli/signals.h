#pragma once
// Signals of a command that runs until it is done or told to stop. They are held back in all threads and asked for by one.

#include <pthread.h>

#include <csignal>
#include <cstdint>

namespace flowship::cli {

class StopSignals {
 public:
  // By the thread that will wait, before any other is started: SIGTERM, SIGINT and SIGHUP are held back, SIGPIPE is ignored (a closed stdout is an error
  // of a write).
  StopSignals();
  // Waits for one of them: its number, or 0 when the time is over or Wake was called.
  int Wait(int64_t millis) const;
  // Ends a wait, now or the next. Any thread.
  void Wake() const;

 private:
  sigset_t set_;
  const pthread_t waiter_ = pthread_self();
};

}  // namespace flowship::cli
