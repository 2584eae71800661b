#include "patterns/seasons/seasons.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <iterator>
#include <memory>
#include <mutex>
#include <thread>
#include <tuple>

#include "base/problem.h"
#include "patterns/seasons/arc_search.h"
#include "patterns/seasons/next_period.h"
#include "patterns/seasons/pair_counts.h"
#include "patterns/seasons/season_model.h"
#include "patterns/series/alarm.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_pairs_max = 1 << 28;  // each has its own stream of chance
constexpr std::uint32_t k_replicates_max = 1'000'000;
constexpr std::int32_t k_days_max = 36'525;  // a century
constexpr std::uint32_t k_harmonics_max = 6;
constexpr std::int32_t k_shift_max = 10;  // days a season may be early or late
constexpr std::size_t k_lags = 4;         // bins, over which spells are looked for
constexpr double k_trend_clear = 2;       // standard errors, below which a trend is not followed

void check_settings(const SeasonSettings& s) {
  std::vector<FieldFault> faults;
  const auto in_unit = [](double x) { return x > 0 && x < 1; };
  if (s.calendars.empty()) faults.push_back({"calendars", "must name at least one"});
  if (!in_unit(s.discovery_rate)) faults.push_back({"discovery_rate", "must lie in (0, 1)"});
  if (!in_unit(s.rise_p)) faults.push_back({"rise_p", "must lie in (0, 1)"});
  if (!in_unit(s.level)) faults.push_back({"level", "must lie in (0, 1)"});
  if (s.spans_rose_min < 2) faults.push_back({"spans_rose_min", "must be at least 2"});
  if (!(s.ratio_min >= 1) || !std::isfinite(s.ratio_min)) {
    faults.push_back({"ratio_min", "must be at least 1"});
  }
  if (s.replicates < 99 || s.replicates > k_replicates_max) {
    faults.push_back({"replicates", "must be 99 to 1000000"});
  }
  if (!faults.empty()) {
    throw Problem::invalid("seasons.settings", "Key periods cannot be looked for so.",
                           std::move(faults));
  }
}

void check_panel(const SeasonPanel& panel, const SeasonSettings& settings) {
  const auto fail = [](const char* sentence) { throw Problem::invalid("seasons.panel", sentence); };
  if (panel.units == 0 || panel.kinds == 0) fail("There is no unit or no kind to look at.");
  if (std::uint64_t{panel.units} * panel.kinds > k_pairs_max) fail("There are too many units.");
  if (panel.last < panel.first) fail("The days end before they begin.");
  if (panel.last - panel.first > k_days_max) fail("The days span more than a century.");
  if (!panel.neighbours.empty() && panel.neighbours.size() != panel.units) {
    fail("The neighbours are not one list a unit.");
  }
  for (const auto& list : panel.neighbours) {
    for (const auto unit : list) {
      if (unit >= panel.units) fail("A list names a neighbour that is not there.");
    }
  }
  const bool by_hour = std::ranges::count(settings.calendars, SeasonCalendar::day) > 0;
  for (const auto& row : panel.counts) {
    if (row.unit >= panel.units || row.kind >= panel.kinds) {
      fail("A count is of a unit or kind that is not there.");
    }
    if (row.day < panel.first || row.day > panel.last) fail("A count lies outside the days.");
    if (row.hour.value_or(0) > 23) fail("An hour is not 0 to 23.");
    if (by_hour && !row.hour) fail("The calendar of the day needs the hour of every count.");
  }
}

/// Calls `work` for 0 .. count - 1 on several threads, which is how results come to lie in their
/// own places.
class Workers {
 public:
  Workers(std::uint64_t count, const SeasonSettings& settings)
      : count_(count), settings_(settings) {}

  void run(const std::function<void(std::uint64_t)>& work) {
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < settings_.threads; ++i) threads.emplace_back([&] { loop(work); });
    loop(work);
    for (auto& thread : threads) thread.join();
    if (cancelled_) {
      throw Problem::unavailable("seasons.cancelled", "The search for key periods was cancelled.");
    }
  }

 private:
  void loop(const std::function<void(std::uint64_t)>& work) {
    for (auto i = next_.fetch_add(1); i < count_ && !cancelled_; i = next_.fetch_add(1)) {
      work(i);
      if (!settings_.progress) continue;
      const std::lock_guard lock(mutex_);
      if (!settings_.progress(++done_, count_)) cancelled_ = true;
    }
  }

  std::uint64_t count_;
  const SeasonSettings& settings_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<bool> cancelled_ = false;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
};

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

/// All of a panel that the tests of a calendar share.
struct CalendarWork {
  CycleGrid grid;
  std::vector<std::vector<double>> autocorrelation;  ///< by kind
};

/// One unit, kind and calendar.
struct PairTest {
  std::size_t pair = 0;
  const CalendarWork* work = nullptr;
  bool is_judged = false;
  Arc arc;
  SeasonModel model;
};

void judge(const PairIndex& index, const SeasonSettings& settings, PairTest& test) {
  const auto& grid = test.work->grid;
  PairCounts counts(grid, index.of(test.pair));
  test.is_judged = counts.total() >= settings.records_min && counts.spans_with_records() >= 2;
  if (!test.is_judged) return;
  test.model = fit_season(counts.season_rows(), std::min(k_harmonics_max, grid.bins() / 3));
  counts.expect(test.model.trend);
  const auto calendar = static_cast<std::uint64_t>(grid.calendar());
  const auto kind = test.pair % index.kinds();
  test.arc =
      search_arc(counts.span_counts(), {.longest = grid.longest_arc(),
                                        .replicates = settings.replicates,
                                        .seed = settings.seed,
                                        .stream = calendar * k_pairs_max + test.pair,
                                        .autocorrelation = test.work->autocorrelation[kind]});
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
  for (std::uint32_t begin = 0; begin <= 2 * per_bin; ++begin) {
    for (auto end = outer_length - 2 * per_bin; end <= outer_length; ++end) {
      if (end < begin + 1) continue;
      const double x = observed[end] - observed[begin];
      const double mean = expected[end] - expected[begin];
      if (!(x > mean)) continue;
      const double gain = log_part(x, mean) + log_part(counts.total() - x, counts.total() - mean);
      if (gain <= greatest) continue;
      greatest = gain;
      best = {(outer_begin + begin) % slots, end - begin};
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

KeyPeriod describe(const SeasonPanel& panel, const PairIndex& index, const SeasonSettings& settings,
                   const PairTest& test) {
  const auto& grid = test.work->grid;
  PairCounts counts(grid, index.of(test.pair));
  counts.expect(test.model.trend);
  const auto arc = to_slots(grid, counts, test.arc);
  KeyPeriod period{.unit = static_cast<std::uint32_t>(test.pair / index.kinds()),
                   .kind = static_cast<std::uint32_t>(test.pair % index.kinds()),
                   .calendar = grid.calendar(),
                   .begin = arc.begin,
                   .length = arc.length,
                   .cycles = grid.cycles(),
                   .p_value = test.arc.p_value,
                   .dispersion = test.model.dispersion,
                   .trend = test.model.trend};
  std::vector<PeriodCounts> near;
  if (!panel.neighbours.empty()) {
    for (const auto unit : panel.neighbours[period.unit]) {
      if (unit == period.unit) continue;
      near.push_back(PairCounts(grid, index.of(index.pair(unit, period.kind))).period_counts(arc));
    }
  }
  const auto own = counts.period_counts(arc);
  period.ratio = shrink_ratio(own, near, period.dispersion, settings.level);
  period.spans = span_rises(grid, counts, arc, period.dispersion, settings.rise_p);
  period.spans_rose = static_cast<std::uint32_t>(
      std::ranges::count_if(period.spans, [](const SpanRise& rise) { return rise.rose; }));
  period.usual_rate = usual_rate(own, test.model, grid.spans());
  return period;
}

/// How far a season strays is learnt from all key periods of a calendar together: one alone has too
/// few years.
void set_start_errors(std::vector<KeyPeriod>& periods, SeasonCalendar calendar) {
  double squares = 0, degrees = 0;
  for (const auto& period : periods) {
    if (period.calendar != calendar) continue;
    double sum = 0, n = 0;
    for (const auto& rise : period.spans) {
      if (rise.observed <= 0) continue;
      sum += rise.shift;
      ++n;
    }
    for (const auto& rise : period.spans) {
      if (rise.observed > 0) squares += (rise.shift - sum / n) * (rise.shift - sum / n);
    }
    degrees += std::max(0.0, n - 1);
  }
  for (auto& period : periods) {
    if (period.calendar != calendar || degrees <= 0) continue;
    period.start_error = std::sqrt(squares / degrees);
    period.start_degrees = degrees;
  }
}

/// Whether two periods hold the same days when they next come.
bool coincide(const KeyPeriod& one, const KeyPeriod& other, Day last) {
  const auto a = next_period(one, last, 0), b = next_period(other, last, 0);
  return a.begin <= b.end && b.begin <= a.end;
}

/// A feast of the lunar year shows, smeared, in the solar year too, and a harvest the other way
/// round: of two periods of the same days the one with the better evidence stays.
void settle_years(std::vector<KeyPeriod>& periods, Day last) {
  const auto is_weaker = [&](const KeyPeriod& period) {
    return std::ranges::any_of(periods, [&](const KeyPeriod& other) {
      if (other.unit != period.unit || other.kind != period.kind) return false;
      const bool is_pair = (period.calendar == SeasonCalendar::solar_year &&
                            other.calendar == SeasonCalendar::lunar_year) ||
                           (period.calendar == SeasonCalendar::lunar_year &&
                            other.calendar == SeasonCalendar::solar_year);
      if (!is_pair || !coincide(period, other, last)) return false;
      return std::tuple(other.p_value, other.calendar) <
             std::tuple(period.p_value, period.calendar);
    });
  };
  std::vector<KeyPeriod> stronger;
  std::ranges::remove_copy_if(periods, std::back_inserter(stronger), is_weaker);
  periods = std::move(stronger);
}

}  // namespace

SeasonFindings find_key_periods(const SeasonPanel& panel, const SeasonSettings& settings) {
  check_settings(settings);
  check_panel(panel, settings);
  const PairIndex index(panel);
  std::vector<CalendarWork> works;
  auto calendars = settings.calendars;
  std::ranges::sort(calendars);
  calendars.erase(std::ranges::unique(calendars).begin(), calendars.end());
  for (const auto calendar : calendars) {
    auto& work = works.emplace_back(CycleGrid(calendar, panel.first, panel.last));
    for (std::uint32_t kind = 0; kind < panel.kinds; ++kind) {
      work.autocorrelation.push_back(autocorrelation(index, work.grid, kind));
    }
  }
  std::vector<PairTest> tests(works.size() * index.pairs());
  for (std::size_t i = 0; i < tests.size(); ++i) {
    tests[i].pair = i % index.pairs();
    tests[i].work = &works[i / index.pairs()];
  }
  Workers(tests.size(), settings).run([&](std::uint64_t i) { judge(index, settings, tests[i]); });
  const auto unjudged = std::ranges::partition(tests, &PairTest::is_judged);

  SeasonFindings findings{.too_few = unjudged.size()};
  tests.erase(unjudged.begin(), unjudged.end());
  findings.tested = tests.size();
  std::vector<double> p_values;
  for (const auto& test : tests) p_values.push_back(test.arc.p_value);
  const auto q_values = discovery_q_values(p_values);
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (q_values[i] > settings.discovery_rate) continue;
    auto period = describe(panel, index, settings, tests[i]);
    period.q_value = q_values[i];
    if (period.spans_rose < settings.spans_rose_min) continue;
    if (period.ratio.value < settings.ratio_min) continue;
    findings.periods.push_back(std::move(period));
  }
  settle_years(findings.periods, panel.last);
  for (const auto calendar : calendars) set_start_errors(findings.periods, calendar);
  std::ranges::sort(findings.periods, {}, [](const KeyPeriod& p) {
    return std::tuple(p.q_value, p.p_value, p.unit, p.kind, p.calendar);
  });
  return findings;
}

}  // namespace anlan::patterns
