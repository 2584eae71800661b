#include "patterns/scan/sparse_kernel.h"

#include <bit>
#include <cstring>

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_signs = 0x8000'8000'8000'8000;  // of four lanes in a word
using Lanes = std::int16_t __attribute__((vector_size(2 * k_lanes)));

/// The masks of four steps in one word, so that one loop over its bits serves all of them: a loop
/// for each step would end after one or two rounds, unpredictably.
[[gnu::always_inline]] inline std::uint64_t four_masks(const SparseTables& tables,
                                                       std::uint64_t step, std::uint64_t end,
                                                       std::uint64_t wanted) {
  std::uint64_t word = 0;
  if (step + 4 <= end) {
    for (std::size_t i = 0; i < 4; ++i)
      word |= std::uint64_t{tables.occupied[tables.members[step + i]]} << (k_batch * i);
  } else {
    for (std::size_t i = 0; step + i < end; ++i)
      word |= std::uint64_t{tables.occupied[tables.members[step + i]]} << (k_batch * i);
  }
  return word & wanted;
}

[[gnu::always_inline]] inline std::uint16_t reaching(const SparseTables& tables,
                                                     std::uint64_t first, std::uint64_t end,
                                                     std::uint16_t wanted, std::size_t block,
                                                     SparseSums& room) {
  std::uint32_t touched = 0;
  const std::uint64_t wanted_four = wanted * 0x0001'0001'0001'0001ULL;
  for (std::uint64_t four = first; four < end; four += 4) {
    for (std::uint64_t word = four_masks(tables, four, end, wanted_four); word != 0;
         word &= word - 1) {
      const auto at = static_cast<std::size_t>(std::countr_zero(word));
      const std::uint64_t step = four + at / k_batch;
      const std::size_t replicate = at % k_batch;
      const std::size_t cell = tables.cell_of[tables.members[step] * k_batch + replicate];
      std::int16_t* sums = room.sums.data() + replicate * k_lanes;
      std::int16_t* excess = room.excess.data() + replicate * k_lanes;
      Lanes added;
      Lanes threshold;
      Lanes sum;
      Lanes best;
      std::memcpy(&added, tables.cells + cell * tables.stride + block, sizeof added);
      std::memcpy(&threshold, tables.thresholds + tables.rows[step] * tables.stride + block,
                  sizeof threshold);
      std::memcpy(&sum, sums, sizeof sum);
      std::memcpy(&best, excess, sizeof best);
      sum += added;
      const Lanes over = sum - threshold;
      best = over > best ? over : best;
      std::memcpy(sums, &sum, sizeof sum);
      std::memcpy(excess, &best, sizeof best);
      touched |= 1U << replicate;
    }
  }
  std::uint32_t result = 0;
  for (std::uint32_t rest = touched; rest != 0; rest &= rest - 1) {
    const auto replicate = static_cast<std::size_t>(std::countr_zero(rest));
    std::array<std::uint64_t, k_lanes / 4> words;
    std::memcpy(words.data(), room.excess.data() + replicate * k_lanes, sizeof words);
    std::uint64_t negative = k_signs;
    for (const std::uint64_t word : words) negative &= word;
    if (negative != k_signs) result |= 1U << replicate;
    std::memset(room.sums.data() + replicate * k_lanes, 0, 2 * k_lanes);
    std::memset(room.excess.data() + replicate * k_lanes, -1, 2 * k_lanes);
  }
  return static_cast<std::uint16_t>(result);
}

// One source, compiled for several instruction sets; the best one is chosen when it is first used.
using Kernel = std::uint16_t (*)(const SparseTables&, std::uint64_t, std::uint64_t, std::uint16_t,
                                 std::size_t, SparseSums&);

std::uint16_t reaching_plain(const SparseTables& tables, std::uint64_t first, std::uint64_t end,
                             std::uint16_t wanted, std::size_t block, SparseSums& room) {
  return reaching(tables, first, end, wanted, block, room);
}

#ifdef __x86_64__
[[gnu::target("avx2,bmi")]] std::uint16_t reaching_avx2(const SparseTables& tables,
                                                        std::uint64_t first, std::uint64_t end,
                                                        std::uint16_t wanted, std::size_t block,
                                                        SparseSums& room) {
  return reaching(tables, first, end, wanted, block, room);
}

[[gnu::target("avx512f,avx512bw,avx512vl,bmi")]] std::uint16_t reaching_avx512(
    const SparseTables& tables, std::uint64_t first, std::uint64_t end, std::uint16_t wanted,
    std::size_t block, SparseSums& room) {
  return reaching(tables, first, end, wanted, block, room);
}
#endif

Kernel best_kernel() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("bmi"))
    return reaching_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return reaching_avx2;
#endif
  return reaching_plain;
}

}  // namespace

std::uint16_t replicates_reaching(const SparseTables& tables, std::uint64_t first,
                                  std::uint64_t end, std::uint16_t wanted, SparseSums& sums) {
  static const Kernel kernel = best_kernel();
  std::uint32_t result = 0;
  for (std::size_t block = 0; block < tables.stride; block += k_lanes)
    result |= kernel(tables, first, end, wanted, block, sums);
  return static_cast<std::uint16_t>(result);
}

}  // namespace anlan::patterns
