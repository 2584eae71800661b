// The worker that empties the outbox.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/instant.h"
#include "store/database.h"
#include "store/journal.h"
#include "warnings/delivery_channels.h"

namespace anlan::warnings {

/// Sends what the outbox holds for one channel: at least once, each under the same id, until the
/// receiver has taken it or the attempts are used up (delivery_rules.h; then the journal says
/// <subscription>.given_up). What is claimed when the program dies is sent again after the lease.
class DeliveryWorker {
 public:
  DeliveryWorker(store::Database& database, store::Journal& journal, const Clock& clock,
                 Channel& channel)
      : database_(database), journal_(journal), clock_(clock), channel_(channel) {}
  ~DeliveryWorker() { stop(); }
  DeliveryWorker(const DeliveryWorker&) = delete;
  DeliveryWorker& operator=(const DeliveryWorker&) = delete;

  /// Makes every attempt that is due, in the caller's thread; returns how many.
  int send_due();

  /// Looks for what is due every second, on a thread of its own, until stop().
  void start();
  /// Waits for the attempt that is being made.
  void stop();

 private:
  void send_one(const Dispatch& dispatch);
  void work_until_stopped();

  store::Database& database_;
  store::Journal& journal_;
  const Clock& clock_;
  Channel& channel_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

}  // namespace anlan::warnings
