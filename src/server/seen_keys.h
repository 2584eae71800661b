// SeenKeys: the answers to requests that carried an Idempotency-Key, so that a retry is not done
// twice.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "server/response.h"

namespace anlan::server {

/// What is known of a key when a request with it comes.
struct FirstTime {};     ///< do it, then keep() or forget()
struct InProgress {};    ///< the same request is being answered now
struct OtherBody {};     ///< the key was used for another request
struct DoneInSecret {};  ///< it was done, and its answer held what is shown only once
using KeyState = std::variant<FirstTime, InProgress, OtherBody, DoneInSecret, Response>;

/// Called on several threads at once.
class SeenKeys {
 public:
  virtual ~SeenKeys() = default;
  /// `key` names the client, the route and its Idempotency-Key; `fingerprint` is a hash of the
  /// body.
  virtual KeyState begin(const std::string& key, const std::string& fingerprint) = 0;
  virtual void keep(const std::string& key, const Response& answer) = 0;
  /// That it was done, and nothing of its answer.
  virtual void keep_secret(const std::string& key) = 0;
  /// What failed may be tried anew.
  virtual void forget(const std::string& key) = 0;
};

/// In memory: forgets at the end of the program, after a day, and the oldest when it is full.
class SeenKeysInMemory final : public SeenKeys {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t k_keys_max = 10'000;
  static constexpr std::size_t k_bytes_max = 64 * 1024 * 1024;
  static constexpr std::chrono::hours k_kept_for{24};  ///< clients retry within minutes

  explicit SeenKeysInMemory(std::size_t keys_max = k_keys_max) : keys_max_(keys_max) {}

  KeyState begin(const std::string& key, const std::string& fingerprint) override;
  void keep(const std::string& key, const Response& answer) override;
  void keep_secret(const std::string& key) override;
  void forget(const std::string& key) override;
  std::size_t size() const;

 private:
  struct Entry {
    std::string fingerprint;
    Clock::time_point at;
    std::optional<Response> answer;  // empty while in progress, or where it is a secret
    bool is_done = false;
  };
  void end(const std::string& key, std::optional<Response> answer);
  void make_room(Clock::time_point now);
  void remove(const std::string& key);

  std::size_t keys_max_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::deque<std::string> answered_;  // the oldest first
  std::size_t bytes_ = 0;             // of the answers
};

}  // namespace anlan::server
