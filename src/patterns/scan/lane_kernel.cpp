#include "patterns/scan/lane_kernel.h"

#include <array>
#include <cstring>

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_signs = 0x8000'8000'8000'8000;  // of four lanes in a word
using Lanes = std::int16_t __attribute__((vector_size(2 * k_lanes)));

[[gnu::always_inline]] inline bool reaches(const LaneTables& tables, std::uint64_t first,
                                           std::uint64_t end) {
  const std::size_t stride = tables.stride;
  for (std::size_t block = 0; block < stride; block += k_lanes) {
    Lanes sum{};
    Lanes best = sum - 1;
    for (std::uint64_t step = first; step < end; ++step) {
      Lanes added;
      Lanes threshold;
      std::memcpy(&added, tables.cells + tables.members[step] * stride + block, sizeof added);
      std::memcpy(&threshold, tables.thresholds + tables.rows[step] * stride + block,
                  sizeof threshold);
      sum += added;
      const Lanes excess = sum - threshold;
      best = excess > best ? excess : best;
    }
    std::array<std::uint64_t, sizeof best / sizeof(std::uint64_t)> words;
    std::memcpy(words.data(), &best, sizeof best);
    std::uint64_t negative = k_signs;
    for (const std::uint64_t word : words) negative &= word;
    if (negative != k_signs) return true;
  }
  return false;
}

// One source, compiled for several instruction sets; the best one is chosen when it is first used.
using Kernel = bool (*)(const LaneTables&, std::uint64_t, std::uint64_t);

bool reaches_plain(const LaneTables& tables, std::uint64_t first, std::uint64_t end) {
  return reaches(tables, first, end);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] bool reaches_avx2(const LaneTables& tables, std::uint64_t first,
                                          std::uint64_t end) {
  return reaches(tables, first, end);
}

[[gnu::target("avx512f,avx512bw,avx512vl")]] bool reaches_avx512(const LaneTables& tables,
                                                                 std::uint64_t first,
                                                                 std::uint64_t end) {
  return reaches(tables, first, end);
}
#endif

Kernel best_kernel() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return reaches_avx512;
  if (__builtin_cpu_supports("avx2")) return reaches_avx2;
#endif
  return reaches_plain;
}

}  // namespace

bool reaches_threshold(const LaneTables& tables, std::uint64_t first, std::uint64_t end) {
  static const Kernel kernel = best_kernel();
  return kernel(tables, first, end);
}

}  // namespace anlan::patterns
