#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <optional>

#include "base/problem.h"
#include "cli/event_input.h"
#include "cli/map_cells.h"
#include "cli/pattern_commands.h"
#include "patterns/self_exciting/hawkes.h"

namespace anlan::cli {
namespace {

using namespace patterns;

struct HawkesOptions {
  EventOptions input;
  RunOptions run;
  HawkesSettings settings;
  std::string window;
  bool has_flat_background = false;
  bool shows_events = false;
  std::size_t top = 20;
};

/// Events in the order of their times, and where they stand in the file.
struct History {
  std::vector<HawkesEvent> events;
  std::vector<std::size_t> rows;
  std::vector<std::string> kinds;  ///< of the marks; empty where there are none
  DayRange days;
};

History history_of(const Events& events, const EventPlane& plane) {
  History history{.days = days_of(events)};
  const auto* kinds = events.labels.empty() ? nullptr : &events.labels.front();
  if (kinds != nullptr) {
    history.kinds = kinds->names;
    if (kinds->names.size() > k_hawkes_marks_max)
      throw Problem::invalid("hawkes.kinds",
                             fmt::format("The model tells at most {} kinds apart, and the file has "
                                         "{}: choose some with --only.",
                                         k_hawkes_marks_max, kinds->names.size()));
  }
  history.rows.resize(events.size());
  std::iota(history.rows.begin(), history.rows.end(), std::size_t{0});
  std::ranges::stable_sort(history.rows, {}, [&](std::size_t row) { return events.times[row]; });
  for (const auto row : history.rows) {
    history.events.push_back({plane.points()[row].x, plane.points()[row].y,
                              days_between({history.days.from, 0}, events.times[row]),
                              static_cast<std::uint8_t>(kinds == nullptr ? 0 : kinds->of[row])});
  }
  return history;
}

HawkesFit fit(const History& history, const Window& window, const HawkesOptions& options) {
  TerminalProgress progress("Fitting");
  auto settings = options.settings;
  settings.has_spatial_background = !options.has_flat_background;
  settings.threads = options.run.thread_count();
  const auto all = settings.iterations_max;
  settings.progress = [&progress, all](std::uint32_t iteration, double) {
    progress.report(static_cast<double>(iteration) / all);
    return true;
  };
  return fit_hawkes(history.events, window, history.days.below - history.days.from, settings);
}

double begotten_share(const HawkesFit& fitted) {
  double background = 0;
  for (const float share : fitted.background_share) background += static_cast<double>(share);
  return 1 - background / static_cast<double>(fitted.background_share.size());
}

void add_parameters(ResultTable& table, const History& history, const HawkesFit& fitted) {
  const auto& model = fitted.model;
  table.columns = {{"parameter", "parameter"}, {"value", "value", -4}, {"meaning", "meaning"}};
  const auto row = [&](std::string name, double value, std::string meaning) {
    table.rows.push_back({std::move(name), value, std::move(meaning)});
  };
  row("background_per_day", model.background_per_day, "events a day that no event begot");
  if (history.kinds.empty())
    row("productivity", model.productivity[0], "events that one event begets");
  for (std::size_t kind = 0; kind < history.kinds.size(); ++kind)
    row("productivity: " + history.kinds[kind], model.productivity[kind],
        "events that one of this kind begets");
  row("half_life_days", std::numbers::ln2 / model.omega, "after so long half of them have come");
  row("omega_per_day", model.omega, "rate at which they become rarer");
  row("sigma_metres", model.sigma, "standard deviation of their distance, each way");
  row("begotten_share", begotten_share(fitted), "share of all events that another begot");
}

bool are_whole_days(const Events& events) {
  return std::ranges::all_of(events.times, [](const WallTime& t) { return t.millisecond == 0; });
}

ResultTable model_table(const Events& events, const History& history, const Window& window,
                        const HawkesFit& fitted, const HawkesOptions& options) {
  ResultTable table;
  table.title = "Self-exciting model: events beget events, near by and soon";
  const bool is_daily = are_whole_days(events);
  // Between events of one day nothing is expected, which the check would take for a fault.
  std::optional<HawkesResiduals> residuals;
  if (!is_daily)
    residuals =
        hawkes_residuals(fitted.model, history.events, history.days.below - history.days.from);
  table.facts = {
      {{"events", "events"}, static_cast<std::int64_t>(events.size())},
      {{"days", "days"}, history.days},
      {{"window_km2", "window (km2)", -4}, window.area() / 1e6},
      {{"reach_days", "reach (days)", -4}, options.settings.reach_days},
      {{"reach_metres", "reach (m)", -4}, options.settings.reach_metres},
      {{"pairs", "pairs within reach"}, static_cast<std::int64_t>(fitted.pairs)},
      {{"iterations", "iterations"}, static_cast<std::int64_t>(fitted.log_likelihood.size())},
      {{"has_converged", "settled"}, fitted.has_converged},
      {{"log_likelihood", "log likelihood", 2}, fitted.log_likelihood.back()},
      {{"residual_distance", "residual check, distance", 4},
       residuals ? Cell(residuals->kolmogorov) : Cell()},
      {{"residual_p_value", "residual check, p", 3},
       residuals ? Cell(residuals->p_value) : Cell()}};
  add_parameters(table, history, fitted);
  if (!fitted.has_converged)
    table.notes.push_back(
        fmt::format("The fit did not settle in {} iterations: its numbers are "
                    "not final.",
                    fitted.log_likelihood.size()));
  if (residuals && residuals->p_value < .05)
    table.notes.emplace_back(
        "The residual check rejects the model (p < 0.05): the times of the events are not "
        "explained.");
  if (is_daily)
    table.notes.emplace_back(
        "The times are days: of two events on one day neither is taken to have begotten the other, "
        "and there is no residual check.");
  if (fitted.pairs == 0)
    table.notes.emplace_back(
        "No event lies within reach of an earlier one: half life and sigma are where the fit "
        "began.");
  return table;
}

std::string text_of(const WallTime& time) {
  const auto seconds = time.millisecond / 1000;
  return time.millisecond == 0 ? time.day.to_string()
                               : fmt::format("{}T{:02}:{:02}:{:02}", time.day.to_string(),
                                             seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// Each event and how likely nothing begot it, in the order of the file.
ResultTable events_table(const Events& events, const EventPlane& plane, const History& history,
                         const HawkesFit& fitted, const HawkesOptions& options) {
  ResultTable table;
  table.title = "Events and the probability that no other event begot them";
  table.facts = {{{"events", "events"}, static_cast<std::int64_t>(events.size())},
                 {{"has_converged", "settled"}, fitted.has_converged}};
  table.columns = {{"line", "line"}, {"time", "time"}};
  for (auto& column : place_columns(plane)) table.columns.push_back(std::move(column));
  table.columns.push_back({"background_share", "p of no parent", 3});
  table.rows.resize(events.size());
  std::vector<double> begotten(events.size());
  for (std::size_t i = 0; i < history.rows.size(); ++i) {
    const auto row = history.rows[i];
    auto& cells = table.rows[row];
    cells = {events.lines[row], text_of(events.times[row])};
    cells.insert(cells.end(), {events.x[row], events.y[row], fitted.background_share[i]});
    begotten[row] = 1 - static_cast<double>(fitted.background_share[i]);
  }
  if (options.run.is_geojson)
    for (std::size_t row = 0; row < events.size(); ++row)
      table.places.push_back({{events.x[row], events.y[row]}});
  table.rows_in_text = largest(begotten, options.top);
  table.rows_in_text_title =
      fmt::format("The {} events that another most likely begot, of {}; --csv prints all:",
                  table.rows_in_text->size(), events.size());
  return table;
}

void run(const HawkesOptions& options) {
  const auto events = load_events(options.input, {.learns = true});
  const EventPlane plane(events);
  const auto history = history_of(events, plane);
  // The background is not cut off where the outermost events lie.
  const auto window = window_of(plane, options.window, options.settings.background_bandwidth);
  const auto fitted = fit(history, window, options);
  print(options.shows_events || options.run.is_geojson
            ? events_table(events, plane, history, fitted, options)
            : model_table(events, history, window, fitted, options),
        options.run);
}

}  // namespace

void add_hawkes_command(CLI::App& app) {
  auto options = std::make_shared<HawkesOptions>();
  auto& settings = options->settings;
  settings.iterations_max = 1'000;  // where triggering is weak a fit needs many
  auto* command = app.add_subcommand(
      "hawkes", "How many events does one beget, how soon, how near? (self-exciting model)");
  add_event_options(*command, options->input);
  command->add_option("--window", options->window,
                      "west,south,east,north in the coordinates of the file [a bandwidth around "
                      "all events]");
  command->add_option("--reach-days", settings.reach_days, "An event begets others within so long")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--reach-metres", settings.reach_metres, "and within so far")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--background-bandwidth", settings.background_bandwidth,
                   "Metres; wider than the reach")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--background-columns", settings.background_columns, "Cells of the background")
      ->capture_default_str()
      ->check(CLI::Range(1U, 10'000U));
  command->add_flag("--flat-background", options->has_flat_background,
                    "One background everywhere, which makes triggering look larger than it is");
  command->add_option("--iterations", settings.iterations_max, "At most")
      ->capture_default_str()
      ->check(CLI::Range(1U, 100'000U));
  command->add_flag("--events", options->shows_events,
                    "Print each event with the probability that none begot it, as --geojson does");
  command->add_option("--top", options->top, "Events in the text")->capture_default_str();
  add_run_options(*command, options->run, {.has_places = true});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
