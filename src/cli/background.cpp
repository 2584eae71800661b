#include "cli/background.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace anlan::cli {
namespace {

// Schedules are by the minute; half of one keeps every one of them within it.
constexpr auto k_interval = std::chrono::seconds(30);

}  // namespace

struct Background::Parts {
  std::vector<Chore> chores;
  std::mutex mutex;
  std::condition_variable wake;
  bool is_stopping = false;
  std::thread thread;

  bool stopping() {
    const std::lock_guard lock(mutex);
    return is_stopping;
  }

  void work_until_stopped() {
    for (;;) {
      for (const auto& chore : chores) {
        if (stopping()) return;
        try {
          chore.work();
        } catch (const std::exception& error) {
          spdlog::error("{} failed: {}", chore.name, error.what());
        }
      }
      std::unique_lock lock(mutex);
      if (wake.wait_for(lock, k_interval, [this] { return is_stopping; })) return;
    }
  }
};

Background::Background(std::vector<Chore> chores) : parts_(std::make_unique<Parts>()) {
  parts_->chores = std::move(chores);
  parts_->thread = std::thread([parts = parts_.get()] { parts->work_until_stopped(); });
}

Background::~Background() {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->is_stopping = true;
  }
  parts_->wake.notify_all();
  parts_->thread.join();
}

}  // namespace anlan::cli
