#include "cli/hotspot_areas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/problem.h"
#include "patterns/hotspots/gal.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_cells_max =
    1'000'000;                                // each is a row of the table and has nine neighbours
constexpr std::size_t k_points_max = 20'000;  // all pairs are compared

bool has_self(const HotspotsOptions& options) {
  return options.method == "gi-star" || options.method == "emerging";
}

/// Moran's weights add up to 1 a row, Getis and Ord's are 1 each.
Neighbours weighed(Neighbours neighbours, const HotspotsOptions& options) {
  return is_local_g(options) || options.method == "emerging"
             ? std::move(neighbours)
             : row_standardised(std::move(neighbours));
}

using RowNumbers = std::map<std::string, std::uint32_t, std::less<>>;

/// The row of each area of the list; empty where one of them is not among the rows.
std::vector<std::uint32_t> rows_of(const GalLists& lists, const RowNumbers& numbers) {
  std::vector<std::uint32_t> rows;
  for (const auto& id : lists.ids) {
    const auto found = numbers.find(id);
    if (found == numbers.end()) return {};
    rows.push_back(found->second);
  }
  return rows;
}

/// By the ids of the file, or else by number from 1.
std::vector<std::uint32_t> rows_of(const GalLists& lists, const Events& events) {
  const auto& labels = events.labels.front();
  RowNumbers by_id, by_number;
  for (std::uint32_t row = 0; row < events.size(); ++row) {
    by_number.emplace(std::to_string(row + 1), row);
    if (!labels.of.empty()) by_id.emplace(labels.names[labels.of[row]], row);
  }
  if (by_id.size() == events.size())
    if (auto rows = rows_of(lists, by_id); rows.size() == events.size()) return rows;
  auto rows = rows_of(lists, by_number);
  if (rows.size() != events.size())
    throw Problem::invalid(
        "hotspots.neighbours",
        fmt::format("The list of neighbours has {} areas and the file {} rows; there must be one "
                    "of each, called by --id or by number from 1.",
                    lists.ids.size(), events.size()));
  return rows;
}

Neighbours neighbours_in_file(const Events& events, const HotspotsOptions& options) {
  const auto lists = read_gal(read_file_beside(options.gal));
  const auto rows = rows_of(lists, events);
  std::vector<std::vector<std::uint32_t>> others(events.size());
  for (std::size_t area = 0; area < rows.size(); ++area) {
    auto& list = others[rows[area]];
    for (const auto other : lists.others[area]) list.push_back(rows[other]);
    if (has_self(options) && std::ranges::find(list, rows[area]) == list.end())
      list.push_back(rows[area]);
  }
  return listed_neighbours(others);
}

Neighbours neighbours_within(const EventPlane& plane, const HotspotsOptions& options) {
  if (plane.points().size() > k_points_max)
    throw Problem::too_large(
        "hotspots.points",
        fmt::format("--within compares all pairs of at most {} places.", k_points_max));
  std::vector<PlanePoint> points;
  for (const auto& p : plane.points()) points.push_back({p.x, p.y});
  return distance_neighbours(points, options.within, has_self(options));
}

/// Rows that are areas already, each with a value.
Areas given_areas(const HotspotsOptions& options) {
  if (options.gal.empty() == (options.within <= 0))
    throw Problem::invalid(
        "hotspots.neighbours",
        "Areas with --value need either --neighbours FILE.gal or --within METRES.");
  const bool has_places = options.within > 0;
  if (options.run.is_geojson && !has_places)
    throw Problem::invalid("hotspots.geojson", "Areas without places cannot be shown as GeoJSON.");
  std::vector<KeptColumn> labels{{options.id, !options.id.empty()}};
  const auto events = load_events(
      options.input,
      {.places = has_places, .times = false, .labels = labels, .values = {{options.value}}});
  const EventPlane plane(events);
  Areas areas;
  areas.values = events.values.front();
  areas.neighbours =
      weighed(has_places ? neighbours_within(plane, options) : neighbours_in_file(events, options),
              options);
  areas.table.columns = {{"area", options.id.empty() ? "row" : options.id}};
  const auto& ids = events.labels.front();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (ids.of.empty())
      areas.table.rows.push_back({static_cast<std::int64_t>(i + 1)});
    else
      areas.table.rows.push_back({ids.names[ids.of[i]]});
    if (options.run.is_geojson) areas.table.places.push_back({{events.x[i], events.y[i]}});
  }
  areas.table.facts = {{{"areas", "areas"}, static_cast<std::int64_t>(events.size())}};
  return areas;
}

Areas counted_areas(const HotspotsOptions& options) {
  const auto events = load_events(options.input, {.times = false});
  const EventPlane plane(events);
  const auto cells = cells_of(plane, options);
  auto areas = cell_areas(plane, cells, options);
  std::int64_t inside = 0;
  for (const auto& point : plane.points()) {
    const auto cell = cells.cell_of(point);
    if (cell == cells.size()) continue;
    ++areas.values[cell];
    ++inside;
  }
  areas.table.facts.insert(areas.table.facts.begin(), {{"events", "events in the window"}, inside});
  return areas;
}

}  // namespace

bool is_local_g(const HotspotsOptions& options) {
  return options.method == "gi" || options.method == "gi-star";
}

Areas cell_areas(const EventPlane& plane, const MapCells& cells, const HotspotsOptions& options) {
  Areas areas;
  areas.values.assign(cells.size(), 0);
  areas.neighbours =
      weighed(queen_neighbours(cells.columns, cells.rows, has_self(options)), options);
  areas.table.columns = place_columns(plane);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    areas.table.rows.push_back(place_cells(plane, cells.centre(cell)));
    if (options.run.is_geojson) areas.table.places.push_back(outline_of(plane, cells, cell));
  }
  areas.table.facts = {{{"columns", "columns of cells"}, std::int64_t{cells.columns}},
                       {{"rows", "rows of cells"}, std::int64_t{cells.rows}},
                       {{"cell_width_metres", "cell width (m)", -4}, cells.width()},
                       {{"cell_height_metres", "cell height (m)", -4}, cells.height()}};
  areas.table.notes = {
      "Cells are named by their centres; cells without events count, as 0, with up to eight "
      "neighbours."};
  return areas;
}

MapCells cells_of(const EventPlane& plane, const HotspotsOptions& options) {
  if (!options.window.empty())
    return cells_over(window_of(plane, options.window, 0), options.cell, k_cells_max);
  // Around events at one point the window has an area too, once it is grown to whole squares.
  const auto around = window_of(plane, "", options.cell * 1e-3);
  return cells_over(whole_squares(around, options.cell), options.cell, k_cells_max);
}

Areas read_areas(const HotspotsOptions& options) {
  return options.value.empty() ? counted_areas(options) : given_areas(options);
}

}  // namespace anlan::cli
