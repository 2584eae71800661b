#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <numeric>

#include "base/problem.h"
#include "cli/forecast_input.h"
#include "cli/pattern_commands.h"
#include "patterns/evaluation/paired.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::uint32_t k_origins_max = 1'000;

struct Options : ForecastOptions {
  std::vector<std::string> origins{"12"};
  std::int32_t every = 0;
  std::string against = "counts";
  double whole_area_km2 = 0;
};

/// As many windows as asked for, the last of which ends with the last event.
std::vector<ForecastWindow> latest_windows(std::uint32_t count, const ForecastWorld& world,
                                           const Options& options) {
  const auto days = world.days();
  const auto every = options.every > 0 ? options.every : options.days;
  std::vector<ForecastWindow> windows;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto end = days.below - static_cast<std::int32_t>(i) * every;
    const auto origin = end - options.days;
    if (origin <= days.from) break;
    windows.push_back({static_cast<double>(origin.number()), static_cast<double>(end.number())});
  }
  std::ranges::reverse(windows);
  return windows;
}

std::vector<ForecastWindow> windows_of(const ForecastWorld& world, const Options& options) {
  std::uint32_t count = 0;
  const auto& first = options.origins.front();
  const auto [end, error] = std::from_chars(first.data(), first.data() + first.size(), count);
  std::vector<ForecastWindow> windows;
  if (options.origins.size() == 1 && error == std::errc{} && end == first.data() + first.size()) {
    if (count == 0 || count > k_origins_max)
      throw Problem::invalid("backtest.origins",
                             fmt::format("There may be 1 to {} origins.", k_origins_max));
    windows = latest_windows(count, world, options);
  } else {
    for (const auto& text : options.origins) {
      const auto day = Day::parse(text);
      if (!day)
        throw Problem::invalid("backtest.origins",
                               "--origins takes a number, or days such as 2026-02-03 with commas "
                               "between.");
      windows.push_back(
          {static_cast<double>(day->number()), static_cast<double>(day->number() + options.days)});
    }
  }
  if (windows.empty())
    throw Problem::invalid("backtest.origins",
                           "The events span too few days for a past and a window.");
  return windows;
}

std::vector<OriginScore> scores_of(const ForecastWorld& world,
                                   const std::vector<ForecastWindow>& windows,
                                   const std::string& method, const Options& options) {
  TerminalProgress progress("Forecasting");
  auto stack = forecaster_of(world, method, options);
  std::size_t done = 0;
  const auto forecast = [&](std::span<const CellEvent> past, const ForecastWindow& window) {
    progress.report(static_cast<double>(done++) / static_cast<double>(windows.size()));
    return stack.forecast(past, window);
  };
  const double side = world.grid.cell_side();
  return back_test(world.placed, windows, forecast,
                   {.cells = world.grid.cells(),
                    .flagged_cells = world.flagged(options),
                    .whole_area_cells = options.whole_area_km2 * 1e6 / (side * side),
                    .level = options.level,
                    .seed = options.run.seed});
}

using Measure = double (*)(const OriginScore&);
constexpr Measure k_hit_rate = [](const OriginScore& s) { return s.ranking.hit_rate; };
constexpr Measure k_accuracy = [](const OriginScore& s) { return s.ranking.accuracy_index; };
constexpr Measure k_efficiency = [](const OriginScore& s) { return s.ranking.efficiency_index; };
constexpr Measure k_place = [](const OriginScore& s) { return s.log_score.place_per_event(); };
constexpr Measure k_coverage = [](const OriginScore& s) {
  return s.calibration.transform_coverage;
};

std::vector<double> values_of(const std::vector<OriginScore>& scores, Measure measure) {
  std::vector<double> values;
  for (const auto& score : scores) values.push_back(measure(score));
  return values;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Mean difference to the other forecast, with the interval of a bootstrap over origins.
void add_difference(ResultTable& table, std::string key, const std::string& title,
                    const std::vector<double>& ours, const std::vector<double>& theirs,
                    const Options& options) {
  const auto difference =
      paired_difference(ours, theirs, {.level = options.level, .seed = options.run.seed});
  table.facts.push_back({{key, title + ", more than against", 3}, difference.value});
  table.facts.push_back({{key + "_low", "  at least", 3}, difference.low});
  table.facts.push_back({{key + "_high", "  at most", 3}, difference.high});
}

void add_facts(ResultTable& table, const ForecastWorld& world,
               const std::vector<OriginScore>& scores, const Options& options) {
  double events = 0;
  for (const auto& score : scores) events += score.ranking.events;
  const auto fact = [&](const char* key, const char* title, Measure measure, int decimals) {
    table.facts.push_back({{key, title, decimals}, mean_of(values_of(scores, measure))});
  };
  table.facts = {{{"windows", "windows"}, static_cast<std::int64_t>(scores.size())},
                 {{"window_days", "days a window"}, std::int64_t{options.days}},
                 {{"events", "events in them", 0}, events},
                 {{"cells", "cells"}, std::int64_t{world.grid.cells()}},
                 {{"cell_metres", "side of a cell (m)", -6}, world.grid.cell_side()},
                 {{"flagged_cells", "flagged cells"}, std::int64_t{world.flagged(options)}},
                 {{"method", "method"}, options.method},
                 {{"against", "against"}, options.against}};
  fact("hit_rate", "hit rate", k_hit_rate, 3);
  fact("pai", "PAI", k_accuracy, 2);
  fact("pei", "PEI", k_efficiency, 3);
  fact("place_score", "log score of place an event", k_place, 3);
  fact("coverage", "coverage of the intervals", k_coverage, 3);
}

ResultTable table_of(const ForecastWorld& world, const std::vector<OriginScore>& scores,
                     const std::vector<OriginScore>& others, const Options& options) {
  ResultTable table;
  table.title = "Back-test: what the forecast would have said then, and what came";
  add_facts(table, world, scores, options);
  add_difference(table, "hit_rate_gain", "hit rate", values_of(scores, k_hit_rate),
                 values_of(others, k_hit_rate), options);
  add_difference(table, "place_score_gain", "log score of place", values_of(scores, k_place),
                 values_of(others, k_place), options);
  table.columns = {{"days", "days"},
                   {"events", "events", 0},
                   {"expected", "expected", 1},
                   {"hits", "hits", 1},
                   {"hit_rate", "hit rate", 3},
                   {"pai", "PAI", 1},
                   {"pei", "PEI", 3},
                   {"place_score", "place score", 3},
                   {"coverage", "coverage", 3},
                   {"against_hit_rate", "hit rate against", 3},
                   {"against_place_score", "place score against", 3}};
  const auto day_of = [](double day) { return Day::from_number(static_cast<std::int32_t>(day)); };
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto& s = scores[i];
    table.rows.push_back({DayRange{day_of(s.window.origin), day_of(s.window.end)}, s.ranking.events,
                          s.expected, s.ranking.hits, s.ranking.hit_rate, s.ranking.accuracy_index,
                          s.ranking.efficiency_index, k_place(s), k_coverage(s),
                          others[i].ranking.hit_rate, k_place(others[i])});
  }
  table.notes = {
      "hits: events in the flagged cells; PAI: hit rate over their share of the area; PEI: PAI "
      "over "
      "the best possible.",
      "place score: mean log share of the cells where events came; 0 would be certainty, higher is "
      "better.",
      fmt::format("coverage: {:g} % if the forecast is honest. Interval of what is gained: "
                  "bootstrap over the windows.",
                  options.level * 100)};
  return table;
}

void run(const Options& options) {
  const auto world = load_world(options);
  const auto windows = windows_of(world, options);
  const auto scores = scores_of(world, windows, options.method, options);
  const auto others = options.against == options.method
                          ? scores
                          : scores_of(world, windows, options.against, options);
  print(table_of(world, scores, others, options), options.run);
}

}  // namespace

void add_backtest_command(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "backtest", "How good would the forecast have been, and better than plain counts?");
  add_forecast_options(*command, *options);
  command
      ->add_option("--origins", options->origins,
                   "How many windows, the last of which ends with the last event; or their first "
                   "days")
      ->capture_default_str()
      ->delimiter(',');
  command->add_option("--every", options->every, "Days from window to window [--days]")
      ->check(CLI::Range(1, 3'660));
  command->add_option("--against", options->against, "The method to compare with")
      ->capture_default_str()
      ->check(CLI::IsMember(forecast_methods()));
  command
      ->add_option("--whole-area", options->whole_area_km2, "Of PAI, square kilometres [all cells]")
      ->check(CLI::PositiveNumber);
  add_run_options(*command, options->run, {.is_random = true});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
