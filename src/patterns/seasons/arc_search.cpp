#include "patterns/seasons/arc_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>

#include "base/check.h"
#include "base/random.h"
#include "patterns/seasons/arc_scores.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_exceeded_enough = 20;
constexpr std::uint32_t k_exceeded_few = 5;    // fewer tell the tail worse than the fit does
constexpr std::uint32_t k_fitted_after = 999;  // permutations; where none exceeded, the fit decides
constexpr double k_fitted_clear = 1e-4;        // whether more of them could change anything

std::vector<std::uint32_t> lengths_up_to(std::uint32_t longest) {
  std::vector<std::uint32_t> lengths;
  for (std::uint32_t length = 1; length <= longest; length += std::max(1U, length / 4)) {
    lengths.push_back(length);
  }
  return lengths;
}

/// Finds the best arc of one arrangement after another, without asking for memory again.
class ArcSearch {
 public:
  ArcSearch(const SpanCounts& counts, std::uint32_t longest)
      : counts_(counts),
        lengths_(lengths_up_to(longest)),
        deviation_(lengths_.size(), 1.0),
        sums_(counts.spans * row()),
        expected_sums_(counts.spans * row()),
        sum_(counts.bins),
        best_(counts.bins) {}

  /// As they are, in the face of spells.
  Arc best(const std::vector<double>& autocorrelation) {
    for (std::size_t i = 0; i < lengths_.size(); ++i) {
      double variance = 1;
      for (std::uint32_t lag = 1; lag < lengths_[i] && lag <= autocorrelation.size(); ++lag) {
        variance += 2 * (1 - static_cast<double>(lag) / lengths_[i]) * autocorrelation[lag - 1];
      }
      deviation_[i] = std::sqrt(std::max(1.0, variance));
    }
    const auto arc = best_of({});
    std::ranges::fill(deviation_, 1.0);
    return arc;
  }

  double best_score(std::span<const std::uint32_t> order) { return best_of(order).score; }

 private:
  /// `order` tells for every bin of every span which one stands there; empty: as they are.
  Arc best_of(std::span<const std::uint32_t> order) {
    for (std::uint32_t s = 0; s < counts_.spans; ++s) add_up(s, order);
    Arc found{.score = -std::numeric_limits<double>::infinity()};
    for (std::size_t i = 0; i < lengths_.size(); ++i) {
      const auto length = lengths_[i];
      std::ranges::fill(sum_, 0.0);
      std::ranges::fill(best_, -std::numeric_limits<double>::infinity());
      for (std::uint32_t s = 0; s < counts_.spans; ++s) {
        add_arc_scores(&sums_[s * row()], &expected_sums_[s * row()], counts_.bins, length,
                       sum_.data(), best_.data());
      }
      const double share = static_cast<double>(length) / counts_.bins;
      const double scale = 2 / std::sqrt((counts_.spans - 1) * (1 - share)) / deviation_[i];
      for (std::uint32_t b = 0; b < counts_.bins; ++b) {
        const double score = scale * (sum_[b] - best_[b]);
        if (score > found.score) found = {b, length, score, 1};
      }
    }
    return found;
  }

  std::size_t row() const { return 2 * counts_.bins + 1; }

  void add_up(std::uint32_t span, std::span<const std::uint32_t> order) {
    const auto bins = counts_.bins;
    double* count = &sums_[span * row()];
    double* expected = &expected_sums_[span * row()];
    for (std::uint32_t i = 0; i < 2 * bins; ++i) {
      const auto at = i < bins ? i : i - bins;
      const auto from = std::size_t{span} * bins + (order.empty() ? at : order[span * bins + at]);
      count[i + 1] = count[i] + counts_.count[from];
      expected[i + 1] = expected[i] + counts_.expected[from];
    }
  }

  const SpanCounts& counts_;
  std::vector<std::uint32_t> lengths_;
  std::vector<double> deviation_;  ///< one a length: by how much spells widen the scores
  std::vector<double> sums_, expected_sums_;
  std::vector<double> sum_, best_;
};

/// The probability of a score as high, from the mean and the deviation of the scores under chance.
/// Their squares are what falls off like an exponential, as a log likelihood ratio does.
double gumbel_tail(std::span<const double> scores, double score) {
  const auto squared = [](double s) { return s * std::fabs(s); };
  const auto n = static_cast<double>(scores.size());
  double mean = 0, squares = 0;
  for (const double s : scores) mean += squared(s) / n;
  for (const double s : scores) squares += (squared(s) - mean) * (squared(s) - mean);
  const double scale = std::sqrt(squares / (n - 1) * 6) / std::numbers::pi;
  if (!(scale > 0)) return 1;
  const double mode = mean - std::numbers::egamma * scale;
  return -std::expm1(-std::exp(-(squared(score) - mode) / scale));
}

}  // namespace

Arc search_arc(const SpanCounts& counts, const ArcTest& test) {
  CHECK(counts.spans >= 2 && test.longest >= 1 && test.longest < counts.bins);
  ArcSearch search(counts, test.longest);
  auto arc = search.best(test.autocorrelation);
  std::vector<std::uint32_t> order(counts.count.size());
  std::vector<double> scores;
  std::uint32_t exceeded = 0;
  for (std::uint32_t r = 0; r < test.replicates; ++r) {
    Random random(test.seed, test.stream << 32 | r);
    for (std::uint32_t s = 0; s < counts.spans; ++s) {
      const auto row = std::span(order).subspan(std::size_t{s} * counts.bins, counts.bins);
      std::iota(row.begin(), row.end(), 0U);
      random.shuffle(row);
    }
    scores.push_back(search.best_score(order));
    exceeded += scores.back() >= arc.score ? 1U : 0U;
    const auto done = static_cast<double>(r + 1);
    if (exceeded == k_exceeded_enough) {
      arc.p_value = exceeded / done;
      return arc;
    }
    if (r + 1 == k_fitted_after && exceeded == 0) {
      arc.p_value = gumbel_tail(scores, arc.score);
      if (arc.p_value < k_fitted_clear) return arc;
    }
  }
  arc.p_value = exceeded < k_exceeded_few ? gumbel_tail(scores, arc.score)
                                          : (1.0 + exceeded) / (1.0 + test.replicates);
  return arc;
}

}  // namespace anlan::patterns
