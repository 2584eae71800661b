// Cells over the area of an analysis, metres on its plane, and regions of cells as circles.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "warnings/method_result.h"
#include "warnings/methods.h"
#include "warnings/shape.h"

namespace anlan::warnings {

/// Metres east and north of a frame's origin.
struct FramePoint {
  double x = 0;
  double y = 0;
};

/// Square cells over the bounds of the input; over those of its points where no boundary is known.
/// The same bounds give the same cells, so that a cell stays where it is from run to run. Throws
/// Problem (too_large, "analyses.grid") beyond k_result_cells_max cells.
GridFrame frame_over(const DetectionInput& input, double cell_metres);
/// A plane without cells, for methods that measure distances only.
GridFrame plane_over(const DetectionInput& input);

/// True to 1 % up to 100 km from the frame's middle in latitude.
FramePoint point_on(const GridFrame& frame, const geometry::Position& position);
geometry::Position position_on(const GridFrame& frame, const FramePoint& point);
bool holds(const GridFrame& frame, const FramePoint& point);
/// Of a point that the frame holds.
std::uint32_t cell_at(const GridFrame& frame, const FramePoint& point);
FramePoint middle_of(const GridFrame& frame, std::uint32_t cell);

/// An incident that the frame holds.
struct FramedPoint {
  FramePoint at;
  std::uint32_t cell = 0;
  Day day;
  Id incident;
};
/// In one order, whatever that of the input: by day, then by id.
std::vector<FramedPoint> framed_points(const DetectionInput& input, const GridFrame& frame);
/// The same of a plane: all of them, and no cells.
std::vector<FramedPoint> placed_points(const DetectionInput& input, const GridFrame& plane);

/// Groups of the marked cells that touch, corners too; each in the order of its cells.
std::vector<std::vector<std::uint32_t>> regions_of(const GridFrame& frame,
                                                   const std::vector<bool>& marked);

/// Around the middles of the cells, as wide as to hold them whole.
Circle circle_around(const GridFrame& frame, const std::vector<std::uint32_t>& cells);
/// Around points, at least `least_metres` wide.
Circle circle_around(const GridFrame& frame, const std::vector<FramePoint>& points,
                     double least_metres);

}  // namespace anlan::warnings
