#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numbers>

#include "base/problem.h"
#include "cli/hotspot_areas.h"
#include "cli/pattern_commands.h"
#include "patterns/hotspots/hotspots.h"
#include "patterns/series/alarm.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_counts_max = 50'000'000;  // of emerging: one a cell and slice

void add_column(ResultTable& table, ResultColumn column, const std::vector<Cell>& cells) {
  table.columns.push_back(std::move(column));
  for (std::size_t i = 0; i < table.rows.size(); ++i) table.rows[i].push_back(cells[i]);
}

template <class Value>
std::vector<Cell> as_cells(const std::vector<Value>& values) {
  return {values.begin(), values.end()};
}

/// Shows the strongest areas in text.
void choose_rows(ResultTable& table, const std::vector<double>& strength, std::size_t top,
                 std::string_view which) {
  table.rows_in_text = largest(strength, top);
  table.rows_in_text_title =
      fmt::format("The {} {} of {} areas; --csv prints all:", table.rows_in_text->size(), which,
                  table.rows.size());
}

void add_values(Areas& areas, const HotspotsOptions& options) {
  if (options.value.empty()) {
    std::vector<Cell> counts;
    for (const double v : areas.values) counts.emplace_back(static_cast<std::int64_t>(v));
    add_column(areas.table, {"events", "events"}, counts);
  } else {
    add_column(areas.table, {"value", options.value, -6}, as_cells(areas.values));
  }
}

/// "high_high" for "high-high".
std::string key_of(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

/// A class for areas whose q is small enough, "none" for the others; counts the classes in the
/// facts.
void add_classes(ResultTable& table, const std::vector<double>& p_values,
                 const std::vector<std::string>& names, double rate) {
  const auto q_values = discovery_q_values(p_values);
  std::map<std::string, std::int64_t> counts;
  for (const auto& name : names) counts[name] = 0;
  std::vector<Cell> classes;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool stands = q_values[i] <= rate;
    if (stands) ++counts[names[i]];
    classes.emplace_back(stands ? names[i] : "none");
  }
  add_column(table, {"q_value", "q", -3}, as_cells(q_values));
  add_column(table, {"class", "class"}, classes);
  for (const auto& [name, count] : counts)
    table.facts.push_back({{key_of(name) + "_areas", name + " areas"}, count});
  table.notes.push_back(fmt::format(
      "q: if all areas of at most this q are named, this share of them is expected to be named by "
      "chance (Benjamini and Hochberg). class: where q is at most {:g}.",
      rate));
}

ResultTable local_g(Areas areas, const HotspotsOptions& options) {
  const auto z = getis_ord(areas.values, areas.neighbours);
  std::vector<double> p_values;
  std::vector<std::string> names;
  for (const double score : z) {
    p_values.push_back(std::erfc(std::fabs(score) / std::numbers::sqrt2));
    names.emplace_back(score > 0 ? "hot" : "cold");
  }
  add_values(areas, options);
  add_column(areas.table, {"z", "z", 3}, as_cells(z));
  add_column(areas.table, {"p_value", "p", -3}, as_cells(p_values));
  add_classes(areas.table, p_values, names, options.false_discovery);
  areas.table.title = options.method == "gi" ? "Hot spots by Getis and Ord's Gi"
                                             : "Hot spots by Getis and Ord's Gi*";
  areas.table.notes.emplace_back(
      "z: the sum over an area's neighbours, in standard deviations from its mean; p: two-sided.");
  choose_rows(areas.table, z, options.top, "hottest");
  return std::move(areas.table);
}

void add_global_moran(Areas& areas, const HotspotsOptions& options) {
  TerminalProgress progress("Permuting");
  const auto result = moran(areas.values, areas.neighbours, options.permutations, options.run.seed,
                            steps_of(progress));
  auto& facts = areas.table.facts;
  facts.push_back({{"moran", "Moran's I", 6}, result.statistic});
  facts.push_back({{"moran_expected", "expected by chance", 6}, result.expected});
  facts.push_back({{"moran_z", "z under normality", 3}, result.z});
  facts.push_back({{"moran_p_value", "p by permutation", 3},
                   options.permutations > 0 ? Cell(result.p_value) : Cell()});
  facts.push_back({{"permutations", "permutations"}, std::int64_t{options.permutations}});
  facts.push_back({{"seed", "seed"}, static_cast<std::int64_t>(options.run.seed)});
}

std::vector<LocalMoran> local_moran_of(const Areas& areas, const HotspotsOptions& options) {
  TerminalProgress progress("Permuting");
  return local_moran(areas.values, areas.neighbours, options.permutations, options.run.seed,
                     steps_of(progress));
}

ResultTable moran_table(Areas areas, const HotspotsOptions& options) {
  add_global_moran(areas, options);
  areas.table.title = "Moran's I: do neighbours have like values?";
  areas.table.notes.emplace_back("Each area's neighbours weigh 1 together.");
  if (options.method == "moran") {
    areas.table.columns.clear();
    areas.table.rows.clear();
    areas.table.places.clear();
    return std::move(areas.table);
  }
  const std::vector<std::string> quadrants{"high-high", "low-high", "low-low", "high-low"};
  std::vector<double> statistics, p_values;
  std::vector<std::string> names;
  for (const auto& area : local_moran_of(areas, options)) {
    statistics.push_back(area.statistic);
    p_values.push_back(std::min(1.0, 2 * area.p_value));
    names.push_back(quadrants[static_cast<std::size_t>(area.quadrant)]);
  }
  add_values(areas, options);
  add_column(areas.table, {"local_moran", "local I", 4}, as_cells(statistics));
  add_column(areas.table, {"p_value", "p", 3}, as_cells(p_values));
  add_classes(areas.table, p_values, names, options.false_discovery);
  areas.table.title = "Local Moran: areas like or unlike their neighbours";
  areas.table.notes.emplace_back(
      "high-high: a high value among high ones; high-low: a high one among low ones. p: two-sided, "
      "by permutation of the others.");
  choose_rows(areas.table, statistics, options.top, "strongest");
  return std::move(areas.table);
}

/// Counts a cell and slice, and which days the slices hold: whole ones, up to the last event.
struct Slices {
  std::vector<double> counts;
  std::int32_t number = 0;
  DayRange days;
};

Slices slices_of(const Events& events, const EventPlane& plane, const MapCells& cells,
                 std::int32_t slice_days) {
  const auto all = days_of(events);
  Slices slices{.number = (all.below - all.from) / slice_days};
  if (slices.number < 2)
    throw Problem::invalid(
        "hotspots.slices",
        fmt::format("The events span {} days, which is less than two slices of {} days.",
                    all.below - all.from, slice_days));
  slices.days = {all.below - slices.number * slice_days, all.below};
  if (static_cast<std::size_t>(slices.number) * cells.size() > k_counts_max)
    throw Problem::too_large("cells.count", "There are too many cells and slices.");
  slices.counts.assign(static_cast<std::size_t>(slices.number) * cells.size(), 0);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto cell = cells.cell_of(plane.points()[i]);
    const auto since = events.times[i].day - slices.days.from;
    if (cell == cells.size() || since < 0) continue;
    ++slices.counts[static_cast<std::size_t>(since / slice_days) * cells.size() + cell];
  }
  return slices;
}

ResultTable emerging_table(const HotspotsOptions& options) {
  const auto events = load_events(options.input, {});
  const EventPlane plane(events);
  const auto cells = cells_of(plane, options);
  const auto slices = slices_of(events, plane, cells, options.slice_days);
  auto areas = cell_areas(plane, cells, options);
  const auto spots = emerging_spots(slices.counts, areas.neighbours, options.z_threshold);
  std::vector<Cell> hot, cold, trends;
  std::map<std::string, std::int64_t> counts;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    for (std::size_t at = cell; at < slices.counts.size(); at += cells.size())
      areas.values[cell] += slices.counts[at];
    hot.emplace_back(std::string(to_string(spots[cell].hot)));
    cold.emplace_back(std::string(to_string(spots[cell].cold)));
    trends.emplace_back(spots[cell].trend_z);
    if (spots[cell].hot != Emergence::none) ++counts["hot_" + std::get<std::string>(hot.back())];
  }
  add_values(areas, options);
  add_column(areas.table, {"hot", "hot"}, hot);
  add_column(areas.table, {"cold", "cold"}, cold);
  add_column(areas.table, {"trend_z", "trend z", 2}, trends);
  auto& table = areas.table;
  table.title = "Emerging hot spots: Gi* slice by slice";
  table.facts.push_back({{"slices", "slices"}, std::int64_t{slices.number}});
  table.facts.push_back({{"slice_days", "days a slice"}, std::int64_t{options.slice_days}});
  table.facts.push_back({{"days", "days"}, slices.days});
  for (const auto& [name, count] : counts)
    table.facts.push_back({{name + "_areas", "hot, " + name.substr(4)}, count});
  std::vector<double> strength;
  for (std::size_t cell = 0; cell < cells.size(); ++cell)
    strength.push_back(spots[cell].hot == Emergence::none ? -1 : areas.values[cell]);
  choose_rows(table, strength, options.top, "hot areas with most events");
  std::erase_if(*table.rows_in_text, [&](std::size_t cell) { return strength[cell] < 0; });
  table.rows_in_text_title = fmt::format("The {} hot areas with most events; --csv prints all:",
                                         table.rows_in_text->size());
  table.notes.push_back(
      fmt::format("A slice is hot where z > {:.3g}; docs/methods/hotspots.md tells the classes.",
                  options.z_threshold));
  return std::move(table);
}

void run(const HotspotsOptions& options) {
  if (options.method == "moran" && options.run.is_geojson)
    throw Problem::invalid("hotspots.geojson", "Moran's I has no places: there is no GeoJSON.");
  if (options.method == "emerging") {
    if (!options.value.empty())
      throw Problem::invalid("hotspots.value", "Emerging hot spots are counted from events.");
    return print(emerging_table(options), options.run);
  }
  auto areas = read_areas(options);
  print(is_local_g(options) ? local_g(std::move(areas), options)
                            : moran_table(std::move(areas), options),
        options.run);
}

void add_area_options(CLI::App& command, HotspotsOptions& options) {
  command
      .add_option("--cell", options.cell, "Side of the cells that events are counted in, metres")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--window", options.window,
                     "west,south,east,north in the coordinates of the file [around all events]");
  command.add_option("--value", options.value,
                     "Rows are areas, and this column holds a value of each");
  command.add_option("--id", options.id, "Column of the areas' ids, with --value [the row number]");
  command.add_option("--neighbours", options.gal, "A .gal file that lists each area's neighbours");
  command.add_option("--within", options.within, "Areas are neighbours within so many metres")
      ->check(CLI::PositiveNumber);
}

}  // namespace

void add_hotspots_command(CLI::App& app) {
  auto options = std::make_shared<HotspotsOptions>();
  auto* command =
      app.add_subcommand("hotspots", "Which areas are hot or cold, and how does that change?");
  add_event_options(*command, options->input);
  command->add_option("--method", options->method, "gi-star, gi, moran, local-moran or emerging")
      ->capture_default_str()
      ->check(CLI::IsMember({"gi-star", "gi", "moran", "local-moran", "emerging"}));
  add_area_options(*command, *options);
  command->add_option("--permutations", options->permutations, "Of moran and local-moran")
      ->capture_default_str()
      ->check(CLI::Range(0U, 1'000'000U));
  command
      ->add_option("--false-discovery", options->false_discovery,
                   "Share of the named areas that may be named by chance")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--slice-days", options->slice_days, "Of emerging")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  command->add_option("--z", options->z_threshold, "Of emerging: hot from here on")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_option("--top", options->top, "Areas in the text")->capture_default_str();
  add_run_options(*command, options->run, {.is_random = true, .has_places = true});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
