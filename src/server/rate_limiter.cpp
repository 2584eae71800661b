#include "server/rate_limiter.h"

#include <algorithm>
#include <cmath>

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

}  // namespace anlan::server
