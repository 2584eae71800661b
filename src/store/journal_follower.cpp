#include "store/journal_follower.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace anlan::store {

struct JournalFollower::Parts {
  std::string what;
  std::function<void()> work;
  std::mutex mutex;
  std::condition_variable wake;
  bool is_new = true;  // something was committed since the work began
  bool is_stopping = false;
  std::thread thread;

  void notify() {
    {
      const std::lock_guard lock(mutex);
      is_new = true;
    }
    wake.notify_one();
  }

  void work_until_stopped() {
    for (;;) {
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return is_stopping || is_new; });
        if (is_stopping) return;
        is_new = false;
      }
      try {
        work();
      } catch (const std::exception& error) {
        spdlog::error("{} failed: {}", what, error.what());
        std::unique_lock lock(mutex);
        is_new = true;
        wake.wait_for(lock, std::chrono::seconds(1), [this] { return is_stopping; });
      }
    }
  }
};

JournalFollower::JournalFollower(Journal& journal, std::string what, std::function<void()> work)
    : parts_(std::make_shared<Parts>()) {
  parts_->what = std::move(what);
  parts_->work = std::move(work);
  const std::weak_ptr<Parts> weak = parts_;
  journal.follow([weak](std::int64_t) {
    if (const auto parts = weak.lock()) parts->notify();
  });
  parts_->thread = std::thread([parts = parts_.get()] { parts->work_until_stopped(); });
}

JournalFollower::~JournalFollower() {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->is_stopping = true;
  }
  parts_->wake.notify_all();
  parts_->thread.join();
}

}  // namespace anlan::store
