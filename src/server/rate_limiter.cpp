#include "server/rate_limiter.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

namespace anlan::server {

double RateLimiter::tokens_at(const Bucket& bucket, Time now) const {
  const std::chrono::duration<double> passed = now - bucket.at;
  return std::min(burst_, bucket.tokens + passed.count() * per_second_);
}

void RateLimiter::forget_the_full(Time now) {
  std::erase_if(buckets_,
                [&](const auto& entry) { return tokens_at(entry.second, now) >= burst_; });
  // Not one is full: so many clients ask at once that counting them one by one no longer helps.
  if (buckets_.size() >= k_keys_max) buckets_.clear();
}

std::optional<int> RateLimiter::refuse(std::string_view key, Time now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= k_keys_max) forget_the_full(now);
  auto& bucket = buckets_.try_emplace(std::string(key), Bucket{burst_, now}).first->second;
  bucket.tokens = tokens_at(bucket, now);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::nullopt;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / per_second_)));
}

std::size_t RateLimiter::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

std::string network_of(std::string_view address) {
  const std::string text(address);
  in6_addr bytes{};
  if (inet_pton(AF_INET6, text.c_str(), &bytes) != 1) return text;
  std::fill(std::begin(bytes.s6_addr) + 8, std::end(bytes.s6_addr), std::uint8_t{0});
  std::string network(INET6_ADDRSTRLEN, '\0');
  inet_ntop(AF_INET6, &bytes, network.data(), static_cast<socklen_t>(network.size()));
  network.resize(network.find('\0'));
  return network + "/64";
}

}  // namespace anlan::server
