// Channel: a short queue between two threads that ends, for good or with a failure.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

namespace anlan::incidents {

template <class Value>
class Channel {
 public:
  explicit Channel(std::size_t room) : room_(room) {}

  /// Waits for room; false if the channel is closed.
  bool push(Value value) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_closed_ || queue_.size() < room_; });
    if (is_closed_) return false;
    queue_.push_back(std::move(value));
    changed_.notify_all();
    return true;
  }

  /// Waits for a value; nothing once the channel is closed and empty. Throws the failure that it
  /// was closed with.
  std::optional<Value> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_closed_ || !queue_.empty(); });
    if (failure_) std::rethrow_exception(failure_);
    if (queue_.empty()) return std::nullopt;
    std::optional<Value> value(std::move(queue_.front()));
    queue_.pop_front();
    changed_.notify_all();
    return value;
  }

  void close(const std::exception_ptr& failure = nullptr) {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    if (failure) failure_ = failure;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Value> queue_;
  const std::size_t room_;
  bool is_closed_ = false;
  std::exception_ptr failure_;
};

}  // namespace anlan::incidents
