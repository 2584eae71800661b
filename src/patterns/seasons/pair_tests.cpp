#include "patterns/seasons/pair_tests.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "patterns/seasons/season_model.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_harmonics_max = 6;
constexpr std::int32_t k_shift_max = 10;  // days a season may be early or late
constexpr std::size_t k_lags = 4;         // bins, over which spells are looked for
constexpr double k_trend_clear = 2;       // standard errors, below which a trend is not followed

/// How records of a kind come in spells, learnt from all units together: by lag in bins. Summed in
/// the order of the units, so that threads make no difference.
std::vector<double> autocorrelation(const PairIndex& index, const CycleGrid& grid,
                                    std::uint32_t kind) {
  std::array<double, 1 + k_lags> products{};
  for (auto pair = std::size_t{kind}; pair < index.pairs(); pair += index.kinds()) {
    PairCounts(grid, index.of(pair)).add_products(products);
  }
  std::vector<double> by_lag;
  for (std::size_t lag = 1; lag < products.size() && products[0] > 0; ++lag) {
    by_lag.push_back(products[lag] / products[0]);
  }
  return by_lag;
}

/// A known period with a bin of a year on either side of it.
SlotArc with_margin(SlotArc arc, const CycleGrid& grid) {
  const auto margin = grid.slots_per_bin() > 1 ? grid.slots_per_bin() : 0;
  return {(arc.begin + grid.slots() - margin) % grid.slots(), arc.length + 2 * margin};
}

/// Without the periods that are known.
PairCounts counts_left(const PairTest& test, const PairIndex& index, std::size_t pair) {
  PairCounts counts(test.work->grid, index.of(pair));
  for (const auto& arc : test.known) counts.leave_out(with_margin(arc, test.work->grid));
  return counts;
}

/// The bins of an arc in slots; in a year its ends are moved by up to a bin to where the likelihood
/// of all spans together is greatest.
SlotArc to_slots(const CycleGrid& grid, const PairCounts& counts, const Arc& arc) {
  const auto per_bin = grid.slots_per_bin();
  SlotArc best{arc.begin * per_bin, arc.length * per_bin};
  if (per_bin == 1) return best;
  const auto slots = grid.slots();
  const auto outer_begin = (best.begin + slots - per_bin) % slots;
  const auto outer_length = best.length + 2 * per_bin;
  std::vector<double> observed(outer_length + 1), expected(outer_length + 1);
  for (std::uint32_t i = 0; i < outer_length; ++i) {
    observed[i + 1] = observed[i];
    expected[i + 1] = expected[i];
    for (std::uint32_t s = 0; s < grid.spans(); ++s) {
      observed[i + 1] += counts.observed(s, {(outer_begin + i) % slots, 1});
      expected[i + 1] += counts.expected(s, {(outer_begin + i) % slots, 1});
    }
  }
  double greatest = -1;
  const auto log_part = [](double x, double mean) { return x > 0 ? x * std::log(x / mean) : 0; };
  for (auto begin = static_cast<std::int64_t>(2 * per_bin); begin >= 0; --begin) {  // short first
    const auto from = static_cast<std::uint32_t>(begin);
    for (auto end = outer_length - 2 * per_bin; end <= outer_length; ++end) {
      if (end <= from) continue;
      const double x = observed[end] - observed[from];
      const double mean = expected[end] - expected[from];
      if (!(x > mean)) continue;
      const double gain = log_part(x, mean) + log_part(counts.total() - x, counts.total() - mean);
      if (gain <= greatest) continue;
      greatest = gain;
      best = {(outer_begin + from) % slots, end - from};
    }
  }
  return best;
}

/// By how many days the period holds most when it is moved; the middle where several do.
double shift_of(const PairCounts& counts, std::uint32_t span, SlotArc arc, std::uint32_t slots) {
  double most = -1, sum = 0, ties = 0;
  for (auto shift = -k_shift_max; shift <= k_shift_max; ++shift) {
    const auto begin = arc.begin + slots + static_cast<std::uint32_t>(shift + k_shift_max);
    const double held = counts.observed(span, {(begin - k_shift_max) % slots, arc.length});
    if (held > most) {
      most = held;
      sum = ties = 0;
    }
    if (held == most) {
      sum += shift;
      ++ties;
    }
  }
  return sum / ties;
}

std::vector<SpanRise> span_rises(const CycleGrid& grid, const PairCounts& counts, SlotArc arc,
                                 double dispersion, double rise_p) {
  const boost::math::normal normal;
  const bool is_year = grid.slots_per_bin() > 1;
  std::vector<SpanRise> rises;
  for (std::uint32_t s = 0; s < grid.spans(); ++s) {
    SpanRise rise{.first = grid.span_begin(s),
                  .last = grid.span_end(s),
                  .observed = counts.observed(s, arc),
                  .expected = counts.expected(s, arc)};
    if (rise.expected > 0 && rise.expected < counts.total(s)) {
      const double share = rise.expected / counts.total(s);
      // Anscombe's score of a binomial count; half a record less, since counts are whole.
      const double score =
          2 *
          (std::sqrt(std::max(0.0, rise.observed - .5) + .375) - std::sqrt(rise.expected + .375)) /
          std::sqrt(dispersion * (1 - share));
      rise.p_value = boost::math::cdf(boost::math::complement(normal, score));
      rise.rose = rise.observed > rise.expected && rise.p_value <= rise_p;
    }
    if (is_year && rise.observed > 0) rise.shift = shift_of(counts, s, arc, grid.slots());
    rises.push_back(rise);
  }
  return rises;
}

/// At the end of the days, by the trend where it is clear.
double usual_rate(const PeriodCounts& counts, const SeasonModel& model, std::uint32_t spans) {
  const double mean = (counts.outside + .5) / counts.exposure_outside;
  if (std::fabs(model.trend) <= k_trend_clear * model.trend_error) return mean;
  return mean * std::clamp(std::exp(model.trend * spans / 2), .5, 2.0);
}

}  // namespace

CalendarWork calendar_work(const SeasonPanel& panel, const PairIndex& index,
                           SeasonCalendar calendar) {
  CalendarWork work{.grid = CycleGrid(calendar, panel.first, panel.last)};
  for (std::uint32_t kind = 0; kind < panel.kinds; ++kind)
    work.autocorrelation.push_back(autocorrelation(index, work.grid, kind));
  return work;
}

void judge(const PairIndex& index, const SeasonSettings& settings, PairTest& test) {
  const auto& grid = test.work->grid;
  auto counts = counts_left(test, index, test.pair);
  test.is_judged = counts.total() >= settings.records_min && counts.spans_with_records() >= 2;
  if (!test.is_judged) return;
  // Over whole cycles a season hardly moves the trend: the whole model waits until it is wanted.
  counts.expect(fit_season(counts.season_rows(), 0).trend);
  const auto turn = 8 * test.known.size() + static_cast<std::uint64_t>(grid.calendar());
  const auto kind = test.pair % index.kinds();
  test.arc =
      search_arc(counts.span_counts(), {.longest = grid.longest_arc(),
                                        .replicates = settings.replicates,
                                        .seed = settings.seed,
                                        .stream = turn * k_season_pairs_max + test.pair,
                                        .autocorrelation = test.work->autocorrelation[kind]});
}

std::optional<KeyPeriod> describe(const SeasonPanel& panel, const PairIndex& index,
                                  const SeasonSettings& settings, const PairTest& test) {
  const auto& grid = test.work->grid;
  auto counts = counts_left(test, index, test.pair);
  const auto model = fit_season(counts.season_rows(), std::min(k_harmonics_max, grid.bins() / 3));
  counts.expect(model.trend);
  const auto arc = to_slots(grid, counts, test.arc);
  for (const auto& known : test.known) {
    if (overlap(arc, with_margin(known, grid), grid.slots())) return std::nullopt;
  }
  KeyPeriod period{.unit = static_cast<std::uint32_t>(test.pair / index.kinds()),
                   .kind = static_cast<std::uint32_t>(test.pair % index.kinds()),
                   .calendar = grid.calendar(),
                   .begin = arc.begin,
                   .length = arc.length,
                   .cycles = grid.cycles(),
                   .p_value = test.arc.p_value,
                   .dispersion = model.dispersion,
                   .trend = model.trend};
  std::vector<PeriodCounts> near;
  if (!panel.neighbours.empty()) {
    for (const auto unit : panel.neighbours[period.unit]) {
      if (unit == period.unit) continue;
      near.push_back(counts_left(test, index, index.pair(unit, period.kind)).period_counts(arc));
    }
  }
  const auto own = counts.period_counts(arc);
  period.ratio = shrink_ratio(own, near, period.dispersion, settings.level);
  period.spans = span_rises(grid, counts, arc, period.dispersion, settings.rise_p);
  period.spans_rose = static_cast<std::uint32_t>(
      std::ranges::count_if(period.spans, [](const SpanRise& rise) { return rise.rose; }));
  period.usual_rate = usual_rate(own, model, grid.spans());
  return period;
}

}  // namespace anlan::patterns
