// WorkerPool: the threads that handlers run on.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace anlan::server {

/// A fixed number of threads and a bounded queue. Safe to share between threads.
class WorkerPool {
 public:
  using Work = std::function<void()>;  ///< must not throw

  WorkerPool(unsigned threads, std::size_t waiting_max);
  ~WorkerPool();  ///< as stop()

  /// False where too many wait already, or after stop(): then nothing happens.
  [[nodiscard]] bool submit(Work work);
  /// Does what is waiting, then ends the threads.
  void stop();

 private:
  void work();

  std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable some_waits_;
  std::deque<Work> waiting_;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace anlan::server
