#include "patterns/seasons/seasons.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <mutex>
#include <thread>
#include <tuple>

#include "base/problem.h"
#include "patterns/seasons/next_period.h"
#include "patterns/seasons/pair_counts.h"
#include "patterns/seasons/pair_tests.h"
#include "patterns/series/alarm.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_periods_max = 4;  // of a unit, kind and calendar
constexpr std::uint32_t k_replicates_max = 1'000'000;
constexpr std::int32_t k_days_max = 36'525;  // a century

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
  if (s.periods_max < 1 || s.periods_max > k_periods_max) {
    faults.push_back({"periods_max", "must be 1 to 4"});
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
  if (std::uint64_t{panel.units} * panel.kinds > k_season_pairs_max)
    fail("There are too many units.");
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

/// Adds the periods that stand in the face of all tests of a round, and returns these tests, which
/// know of one more period each.
std::vector<PairTest> keep_standing(const SeasonPanel& panel, const PairIndex& index,
                                    const SeasonSettings& settings,
                                    const std::vector<PairTest>& tests,
                                    std::vector<KeyPeriod>& periods) {
  std::vector<double> p_values;
  for (const auto& test : tests) p_values.push_back(test.arc.p_value);
  const auto q_values = discovery_q_values(p_values);
  std::vector<PairTest> standing;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (q_values[i] > settings.discovery_rate) continue;
    auto period = describe(panel, index, settings, tests[i]);
    if (!period || period->spans_rose < settings.spans_rose_min ||
        period->ratio.value < settings.ratio_min) {
      continue;
    }
    period->q_value = q_values[i];
    standing.push_back(tests[i]);
    standing.back().known.push_back({period->begin, period->length});
    periods.push_back(std::move(*period));
  }
  return standing;
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
  auto calendars = settings.calendars;
  std::ranges::sort(calendars);
  calendars.erase(std::ranges::unique(calendars).begin(), calendars.end());
  std::vector<CalendarWork> works;
  for (const auto calendar : calendars) works.push_back(calendar_work(panel, index, calendar));

  std::vector<PairTest> tests(works.size() * index.pairs());
  for (std::size_t i = 0; i < tests.size(); ++i) {
    tests[i].pair = i % index.pairs();
    tests[i].work = &works[i / index.pairs()];
  }
  SeasonFindings findings;
  for (std::uint32_t round = 0; round < settings.periods_max && !tests.empty(); ++round) {
    Workers(tests.size(), settings).run([&](std::uint64_t i) { judge(index, settings, tests[i]); });
    const auto all = tests.size();
    std::erase_if(tests, [](const PairTest& test) { return !test.is_judged; });
    if (round == 0) {
      findings.tested = tests.size();
      findings.too_few = all - tests.size();
    }
    tests = keep_standing(panel, index, settings, tests, findings.periods);
  }
  settle_years(findings.periods, panel.last);
  for (const auto calendar : calendars) set_start_errors(findings.periods, calendar);
  std::ranges::sort(findings.periods, {}, [](const KeyPeriod& p) {
    return std::tuple(p.q_value, p.p_value, p.unit, p.kind, p.calendar, p.begin);
  });
  return findings;
}

}  // namespace anlan::patterns
