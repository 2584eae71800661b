// Random: chance that is passed in, and is the same on every run.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace anlan {

/// A counter-based generator: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers:
/// as easy as 1, 2, 3", SC 2011), key = seed, counter = (stream, draw). Two streams of a seed are
/// independent, so replicate r of a simulation uses stream r and no thread waits for another.
/// Not for secrets: those come from libsodium. Not safe to share between threads.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  std::uint32_t next_u32() {
    if (used_ == 4) refill();
    return block_[used_++];
  }
  std::uint64_t next_u64() {
    const std::uint64_t high = next_u32();
    return high << 32 | next_u32();
  }
  /// In [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(next_u64() >> 11) * 0x1p-53; }
  /// In [0, n), without bias (Lemire 2019); n > 0.
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = std::uint64_t{next_u32()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t threshold = (0U - n) % n;
      while (static_cast<std::uint32_t>(product) < threshold)
        product = std::uint64_t{next_u32()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }
  /// Mean 0, variance 1 (Box and Muller 1958).
  double normal();
  /// Mean 1.
  double exponential();
  /// Poisson with the given mean >= 0; exact (multiplication below 30, PTRS of Hörmann 1993 above).
  std::uint32_t poisson(double mean);

  template <class Value>
  void shuffle(std::span<Value> values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[below(static_cast<std::uint32_t>(i))]);
    }
  }

 private:
  void refill();

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t counter_ = 0;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
};

}  // namespace anlan
