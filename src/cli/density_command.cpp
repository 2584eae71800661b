#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "base/problem.h"
#include "cli/event_input.h"
#include "cli/map_cells.h"
#include "cli/pattern_commands.h"
#include "patterns/density/density.h"
#include "patterns/density/ripley.h"
#include "patterns/events/time_text.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_cells_max = 4'000'000;  // each is a row of the table, some hundred bytes
constexpr double k_cells_along = 100;           // of the longer side, where no --cell is given

struct DensityOptions {
  EventOptions input;
  RunOptions run;
  std::string window;
  std::string kernel = "gaussian";
  double bandwidth = 0;
  double cell = 0;
  bool is_exact = false;
  bool has_no_edge_correction = false;
  double truncation = 4;
  double age_scale = 0;
  std::string as_of;
  std::size_t top = 20;
  bool is_ripley = false;
  double reach = 0;
  std::uint32_t steps = 20;
  std::string correction = "isotropic";
  std::uint32_t simulations = 39;
};

std::vector<DensityPoint> points_of(const EventPlane& plane) {
  std::vector<DensityPoint> points;
  for (const auto& p : plane.points()) points.push_back({p.x, p.y});
  return points;
}

/// Scott's rule for two dimensions (Scott 1992, eq. 6.42): the mean standard deviation of the axes
/// times n^(-1/6); a quartic kernel of the same spread reaches farther (Silverman 1986, table 4.1).
double usual_bandwidth(std::span<const DensityPoint> points, bool is_gaussian) {
  const auto n = static_cast<double>(points.size());
  double x = 0, y = 0, square = 0;
  for (const auto& p : points) {
    x += p.x / n;
    y += p.y / n;
  }
  for (const auto& p : points) square += (p.x - x) * (p.x - x) + (p.y - y) * (p.y - y);
  const double spread = std::sqrt(square / (2 * n));
  if (!(spread > 0))
    throw Problem::invalid("density.bandwidth",
                           "All events lie at one place: give --bandwidth and --window.");
  return (is_gaussian ? 1 : 2.78) * spread * std::pow(n, -1.0 / 6);
}

std::vector<double> age_weights(const Events& events, const DensityOptions& options) {
  if (options.age_scale <= 0) return {};
  auto now = std::ranges::max(events.times);
  if (!options.as_of.empty()) {
    const auto asked = read_wall_time(options.as_of, Zone::named(options.input.zone));
    if (!asked) throw Problem::invalid("density.as_of", fmt::format("--as-of {}.", asked.error()));
    now = *asked;
  }
  std::vector<double> weights;
  for (const auto& time : events.times)
    weights.push_back(age_weight(days_between(time, now), options.age_scale));
  return weights;
}

struct Estimate {
  MapCells cells;
  Surface surface;
  double bandwidth = 0;
};

Estimate estimate(const Events& events, const EventPlane& plane, const DensityOptions& options) {
  const auto points = points_of(plane);
  const bool is_gaussian = options.kernel == "gaussian";
  const double bandwidth =
      options.bandwidth > 0 ? options.bandwidth : usual_bandwidth(points, is_gaussian);
  const auto window = window_of(plane, options.window, bandwidth);
  const double side =
      options.cell > 0 ? options.cell : std::max(window.width(), window.height()) / k_cells_along;
  const auto cells = cells_over(window, side, k_cells_max);
  Surface surface{window, cells.columns, cells.rows, {}};
  kernel_density(points, age_weights(events, options),
                 {.kernel = is_gaussian ? Kernel::gaussian : Kernel::quartic,
                  .bandwidth = bandwidth,
                  .method = options.is_exact ? DensityMethod::exact : DensityMethod::binned,
                  // The box around the events is no border of anything.
                  .edge_correction = !options.window.empty() && !options.has_no_edge_correction,
                  .truncation = options.truncation,
                  .threads = options.run.thread_count()},
                 surface);
  return {cells, std::move(surface), bandwidth};
}

ResultTable surface_table(const Events& events, const EventPlane& plane,
                          const DensityOptions& options) {
  const auto [cells, surface, bandwidth] = estimate(events, plane, options);
  ResultTable table;
  table.title = fmt::format("Density of events, {} kernel", options.kernel);
  table.facts = {{{"events", "events"}, static_cast<std::int64_t>(events.size())},
                 {{"bandwidth_metres", "bandwidth (m)", -4}, bandwidth},
                 {{"cell_width_metres", "cell width (m)", -4}, cells.width()},
                 {{"cell_height_metres", "cell height (m)", -4}, cells.height()},
                 {{"columns", "columns"}, std::int64_t{cells.columns}},
                 {{"rows", "rows"}, std::int64_t{cells.rows}}};
  table.columns = place_columns(plane);
  table.columns.push_back({"events_per_km2", "events per km2", -4});
  std::vector<double> values;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    auto row = place_cells(plane, cells.centre(cell));
    values.push_back(surface.values[cell]);
    row.emplace_back(surface.values[cell] * 1e6F);
    table.rows.push_back(std::move(row));
    if (options.run.is_geojson) table.places.push_back(outline_of(plane, cells, cell));
  }
  table.rows_in_text = largest(values, options.top);
  table.rows_in_text_title =
      fmt::format("The densest {} of {} cells, by their centres; --csv and --geojson print all:",
                  table.rows_in_text->size(), cells.size());
  if (options.bandwidth <= 0)
    table.notes.emplace_back(
        "The bandwidth is Scott's rule, which smooths much where there are several centres.");
  return table;
}

EdgeCorrection correction_of(const std::string& name) {
  if (name == "none") return EdgeCorrection::none;
  if (name == "border") return EdgeCorrection::border;
  return name == "translation" ? EdgeCorrection::translation : EdgeCorrection::isotropic;
}

RipleyEnvelope envelope_of(std::size_t points, const Window& window, double reach,
                           const DensityOptions& options) {
  TerminalProgress progress("Simulating");
  return ripley_envelope(points, window, reach, options.steps, correction_of(options.correction),
                         options.simulations, options.run.seed, options.run.thread_count(),
                         steps_of(progress));
}

ResultTable ripley_table(const EventPlane& plane, const DensityOptions& options) {
  const auto window = window_of(plane, options.window, 0);
  const auto all = points_of(plane);
  std::vector<DensityPoint> points;
  std::ranges::copy_if(all, std::back_inserter(points), [&](const DensityPoint& p) {
    return p.x >= window.west && p.x <= window.east && p.y >= window.south && p.y <= window.north;
  });
  const double reach =
      options.reach > 0 ? options.reach : std::min(window.width(), window.height()) / 4;
  const auto curve = ripley(points, window, reach, options.steps, correction_of(options.correction),
                            options.run.thread_count());
  const auto envelope = envelope_of(points.size(), window, reach, options);
  ResultTable table;
  table.title = "Ripley's K and L: do events attract or avoid each other?";
  table.facts = {{{"events", "events in the window"}, static_cast<std::int64_t>(points.size())},
                 {{"window_km2", "window (km2)", -4}, window.area() / 1e6},
                 {{"correction", "edge correction"}, options.correction},
                 {{"simulations", "simulations"}, std::int64_t{options.simulations}},
                 {{"seed", "seed"}, static_cast<std::int64_t>(options.run.seed)}};
  table.columns = {{"distance_metres", "distance (m)", -5},
                   {"k", "K (m2)", -5},
                   {"k_of_chance", "of chance", -5},
                   {"k_low", "lowest", -5},
                   {"k_high", "highest", -5},
                   {"l", "L (m)", -5},
                   {"pattern", "events"}};
  for (std::size_t i = 0; i < curve.distance.size(); ++i) {
    const double r = curve.distance[i];
    const double k = curve.k[i];
    std::vector<Cell> row{r, k, std::numbers::pi * r * r, Cell(), Cell(), curve.l[i], Cell()};
    if (options.simulations > 0) {
      row[3] = envelope.low[i];
      row[4] = envelope.high[i];
      row[6] = std::string(k > envelope.high[i]  ? "attract"
                           : k < envelope.low[i] ? "avoid"
                                                 : "as chance");
    }
    table.rows.push_back(std::move(row));
  }
  if (options.simulations > 0)
    table.notes.push_back(fmt::format(
        "lowest, highest: of {} simulations of as many points at random in the window; outside of "
        "them at one distance p is {:.3f}.",
        options.simulations, 2.0 / (1 + options.simulations)));
  table.notes.emplace_back("K: area of the window times the share of pairs within the distance.");
  return table;
}

void run(const DensityOptions& options) {
  if (options.is_ripley && options.run.is_geojson)
    throw Problem::invalid("density.geojson", "K has no places: there is no GeoJSON of it.");
  const auto events = load_events(options.input, {.times = options.age_scale > 0});
  const EventPlane plane(events);
  print(options.is_ripley ? ripley_table(plane, options) : surface_table(events, plane, options),
        options.run);
}

void add_surface_options(CLI::App& command, DensityOptions& options) {
  command.add_option("--kernel", options.kernel, "gaussian or quartic")
      ->capture_default_str()
      ->check(CLI::IsMember({"gaussian", "quartic"}));
  command
      .add_option("--bandwidth", options.bandwidth,
                  "Metres: deviation of the gaussian, radius of the quartic [Scott's rule]")
      ->check(CLI::PositiveNumber);
  command.add_option("--cell", options.cell, "Side of a cell in metres [1/100 of the longer side]")
      ->check(CLI::PositiveNumber);
  command.add_flag("--exact", options.is_exact, "Points where they are, not in their cells");
  command.add_flag("--no-edge-correction", options.has_no_edge_correction,
                   "Do not make up for what lies outside of --window");
  command.add_option("--truncation", options.truncation, "Deviations after which a gaussian ends")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      .add_option("--age-scale", options.age_scale,
                  "Days after which an event weighs 1/e [all weigh the same]")
      ->check(CLI::PositiveNumber);
  command.add_option("--as-of", options.as_of, "When ages are counted from [the last event]");
  command.add_option("--top", options.top, "Cells in the text")->capture_default_str();
}

}  // namespace

void add_density_command(CLI::App& app) {
  auto options = std::make_shared<DensityOptions>();
  auto* command =
      app.add_subcommand("density", "Where do events concentrate, and do they attract each other?");
  add_event_options(*command, options->input);
  command->add_option(
      "--window", options->window,
      "west,south,east,north in the coordinates of the file [a bandwidth around all "
      "events]");
  add_surface_options(*command, *options);
  command->add_flag("--ripley", options->is_ripley, "Ripley's K and L instead of a surface");
  command->add_option("--reach", options->reach, "Of K, metres [1/4 of the shorter side]")
      ->check(CLI::PositiveNumber);
  command->add_option("--steps", options->steps, "Of K")->capture_default_str();
  command->add_option("--correction", options->correction, "Of K at the edges")
      ->capture_default_str()
      ->check(CLI::IsMember({"none", "border", "translation", "isotropic"}));
  command->add_option("--simulations", options->simulations, "Of K, for what chance would give")
      ->capture_default_str();
  add_run_options(*command, options->run, {.is_random = true, .has_places = true});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
