#include "patterns/seasons/arc_scores.h"

#include <cmath>

namespace anlan::patterns {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ANLAN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ANLAN_CLONES
#endif

ANLAN_CLONES void add_arc_scores(const double* counts, const double* expected, std::size_t arcs,
                                 std::size_t length, double* sum, double* best) {
  for (std::size_t b = 0; b < arcs; ++b) {
    const double count = counts[b + length] - counts[b];
    const double mean = expected[b + length] - expected[b];
    const double score = std::sqrt(count + .375) - std::sqrt(mean + .375);
    sum[b] += score;
    best[b] = score > best[b] ? score : best[b];
  }
}

}  // namespace anlan::patterns
