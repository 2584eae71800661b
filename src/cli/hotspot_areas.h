// The areas of `anlan hotspots`: cells in which events are counted, or areas that come with a
// value.
#pragma once

#include <string>
#include <vector>

#include "cli/event_input.h"
#include "cli/map_cells.h"
#include "patterns/hotspots/neighbours.h"

namespace anlan::cli {

struct HotspotsOptions {
  EventOptions input;
  RunOptions run;
  std::string method = "gi-star";
  double cell = 250;
  std::string window;
  std::string value;
  std::string id;
  std::string gal;
  double within = 0;
  std::uint32_t permutations = 999;
  double false_discovery = .05;
  std::int32_t slice_days = 30;
  double z_threshold = 1.959964;  // two-sided 5 %
  std::size_t top = 20;
};

/// Areas with a value each, and who is next to whom.
struct Areas {
  std::vector<double> values;
  patterns::Neighbours neighbours;
  ResultTable table;  ///< with a column or two that say which area it is, and its place
};

/// Getis and Ord's statistics, whose weights are 1; Moran's add up to 1 an area.
bool is_local_g(const HotspotsOptions& options);

/// The cells of --window, or squares over all events. Throws Problem (too_large, "cells.count").
MapCells cells_of(const patterns::EventPlane& plane, const HotspotsOptions& options);
/// The cells of a map; counts are for the caller to fill.
Areas cell_areas(const patterns::EventPlane& plane, const MapCells& cells,
                 const HotspotsOptions& options);

/// Reads the file: events, counted in cells, or, with --value, areas. Throws Problem (invalid,
/// "hotspots.neighbours"; too_large, "hotspots.points").
Areas read_areas(const HotspotsOptions& options);

}  // namespace anlan::cli
