// The part of the cycle in which the rate rises in one span after another.
#pragma once

#include <cstdint>
#include <vector>

namespace anlan::patterns {

/// Counts by span and bin of the cycle, and what each would be without a season; a row a span.
struct SpanCounts {
  std::uint32_t spans = 0;
  std::uint32_t bins = 0;
  std::vector<double> count;
  std::vector<double> expected;  ///< sums to the counts in every span
};

struct Arc {
  std::uint32_t begin = 0;   ///< the first bin
  std::uint32_t length = 1;  ///< may reach over the end of the cycle
  double score = 0;
  double p_value = 1;
};

struct ArcTest {
  std::uint32_t longest = 1;  ///< bins; shorter than the cycle
  std::uint32_t replicates = 9'999;
  std::uint64_t seed = 1;
  std::uint64_t stream = 0;  ///< which test of many it is; below 2^32
  /// Of bins one, two, .. apart, where records come in spells. The scores of longer arcs are
  /// divided by what spells add to their deviation; those of the permutations, which tear spells
  /// apart, are not.
  std::vector<double> autocorrelation;
};

/// The arc whose rise is strongest without the span in which it is strongest, so that one bad year
/// makes no season: the sum of the spans' normal scores less the greatest, over sqrt(spans - 1).
/// Lengths up to the longest are tried in rising steps.
///
/// Its p-value is by permutation: without a season the bins of a span are exchangeable, so they
/// change places, each with its count and expectation. Permutations stop once 20 had a score as
/// high (Besag and Clifford 1991); where fewer than 5 of all had, a Gumbel distribution fitted to
/// the squared scores tells the tail (Abrams, Kleinman and Kulldorff 2010), and after 999 without
/// one it ends the test if its p is below 1e-4.
Arc search_arc(const SpanCounts& counts, const ArcTest& test);

}  // namespace anlan::patterns
