// RateLimiter: how often one client may ask.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace anlan::server {

/// Token buckets by key: each holds at most `burst` and gains `per_second`. Safe to share between
/// threads. Time is handed in.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  RateLimiter(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

  /// Takes one; or says after how many whole seconds (at least 1) there will be one.
  std::optional<int> refuse(std::string_view key, Time now);
  std::size_t size() const;

  /// A client that needs a new key for each request (an address of an IPv6 network, say) must not
  /// fill the memory: when so many are known, those that are full again are forgotten.
  static constexpr std::size_t k_keys_max = 20'000;

 private:
  struct Bucket {
    double tokens;
    Time at;
  };
  double tokens_at(const Bucket& bucket, Time now) const;
  void forget_the_full(Time now);

  double per_second_;
  double burst_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// What an address is counted by: itself, or the first 64 bits of an IPv6 one, since whoever has
/// such a network can change the rest at will. A text that is no address stands for itself.
std::string network_of(std::string_view address);

}  // namespace anlan::server
