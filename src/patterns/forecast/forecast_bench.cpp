// Back-tests on rolling origins, printed as the tables of docs/benchmarks.md: every origin, none
// chosen. Prints a summary first; with --origins the tables of all origins as well.
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/instant.h"
#include "patterns/evaluation/paired.h"
#include "patterns/forecast/usual_forecast.h"
#include "tests/support/dated_places.h"

namespace anlan::patterns {
namespace {

constexpr std::array k_horizons{"1 week", "2 weeks", "1 month", "2 months", "3 months"};
constexpr std::size_t k_origins = 18;
constexpr double k_square_mile_feet = 5280. * 5280;
constexpr double k_feet = .3048;

struct Study {
  std::string name;
  std::vector<tests::DatedPlace> places;
  double cell = 0;
  double unit_metres = 1;
  double whole_area_cells = 0;
  std::vector<Day> origins;
  double origin_spacing_days = 0;
};

Day months_after(Day day, unsigned months) {
  const auto month = day.month() - 1 + months;
  const int year = day.year() + static_cast<int>(month / 12);
  const auto first = Day::from_civil(year, month % 12 + 1, 1);
  return *first + static_cast<int>(day.day_of_month() - 1);
}

ForecastWindow window_of(Day origin, std::size_t horizon) {
  const std::array ends{origin + 7, origin + 14, months_after(origin, 1), months_after(origin, 2),
                        months_after(origin, 3)};
  return {double(origin.number()), double(ends[horizon].number())};
}

Study portland(std::string name, std::vector<tests::DatedPlace> places) {
  Study study{std::move(name), std::move(places), 250.2, k_feet};
  study.whole_area_cells = 147.7 * k_square_mile_feet / (250.2 * 250.2);
  for (unsigned i = 0; i < k_origins; ++i)
    study.origins.push_back(months_after(*Day::from_civil(2014, 1, 1), 2 * i));
  study.origin_spacing_days = 61;
  return study;
}

/// One year: the origins are weeks apart, and all but the first five months have to be learnt from.
Study chicago() {
  Study study{"Chicago, residential burglary 2016", tests::chicago_burglary(), 250.2 * k_feet};
  study.whole_area_cells = 227.3 * k_square_mile_feet / (250.2 * 250.2);
  for (int i = 0; i < int(k_origins); ++i)
    study.origins.push_back(*Day::from_civil(2016, 6, 1) + 7 * i);
  study.origin_spacing_days = 7;
  return study;
}

using Scores = std::array<std::vector<OriginScore>, k_horizons.size()>;

struct Judged {
  std::string name;
  Scores scores;
  double seconds = 0;
};

Judged judge(const std::string& name, const Study& study, const ForecastGrid& grid,
             const std::vector<CellEvent>& events, StackedForecaster stack) {
  Judged judged{name, {}, 0};
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t h = 0; h < k_horizons.size(); ++h) {
    std::vector<ForecastWindow> windows;
    for (const auto origin : study.origins) windows.push_back(window_of(origin, h));
    judged.scores[h] =
        back_test(events, windows,
                  [&](std::span<const CellEvent> past, const ForecastWindow& window) {
                    return stack.forecast(past, window);
                  },
                  {.cells = grid.cells(),
                   .flagged_cells = 112,
                   .whole_area_cells = study.whole_area_cells,
                   .calibration_mean_least = .02});
  }
  judged.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return judged;
}

std::vector<double> accuracy(const std::vector<OriginScore>& scores) {
  std::vector<double> values;
  for (const auto& s : scores) values.push_back(s.ranking.accuracy_index);
  return values;
}

std::vector<double> log_scores(const std::vector<OriginScore>& scores) {
  std::vector<double> values;
  for (const auto& s : scores) values.push_back(s.log_score.per_event());
  return values;
}

double mean_of(const std::vector<OriginScore>& scores, double (*value)(const OriginScore&)) {
  double sum = 0;
  for (const auto& s : scores) sum += value(s);
  return sum / static_cast<double>(scores.size());
}

/// Over the cells of all origins; a dash where too few expect anything to be judged.
std::string coverage(const std::vector<OriginScore>& scores) {
  double covered = 0, cells = 0;
  for (const auto& s : scores) {
    covered += s.calibration.transform_coverage * s.calibration.cells;
    cells += s.calibration.cells;
  }
  if (cells < 200) return "-";
  return std::to_string(covered / cells).substr(0, 4);
}

void print_summary(const Study& study, const Judged& base, const Judged& judged) {
  for (std::size_t h = 0; h < k_horizons.size(); ++h) {
    const auto& scores = judged.scores[h];
    const auto first = window_of(study.origins.front(), h);
    const BootstrapSettings bootstrap{
        .block = static_cast<std::uint32_t>(std::ceil(first.days() / study.origin_spacing_days))};
    const auto ratio = paired_ratio(accuracy(scores), accuracy(base.scores[h]), bootstrap);
    const auto better =
        paired_difference(log_scores(scores), log_scores(base.scores[h]), bootstrap);
    std::printf(
        "| %s | %s | %.1f | %.2f (%.2f to %.2f) | %.3f | %.3f | %+.3f (%+.3f to %+.3f) | %.2f | %s "
        "|\n",
        judged.name.c_str(), k_horizons[h],
        mean_of(scores, [](const OriginScore& s) { return s.ranking.accuracy_index; }), ratio.value,
        ratio.low, ratio.high,
        mean_of(scores, [](const OriginScore& s) { return s.ranking.efficiency_index; }),
        mean_of(scores, [](const OriginScore& s) { return s.log_score.per_event(); }), better.value,
        better.low, better.high,
        mean_of(scores, [](const OriginScore& s) { return s.expected / s.ranking.events; }),
        coverage(scores).c_str());
  }
}

void print_origins(const Study& study, const Judged& base, const Judged& judged) {
  std::printf("\n| origin | %s | %s | %s | %s | %s |\n|---|---|---|---|---|---|\n", k_horizons[0],
              k_horizons[1], k_horizons[2], k_horizons[3], k_horizons[4]);
  for (std::size_t i = 0; i < study.origins.size(); ++i) {
    std::printf("| %s |", study.origins[i].to_string().c_str());
    for (std::size_t h = 0; h < k_horizons.size(); ++h) {
      const auto& a = base.scores[h][i];
      const auto& b = judged.scores[h][i];
      std::printf(" %.1f, %.1f, %+.2f |", a.ranking.accuracy_index, b.ranking.accuracy_index,
                  b.log_score.per_event() - a.log_score.per_event());
    }
    std::printf("\n");
  }
}

void run(const Study& study, bool with_origins) {
  if (study.places.empty()) {
    std::printf("%s: skipped, its file is absent\n", study.name.c_str());
    return;
  }
  std::vector<DatedPoint> points;
  for (const auto& p : study.places) points.push_back({p.x, p.y, double(p.day.number())});
  const ForecastGrid grid(grid_around(points, std::ranges::min(points, {}, &DatedPoint::x).x,
                                      std::ranges::min(points, {}, &DatedPoint::y).y, study.cell));
  const auto events = grid.place(points);
  const StackSettings threads{.threads = 2};
  const UsualSettings usual{.unit_metres = study.unit_metres, .stack = threads};
  std::printf("\n%s: %zu events, %u cells, 112 flagged, %zu origins from %s to %s\n\n",
              study.name.c_str(), events.size(), grid.cells(), study.origins.size(),
              study.origins.front().to_string().c_str(), study.origins.back().to_string().c_str());
  std::printf(
      "| forecaster | horizon | PAI | against counts | PEI | log score an event | better than "
      "counts "
      "by | expected / came | coverage of .9 |\n|---|---|---|---|---|---|---|---|---|\n");
  const auto counts =
      judge("plain counts", study, grid, events, plain_count_forecaster(grid, threads));
  print_summary(study, counts, counts);
  std::vector<Judged> others;
  others.push_back(judge("densities", study, grid, events, density_forecaster(grid, threads)));
  auto fast = usual;
  fast.has_models = false;
  others.push_back(
      judge("stack without models", study, grid, events, usual_forecaster(grid, fast)));
  others.push_back(judge("stack", study, grid, events, usual_forecaster(grid, usual)));
  for (const auto& other : others) print_summary(study, counts, other);
  std::printf("\nseconds for 5 horizons of 18 origins: plain counts %.1f", counts.seconds);
  for (const auto& other : others) std::printf(", %s %.1f", other.name.c_str(), other.seconds);
  std::printf("\n");
  if (with_origins) print_origins(study, counts, others.back());
  std::fflush(stdout);
}

}  // namespace
}  // namespace anlan::patterns

int main(int argc, char** argv) {
  using namespace anlan;
  const bool with_origins = argc > 1 && std::strcmp(argv[1], "--origins") == 0;
  patterns::run(patterns::portland("Portland, vehicle theft", tests::portland_vehicle_theft()),
                with_origins);
  patterns::run(patterns::portland("Portland, burglary", tests::portland_burglary()), with_origins);
  patterns::run(patterns::chicago(), with_origins);
  return 0;
}
